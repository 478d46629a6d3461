package graph_test

import (
	"slices"
	"strings"
	"testing"
)

// What is sent is exactly what the selection needs, in whatever way it is written.
func TestWhatIsSentFollowsTheSelection(t *testing.T) {
	const (
		count    = `{"type":"aggregation","aggregation":"count"}`
		avg      = `{"type":"aggregation","aggregation":"avg","field":"userMessageCount"}`
		maxScore = `{"type":"aggregation","aggregation":"max","field":"properties","path":["score"]}`
		byType   = `,"groupBy":[{"field":"type"}]}`
	)
	selects := func(list ...string) string { return `{"select":[` + strings.Join(list, ",") + `]` }
	for _, test := range []struct {
		name, query, variables string
		sent                   []string
	}{
		{
			"a fragment on the interface serves totals and groups",
			`{ conversations(groupBy: { field: TYPE }) { totals { ...M } groups { nodes { ...M } } } }
			fragment M on ConversationMetrics { count avg { userMessageCount } }`, "",
			[]string{selects(count, avg) + byType, selects(count, avg) + "}"},
		},
		{
			"fragments nest, on types and on the interface, named and inline",
			`{ conversations(groupBy: { field: TYPE }) { groups { ...A } } }
			fragment A on ConversationGroups { nodes { ...B ... on ConversationGroup { ... { key { ...K } } } } }
			fragment B on ConversationMetrics { ... on ConversationMetrics { count } ... on ConversationGroup { max { ...E } } }
			fragment E on ConversationExtremes { property(field: PROPERTIES, path: ["score"]) }
			fragment K on ConversationKey { type }`, "",
			[]string{selects(count, maxScore) + byType},
		},
		{
			"a fragment on the other type of the interface asks nothing",
			`{ conversations { totals { ...M } } }
			fragment M on ConversationMetrics { count ... on ConversationGroup { avg { userMessageCount } } }`, "",
			[]string{selects(count) + "}"},
		},
		{
			"aliases of one field with different selections are all asked for, each once",
			`{ conversations { totals { a: max { property(field: PROPERTIES, path: ["score"]) } b: avg { userMessageCount } c: max { again: property(field: PROPERTIES, path: ["score"]) } } } }`, "",
			[]string{selects(maxScore, avg) + "}"},
		},
		{
			"selections of one alias merge",
			`{ conversations { totals { avg { userMessageCount } } } conversations { totals { count avg { userMessageCount } max { property(field: PROPERTIES, path: ["score"]) } } } }`, "",
			[]string{selects(avg, count, maxScore) + "}"},
		},
		{
			"what is skipped at the top is not asked for",
			`query ($s: Boolean!) { conversations @skip(if: $s) { totals { count } } conversation(id: "c") @include(if: $s) { __typename } }`, `{"s":false}`,
			[]string{selects(count) + "}"},
		},
		{
			"what is skipped at a reading is not asked for",
			`query ($s: Boolean!) { conversations(groupBy: { field: TYPE }) { totals @include(if: $s) { count } groups @skip(if: $s) { totalCount } } }`, `{"s":true}`,
			[]string{selects(count) + "}"},
		},
		{
			"what is skipped among metrics, beneath them, and in fragments is not asked for",
			`query ($s: Boolean!, $i: Boolean = false) { conversations { totals { count avg @skip(if: $s) { userMessageCount } max { userMessageCount @include(if: $i) } ...F @skip(if: $s) ... @include(if: $i) { sum { userMessageCount } } } } }
			fragment F on ConversationMetrics { min { userMessageCount } }`, `{"s":true}`,
			[]string{selects(count) + "}"},
		},
		{
			"what is skipped in a list is not asked for",
			`query ($s: Boolean!) { conversations { list { nodes { id type @skip(if: $s) } totalCount @include(if: $s) edges @skip(if: $s) { cursor } } } }`, `{"s":true}`,
			[]string{selects(`{"type":"field","field":"id"}`) + `,"orderBy":[{"field":"id","direction":"asc"}]}`},
		},
		{
			"names of types cost nothing",
			`{ __typename conversations { __typename totals { __typename avg { __typename } min { __typename } values { __typename } } groups { __typename } list(first: 0) { __typename nodes { __typename } pageInfo { __typename hasPreviousPage } } } }`, "",
			nil,
		},
		{
			"names of types in groups cost no metric",
			`{ conversations(groupBy: { field: TYPE }) { groups { nodes { __typename key { __typename entries { __typename } } countOf { __typename } } } } }`, "",
			[]string{`{"groupBy":[{"field":"type"}]}`},
		},
		{
			"aggregate asks nothing unless values are selected",
			`{ conversations(aggregate: [{ function: AVG, field: USER_MESSAGE_COUNT }]) { totals { count } } }`, "",
			[]string{selects(count) + "}"},
		},
		{
			"aggregate is asked for with values, beside what is selected, each once",
			`{ conversations(aggregate: [{ function: AVG, field: USER_MESSAGE_COUNT }, { function: COUNT }]) { totals { count values { function } } } }`, "",
			[]string{selects(count, avg) + "}"},
		},
		{
			"the arguments of a property may be variables, and a path a single text",
			`query ($f: PropertyField!, $p: [String!]!) { conversations { totals { max { property(field: $f, path: $p) again: property(field: PROPERTIES, path: "score") } } } }`, `{"f":"PROPERTIES","p":"score"}`,
			[]string{selects(maxScore) + "}"},
		},
		{
			"a path may be a list of variables",
			`query ($p: String!) { conversations { totals { max { property(field: PROPERTIES, path: [$p]) } } } }`, `{"p":"score"}`,
			[]string{selects(maxScore) + "}"},
		},
		{
			"a key that is grouped by may be read by a variable unit or path",
			`query ($u: TimeUnit!, $p: [String!]!) { conversations(groupBy: [{ time: { unit: $u } }, { property: { field: PROPERTIES, path: $p } }]) { groups { nodes { key { time(unit: $u) property(field: PROPERTIES, path: $p) } } } } }`, `{"u":"DAY","p":["a","b"]}`,
			[]string{`{"select":[{"type":"time","timeUnit":"day","field":"firstMessageTime"}],"groupBy":[{"field":"properties","path":["a","b"]}],"orderBy":[{"field":"firstMessageTime_day","direction":"asc"}]}`},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			row := `{"count":1,"avg_userMessageCount":1,"max_properties.score":1,"type":null,"id":"c","firstMessageTime_day":"2026-01-05","properties.a.b":null}`
			answer, sent := newFront(t, answers(rows(row))).ask(t, test.query, test.variables)
			if _, failures := read(t, answer); len(failures) > 0 {
				t.Errorf("answered %s", answer)
			}
			if !slices.Equal(sent, test.sent) {
				t.Errorf("sent\n%s, want\n%s", strings.Join(sent, "\n"), strings.Join(test.sent, "\n"))
			}
		})
	}
}

