package graph_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// shaped is a question, the rows that the endpoint answers it with, and what comes of them.
type shaped struct {
	name   string
	query  string
	rows   []string
	data   string
	errors []string
}

func (s shaped) run(t *testing.T) {
	t.Run(s.name, func(t *testing.T) {
		answer := newFront(t, answers(rows(s.rows...))).conforming(t, s.query, "")
		data, failures := read(t, answer)
		if data != s.data {
			t.Errorf("data\n%s, want\n%s", data, s.data)
		}
		var errors []string
		for _, f := range failures {
			errors = append(errors, f.String())
		}
		if !slices.Equal(errors, s.errors) {
			t.Errorf("errors\n%q, want\n%q", errors, s.errors)
		}
	})
}

// What the endpoint writes in more than one way is read in all of them.
func TestWhatTheEndpointMayWriteIsRead(t *testing.T) {
	for _, s := range []shaped{
		{
			name:  "a count may be a text that holds a number",
			query: `{ conversations { totals { count avg { userMessageCount } max { userMessageCount } } } }`,
			rows:  []string{`{"count":"42","avg_userMessageCount":"2.50","max_userMessageCount":"7e0"}`},
			data:  `{"conversations":{"totals":{"count":42,"avg":{"userMessageCount":2.5},"max":{"userMessageCount":7}}}}`,
		},
		{
			name:  "metrics other than counts may be null",
			query: `{ conversations { totals { sum { userMessageCount } avg { property(field: PROPERTIES, path: "score") } min { firstMessageTime userMessageCount } } } }`,
			rows:  []string{`{"sum_userMessageCount":null,"avg_properties.score":null,"min_firstMessageTime":null,"min_userMessageCount":null}`},
			data:  `{"conversations":{"totals":{"sum":{"userMessageCount":null},"avg":{"property":null},"min":{"firstMessageTime":null,"userMessageCount":null}}}}`,
		},
		{
			name:  "no row at all for totals means no conversations",
			query: `{ conversations(aggregate: [{ function: COUNT }, { function: MAX, field: TYPE }]) { totals { count countDistinct { type } avg { userMessageCount } values { value } } } }`,
			data:  `{"conversations":{"totals":{"count":0,"countDistinct":{"type":0},"avg":{"userMessageCount":null},"values":[{"value":0},{"value":null}]}}}`,
		},
		{
			name:  "a bucket may come in several forms and sorts by its instant",
			query: `{ conversations(groupBy: { time: { unit: DAY } }) { groups { nodes { key { time } } } } }`,
			rows: []string{
				`{"firstMessageTime_day":"2026-01-09T02:00:00+02:00"}`,
				`{"firstMessageTime_day":"2026-01-08T00:00:00.000Z"}`,
				`{"firstMessageTime_day":"2026-01-07 00:00:00+00"}`,
				`{"firstMessageTime_day":"2026-01-06 00:00:00"}`,
				`{"firstMessageTime_day":null}`,
				`{"firstMessageTime_day":"2026-01-05"}`,
			},
			data: `{"conversations":{"groups":{"nodes":[{"key":{"time":"2026-01-05T00:00:00Z"}},{"key":{"time":"2026-01-06T00:00:00Z"}},{"key":{"time":"2026-01-07T00:00:00Z"}},{"key":{"time":"2026-01-08T00:00:00Z"}},{"key":{"time":"2026-01-09T00:00:00Z"}},{"key":{"time":null}}]}}}`,
		},
		{
			name:  "the least and the greatest time may be milliseconds since 1970 or a text",
			query: `{ conversations { totals { min { firstMessageTime } max { firstMessageTime } } } }`,
			rows:  []string{`{"min_firstMessageTime":1767605564120,"max_firstMessageTime":"2026-01-05T10:30:00+01:00"}`},
			data:  `{"conversations":{"totals":{"min":{"firstMessageTime":"2026-01-05T09:32:44.12Z"},"max":{"firstMessageTime":"2026-01-05T09:30:00Z"}}}}`,
		},
		{
			name:  "unknown keys are passed over",
			query: `{ conversations { totals { count } } }`,
			rows:  []string{`{"surprise":{"deep":[1]},"count":1,"Count":9}`},
			data:  `{"conversations":{"totals":{"count":1}}}`,
		},
		{
			name:  "a type that the schema does not know is OTHER, wherever it stands",
			query: `{ conversations(groupBy: { field: TYPE }, aggregate: { function: MAX, field: TYPE }) { groups { nodes { key { type entries { value } } values { value } } } } }`,
			rows:  []string{`{"type":"telepathy","max_type":"openai"}`, `{"type":null,"max_type":"telepathy"}`},
			data:  `{"conversations":{"groups":{"nodes":[{"key":{"type":"OTHER","entries":[{"value":"OTHER"}]},"values":[{"value":"OPENAI"}]},{"key":{"type":null,"entries":[{"value":null}]},"values":[{"value":"OTHER"}]}]}}}`,
		},
		{
			name:  "two types that the schema does not know are told apart by the endpoint's names of them",
			query: `{ conversations(groupBy: { field: TYPE }) { groups { nodes { key { type typeName } count } } } }`,
			rows:  []string{`{"type":"te\"le","count":1}`, `{"type":"openai","count":2}`, `{"type":null,"count":3}`, `{"type":"seance","count":4}`},
			data:  `{"conversations":{"groups":{"nodes":[{"key":{"type":"OPENAI","typeName":"openai"},"count":2},{"key":{"type":"OTHER","typeName":"seance"},"count":4},{"key":{"type":"OTHER","typeName":"te\"le"},"count":1},{"key":{"type":null,"typeName":null},"count":3}]}}}`,
		},
		{
			name:  "and so are those of a conversation",
			query: `{ conversation(id: "c") { typeName } conversations { list { nodes { typeName type } } } }`,
			rows:  []string{`{"id":"c","type":"seance"}`},
			data:  `{"conversation":{"typeName":"seance"},"conversations":{"list":{"nodes":[{"typeName":"seance","type":"OTHER"}]}}}`,
		},
		{
			name:  "the identifiers of a user may be numbers, of which every digit is kept",
			query: `{ conversation(id: "c") { userProperties { identifier userId supportAgentName all } } }`,
			rows:  []string{`{"userProperties":{"id":12345678901234567890,"userId":"u","supportAgentName":null,"x":1.50}}`},
			data:  `{"conversation":{"userProperties":{"identifier":"12345678901234567890","userId":"u","supportAgentName":null,"all":{"id":12345678901234567890,"userId":"u","supportAgentName":null,"x":1.50}}}}`,
		},
		{
			name:  "numbers are printed with all their digits",
			query: `{ conversations(groupBy: { field: ID }) { groups { nodes { sum { userMessageCount } } } } }`,
			rows: []string{
				`{"id":"a","sum_userMessageCount":1e6}`, `{"id":"b","sum_userMessageCount":0.1}`, `{"id":"c","sum_userMessageCount":1e21}`,
				`{"id":"d","sum_userMessageCount":123456789012345680000}`, `{"id":"e","sum_userMessageCount":-0.000001}`,
				`{"id":"f","sum_userMessageCount":9007199254740991}`, `{"id":"g","sum_userMessageCount":5e-324}`,
			},
			data: `{"conversations":{"groups":{"nodes":[{"sum":{"userMessageCount":1000000}},{"sum":{"userMessageCount":0.1}},{"sum":{"userMessageCount":1e+21}},{"sum":{"userMessageCount":123456789012345680000}},{"sum":{"userMessageCount":-0.000001}},{"sum":{"userMessageCount":9007199254740991}},{"sum":{"userMessageCount":5e-324}}]}}}`,
		},
		{
			name:  "texts with what JSON has to escape come out as they came in",
			query: `{ conversations(groupBy: { field: INTEGRATION_ID }) { groups { nodes { key { integrationId entries { value } } } } } }`,
			rows:  []string{`{"integrationId":"\u0000\"\\<\ud83d\ude00\u2028"}`},
			data:  `{"conversations":{"groups":{"nodes":[{"key":{"integrationId":"\u0000\"\\<😀` + "\u2028" + `","entries":[{"value":"\u0000\"\\<😀` + "\u2028" + `"}]}}]}}}`,
		},
	} {
		s.run(t)
	}
}

