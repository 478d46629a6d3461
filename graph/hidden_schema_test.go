package graph_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/inkeep-gateway/gateway/graph"
)

var namePattern = regexp.MustCompile(`[_A-Za-z][_0-9A-Za-z]*`)

// schemaNames are all names that the schema defines itself. Those of scalars are not among them: they say of which form a
// value is, and that is told.
func schemaNames() map[string]bool {
	names := make(map[string]bool)
	for _, d := range graph.Definitions().Types {
		if strings.HasPrefix(d.Name, "__") || d.Kind == ast.Scalar {
			continue
		}
		names[d.Name] = true
		for _, f := range d.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			names[f.Name] = true
			for _, a := range f.Arguments {
				names[a.Name] = true
			}
		}
		for _, v := range d.EnumValues {
			names[v.Name] = true
		}
	}
	return names
}

// misspelled are requests that name something that is not there, or lack something that has to be there.
func misspelled() (all []struct{ query, variables string }) {
	add := func(query, variables string) {
		all = append(all, struct{ query, variables string }{query, variables})
	}
	groupsBy := func(by string) string {
		return `{ conversations(groupBy: ` + by + `) { groups { totalCount } } }`
	}
	// Each name of the schema, one letter off, in each place where a name may be.
	for name := range schemaNames() {
		near := name + "x"
		add(`{ `+near+` { id } }`, "")
		add(`{ conversations { `+near+` { id } } }`, "")
		add(`{ conversations { totals { `+near+` } } }`, "")
		add(`{ conversations(`+near+`: 1) { totals { count } } }`, "")
		add(`{ conversations { list(`+near+`: 1) { totalCount } } }`, "")
		add(`{ conversations { totals { count @`+near+` } } }`, "")
		add(`{ conversations { totals { count @include(`+near+`: true) } } }`, "")
		add(`{ conversations(where: { `+near+`: 1 }) { totals { count } } }`, "")
		add(`{ conversations(where: { id: { `+near+`: 1 } }) { totals { count } } }`, "")
		add(groupsBy(`{ field: `+near+` }`), "")
		add(groupsBy(`{ field: "`+near+`" }`), "")
		add(groupsBy(`{ time: { unit: `+near+` } }`), "")
		add(groupsBy(`{ `+near+`: ID }`), "")
		add(`{ conversations(where: { type: { eq: `+near+` } }) { totals { count } } }`, "")
		add(`{ ...F } fragment F on `+near+` { id }`, "")
		add(`{ ... on `+near+` { id } }`, "")
		add(`query ($v: `+near+`) { conversations(where: $v) { totals { count } } }`, "")
		add(`query ($by: ConversationGroupBy!) `+groupsBy(`[$by]`), `{"by":{"field":"`+near+`"}}`)
		add(`query ($by: ConversationGroupBy!) `+groupsBy(`[$by]`), `{"by":{"`+near+`":"ID"}}`)
		add(countWhere, `{"where":{"`+near+`":{"eq":1}}}`)
		add(countWhere, `{"where":{"type":{"in":["`+near+`"]}}}`)
	}
	for _, query := range []string{
		`{ conversations }`, `{ conversations { groups } }`, `{ conversations { totals { avg } } }`, `{ conversation { id } }`, `{ conversation(id: "c") { id { x } } }`,
		`{ conversations(where: 5) { totals { count } } }`, `{ conversations(where: { id: 5 }) { totals { count } } }`,
		groupsBy(`{}`), groupsBy(`{ field: null }`), groupsBy(`{ field: 5 }`), groupsBy(`{ field: [] }`), groupsBy(`5`), groupsBy(`{ property: {} }`), groupsBy(`{ time: {} }`),
		groupsBy(`[{ field: ID, time: null }]`), groupsBy(`x`), groupsBy(`"x"`), groupsBy(`[[{}]]`),
		`{ conversations(where: { properties: {} }) { totals { count } } }`, `{ conversations { groups(having: [{}]) { totalCount } } }`,
		`{ conversations { totals { ... on Conversation { id } } } }`, `{ ...F } fragment F on Conversation { id }`,
		`{ ... on Direction { x } }`, `{ ... on ConversationWhere { id } }`,
		`{ conversations { a: totals { count } a: groups { totalCount } } }`, `{ conversations { list { nodes { a: id a: userMessageCount } } } }`,
		`mutation { conversations { totals { count } } }`, `subscription { conversations { totals { count } } }`, `{ __schema { types { name } } }`, `{ __type(name: "Query") { name } }`,
		`query ($v: Int) { conversations(where: $v) { totals { count } } }`, `query ($v: Conversation) { conversations(where: $v) { totals { count } } }`,
		`query ($v: String) { conversations { list(first: $v) { totalCount } } }`,
	} {
		add(query, "")
	}
	for _, by := range []string{`{}`, `{"field":5}`, `{"field":{}}`, `{"property":{}}`, `{"time":{}}`, `{"field":null}`, `5`, `"x"`, `null`, `[]`, `{"field":"ID","time":null}`} {
		add(`query ($by: ConversationGroupBy!) `+groupsBy(`[$by]`), `{"by":`+by+`}`)
	}
	for _, where := range []string{`5`, `{"id":5}`, `{"id":{"eq":{}}}`, `{"properties":[{}]}`, `{"properties":5}`, `{"and":{"or":{"id":7}}}`, `{"type":{"eq":{}}}`, `{"type":{"eq":"openai"}}`} {
		add(countWhere, `{"where":`+where+`}`)
	}
	add(`query ($v: ConversationWhere!) { conversations(where: $v) { totals { count } } }`, `{}`)
	add(`query ($v: [ConversationGroupOrder!]) { conversations { groups(orderBy: $v) { totalCount } } }`, `{"v":[{}]}`)
	add(`query ($v: [ConversationHaving!]) { conversations { groups(having: $v) { totalCount } } }`, `{"v":[{}]}`)
	return all
}

// TestAClosedSchemaTellsNoName misspells every name of the schema, and looks for others in what is answered.
func TestAClosedSchemaTellsNoName(t *testing.T) {
	closed := &front{executor: graph.New(graph.Options{Batch: unbatchedOver(nil), Closed: true})}
	// Sentences have words that are names, too: these are only looked for in quotes. What a valid request lacks is told by name.
	words := strings.Fields("ID aggregate and as by in not of or first last on field fields type value values key groups list limit path name id if time label total count where DESC has")
	names := schemaNames()
	refused := 0
	for _, request := range misspelled() {
		answer := closed.answer(context.Background(), t, request.query, request.variables)
		_, failures := read(t, answer)
		sent := namePattern.FindAllString(request.query+request.variables, -1)
		for _, failure := range failures {
			refused++
			text := failure.Message
			if strings.Contains(text, "Did you mean") {
				t.Errorf("%s %s\nis told %s", request.query, request.variables, text)
			}
			for i, part := range strings.Split(text, `"`) {
				for _, name := range namePattern.FindAllString(part, -1) {
					if names[name] && !slices.Contains(sent, name) && (i%2 == 1 || !slices.Contains(words, name)) {
						t.Errorf("%s %s\nis told of %s: %s", request.query, request.variables, name, text)
					}
				}
			}
		}
	}
	if refused < 1000 {
		t.Errorf("only %d requests were refused", refused)
	}
}
