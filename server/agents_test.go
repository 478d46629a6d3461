package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// bearing sends a token with each request, if it is not empty.
type bearing string

// RoundTrip is http.RoundTripper's.
func (b bearing) RoundTrip(r *http.Request) (*http.Response, error) {
	if b != "" {
		r = r.Clone(r.Context())
		r.Header.Set("Authorization", "Bearer "+string(b))
	}
	return http.DefaultTransport.RoundTrip(r)
}

// agent connects the protocol's own client, of a version or of its newest.
func (p program) agent(t *testing.T, token, version string) (*sdk.ClientSession, error) {
	t.Helper()
	client := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil)
	session, err := client.Connect(t.Context(), &sdk.StreamableClientTransport{
		Endpoint: p.address + "mcp", HTTPClient: &http.Client{Transport: bearing(token)}, MaxRetries: -1,
	}, &sdk.ClientSessionOptions{ProtocolVersion: version})
	if err == nil {
		t.Cleanup(func() { _ = session.Close() })
	}
	return session, err
}

// message posts one of the protocol's messages, or what is none.
func (p program) message(t *testing.T, body string, header http.Header) (status int, answer string, sent http.Header) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.address+"mcp", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json, text/event-stream"}}
	for name, values := range header {
		request.Header[name] = values
	}
	if host := header.Get("Host"); host != "" {
		request.Host = host
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	return response.StatusCode, string(text), response.Header
}

// callMessage is the message that calls a tool.
func callMessage(tool, arguments string) string {
	return `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"` + tool + `","arguments":` + arguments + `}}`
}

// agentDocuments is a folder of trusted documents.
func agentDocuments(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range map[string]string{
		"count.graphql": "# How many conversations there are.\n# By integration, too.\nquery Count(\n  # Of which.\n  $where: ConversationWhere\n  $first: Int! = 20\n  $order: [ConversationOrder!]\n) {\n" +
			"  conversations(where: $where, groupBy: [{ field: INTEGRATION_ID }]) { totals { count } list(first: $first, orderBy: $order) { nodes { id } } }\n}\n",
		"described.graphql": "\"\"\"The values of a property.\"\"\"\nquery Values(\"The way to it.\" $path: [String!]!, $field: PropertyField!) { propertyValues(field: $field, path: $path) { nodes } }\n" +
			"query Second { __typename }\n",
		"release.json": `{"one":"query Dashboard { conversations { totals { count } } }","two":"query Dashboard { conversations { totals { sum { userMessageCount } } } }",` +
			`"three":"{ __typename }","four":"query Group($by: ConversationGroupBy!) { conversations(groupBy: [$by]) { groups { nodes { count } } } }"}`,
	} {
		write(t, filepath.Join(folder, name), text)
	}
	return folder
}

// textOf is the first text of a result.
func textOf(r *sdk.CallToolResult) string {
	if len(r.Content) == 0 {
		return ""
	}
	text, _ := r.Content[0].(*sdk.TextContent)
	return text.Text
}

