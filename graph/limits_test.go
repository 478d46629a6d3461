package graph_test

import (
	"fmt"
	"strings"
	"testing"
)

const countWhere = `query ($where: ConversationWhere) { conversations(where: $where) { totals { count } } }`

// nested is a filter of so many filters within each other.
func nested(depth int) string {
	return strings.Repeat(`{"not":`, depth-1) + `{"id":{"eq":"c"}}` + strings.Repeat(`}`, depth-1)
}

// listed is n numbered texts, written by a format and separated by commas.
func listed(n int, format string) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(format, i)
	}
	return strings.Join(list, ",")
}

// repeated is n equal texts, separated by commas.
func repeated(n int, text string) string { return strings.Repeat(text+",", n-1) + text }

// manyMetrics is a document of so many sets, each in groups with ten metrics.
func manyMetrics(sets int) string {
	var b strings.Builder
	b.WriteString("query Dashboard {")
	for i := range sets {
		fmt.Fprintf(&b, ` s%d: conversations(where: { firstMessageTime: { last: "P30D" }, type: { neq: OPENAI } }, groupBy: [{ time: { unit: DAY } }, { field: INTEGRATION_ID }]) {
			groups(limit: 10, orderBy: [{ key: { time: { unit: DAY } }, direction: DESC }]) { nodes { key { time(unit: DAY) integrationId } count
			countOf { organizationId } countDistinct { conversationId property(field: USER_PROPERTIES, path: ["userId"]) }
			sum { userMessageCount property(field: PROPERTIES, path: ["score"]) } avg { userMessageCount property(field: PROPERTIES, path: ["score"]) }
			min { userMessageCount firstMessageTime } } } }`, i)
	}
	return b.String() + " }"
}

// What a page of many charts asks for is within the limits of documents.
func TestADashboardOf20SetsWithTenMetricsEachIsAnswered(t *testing.T) {
	answer, sent := newFront(t, answers(rows())).ask(t, manyMetrics(20), "")
	if data, failures := read(t, answer); len(failures) > 0 || len(sent) != 1 || strings.Count(data, "groups") != 20 {
		t.Errorf("%d sent, answered %.500s", len(sent), answer)
	}
}

