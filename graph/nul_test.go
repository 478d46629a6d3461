package graph_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// textInputs are requests with a text of a caller's in each place that takes one, as %s, and the places.
var textInputs = []struct{ query, literal, variables, input string }{
	{`conversation(id: %s) { id }`, `%s`, `ID!`, `id`},
	{`conversations(where: { id: { eq: %s } }) { totals { count } }`, `%s`, `ID`, `where.id.eq`},
	{`conversations(where: { not: { organizationId: { neq: %s } } }) { totals { count } }`, `%s`, `ID`, `where.not.organizationId.neq`},
	{`conversations(where: { and: [{ projectId: { gt: %s } }] }) { totals { count } }`, `%s`, `ID`, `where.and[0].projectId.gt`},
	{`conversations(where: { integrationId: { in: ["a", %s] } }) { totals { count } }`, `%s`, `ID!`, `where.integrationId.in[1]`},
	{`conversations(where: { id: { notIn: %s } }) { totals { count } }`, `["a", %s]`, `[ID!]`, `where.id.notIn[1]`},
	{`conversations(where: { properties: { path: ["a", %s], eq: 1 } }) { totals { count } }`, `%s`, `String!`, `where.properties[0].path[1]`},
	{`conversations(where: { userProperties: { eq: {} path: %s } }) { totals { count } }`, `[%s]`, `[String!]`, `where.userProperties[0].path[0]`},
	{`conversations(where: { properties: { path: ["a"], eq: %s } }) { totals { count } }`, `%s`, `JSON`, `where.properties[0].eq`},
	{`conversations(where: { properties: { path: ["a"], in: [1, %s] } }) { totals { count } }`, `[{ b: [%s] }]`, `JSON!`, `where.properties[0].in[1]`},
	{`conversations(where: { properties: { contains: %s } }) { totals { count } }`, `{ a: [1, { b: %s }] }`, `JSON`, `where.properties[0].contains`},
	{`conversations(where: { properties: { containedBy: { a: %s } } }) { totals { count } }`, `%s`, `JSON`, `where.properties[0].containedBy`},
	{`conversations(where: { properties: { hasKey: %s } }) { totals { count } }`, `%s`, `String`, `where.properties[0].hasKey`},
	{`conversations(where: { properties: { hasAnyKey: %s } }) { totals { count } }`, `["a", %s]`, `[String!]`, `where.properties[0].hasAnyKey[1]`},
	{`conversations(where: { properties: { hasAllKeys: ["a", %s] } }) { totals { count } }`, `%s`, `String!`, `where.properties[0].hasAllKeys[1]`},
	{`conversations(where: { properties: { path: ["a"], arrayContains: %s } }) { totals { count } }`, `%s`, `JSON`, `where.properties[0].arrayContains`},
	{`conversations(where: { properties: { path: ["a"], arrayContainsObject: %s } }) { totals { count } }`, `{ a: %s }`, `JSON`, `where.properties[0].arrayContainsObject`},
	{`conversations(groupBy: { property: { field: PROPERTIES, path: [%s] } }) { groups { totalCount } }`, `%s`, `String!`, `groupBy[0].property.path[0]`},
	{`conversations(aggregate: { function: MAX, field: PROPERTIES, path: %s }) { totals { values { value } } }`, `[%s]`, `[String!]`, `aggregate[0].path[0]`},
	{`conversations { totals { max { property(field: PROPERTIES, path: [%s]) } } }`, `%s`, `String!`, `path[0]`},
	{`conversations { list { nodes { property(field: PROPERTIES, path: %s) } } }`, `["a", %s]`, `[String!]!`, `path[1]`},
	{`conversations { groups(orderBy: { aggregate: { function: MIN, field: PROPERTIES, path: [%s] } }) { totalCount } }`, `%s`, `String!`, `orderBy[0].aggregate.path[0]`},
	{`conversations { groups(having: { aggregate: { function: COUNT, field: PROPERTIES, path: [%s] }, gt: 1 }) { totalCount } }`, `%s`, `String!`, `having[0].aggregate.path[0]`},
	{`conversations(notes: %s) { totals { count } }`, `%s`, `String`, `notes`},
}

// asVariable is a literal as JSON: names of members are quoted.
func asVariable(literal string) string {
	return strings.NewReplacer("{ a:", `{"a":`, "{ b:", `{"b":`).Replace(literal)
}

