package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/inkeep-gateway/gateway/graph"
	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// literal is a JSON text as one writes the value in a document of GraphQL. Objects need names as GraphQL has them.
func literal(t testing.TB, text string) string {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return literalOf(v)
}

func literalOf(v any) string {
	switch v := v.(type) {
	case []any:
		items := make([]string, len(v))
		for i := range v {
			items[i] = literalOf(v[i])
		}
		return "[" + strings.Join(items, ", ") + "]"
	case map[string]any:
		var members []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			members = append(members, name+": "+literalOf(v[name]))
		}
		return "{" + strings.Join(members, ", ") + "}"
	case json.Number:
		return string(v)
	}
	text, _ := json.Marshal(v) // Texts, truths and null are written alike.
	return string(text)
}

// withDefaults is a document whose variables have the values that they have in JSON for defaults; false if it would be longer
// than a document may be.
func withDefaults(t testing.TB, document, variables string) (string, bool) {
	var values map[string]any
	d := json.NewDecoder(strings.NewReader(variables))
	d.UseNumber()
	if err := d.Decode(&values); err != nil {
		t.Fatalf("%s: %v", variables, err)
	}
	if len(document)+len(variables) > 2500 {
		return "", false
	}
	for name, value := range values {
		declared := regexp.MustCompile(`\$` + name + `: ([\[\]!A-Za-z]+)`).FindStringSubmatch(document)
		if declared == nil {
			t.Fatalf("%s declares no %s", document, name)
		}
		document = strings.Replace(document, declared[0], declared[0]+" = "+typedLiteral(value, strings.Trim(declared[1], "[]!")), 1)
	}
	return document, true
}

// typedLiteral is a value of an input type as one writes it in a document: the values of enums are no texts there.
func typedLiteral(v any, of string) string {
	definition := graph.Definitions().Types[of]
	switch v := v.(type) {
	case []any:
		items := make([]string, len(v))
		for i := range v {
			items[i] = typedLiteral(v[i], of)
		}
		if of != "JSON" {
			return "[" + strings.Join(items, ", ") + "]"
		}
	case map[string]any:
		if definition.Kind == ast.InputObject {
			var members []string
			for _, name := range slices.Sorted(maps.Keys(v)) {
				members = append(members, name+": "+typedLiteral(v[name], definition.Fields.ForName(name).Type.Name()))
			}
			return "{" + strings.Join(members, ", ") + "}"
		}
	case string:
		if definition.Kind == ast.Enum {
			return v
		}
	}
	return literalOf(v)
}

// shapes are JSON values of every form, among them those that parsers of literals and of JSON read differently.
var shapes = []string{
	`""`, `"pro"`, `"a\"\\/\n\tb"`, `"<&>\u2028é😀"`, `true`, `false`, `null`,
	`0`, `-0`, `5`, `-5`, `5.0`, `1.50`, `0.1`, `1e3`, `1E+3`, `1.5e-7`, `1e21`, `123e-2`, `-0.0`, `9007199254740993`, `9223372036854775807`, `1e300`,
	`[]`, `[[]]`, `[[], [[]]]`, `[1, "a", null, true, 1.0]`, `[{}]`, `[{ "v": [] }]`,
	`{}`, `{ "v": [] }`, `{ "v": {} }`, `{ "v": { "w": [[], {}] } }`, `{ "b": 1.0, "a": [5] }`, `{ "v": null }`, `{ "path": ["a"], "value": [] }`,
}

// A value means the same however it is written: in the document, in a variable, or as a variable's default; alone, within
// another value, or within the filter.
func TestLiteralsVariablesAndDefaultsAreOne(t *testing.T) {
	sent := planner(t)
	for _, operator := range graph.Definitions().Types["PropertyFilter"].Fields {
		if operator.Type.Name() != "JSON" {
			continue
		}
		for _, path := range []string{`["v"]`, ``} {
			for _, shape := range shapes {
				for _, inside := range []string{"%s", "[%s]", `{ "in": %s }`, `{ "in": [1, %s] }`} {
					value := fmt.Sprintf(inside, shape)
					name := operator.Name + " " + path + " " + value
					member := `"` + operator.Name + `": `
					if path != "" {
						member = `"path": ` + path + `, ` + member
					}
					where := `{ "properties": [{ ` + member + value + ` }] }`
					written := func(value string) string { // The filter with a value in it that is a literal already.
						return strings.ReplaceAll(literal(t, `{ "properties": [{ `+member+`"HERE" }] }`), `"HERE"`, value)
					}
					typed, within := operator.Type.String(), "JSON"
					switch {
					case operator.Type.Elem != nil && inside == "%s":
						within = typed
					case operator.Type.Elem != nil && strings.HasPrefix(inside, "["):
						within = "JSON!"
					}
					ways := map[string]string{
						"a literal":            sent(`{ conversations(where: `+literal(t, where)+`) { totals { count } } }`, ""),
						"a variable":           sent(`query ($v: `+typed+`) { conversations(where: `+written("$v")+`) { totals { count } } }`, `{ "v": `+value+` }`),
						"a default":            sent(`query ($v: `+typed+` = `+literal(t, value)+`) { conversations(where: `+written("$v")+`) { totals { count } } }`, ""),
						"a filter's default":   sent(`query ($w: ConversationWhere = `+literal(t, where)+`) { conversations(where: $w) { totals { count } } }`, ""),
						"a filter":             sent(countWhere, `{ "where": `+where+` }`),
						"a variable within":    sent(`query ($v: `+within+`) { conversations(where: `+written(strings.Replace(literal(t, fmt.Sprintf(inside, `"HERE"`)), `"HERE"`, "$v", 1))+`) { totals { count } } }`, `{ "v": `+shape+` }`),
						"a default within":     sent(`query ($v: `+within+` = `+literal(t, shape)+`) { conversations(where: `+written(strings.Replace(literal(t, fmt.Sprintf(inside, `"HERE"`)), `"HERE"`, "$v", 1))+`) { totals { count } } }`, ""),
						"a policy's condition": sentOf(t, where),
					}
					differ(t, name, ways)
				}
			}
		}
	}
}