// TestAnAgentsWalk connects, lists, calls each tool, reads the schema, and goes wrong, by the protocol's versions of old and new.
func TestAnAgentsWalk(t *testing.T) {
	file, _ := generate(t, 300)
	p := start(t, nil, "--sandbox", "--sandbox-data", file, "--mcp", "--documents", agentDocuments(t), "--mcp-result-size", "1000")
	for _, version := range []string{"2025-06-18", "2025-11-25", "2026-07-28"} {
		t.Run(version, func(t *testing.T) {
			session, err := p.agent(t, "", version)
			if err != nil {
				t.Fatal(err)
			}
			if have := session.InitializeResult(); have.ProtocolVersion != version || have.Instructions == "" || have.ServerInfo.Name != "conversations-gateway" {
				t.Errorf("the server says %+v", have)
			}
			list, err := session.ListTools(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			described := make(map[string]string)
			for _, tool := range list.Tools {
				described[tool.Name], _, _ = strings.Cut(tool.Description, ".")
				compileInput(t, tool)
			}
			one, two := "Dashboard_"+sha256Of("query Dashboard { conversations { totals { count } } }")[:8], "Dashboard_"+sha256Of("query Dashboard { conversations { totals { sum { userMessageCount } } } }")[:8]
			want := map[string]string{
				"Count": "How many conversations there are", "Values": "The values of a property", "Second": "Answers the query Second", "Group": "Answers the query Group",
				one: "Answers the query Dashboard", two: "Answers the query Dashboard", "query_conversations": "Answers a GraphQL query over the conversations",
			}
			if fmt.Sprint(described) != fmt.Sprint(want) {
				t.Errorf("the tools are %v", described)
			}
			for _, c := range []struct{ tool, arguments, query string }{
				{"Count", `{"first":2,"where":{"userMessageCount":{"gt":3}},"order":[{"field":"ID","direction":"DESC"}]}`,
					"{ conversations(where: { userMessageCount: { gt: 3 } }) { totals { count } list(first: 2, orderBy: [{ field: ID, direction: DESC }]) { nodes { id } } } }"},
				{"Values", `{"field":"USER_PROPERTIES","path":["plan"]}`, `{ propertyValues(field: USER_PROPERTIES, path: ["plan"]) { nodes } }`},
				{"Second", `{}`, "{ __typename }"},
				{"Group", `{"by":{"field":"TYPE"}}`, "{ conversations(groupBy: [{ field: TYPE }]) { groups { nodes { count } } } }"},
				{one, `null`, "{ conversations { totals { count } } }"},
				{two, `{}`, "{ conversations { totals { sum { userMessageCount } } } }"},
				{"query_conversations", `{"document":"query A { a: __typename } query B($w: ConversationWhere) { conversations(where: $w) { totals { count } } }","operationName":"B","variables":{"w":{"type":{"eq":"OPENAI"}}}}`,
					"{ conversations(where: { type: { eq: OPENAI } }) { totals { count } } }"},
			} {
				result, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: c.tool, Arguments: json.RawMessage(c.arguments)})
				if err != nil {
					t.Fatal(c.tool, err)
				}
				_, answer, _ := p.as(t, "", c.query)
				var structured, same any
				if err := json.Unmarshal([]byte(answer), &same); err != nil {
					t.Fatal(err)
				}
				structured = result.StructuredContent
				if result.IsError || fmt.Sprint(structured) != fmt.Sprint(same) || textOf(result) != answer {
					t.Errorf("%s answers %v %s, not %s", c.tool, structured, textOf(result), answer)
				}
			}
			for _, c := range []struct{ name, tool, arguments, text string }{
				{"what no filter is", "Count", `{"where":{}}`, "BAD_USER_INPUT: "},
				{"what no variable is", "Count", `{"first":"many"}`, "BAD_USER_INPUT: $first: "},
				{"no object", "Count", `[1]`, "BAD_USER_INPUT: The variables have to be a JSON object."},
				{"what no field is", "query_conversations", `{"document":"{ conversations { lis } }"}`, `Did you mean "list"?`},
				{"no document", "query_conversations", `{"documents":"{ __typename }"}`, "document, variables, operationName"},
				{"what is wrong in one field", "query_conversations", `{"document":"{ conversations { groups { nodes { key { type } } } totals { count } } }"}`, "(at conversations.groups)"},
				{"too much", "query_conversations", `{"document":"{ conversations { list(first: 100) { nodes { id } } } }"}`, "QUERY_TOO_COMPLEX: The result has "},
			} {
				result, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: c.tool, Arguments: json.RawMessage(c.arguments)})
				if err != nil || !result.IsError || !strings.Contains(textOf(result), c.text) {
					t.Errorf("%s: %v %+v", c.name, err, textOf(result))
				}
			}
			if _, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: "nothing"}); err == nil || !strings.Contains(err.Error(), "There is no such tool") {
				t.Errorf("a tool that is not there: %v", err)
			}
			schema, err := os.ReadFile("../schema.graphqls")
			if err != nil {
				t.Fatal(err)
			}
			resources, err := session.ListResources(t.Context(), nil)
			if err != nil || len(resources.Resources) != 1 {
				t.Fatal(err, resources)
			}
			read, err := session.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: resources.Resources[0].URI})
			if err != nil || len(read.Contents) != 1 || read.Contents[0].Text != string(schema) {
				t.Errorf("the schema is %v %.200v", err, read)
			}
		})
	}
	if _, log := p.stop(); !strings.Contains(log, "operations=1") || strings.Count(log, "graphql.operation.name=Count graphql.operation.type=query gateway.code=ok") != 3 {
		t.Errorf("the log is %s", log)
	}
}