// TestNULIsRefusedWhereverATextIsTaken sends U+0000, which PostgreSQL's texts cannot have, as a literal, in a variable and as
// the default of one. Other control characters are passed on.
func TestNULIsRefusedWhereverATextIsTaken(t *testing.T) {
	f := newFront(t, answers(rows(`{"count":1,"id":"c"}`)))
	for _, text := range []struct {
		escaped string // as it is in a document and in JSON
		refused bool
	}{
		{`"\u0000"`, true}, {`"a\u0000b"`, true}, {`"\\\u0000"`, true}, {`"\\u0000"`, false}, {`"\\\\u0000"`, false}, {`"\u0001\u001f\u007f\t\n"`, false},
	} {
		for _, in := range textInputs {
			value := fmt.Sprintf(in.literal, text.escaped)
			for form, request := range map[string][2]string{
				"a literal":  {`{ ` + fmt.Sprintf(in.query, value) + ` }`, ""},
				"a variable": {`query ($v: ` + in.variables + `) { ` + fmt.Sprintf(in.query, "$v") + ` }`, `{"v":` + asVariable(value) + `}`},
				"a default":  {`query ($v: ` + in.variables + ` = ` + value + `) { ` + fmt.Sprintf(in.query, "$v") + ` }`, ""},
			} {
				answer, sent := f.ask(t, request[0], request[1])
				_, failures := read(t, answer)
				if !text.refused {
					// Not every value is good for its place, nor every answer for the question; but what is sent is what was meant.
					if strings.Contains(answer, "U+0000") {
						t.Errorf("%s of %s is refused: %s", form, request[0], answer)
					}
					continue
				}
				if len(sent) > 0 || len(failures) != 1 || failures[0].Extensions["code"] != "BAD_USER_INPUT" || failures[0].Extensions["input"] != in.input || !strings.Contains(failures[0].Message, "U+0000") {
					t.Errorf("%s of %s %s: %d sent, answered %s", form, request[0], request[1], len(sent), answer)
				}
			}
		}
	}
	_, sent := f.ask(t, `query ($id: ID!) { conversation(id: $id) { id } }`, `{"id":"\u0001\u001f\u007f"}`)
	var body struct{ Where json.RawMessage }
	if len(sent) != 1 || json.Unmarshal([]byte(sent[0]), &body) != nil || !strings.Contains(strings.ToLower(sent[0]), `\u0001\u001f`) {
		t.Errorf("it is sent as %s", sent)
	}
}

// TestNULIsRefusedInTheNamesOfMembers sends one where a JSON value has a name.
func TestNULIsRefusedInTheNamesOfMembers(t *testing.T) {
	f := newFront(t, answers(rows(`{"count":1}`)))
	for _, value := range []string{`{"\u0000":1}`, `{"a":[{"b\u0000":1}]}`, `["\u0000"]`, `{"a":{"b":"\u0000"}}`} {
		answer, sent := f.ask(t, `query ($v: JSON) { conversations(where: { properties: { path: ["a"], contains: $v } }) { totals { count } } }`, `{"v":`+value+`}`)
		_, failures := read(t, answer)
		if codes(failures) != "BAD_USER_INPUT" || failures[0].Extensions["input"] != "where.properties[0].contains" || len(sent) > 0 {
			t.Errorf("%s: %d sent, answered %s", value, len(sent), answer)
		}
	}
}

// TestNULIsNoPartOfACursor forges a cursor of a row that the endpoint cannot have.
func TestNULIsNoPartOfACursor(t *testing.T) {
	f := newFront(t, answers(rows(`{"id":"forged"}`)))
	answer, _ := f.ask(t, `{ conversations { list { pageInfo { endCursor } } } }`, "")
	var a struct {
		Data struct {
			Conversations struct {
				List struct{ PageInfo struct{ EndCursor string } }
			}
		}
	}
	if err := json.Unmarshal([]byte(answer), &a); err != nil {
		t.Fatal(err)
	}
	text, err := base64.RawURLEncoding.DecodeString(a.Data.Conversations.List.PageInfo.EndCursor)
	if err != nil || !strings.Contains(string(text), `"forged"`) {
		t.Fatalf("%s %v in %s", text, err, answer)
	}
	for id, refused := range map[string]bool{`"other"`: false, `"\u0001"`: false, `"\u0000"`: true} {
		cursor := base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(text), `"forged"`, id, 1)))
		answer, sent := f.ask(t, `query ($after: String) { conversations { list(after: $after) { nodes { id } } } }`, `{"after":"`+cursor+`"}`)
		_, failures := read(t, answer)
		if (codes(failures) == "BAD_USER_INPUT") != refused || (len(sent) == 0) != refused {
			t.Errorf("%s: %d sent, answered %s", id, len(sent), answer)
		}
	}
}
