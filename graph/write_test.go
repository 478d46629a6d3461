package graph_test

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/inkeep-gateway/gateway/graph"
)

// spoiling is an endpoint of whose values some are null, of another kind, or missing: always those of the same rows and
// columns, whatever is asked.
func spoiling(endpoint http.Handler, often float64, seed uint64) http.Handler {
	spoils := []any{nil, "", "x\"<", json.Number("1.5"), json.Number("-0"), json.Number("1e300"), json.Number("4000000000"), true, []any{}, map[string]any{"id": []any{}},
		json.Number("9007199254740993"), "\x01\x1b\x7f\u2028", json.RawMessage(`"cut \ud83d"`), json.RawMessage(`{"id":1,"a":"\ude00","id":{"b":[],"b":[[]]}}`),
		json.RawMessage(`123456789012345678901234567890.10`), "telepathy", "s\u00e9ance"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		endpoint.ServeHTTP(answer, r)
		var whole struct {
			Status string         `json:"status"`
			Data   map[string]any `json:"data"`
		}
		d := json.NewDecoder(answer.Body)
		d.UseNumber()
		w.Header().Set("Content-Type", "application/json")
		if err := d.Decode(&whole); err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		list, _ := whole.Data["result"].([]any)
		for i, row := range list {
			row := row.(map[string]any)
			for name := range row {
				h := fnv.New64()
				_, _ = io.WriteString(h, name)
				draw := rand.New(rand.NewPCG(h.Sum64()^seed, uint64(i)))
				if draw.Float64() >= often {
					continue
				}
				if n := draw.IntN(len(spoils) + 1); n < len(spoils) {
					row[name] = spoils[n]
				} else {
					delete(row, name)
				}
			}
		}
		_ = json.NewEncoder(w).Encode(whole)
	})
}

// all selects everything that a type has, some of it twice: under another name, or in a fragment that adds nothing.
func all(on *ast.Definition, ungrouped ...string) string {
	var b strings.Builder
	b.WriteString("{ __typename ")
	for _, f := range on.Fields {
		if (on.Name == "ConversationKey" || f.Name == "percentile" || f.Name == "previous") && slices.Contains(ungrouped, f.Name) {
			continue
		}
		arguments := map[string]string{
			"property":   `(field: PROPERTIES, path: ["plan", "x"])`,
			"time":       `(unit: DAY)`,
			"percentile": `(p: 0.5)`,
		}[f.Name]
		if d := graph.Definitions().Types[f.Type.Name()]; d.Kind == ast.Object {
			fmt.Fprintf(&b, "%s%s%s ... on %s { %[1]s%[2]s { __typename } } ", f.Name, arguments, all(d, ungrouped...), on.Name)
		} else {
			fmt.Fprintf(&b, "%s%s again_%[1]s: %[1]s%[2]s ... { %[1]s%[2]s } ", f.Name, arguments)
		}
	}
	b.WriteString("}")
	return b.String()
}