// What cannot be read is an error that names the key and the value, where it is asked for; it is never a silent zero.
func TestWhatCannotBeReadIsAnErrorAtItsField(t *testing.T) {
	const bad = "UPSTREAM_INVALID_RESPONSE "
	for _, s := range []shaped{
		{
			name:   "of a metric that may be null only this metric is lost",
			query:  `{ conversations { totals { count avg { userMessageCount } sum { userMessageCount } } } }`,
			rows:   []string{`{"count":1,"avg_userMessageCount":"many","sum_userMessageCount":2}`},
			data:   `{"conversations":{"totals":{"count":1,"avg":{"userMessageCount":null},"sum":{"userMessageCount":2}}}}`,
			errors: []string{bad + `conversations.totals.avg.userMessageCount: The endpoint answered "avg_userMessageCount" with "many", which is not a number.`},
		},
		{
			name:   "of a count the totals are lost",
			query:  `{ conversations { totals { count } list(first: 0) { nodes { id } } } }`,
			rows:   []string{`{"count":[1]}`},
			data:   `{"conversations":{"totals":null,"list":{"nodes":[]}}}`,
			errors: []string{bad + `conversations.totals.count: The endpoint answered "count" with [1], which is not a number.`},
		},
		{
			name:   "of a count in one group the groups are lost",
			query:  `{ conversations(groupBy: { field: TYPE }) { groups { nodes { countOf { integrationId } } } } }`,
			rows:   []string{`{"type":"openai","count_integrationId":1}`, `{"type":null,"count_integrationId":true}`},
			data:   `{"conversations":{"groups":null}}`,
			errors: []string{bad + `conversations.groups.nodes.1.countOf.integrationId: The endpoint answered "count_integrationId" with true, which is not a number.`},
		},
		{
			name:   "a count is not null",
			query:  `{ conversations { totals { count } } }`,
			rows:   []string{`{"count":null}`},
			data:   `{"conversations":{"totals":null}}`,
			errors: []string{bad + `conversations.totals.count: The endpoint answered "count" with null, which is not a count.`},
		},
		{
			name:   "a count chosen at run time is not null either",
			query:  `{ conversations(aggregate: [{ function: COUNT_DISTINCT, field: TYPE }]) { totals { values { value } } } }`,
			rows:   []string{`{"countDistinct_type":null}`},
			data:   `{"conversations":{"totals":{"values":[{"value":null}]}}}`,
			errors: []string{bad + `conversations.totals.values.0.value: The endpoint answered "countDistinct_type" with null, which is not a count.`},
		},
		{
			name:   "a key that is missing is not a null",
			query:  `{ conversations { totals { avg { userMessageCount } } } }`,
			rows:   []string{`{"avg_usermessagecount":1}`},
			data:   `{"conversations":{"totals":{"avg":{"userMessageCount":null}}}}`,
			errors: []string{bad + `conversations.totals.avg.userMessageCount: The endpoint answered a row without "avg_userMessageCount".`},
		},
		{
			name:   "a count beyond 32 bits is no Int",
			query:  `{ conversations { totals { count } } }`,
			rows:   []string{`{"count":3000000000}`},
			data:   `{"conversations":{"totals":null}}`,
			errors: []string{bad + `conversations.totals.count: The endpoint answered "count" with 3000000000, which is not a whole number of 32 bits.`},
		},
		{
			name:   "half a message is no Int",
			query:  `{ conversations { totals { max { userMessageCount } } } }`,
			rows:   []string{`{"max_userMessageCount":2.5}`},
			data:   `{"conversations":{"totals":{"max":{"userMessageCount":null}}}}`,
			errors: []string{bad + `conversations.totals.max.userMessageCount: The endpoint answered "max_userMessageCount" with 2.5, which is not a whole number of 32 bits.`},
		},
		{
			name:   "a number beyond 64 bits is none",
			query:  `{ conversations { totals { sum { userMessageCount } } } }`,
			rows:   []string{`{"sum_userMessageCount":1e999}`},
			data:   `{"conversations":{"totals":{"sum":{"userMessageCount":null}}}}`,
			errors: []string{bad + `conversations.totals.sum.userMessageCount: The endpoint answered "sum_userMessageCount" with 1e999, which is not a number.`},
		},
		{
			name:   "totals have one row",
			query:  `{ conversations { totals { count } } }`,
			rows:   []string{`{"count":1}`, `{"count":2}`},
			data:   `{"conversations":{"totals":null}}`,
			errors: []string{bad + `conversations.totals: The endpoint answered one total with 2 rows.`},
		},
		{
			name:   "so has the only group",
			query:  `{ conversations { groups { nodes { count } } } }`,
			rows:   []string{`{"count":1}`, `{"count":2}`},
			data:   `{"conversations":{"groups":null}}`,
			errors: []string{bad + `conversations.groups: The endpoint answered one total with 2 rows.`},
		},
		{
			name:   "a group whose key cannot be read spoils the order of all",
			query:  `{ conversations(groupBy: { time: { unit: DAY } }) { groups { nodes { count } } } }`,
			rows:   []string{`{"firstMessageTime_day":"2026-01-05","count":1}`, `{"firstMessageTime_day":"yesterday","count":1}`},
			data:   `{"conversations":{"groups":null}}`,
			errors: []string{bad + `conversations.groups: The endpoint answered "firstMessageTime_day" with "yesterday", which is not a time.`},
		},
		{
			name:   "so does a metric that is ordered by",
			query:  `{ conversations(groupBy: { field: TYPE }) { groups(orderBy: { aggregate: { function: SUM, field: USER_MESSAGE_COUNT } }) { nodes { count } } } }`,
			rows:   []string{`{"type":"openai","count":1,"sum_userMessageCount":{}}`},
			data:   `{"conversations":{"groups":null}}`,
			errors: []string{bad + `conversations.groups: The endpoint answered "sum_userMessageCount" with {}, which is not a number.`},
		},
		{
			name:   "and one that groups have to pass",
			query:  `{ conversations(groupBy: { field: TYPE }) { groups(having: { aggregate: { function: COUNT }, gt: 1 }) { totalCount } } }`,
			rows:   []string{`{"type":"openai","count":5}`, `{"type":null,"count":"5 "}`},
			data:   `{"conversations":{"groups":null}}`,
			errors: []string{bad + `conversations.groups: The endpoint answered "count" with "5 ", which is not a number.`},
		},
		{
			name:   "a group whose key is not read does not fail if only groups are counted",
			query:  `{ conversations(groupBy: { field: TYPE }) { groups { totalCount complete } } }`,
			rows:   []string{`{"type":5}`},
			data:   `{"conversations":{"groups":{"totalCount":1,"complete":true}}}`,
			errors: nil,
		},
		{
			name:  "a field of a conversation fails for itself, one that is never null with its list",
			query: `{ conversations { a: list { nodes { integrationId } } b: list { nodes { id integrationId } } } }`,
			rows:  []string{`{"id":null,"integrationId":7}`},
			data:  `{"conversations":{"a":{"nodes":[{"integrationId":null}]},"b":null}}`,
			errors: []string{
				bad + `conversations.a.nodes.0.integrationId: The endpoint answered "integrationId" with 7, which is not a text.`,
				bad + `conversations.b.nodes.0.id: The endpoint answered "id" with null.`,
				bad + `conversations.b.nodes.0.integrationId: The endpoint answered "integrationId" with 7, which is not a text.`,
			},
		},
		{
			name:   "a cursor of what cannot be read fails",
			query:  `{ conversations { list(orderBy: { field: FIRST_MESSAGE_TIME }) { edges { cursor } } } }`,
			rows:   []string{`{"id":"c","firstMessageTime":"soon"}`},
			data:   `{"conversations":{"list":null}}`,
			errors: []string{bad + `conversations.list.edges.0.cursor: The endpoint answered "firstMessageTime" with "soon", which is not a time.`},
		},
		{
			name:   "an agent's name is a text, and all properties are there nevertheless",
			query:  `{ conversation(id: "c") { userProperties { supportAgentName all } } }`,
			rows:   []string{`{"userProperties":{"supportAgentName":7}}`},
			data:   `{"conversation":{"userProperties":{"supportAgentName":null,"all":{"supportAgentName":7}}}}`,
			errors: []string{bad + `conversation.userProperties.supportAgentName: The endpoint answered "userProperties.supportAgentName" with 7, which is not a text.`},
		},
		{
			name:   "properties are an object",
			query:  `{ conversation(id: "c") { id properties } }`,
			rows:   []string{`{"id":"c","properties":"{}"}`},
			data:   `{"conversation":{"id":"c","properties":null}}`,
			errors: []string{bad + `conversation.properties: The endpoint answered "properties" with "{}", which is not a JSON object.`},
		},
		{
			name:   "one identifier is of one conversation",
			query:  `{ conversation(id: "c") { id } }`,
			rows:   []string{`{"id":"c"}`, `{"id":"c"}`},
			data:   `{"conversation":null}`,
			errors: []string{bad + `conversation: The endpoint has 2 conversations of one identifier.`},
		},
	} {
		s.run(t)
	}
}