// compileInput reads the schema of a tool's arguments as another library does.
func compileInput(t *testing.T, tool *sdk.Tool) *jsonschema.Schema {
	t.Helper()
	text, err := json.Marshal(tool.InputSchema)
	if err != nil || len(text) > 32<<10 {
		t.Fatalf("the schema of %s has %d bytes, %v", tool.Name, len(text), err)
	}
	content, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	if err := compiler.AddResource("input.json", content); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("input.json")
	if err != nil {
		t.Fatalf("%s: %v", tool.Name, err)
	}
	return schema
}

// TestArgumentsAreWhatTheirSchemaSays compares what a tool's schema takes with what the gateway takes.
func TestArgumentsAreWhatTheirSchemaSays(t *testing.T) {
	file, _ := generate(t, 10)
	p := start(t, nil, "--sandbox", "--sandbox-data", file, "--mcp", "--documents", agentDocuments(t))
	session, err := p.agent(t, "", "")
	if err != nil {
		t.Fatal(err)
	}
	list, err := session.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	schemas := make(map[string]*jsonschema.Schema)
	for _, tool := range list.Tools {
		schemas[tool.Name] = compileInput(t, tool)
	}
	for _, c := range []struct {
		tool, arguments string
		ok              bool
	}{
		{"Count", `{}`, true},
		{"Count", `{"where":null,"order":null}`, true},
		{"Count", `{"first":null}`, false},
		{"Count", `{"first":1.5}`, false},
		{"Count", `{"where":{"firstMessageTime":{"during":{"unit":"MONTH","offset":-1}}}}`, true},
		{"Count", `{"where":{"firstMessageTime":{"during":{"offset":-1}}}}`, false},
		{"Count", `{"where":{"firstMessageTime":{"during":{"unit":"FORTNIGHT"}}}}`, false},
		{"Count", `{"where":{"and":[{"or":[{"not":{"type":{"in":["OPENAI"]}}}]}]}}`, true},
		{"Count", `{"where":{"and":[null]}}`, false},
		{"Count", `{"where":{"nothing":1}}`, false},
		{"Count", `{"where":{"type":null}}`, false},
		{"Count", `{"where":{"type":{"eq":null}}}`, false},
		{"Count", `{"where":{"userProperties":[{"path":["plan"],"eq":{"any":["json",1,null]}}]}}`, true},
		{"Count", `{"where":{"userProperties":[{"path":"plan"}]}}`, false},
		{"Values", `{"field":"PROPERTIES","path":["a"]}`, true},
		{"Values", `{"field":"PROPERTIES"}`, false},
		{"Values", `{"field":"properties","path":["a"]}`, false},
		{"Group", `{"by":{"field":"TYPE"}}`, true},
		{"Group", `{"by":{}}`, false},
		{"Group", `{"by":{"field":"TYPE","time":{"unit":"DAY"}}}`, false},
		{"Group", `{"by":{"field":null}}`, false},
	} {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(c.arguments))
		if err != nil {
			t.Fatal(err)
		}
		result, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: c.tool, Arguments: json.RawMessage(c.arguments)})
		if err != nil {
			t.Fatal(err)
		}
		if bySchema := schemas[c.tool].Validate(value) == nil; bySchema != c.ok || result.IsError == c.ok {
			t.Errorf("%s %s: the schema takes it: %t; the gateway answers %s", c.tool, c.arguments, bySchema, textOf(result))
		}
	}
}