// planner gives what a request asks the endpoint, or why it is refused.
func planner(t *testing.T) func(document, variables string) string {
	var bodies []string
	f := &front{}
	f.stand(recording(func(q query.Query) { bodies = append(bodies, string(q.Body())) }))
	return func(document, variables string) string {
		t.Helper()
		bodies = nil
		if _, failures := read(t, f.answer(t.Context(), t, document, variables)); len(failures) > 0 {
			return codes(failures)
		}
		return strings.Join(bodies, "")
	}
}

// recording is told every query and answers that nothing matches it.
type recording func(query.Query)

func (r recording) Rows(_ context.Context, q query.Query) (*upstream.Answer, error) {
	r(q)
	return &upstream.Answer{Rows: query.EmptyRows(q)}, nil
}

// sentOf is what a filter of a policy comes to, as a query has it.
func sentOf(t *testing.T, where string) string {
	rows, _, err := graph.ParseWhere(object(t, where), moment)
	if err != nil {
		return "BAD_USER_INPUT"
	}
	return string(query.Query{Select: []query.Selection{{Function: query.Count}}, Where: rows}.Body())
}

func differ(t *testing.T, name string, ways map[string]string) {
	t.Helper()
	for way, have := range ways {
		if have != ways["a literal"] {
			t.Errorf("%s: as %s it is %s, as a literal %s", name, way, have, ways["a literal"])
		}
	}
}

// The other filters' values are typed; what is written in three ways is one there as well.
func TestTypedLiteralsVariablesAndDefaultsAreOne(t *testing.T) {
	values := map[string][]string{
		"ID": {`"a"`, `""`, `7`}, "Int": {`0`, `-0`, `5`, `2147483647`}, "DateTime": {`"2026-01-05T10:30:00+01:00"`, `"2026-01-05t09:30:00.5z"`},
		"Duration": {`"P30D"`}, "Boolean": {`true`, `false`}, "String": {`"plan"`, `""`},
	}
	sent := planner(t)
	for _, field := range graph.Definitions().Types["ConversationWhere"].Fields {
		filter := graph.Definitions().Types[field.Type.Name()]
		if filter.Name == "ConversationWhere" {
			continue
		}
		for _, operator := range filter.Fields {
			for _, value := range values[operator.Type.Name()] {
				lists := []string{value}
				if operator.Type.Elem != nil {
					lists = []string{`[]`, `[` + value + `]`, `[` + value + `, ` + value + `]`, value}
				}
				for _, value := range lists {
					where := `{ "` + field.Name + `": { "` + operator.Name + `": ` + value + ` } }`
					differ(t, where, map[string]string{
						"a literal":          sent(`{ conversations(where: `+literal(t, where)+`) { totals { count } } }`, ""),
						"a variable":         sent(`query ($v: `+operator.Type.String()+`) { conversations(where: { `+field.Name+`: { `+operator.Name+`: $v } }) { totals { count } } }`, `{ "v": `+value+` }`),
						"a default":          sent(`query ($v: `+operator.Type.String()+` = `+value+`) { conversations(where: { `+field.Name+`: { `+operator.Name+`: $v } }) { totals { count } } }`, ""),
						"a filter":           sent(countWhere, `{ "where": `+where+` }`),
						"a filter's default": sent(`query ($w: ConversationWhere = `+literal(t, where)+`) { conversations(where: $w) { totals { count } } }`, ""),
					})
				}
			}
		}
	}
}

// What a document cannot keep of a number is refused there; a variable keeps it.
func TestNumbersThatADocumentCannotKeepAreRefused(t *testing.T) {
	sent := planner(t)
	for number, written := range map[string]string{
		"0.12345678901234567890": "0.1234567890123456789", "-9007199254740993.0": "-9007199254740993", "1e-400": "1e-400",
		"12345678901234567890": "12345678901234567890",
	} {
		for _, document := range []string{
			`{ conversations(where: { properties: { path: ["v"], eq: ` + number + ` } }) { totals { count } } }`,
			`{ conversations(where: { properties: { path: ["v"], contains: { w: [` + number + `] } } }) { totals { count } } }`,
			`query ($v: JSON = ` + number + `) { conversations(where: { properties: { path: ["v"], eq: $v } }) { totals { count } } }`,
			`query ($w: ConversationWhere = { properties: { path: ["v"], in: [` + number + `] } }) { conversations(where: $w) { totals { count } } }`,
		} {
			if have := sent(document, ""); !strings.HasPrefix(have, "BAD_USER_INPUT") {
				t.Errorf("%s: %s", document, have)
			}
		}
		if have := sent(countWhere, `{"where":{"properties":{"path":["v"],"eq":`+number+`}}}`); !strings.Contains(have, `"value":`+written+`}`) {
			t.Errorf("%s in a variable is %s", number, have)
		}
	}
}