// A part in which nothing is must not be taken for nothing, nor lead a client that turns pages round in circles.
func TestAnEmptyPartIsNoEmptySet(t *testing.T) {
	for _, test := range []struct{ name, query, data string }{
		{"for totals", `{ conversations { totals { count } } }`, `{"conversations":{"totals":null}}`},
		{"for a list", `{ conversations { list { nodes { id } pageInfo { hasNextPage endCursor } } } }`, `{"conversations":{"list":null}}`},
		{"for the only group", `{ conversations { groups { nodes { count } } } }`, `{"conversations":{"groups":null}}`},
		{"for one conversation", `{ conversation(id: "c") { id } }`, `{"conversation":null}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			answer, _ := newFront(t, answers(deferredResult(5, 0))).ask(t, test.query, "")
			data, failures := read(t, answer)
			if data != test.data || codes(failures) != "INCOMPLETE_RESULT" {
				t.Errorf("answered %s", answer)
			}
		})
	}
}

func TestManyErrorsAreCutShort(t *testing.T) {
	var list []string
	for i := range 300 {
		list = append(list, fmt.Sprintf(`{"integrationId":"i%03d","avg_userMessageCount":"x"}`, i))
	}
	f := newFront(t, answers(rows(list...)))
	answer, _ := f.ask(t, `{ conversations(groupBy: { field: INTEGRATION_ID }) { groups { nodes { avg { userMessageCount } } } } }`, "")
	_, failures := read(t, answer)
	if len(failures) != 101 || failures[100].Message != "200 more errors are left out." {
		t.Errorf("%d errors, the last one %+v", len(failures), failures[len(failures)-1])
	}
	if logged := strings.Count(f.log.String(), "field failed"); logged != 10 {
		t.Errorf("%d are logged", logged)
	}
}