// TestAgentsSeeWhatTheirPolicySays has agents ask with tokens of several roles, and without one.
func TestAgentsSeeWhatTheirPolicySays(t *testing.T) {
	file, _ := generate(t, 300)
	policies := write(t, filepath.Join(t.TempDir(), "policies.yaml"), `roles:
  support: {rows: {integrationId: {in: $claims.integrations}}, fields: [INTEGRATION_ID]}
  admin: {rows: all, fields: all}
`)
	const issuer = "https://login.example.com/"
	p := start(t, map[string]string{"INKEEP_JWT_SECRET": tokenSecret}, "--sandbox", "--sandbox-data", file, "--mcp", "--policies", policies, "--jwt-issuer", issuer)
	admin := signedToken(t, `{"role": "admin", "iss": "`+issuer+`"}`)
	_, answer, _ := p.as(t, admin, integrationsQuery)
	all := integrations(t, answer)
	one := signedToken(t, `{"role": "support", "iss": "`+issuer+`", "integrations": ["`+all[1]+`"]}`)
	for token, want := range map[string][]string{admin: all, one: all[1:2]} {
		session, err := p.agent(t, token, "")
		if err != nil {
			t.Fatal(err)
		}
		result, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: "query_conversations", Arguments: map[string]any{"document": integrationsQuery}})
		if err != nil || result.IsError || !slices.Equal(integrations(t, textOf(result)), want) {
			t.Errorf("%v: %s", err, textOf(result))
		}
		result, err = session.CallTool(t.Context(), &sdk.CallToolParams{Name: "query_conversations", Arguments: map[string]any{"document": "{ conversations { totals { avg { userMessageCount } } } }"}})
		if err != nil || result.IsError != (token == one) || token == one && !strings.HasPrefix(textOf(result), "FORBIDDEN: ") {
			t.Errorf("a field that the role may not read: %v %s", err, textOf(result))
		}
	}
	for name, c := range map[string]struct {
		token, code string
		status      int
	}{
		"no token":        {"", "UNAUTHENTICATED", 401},
		"a changed token": {admin + "x", "UNAUTHENTICATED", 401},
		"another role":    {signedToken(t, `{"role": "guest", "iss": "`+issuer+`"}`), "FORBIDDEN", 403},
	} {
		if _, err := p.agent(t, c.token, ""); err == nil {
			t.Errorf("%s: it connects", name)
		}
		for _, body := range []string{callMessage("query_conversations", `{"document":"{ __typename }"}`), `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`, "nonsense"} {
			header := http.Header{}
			if c.token != "" {
				header.Set("Authorization", "Bearer "+c.token)
			}
			status, answer, sent := p.message(t, body, header)
			if status != c.status || !strings.Contains(answer, `"code":"`+c.code+`"`) || strings.Contains(answer, "result") {
				t.Errorf("%s: %s is answered %d %s", name, body, status, answer)
			}
			if c.status != 401 {
				continue
			}
			_, address, _ := strings.Cut(sent.Get("WWW-Authenticate"), `resource_metadata="`)
			var metadata struct {
				Resource             string
				AuthorizationServers []string `json:"authorization_servers"`
			}
			for _, address := range []string{strings.TrimSuffix(address, `"`), p.address + ".well-known/oauth-protected-resource"} {
				if _, text := get(t, address); json.Unmarshal([]byte(text), &metadata) != nil || metadata.Resource != p.address+"mcp" || !slices.Equal(metadata.AuthorizationServers, []string{issuer}) {
					t.Errorf("%s: %v tells of %s %s", name, sent["Www-Authenticate"], address, text)
				}
			}
		}
	}
	if status, _ := get(t, p.address+".well-known/oauth-protected-resource/other"); status != http.StatusNotFound {
		t.Errorf("the metadata of another resource is answered %d", status)
	}
	public := start(t, map[string]string{"INKEEP_JWT_SECRET": tokenSecret}, "--sandbox", "--sandbox-data", file, "--mcp", "--mcp-url", "https://gateway.example.com/inkeep/mcp")
	if _, _, sent := public.message(t, "{}", nil); !strings.HasSuffix(sent.Get("WWW-Authenticate"), `resource_metadata="https://gateway.example.com/.well-known/oauth-protected-resource/inkeep/mcp"`) {
		t.Errorf("behind a proxy the challenge is %v", sent)
	}
	if _, text := get(t, public.address+".well-known/oauth-protected-resource/inkeep/mcp"); !strings.Contains(text, `"resource":"https://gateway.example.com/inkeep/mcp"`) {
		t.Errorf("behind a proxy the metadata is %s", text)
	}
}

func TestAgentsHaveTheTrustedDocumentsAlone(t *testing.T) {
	file, _ := generate(t, 10)
	p := start(t, nil, "--sandbox", "--sandbox-data", file, "--mcp", "--documents", agentDocuments(t), "--documents-only", "--playground=false")
	session, err := p.agent(t, "", "")
	if err != nil {
		t.Fatal(err)
	}
	list, err := session.ListTools(t.Context(), nil)
	if err != nil || len(list.Tools) != 6 {
		t.Errorf("%v: there are %d tools", err, len(list.Tools))
	}
	if _, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: "query_conversations", Arguments: map[string]any{"document": "{ __typename }"}}); err == nil {
		t.Error("any document is answered")
	}
	if resources, err := session.ListResources(t.Context(), nil); err != nil || len(resources.Resources) > 0 {
		t.Errorf("without introspection there are %v %v", resources, err)
	}
	off := start(t, nil, "--sandbox", "--sandbox-data", file)
	for _, path := range []string{"mcp", ".well-known/oauth-protected-resource"} {
		if status, _ := get(t, off.address+path); status != http.StatusNotFound {
			t.Errorf("by default /%s answers %d", path, status)
		}
	}
}

