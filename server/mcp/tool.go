package mcp

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/jsonschema-go/jsonschema"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/inkeep-gateway/gateway/server/edge"
)

// tool is one that answers an operation.
type tool struct {
	*sdk.Tool
	request func(arguments jsontext.Value) (request, bool) // false if the arguments are not as its schema has them
	most    int64                                          // bytes that its result may have
}

// request is one for GraphQL, as it is sent.
type request struct {
	DocumentID    string         `json:"documentId,omitempty"`
	Query         string         `json:"query,omitempty"`
	OperationName string         `json:"operationName,omitempty"`
	Variables     jsontext.Value `json:"variables,omitempty"`
}

// queryName is the tool that takes any document.
const queryName = "query_conversations"

// documentTools are the queries of the trusted documents that have a name, which is the tool's. Where documents that differ
// have one name, as those of two releases of a front end may, the beginning of the document's SHA-256 is behind it.
func documentTools(o Options) (tools []tool, nameless int) {
	ids := make(map[string]string) // of documents, by their texts: the first in order
	for _, id := range slices.Sorted(maps.Keys(o.Documents)) {
		if text := strings.TrimSpace(o.Documents[id]); ids[text] == "" {
			ids[text] = id
		}
	}
	type named struct {
		text      string
		document  *ast.QueryDocument
		operation *ast.OperationDefinition
	}
	var all []named
	count := map[string]int{queryName: 1}
	for _, text := range slices.Sorted(maps.Keys(ids)) {
		document, ok := o.Read(text)
		if !ok {
			continue // It was said when it was loaded.
		}
		for _, operation := range document.Operations {
			switch {
			case operation.Operation != ast.Query:
			case operation.Name == "":
				nameless++
			default:
				count[operation.Name]++
				all = append(all, named{text, document, operation})
			}
		}
	}
	for _, n := range all {
		name := n.operation.Name
		if count[name] > 1 {
			sum := sha256.Sum256([]byte(n.text))
			name += "_" + hex.EncodeToString(sum[:4])
		}
		tools = append(tools, o.tool(name, cmp.Or(n.operation.Description, commentOf(n.operation.Comment), "Answers the query "+n.operation.Name+"."),
			inputSchema(o.Schema, n.document, n.operation), func(arguments jsontext.Value) (request, bool) {
				return request{DocumentID: ids[n.text], OperationName: n.operation.Name, Variables: arguments}, true
			}))
	}
	return tools, nameless
}

const queryDescription = `Answers a GraphQL query over the conversations. Metrics are fields: count, countDistinct, sum, avg, min, max and percentile, over the whole set (totals) or by groups (groups, with groupBy); list gives conversations themselves, a page at a time.

query($where: ConversationWhere) {
  conversations(where: $where, groupBy: [{ time: { unit: DAY } }, { field: TYPE }]) {
    totals { count avg { userMessageCount } }
    groups(limit: 100) { nodes { key { time type } count } totalCount complete }
  }
}
variables: {"where": {"firstMessageTime": {"last": "P30D"}, "userProperties": [{"path": ["plan"], "eq": "pro"}]}}

More: orderBy: [{ aggregate: { function: COUNT }, direction: DESC }] of groups; list(first: 20) { nodes { id firstMessageTime type userMessageCount } pageInfo { endCursor hasNextPage } }; propertyKeys and propertyValues say which properties there are.`

// queryTool takes any document that the schema allows.
func queryTool(o Options) tool {
	description := queryDescription
	if o.TellSchema {
		description += " The schema is the resource " + schemaURI + "; introspection works as well."
	}
	input := closedObject("")
	input.Properties["document"] = &jsonschema.Schema{Type: "string", Description: "The GraphQL document, with its operation."}
	input.Properties["variables"] = &jsonschema.Schema{Type: "object", Description: "The values of the document's variables."}
	input.Properties["operationName"] = &jsonschema.Schema{Type: "string", Description: "Which operation, if the document has several."}
	input.PropertyOrder, input.Required = []string{"document", "variables", "operationName"}, []string{"document"}
	return o.tool(queryName, description, input, func(arguments jsontext.Value) (request, bool) {
		var a struct {
			Document      *string        `json:"document"`
			Variables     jsontext.Value `json:"variables"`
			OperationName *string        `json:"operationName"`
		}
		if jsonv2.Unmarshal(arguments, &a, jsonv2.RejectUnknownMembers(true)) != nil || a.Document == nil || *a.Document == "" {
			return request{}, false
		}
		r := request{Query: *a.Document, Variables: a.Variables}
		if a.OperationName != nil {
			r.OperationName = *a.OperationName
		}
		return r, true
	})
}

func (o Options) tool(name, description string, input *jsonschema.Schema, request func(jsontext.Value) (request, bool)) tool {
	return tool{&sdk.Tool{
		Name: name, Description: strings.TrimSpace(description), InputSchema: input,
		Annotations: &sdk.ToolAnnotations{ReadOnlyHint: true, IdempotentHint: true},
	}, request, o.ResultSize}
}

// call answers a call of the tool. Whatever goes wrong is a result, which the agent can read and act on.
func (t tool) call(ctx context.Context, asked *sdk.CallToolRequest) (*sdk.CallToolResult, error) {
	arguments := jsontext.Value(asked.Params.Arguments)
	if len(arguments) == 0 || arguments.Kind() == jsontext.KindNull {
		arguments = jsontext.Value("{}")
	}
	request, ok := t.request(arguments)
	if !ok {
		return failed("BAD_USER_INPUT: The arguments have to be as the tool's input schema has them: " + strings.Join(t.InputSchema.(*jsonschema.Schema).PropertyOrder, ", ") + "."), nil
	}
	body, err := json.Marshal(request)
	if err != nil {
		return nil, err // All of it is JSON.
	}
	answer, size := edge.Ask(ctx, body, t.most)
	return resultOf(answer, size, t.most), nil
}