// What is too much is refused before anything is sent; what is just allowed is sent once.
func TestLimits(t *testing.T) {
	where := func(text string) string { return `{"where":` + text + `}` }
	conditions := func(n int) string { return where(`{"or":[` + listed(n, `{"id":{"eq":"c%d"}}`) + `]}`) }
	long := strings.Repeat("x", 4000)
	keys := func(n int) string {
		return `{ conversations(groupBy: [` + listed(n, `{ property: { field: PROPERTIES, path: "p%d" } }`) + `]) { groups { totalCount } } }`
	}
	const metrics = `query ($list: [ConversationAggregate!]) { conversations(aggregate: $list) { totals { count values { value } } } }`
	groups := func(variable string) string {
		name, _, _ := strings.Cut(variable, ":")
		return `query ($list` + variable[len(name):] + `) { conversations(groupBy: { field: ID }) { groups(` + name + `: $list) { nodes { count } } } }`
	}
	for _, test := range []struct{ name, query, variables, code, extensions string }{
		{"a filter 20 deep", countWhere, where(nested(20)), "", ""},
		{"a filter 21 deep", countWhere, where(nested(21)), "QUERY_TOO_COMPLEX", `"amount":21,"code":"QUERY_TOO_COMPLEX","input":"where`},
		{"a filter 5,000 deep", countWhere, where(nested(4999)), "QUERY_TOO_COMPLEX", `"amount":21,"code":"QUERY_TOO_COMPLEX","input":"where`},
		{"1,000 conditions", countWhere, conditions(1000), "", ""},
		{"1,001 conditions", countWhere, conditions(1001), "QUERY_TOO_COMPLEX", `"amount":1001,"code":"QUERY_TOO_COMPLEX","input":"where","limit":1000`},
		{"1,001 conditions in one list", countWhere, where(`{"properties":[` + listed(1001, `{"path":["p%d"],"eq":1}`) + `]}`), "QUERY_TOO_COMPLEX", `"amount":1001,"code":"QUERY_TOO_COMPLEX","input":"where","limit":1000`},
		{"3,000 conditions", countWhere, conditions(3000), "QUERY_TOO_COMPLEX", `"amount":3000,"code":"QUERY_TOO_COMPLEX","input":"where","limit":1000`},
		{"100,000 values", countWhere, where(`{"id":{"in":[` + listed(100_000, `"c%d"`) + `]}}`), "", ""},
		{"100,001 values", countWhere, where(`{"id":{"in":[` + listed(100_001, `"c%d"`) + `]}}`), "QUERY_TOO_COMPLEX", `"amount":100001,"code":"QUERY_TOO_COMPLEX","input":"where","limit":100000`},
		{"100,000 values of one filter in two fields", `query ($where: ConversationWhere) { a: conversations(where: $where) { totals { count } } b: conversations(where: $where, notes: "b") { totals { count } } }`,
			where(`{"id":{"in":[` + listed(100_000, `"c%d"`) + `]}}`), "", ""},
		{"60,000 values in each of two filters", `query ($where: ConversationWhere!) { a: conversations(where: { and: [$where] }) { totals { count } } b: conversations(where: $where) { totals { count } } }`,
			where(`{"userProperties":[{"hasAnyKey":[` + listed(60_000, `"c%d"`) + `]}]}`), "QUERY_TOO_COMPLEX", `"amount":120000,"code":"QUERY_TOO_COMPLEX","input":"where","limit":100000`},
		{"600 conditions in each of two filters", `query ($where: ConversationWhere!) { a: conversations(where: { and: [$where] }) { totals { count } } b: conversations(where: $where) { totals { count } } }`,
			conditions(600), "QUERY_TOO_COMPLEX", `"amount":1200,"code":"QUERY_TOO_COMPLEX","input":"where","limit":1000`},
		{"a long text in many places", `query ($text: ID!) { conversations(where: { or: [` + strings.Repeat(`{ id: { eq: $text } }, `, 10) + `] }) { totals { count } } }`,
			`{"text":"` + strings.Repeat("x", 500_000) + `"}`, "QUERY_TOO_COMPLEX", `"limit":4000000`},
		{"8 keys", keys(8), "", "", ""},
		{"9 keys", keys(9), "", "QUERY_TOO_COMPLEX", `"amount":9,"code":"QUERY_TOO_COMPLEX","input":"groupBy","limit":8`},
		{"100 metrics", metrics, `{"list":[` + repeated(100, `{"function":"COUNT"}`) + `]}`, "", ""},
		{"101 metrics", metrics, `{"list":[` + repeated(101, `{"function":"COUNT"}`) + `]}`, "QUERY_TOO_COMPLEX", `"amount":101,"code":"QUERY_TOO_COMPLEX","input":"aggregate","limit":100`},
		{"20 conditions on groups", groups("having: [ConversationHaving!]"), `{"list":[` + listed(20, `{"aggregate":{"function":"COUNT"},"gt":%d}`) + `]}`, "", ""},
		{"21 conditions on groups", groups("having: [ConversationHaving!]"), `{"list":[` + listed(21, `{"aggregate":{"function":"COUNT"},"gt":%d}`) + `]}`, "QUERY_TOO_COMPLEX", `"amount":21,"code":"QUERY_TOO_COMPLEX","input":"having","limit":20`},
		{"20 terms of the order of groups", groups("orderBy: [ConversationGroupOrder!]"), `{"list":[` + repeated(20, `{"aggregate":{"function":"COUNT"}}`) + `]}`, "", ""},
		{"21 terms of the order of groups", groups("orderBy: [ConversationGroupOrder!]"), `{"list":[` + repeated(21, `{"aggregate":{"function":"COUNT"}}`) + `]}`, "QUERY_TOO_COMPLEX", `"amount":21,"code":"QUERY_TOO_COMPLEX","input":"orderBy","limit":20`},
		{"21 terms of the order of a list", `query ($list: [ConversationOrder!]) { conversations { list(orderBy: $list) { nodes { id } } } }`, `{"list":[` + repeated(21, `{"field":"ID"}`) + `]}`, "QUERY_TOO_COMPLEX", `"amount":21,"code":"QUERY_TOO_COMPLEX","input":"orderBy","limit":20`},
		{"a path of 20", countWhere, where(`{"properties":{"path":[` + listed(20, `"p%d"`) + `],"eq":1}}`), "", ""},
		{"a path of 21", countWhere, where(`{"properties":{"path":[` + listed(21, `"p%d"`) + `],"eq":1}}`), "QUERY_TOO_COMPLEX", `"amount":21,"code":"QUERY_TOO_COMPLEX","input":"where.properties[0].path","limit":20`},
		{"a path of a metric of 21", metrics, `{"list":{"function":"COUNT","field":"PROPERTIES","path":[` + listed(21, `"p%d"`) + `]}}`, "QUERY_TOO_COMPLEX", `"amount":21,"code":"QUERY_TOO_COMPLEX","input":"aggregate[0].path","limit":20`},
		{"a path far down of 21", `query ($path: [String!]!) { conversations { totals { count avg { property(field: PROPERTIES, path: $path) } } } }`, `{"path":[` + listed(21, `"p%d"`) + `]}`, "QUERY_TOO_COMPLEX", `"path":["conversations","totals","avg","property"]`},
		{"one of 10,000 values", countWhere, where(`{"id":{"in":[` + listed(10_000, `"c%05d"`) + `]}}`), "", ""},
		{"a body below 2 MB", countWhere, where(`{"id":{"in":[` + listed(499, `"%03d`+long+`"`) + `]}}`), "", ""},
		{"a body over 2 MB", countWhere, where(`{"id":{"in":[` + listed(500, `"%03d`+long+`"`) + `]}}`), "REQUEST_TOO_LARGE", `"amount":2003120,"code":"REQUEST_TOO_LARGE","limit":2000000`},
		{"the least limit", `{ conversations(groupBy: { field: ID }) { groups(limit: 1) { totalCount } } }`, "", "", ""},
		{"the greatest limit", `{ conversations(groupBy: { field: ID }) { groups(limit: 1000) { totalCount } } }`, "", "", ""},
		{"a limit below", `{ conversations(groupBy: { field: ID }) { groups(limit: 0) { totalCount } } }`, "", "BAD_USER_INPUT", ""},
		{"a limit above", `{ conversations(groupBy: { field: ID }) { groups(limit: 1001) { totalCount } } }`, "", "BAD_USER_INPUT", ""},
		{"the smallest slice", `{ conversations { list(first: 0) { nodes { id } totalCount } } }`, "", "", ""},
		{"the greatest slice", `{ conversations { list(first: 1000) { nodes { id } } } }`, "", "", ""},
		{"a slice below", `{ conversations { list(first: -1) { nodes { id } } } }`, "", "BAD_USER_INPUT", ""},
		{"a slice above", `{ conversations { list(first: 1001) { nodes { id } } } }`, "", "BAD_USER_INPUT", ""},
		{"a document of 5,000 tokens", `{ conversations(where: { id: { in: [` + repeated(4977, "1") + `] } }) { totals { count } } }`, "", "", ""},
		{"a document of more", `{ conversations(where: { id: { in: [` + repeated(4978, "1") + `] } }) { totals { count } } }`, "", "QUERY_TOO_COMPLEX", `"amount":5001,"code":"QUERY_TOO_COMPLEX","limit":5000`},
		{"a field 300 times", `{ conversations { totals {` + strings.Repeat(" count", 300) + ` } } }`, "", "", ""},
		{"a field 400 times", `{ conversations { totals {` + strings.Repeat(" count", 400) + ` } } }`, "", "QUERY_TOO_COMPLEX", `"amount":160002,"code":"QUERY_TOO_COMPLEX","limit":100000`},
		{"a field 30 times in 200 operations", strings.Repeat(`query { ...F } `, 200) + `fragment F on Query { conversations { totals {` + strings.Repeat(" count", 30) + ` } } }`, "", "QUERY_TOO_COMPLEX", `"limit":100000`},
		{"an introspection beside a count", `{ __schema { types { name fields { name } } } conversations { totals { count } } }`, "", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFront(t, answers(rows(`{"count":1,"id":"c"}`)))
			answer, sent := f.ask(t, test.query, test.variables)
			_, failures := read(t, answer)
			want := 1
			if test.code != "" {
				want = 0
			}
			if codes(failures) != test.code || len(sent) != want || f.log.Len() > 0 || !strings.Contains(answer, test.extensions) || test.code != "" && len(answer) > 2000 {
				t.Errorf("%d sent, answered %.500s, logged %s", len(sent), answer, f.log.String())
			}
		})
	}
}