// Merged and aliased selections are not only asked for but answered where they were written.
func TestMergedSelectionsAreAnswered(t *testing.T) {
	answer, _ := newFront(t, answers(rows(`{"count":3,"avg_userMessageCount":2,"sum_userMessageCount":6,"max_properties.a":1,"max_properties.b":2}`))).ask(t, `{
		conversations { totals { count avg { x: userMessageCount } } }
		conversations { totals { avg { y: userMessageCount } ...S max { a: property(field: PROPERTIES, path: "a") b: property(field: PROPERTIES, path: "b") } } }
	}
	fragment S on ConversationTotals { __typename count avg { userMessageCount } sum { userMessageCount } }`, "")
	want := `{"data":{"conversations":{"totals":{"count":3,"avg":{"x":2,"y":2,"userMessageCount":2},"__typename":"ConversationTotals","sum":{"userMessageCount":6},"max":{"a":1,"b":2}}}}}`
	if answer != want {
		t.Errorf("answered\n%s, want\n%s", answer, want)
	}
}

// The library takes enums in variables in upper and lower case; nothing here does.
func TestEnumsInVariablesAreExact(t *testing.T) {
	for _, test := range []struct{ name, query, variables string }{
		{"of an order", `query ($v: Direction!) { conversations { list(orderBy: { field: ID, direction: $v }) { totalCount } } }`, `{"v":"desc"}`},
		{"of a field", `query ($v: ConversationField!) { conversations(groupBy: { field: $v }) { groups { totalCount } } }`, `{"v":"Type"}`},
		{"of a field within an object", `query ($v: [ConversationGroupBy!]) { conversations(groupBy: $v) { groups { totalCount } } }`, `{"v":{"field":"type"}}`},
		{"of a type", `query ($v: ConversationType!) { conversations(where: { type: { eq: $v } }) { totals { count } } }`, `{"v":"openai"}`},
		{"of a type in a list", `query ($v: [ConversationType!]) { conversations(where: { type: { in: $v } }) { totals { count } } }`, `{"v":["OPENAI","Openai"]}`},
		{"of a function", `query ($v: ConversationAggregate!) { conversations(aggregate: [$v]) { totals { values { value } } } }`, `{"v":{"function":"count"}}`},
		{"of a unit", `query ($v: TimeUnit!) { conversations(groupBy: { time: { unit: $v } }) { groups { totalCount } } }`, `{"v":"day"}`},
		{"of a unit of a key", `query ($v: TimeUnit!) { conversations(groupBy: { time: { unit: DAY } }) { groups { nodes { key { time(unit: $v) } } } } }`, `{"v":"day"}`},
		{"of a property", `query ($v: PropertyField!) { conversations { totals { sum { property(field: $v, path: "a") } } } }`, `{"v":"properties"}`},
		{"of the place of nulls", `query ($v: Nulls) { conversations(groupBy: { field: TYPE }) { groups(orderBy: { key: { field: TYPE }, nulls: $v }) { totalCount } } }`, `{"v":"first"}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			answer, sent := newFront(t, answers(rows(`{"count":1}`))).ask(t, test.query, test.variables)
			if _, failures := read(t, answer); codes(failures) != "BAD_USER_INPUT" || len(sent) > 0 {
				t.Errorf("%d sent, answered %s", len(sent), answer)
			}
		})
	}
}
