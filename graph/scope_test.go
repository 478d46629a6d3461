package graph_test

import (
	"testing"

	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

func TestACallerWhoMayNotReadIsToldAtTheField(t *testing.T) {
	limited := upstream.Scope{Key: canary, Limited: true, Readable: []query.Property{
		{Field: query.ID}, {Field: query.IntegrationID}, {Field: query.UserProperties, Path: []string{"plan"}},
	}}
	const one = `{"conversations":{"totals":{"count":1},`
	for _, test := range []struct{ name, query, data, message string }{
		{"a field of the list", `{ conversations { totals { count } list { nodes { id type } } } }`, one + `"list":null}}`, "You may not read type."},
		{"a field by its other name", `{ conversations { totals { count } list { nodes { id typeName } } } }`, one + `"list":null}}`, "You may not read type."},
		{"an order of the list", `{ conversations { totals { count } list(orderBy: [{ field: TYPE }]) { nodes { id } } } }`, one + `"list":null}}`, "You may not read type."},
		{"a metric", `{ conversations { totals { count } groups { nodes { max { userMessageCount } } } } }`, one + `"groups":null}}`, "You may not read userMessageCount."},
		{"a percentile", `{ conversations { totals { count } groups { nodes { percentile(p: 0.5) { userMessageCount } } } } }`, one + `"groups":null}}`, "You may not read userMessageCount."},
		{"a key of a time zone", `{ conversations { totals { count } } x: conversations(groupBy: [{ time: { unit: DAY, timeZone: "Asia/Kolkata" } }], where: { firstMessageTime: { last: "P1D" } }) { groups { nodes { count } } } }`,
			`{"conversations":{"totals":{"count":1}},"x":{"groups":null}}`, "You may not read firstMessageTime."},
		{"a key", `{ conversations { totals { count } } x: conversations(groupBy: [{ time: { unit: DAY } }]) { groups { nodes { count } } } }`,
			`{"conversations":{"totals":{"count":1}},"x":{"groups":null}}`, "You may not read firstMessageTime."},
		{"a condition", `{ conversations { totals { count } } x: conversations(where: { not: { properties: { path: ["a"], eq: 1 } } }) { totals { count } } }`,
			`{"conversations":{"totals":{"count":1}},"x":{"totals":null}}`, "You may not read properties.a."},
		{"another property", `{ conversations { totals { count } groups { nodes { countOf { property(field: USER_PROPERTIES, path: ["email"]) } } } } }`,
			one + `"groups":null}}`, "You may not read userProperties.email."},
		{"the properties as a whole", `{ conversations { totals { count } list { nodes { userProperties { all } } } } }`, one + `"list":null}}`, "You may not read userProperties."},
		{"one conversation", `{ conversations { totals { count } } conversation(id: "c") { id organizationId } }`,
			`{"conversations":{"totals":{"count":1}},"conversation":null}`, "You may not read organizationId."},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFront(t, answers(rows(`{"count":1}`)))
			f.as(limited)
			answer, sent := f.ask(t, test.query, "")
			data, failures := read(t, answer)
			if data != test.data || codes(failures) != "FORBIDDEN" || failures[0].Message != test.message || len(sent) != 1 {
				t.Errorf("%d sent, answered %s", len(sent), answer)
			}
			if f.log.Len() > 0 {
				t.Errorf("logged %s", f.log.String())
			}
		})
	}
}

func TestACallerWhoseOwnKeyIsRefusedIsToldSo(t *testing.T) {
	for _, test := range []struct {
		status int
		code   string
	}{{401, "UNAUTHENTICATED"}, {403, "FORBIDDEN"}} {
		f := newFront(t, problem(test.status, "refused"))
		f.as(upstream.Scope{Key: canary, Own: true})
		answer, _ := f.ask(t, `{ conversations { totals { count } } }`, "")
		if _, failures := read(t, answer); codes(failures) != test.code || f.log.Len() > 0 {
			t.Errorf("%d is answered %s, and logged %s", test.status, answer, f.log.String())
		}
	}
}