// TestLimitsOfAgents holds that a message counts as one request, whatever it asks for.
func TestLimitsOfAgents(t *testing.T) {
	file, _ := generate(t, 10)
	call := callMessage("query_conversations", `{"document":"{ conversations { totals { count } } }"}`) // costs 103
	for _, c := range []struct {
		name         string
		args         []string
		status       int // of the fourth
		code, inside string
	}{
		{"as often as a caller may ask", []string{"--rate-limit", "0.001", "--rate-burst", "4"}, 200, "", ""},
		{"more often", []string{"--rate-limit", "0.001", "--rate-burst", "3"}, 429, `"code":"RATE_LIMITED"`, ""},
		{"as much as a caller may ask for", []string{"--rate-cost", "0.001", "--rate-cost-burst", "412", "--answers-size", "0"}, 200, "", ""},
		{"more", []string{"--rate-cost", "0.001", "--rate-cost-burst", "411", "--answers-size", "0"}, 200, "", "RATE_LIMITED: "},
		{"too complex", []string{"--max-cost", "102"}, 200, "", "QUERY_TOO_COMPLEX: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := start(t, nil, append(c.args, "--sandbox", "--sandbox-data", file, "--mcp")...)
			for range 3 {
				if status, answer, _ := p.message(t, call, nil); status != http.StatusOK {
					t.Fatalf("it is answered %d %s", status, answer)
				}
			}
			status, answer, sent := p.message(t, call, nil)
			if status != c.status || !strings.Contains(answer, c.code) || !strings.Contains(answer, c.inside) || (status == 429) != (sent.Get("Retry-After") != "") {
				t.Errorf("it is answered %d %s", status, answer)
			}
			if failed := strings.Contains(answer, `"isError":true`); failed != (c.inside != "") {
				t.Errorf("it is answered %s", answer)
			}
		})
	}
}