// Numbers that no number type holds are refused wherever a document may have a value, and called by name.
func TestNumbersOutOfRangeInDocumentsAreRefused(t *testing.T) {
	for _, number := range []string{"9223372036854775808", "-9223372036854775809", "1" + strings.Repeat("0", 400), "1e999"} {
		for _, document := range []string{
			`{ conversations { list(first: 9999) { totalCount } } }`,
			`query ($n: Int = 9999) { conversations { list(first: $n) { totalCount } } }`,
			`query ($w: ConversationWhere = { userMessageCount: { eq: 9999 } }) { conversations(where: $w) { totals { count } } }`,
			`query ($j: JSON = [{ a: 9999 }]) { conversations(where: { properties: { eq: $j } }) { totals { count } } }`,
			`{ conversations(where: { userMessageCount: { in: [1, 9999] } }) { totals { count } } }`,
			`{ conversations(where: { properties: { eq: { a: [{ b: 9999 }] } } }) { totals { count } } }`,
			`{ conversations(groupBy: { field: ID }) { groups(having: { aggregate: { function: COUNT }, gt: 9999 }) { totalCount } } }`,
			`{ conversations { totals { count @include(if: 9999) } } }`,
			`{ conversation(id: 9999) { id } }`,
			`{ conversations { ...F } } fragment F on Conversations { list(first: 9999) { totalCount } }`,
			`{ conversations @unknown(n: 9999) { totals { count } } }`,
		} {
			query := strings.ReplaceAll(document, "9999", number)
			answer, sent := newFront(t, answers(rows(`{"count":1}`))).ask(t, query, "")
			data, failures := read(t, answer)
			if len(failures) == 0 || strings.Trim(strings.ReplaceAll(codes(failures), "BAD_USER_INPUT", ""), " ") != "" || data != "" || len(sent) > 0 ||
				!strings.Contains(answer, "is out of range.") {
				t.Errorf("%.200s\n%d sent, answered %.500s", query, len(sent), answer)
			}
		}
	}
}