// Whatever the schema has beneath the fields that read a set is written, as the schema promises it.
func TestEverythingOfTheSchemaIsWritten(t *testing.T) {
	const someKeys = `[{ field: ID }, { field: USER_MESSAGE_COUNT }, { field: ORGANIZATION_ID }, { field: PROJECT_ID }, { field: INTEGRATION_ID },
		{ field: FIRST_MESSAGE_TIME }]`
	const otherKeys = `[{ field: TYPE }, { field: PROPERTIES }, { field: USER_PROPERTIES }, { time: { unit: DAY } }, { property: { field: PROPERTIES, path: ["plan", "x"] } }]`
	const timedKeys = `[{ field: TYPE }, { time: { unit: DAY } }, { property: { field: PROPERTIES, path: ["plan", "x"] } }]`
	const aggregate = `[{ function: COUNT }, { function: MAX, field: FIRST_MESSAGE_TIME }, { function: MIN, field: TYPE },
		{ function: SUM, field: USER_MESSAGE_COUNT }, { function: MAX, field: USER_MESSAGE_COUNT }, { function: MAX, field: ORGANIZATION_ID },
		{ function: COUNT_DISTINCT, field: USER_PROPERTIES, path: ["a", "\"b"] }]`
	f := newFront(t, manualSandbox(t, 1000))
	types := graph.Definitions().Types
	for _, query := range []string{
		`{ conversations(groupBy: ` + someKeys + `, aggregate: ` + aggregate + `) { groups ` + all(types["ConversationGroups"], "type", "typeName", "properties", "userProperties", "time", "part", "partial", "property", "percentile", "previous") + ` } }`,
		`{ conversations(groupBy: ` + otherKeys + `, aggregate: ` + aggregate + `) { groups ` + all(types["ConversationGroups"], "conversationId", "userMessageCount", "organizationId", "projectId", "integrationId", "firstMessageTime", "part", "percentile", "previous") + ` } }`,
		`{ conversations(groupBy: ` + timedKeys + `, where: { firstMessageTime: { last: "P30D" } }, aggregate: ` + aggregate + `) { groups { nodes ` + all(types["ConversationGroup"], "key", "percentile", "conversationId", "userMessageCount", "organizationId", "projectId", "integrationId", "firstMessageTime", "properties", "userProperties", "part") + ` } } }`,
		`{ conversations(groupBy: { part: { part: HOUR_OF_DAY } }) { groups { nodes { key { part entries { value } } } } } }`,
		`{ conversations(groupBy: { field: INTEGRATION_ID }, aggregate: ` + aggregate + `) { groups(limit: 2) { others ` + all(types["ConversationRest"]) + ` } } }`,
		`{ conversations(groupBy: [{ time: { unit: DAY } }], aggregate: ` + aggregate + `) { groups { nodes { percentile(p: 0.5) ` + all(types["ConversationPercentiles"]) + ` } } } }`,
		`{ conversations(aggregate: ` + aggregate + `) { groups { nodes { __typename count values { path value } key { entries { name } __typename } } } } }`,
		`{ conversations(aggregate: ` + aggregate + `, where: { firstMessageTime: { last: "P20D" } }) { totals ` + all(types["ConversationTotals"]) + ` } }`,
		`{ conversations(aggregate: ` + aggregate + `, where: { id: { eq: "nobody" }, firstMessageTime: { last: "P20D" } }) { totals ` + all(types["ConversationTotals"]) + ` } }`,
		`{ conversations { list(orderBy: [{ field: TYPE }, { field: FIRST_MESSAGE_TIME }]) ` + all(types["ConversationConnection"]) + ` } }`,
		`{ conversations(where: { firstMessageTime: { last: "P1M" } }) { list(first: 3) ` + all(types["ConversationConnection"]) + ` } }`,
		`{ conversations(where: { id: { eq: "nobody" } }) { list ` + all(types["ConversationConnection"]) + ` } }`,
		`{ propertyKeys(field: PROPERTIES) ` + all(types["PropertyKeys"]) + ` }`,
		`{ propertyValues(field: PROPERTIES, path: ["score"]) ` + all(types["PropertyValues"]) + ` }`,
		`{ conversation(id: "c01") ` + all(types["Conversation"]) + ` none: conversation(id: "nobody") { id } }`,
	} {
		if _, failures := read(t, f.conforming(t, query, "")); len(failures) > 0 {
			t.Errorf("%s\n%v", query, failures)
		}
	}
}

// What is wrong with a connection and not with its conversations is an error at its field as well.
func TestWhatIsWrongWithAConnectionIsAnErrorAtItsField(t *testing.T) {
	for _, test := range []struct {
		name, selection, rows string
		errors                string
	}{
		{"a cursor's value", `pageInfo { endCursor }`, `{"id":5}`, `UPSTREAM_INVALID_RESPONSE conversations.list.pageInfo.endCursor: The endpoint answered "id" with 5, which is not a text.`},
		{"a cursor's value, of an edge", `edges { cursor }`, `{"id":5}`, `UPSTREAM_INVALID_RESPONSE conversations.list.edges.0.cursor: The endpoint answered "id" with 5, which is not a text.`},
		{"a count", `totalCount`, `{"count":"many"}`, `UPSTREAM_INVALID_RESPONSE conversations.list.totalCount: The endpoint answered "count" with "many", which is not a number.`},
		{"a user's object", `nodes { userProperties { all } }`, `{"userProperties":[]}`, `UPSTREAM_INVALID_RESPONSE conversations.list.nodes.0.userProperties: The endpoint answered "userProperties" with [], which is not a JSON object.`},
		{"a user's text", `nodes { userProperties { userType } }`, `{"userProperties":{"userType":1}}`, `UPSTREAM_INVALID_RESPONSE conversations.list.nodes.0.userProperties.userType: The endpoint answered "userProperties.userType" with 1, which is not a text.`},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFront(t, answers(rows(test.rows)))
			_, failures := read(t, f.conforming(t, `{ conversations { list(first: 1) { `+test.selection+` } } }`, ""))
			if len(failures) != 1 || failures[0].String() != test.errors {
				t.Errorf("failed with %v, want %s", failures, test.errors)
			}
		})
	}
}