// TestMessagesThatAreNone holds that nothing that is sent has the library speak.
func TestMessagesThatAreNone(t *testing.T) {
	file, _ := generate(t, 10)
	p := start(t, nil, "--sandbox", "--sandbox-data", file, "--mcp", "--max-body", "3000")
	call := callMessage("query_conversations", `{"document":"{ __typename }"}`)
	for _, c := range []struct {
		body   string
		header http.Header
		status int
		want   string
	}{
		{call, nil, 200, `"result"`},
		{"[" + call + "]", nil, 400, `"code":-32600`},
		{"[]", nil, 400, `"code":-32600`},
		{"", nil, 400, `"code":-32600`},
		{"null", nil, 400, `"code":-32600`},
		{`{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}`, nil, 400, `"code":-32600`},
		{`{"jsonrpc":"2.0","id":{},"method":"ping"}`, nil, 400, `"code":-32600`},
		{`{"jsonrpc":"2.0","id":null,"method":"ping"}`, nil, 400, `"code":-32600`},
		{`{"jsonrpc":"2.0","method":"ping"}`, nil, 400, `"code":-32600`},
		{`{"jsonrpc":"2.0","id":1,"method":"notifications/initialized"}`, nil, 400, `"code":-32600`},
		{`{"jsonrpc":"1.0","id":1,"method":"ping"}`, nil, 400, `"code":-32600`},
		{`{"jsonrpc":"2.0","id":1,"method":7}`, nil, 400, `"code":-32600`},
		{`{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}`, nil, 400, `"code":-32600`},
		{`{"jsonrpc":"2.0","id":1,"result":{}}`, nil, 400, `"code":-32600`},
		{`{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"x"}}`, nil, 200, `"code":-32601`},
		{`{"jsonrpc":"2.0","id":1,"method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true}}}`, nil, 200, `"code":-32601`},
		{`{"jsonrpc":"2.0","id":1,"method":"tools/call"}`, nil, 400, `"code":-32600`},
		{`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":{}}}`, nil, 200, `"code":-32602`},
		{`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"canary-name"}}`, nil, 200, `"code":-32602`},
		{`{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"canary!"}}`, nil, 200, `"error"`},
		{`{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":7}}`, nil, 200, `"code":-32602`},
		{`{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"file:///etc/passwd"}}`, nil, 200, `"code":-32602`},
		{`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":7}}`, nil, 200, `"error"`},
		{`{"jsonrpc":"2.0","id":1,"method":"initialize"}`, nil, 400, `"code":-32600`},
		{`{"jsonrpc":"2.0","id":"s","method":"ping"}`, nil, 200, `{"jsonrpc":"2.0","id":"s","result":{}}`},
		{call, http.Header{"Mcp-Protocol-Version": {"1999-01-01"}}, 400, `"code":-32600`},
		{call, http.Header{"Mcp-Protocol-Version": {"2026-07-28"}}, 400, `"error"`},
		{call, http.Header{"Last-Event-Id": {"x"}}, 200, `"result"`},
		{call, http.Header{"Accept": {"text/html"}}, 200, `"result"`},
		{call, http.Header{"Content-Type": {"text/plain"}}, 415, `"code":"BAD_USER_INPUT"`},
		{call, http.Header{"Content-Encoding": {"gzip"}}, 415, `"code":"BAD_USER_INPUT"`},
		{call + strings.Repeat(" ", 3000), nil, 413, `"code":"REQUEST_TOO_LARGE"`},
		{call, http.Header{"Origin": {"https://evil.example"}}, 403, `--cors-origins`},
		{call, http.Header{"Origin": {"null"}}, 403, `--cors-origins`},
		{call, http.Header{"Origin": {strings.TrimSuffix(p.address, "/")}}, 200, `"result"`},
		{call, http.Header{"Host": {"evil.example"}}, 421, `--hosts`},
		{call, http.Header{"Host": {"evil.example"}, "Origin": {"http://evil.example"}}, 421, `--hosts`},
	} {
		status, answer, _ := p.message(t, c.body, c.header)
		if status != c.status || !strings.Contains(answer, c.want) {
			t.Errorf("%.100s %v is answered %d %s", c.body, c.header, status, answer)
		}
		for _, word := range []string{"json:", "unmarshal", "mcp.", "jsonrpc2", "JSON RPC", "gob", "%!", "nil", "canary", "passwd"} {
			if strings.Contains(answer, word) {
				t.Errorf("%.100s is answered %s", c.body, answer)
			}
		}
	}
	for _, method := range []string{http.MethodGet, http.MethodDelete, http.MethodPut} {
		request, _ := http.NewRequestWithContext(t.Context(), method, p.address+"mcp", nil)
		request.Header.Set("Accept", "text/event-stream")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		if response.Body.Close(); response.StatusCode != http.StatusMethodNotAllowed || response.Header.Get("Allow") != http.MethodPost {
			t.Errorf("%s is answered %d %v", method, response.StatusCode, response.Header)
		}
	}
	open := start(t, nil, "--sandbox", "--sandbox-data", file, "--mcp", "--cors-origins", "https://*.example.com")
	if status, _, sent := open.message(t, call, http.Header{"Origin": {"https://agent.example.com"}}); status != 200 || sent.Get("Access-Control-Allow-Origin") != "https://agent.example.com" {
		t.Errorf("a page of an allowed origin is answered %d %v", status, sent)
	}
	if status, _, _ := open.message(t, call, http.Header{"Origin": {"https://agent.example.org"}}); status != 403 {
		t.Errorf("a page of another origin is answered %d", status)
	}
}

// TestAnAgentThatGoesAwayIsNotWorkedFor closes the connection while the endpoint is asked.
func TestAnAgentThatGoesAwayIsNotWorkedFor(t *testing.T) {
	asked, gone := make(chan struct{}), make(chan struct{})
	endpoint := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		close(asked)
		<-r.Context().Done()
		close(gone)
	}))
	defer endpoint.Close()
	p := start(t, map[string]string{"INKEEP_API_KEY": "k"}, "--upstream-url", endpoint.URL, "--upstream-tries", "1", "--mcp")
	ctx, leave := context.WithCancel(t.Context())
	request, _ := http.NewRequestWithContext(ctx, http.MethodPost, p.address+"mcp", strings.NewReader(callMessage("query_conversations", `{"document":"query Left { conversations { totals { count } } }"}`)))
	request.Header = http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json, text/event-stream"}}
	go func() {
		<-asked
		leave()
	}()
	if response, err := http.DefaultClient.Do(request); err == nil {
		response.Body.Close()
		t.Fatalf("it is answered %d", response.StatusCode)
	}
	<-gone
	if exit, log := p.stop(); exit != 0 || !strings.Contains(log, "http.response.status_code=499 graphql.operation.name=Left graphql.operation.type=query") {
		t.Errorf("it exits with %d: %s", exit, log)
	}
}