// Numbers in variables keep their digits where any JSON goes, and are refused where they do not fit.
func TestGreatNumbersInVariables(t *testing.T) {
	for _, test := range []struct{ name, variables, code, sent string }{
		{"in JSON", `{"where":{"properties":{"path":"n","eq":12345678901234567890123.50}}}`, "", `"value":1.23456789012345678901235e+22}`},
		{"in an identifier", `{"where":{"id":{"eq":9007199254740993}}}`, "", `"value":"9007199254740993"`},
		{"in an identifier, beyond 64 bits", `{"where":{"id":{"eq":99999999999999999999}}}`, "", `"value":"99999999999999999999"`},
		{"in an Int", `{"where":{"userMessageCount":{"eq":99999999999999999999}}}`, "BAD_USER_INPUT", ""},
		{"in an Int, beyond 64 bits of a float", `{"where":{"userMessageCount":{"eq":1e999}}}`, "BAD_USER_INPUT", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			answer, sent := newFront(t, answers(rows(`{"count":1}`))).ask(t, countWhere, test.variables)
			_, failures := read(t, answer)
			if codes(failures) != test.code || !strings.Contains(strings.Join(sent, ""), test.sent) || (test.code != "") != (len(sent) == 0) {
				t.Errorf("sent %s, answered %s", sent, answer)
			}
		})
	}
}
