package graph_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/graph"
)

// costOf is the cost of an operation with variables, as JSON or empty.
func costOf(t *testing.T, query, variables string) int {
	t.Helper()
	params := &graphql.RawParams{Query: query}
	if variables != "" {
		d := json.NewDecoder(strings.NewReader(variables))
		d.UseNumber()
		if err := d.Decode(&params.Variables); err != nil {
			t.Fatal(err)
		}
	}
	op, errs := newFront(t, answers()).executor.CreateOperationContext(graphql.StartOperationTrace(t.Context()), params)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return graph.Cost(op)
}

func TestAnOperationCostsItsValuesAndItsCalls(t *testing.T) {
	const group = `groupBy: { field: TYPE }`
	for _, test := range []struct {
		name, query, variables string
		want                   int
	}{
		{"what asks nobody", `{ __typename __schema { types { name } } }`, "", 1},
		{"totals", `{ conversations { totals { count avg { userMessageCount } } } }`, "", 100 + 1 + 1 + 3},
		{"one conversation", `{ conversation(id: "c") { id type } }`, "", 100 + 3},
		{"names of properties", `{ propertyKeys(field: PROPERTIES) { nodes complete } }`, "", 100 + 1 + 100 + 1},
		{"names of two fields", `{ propertyKeys(field: PROPERTIES) { complete } b: propertyKeys(field: USER_PROPERTIES) { complete } }`, "", 2 * (100 + 2)},
		{"values of a property", `{ propertyValues(field: PROPERTIES, path: ["a"]) { nodes } }`, "", 100 + 1 + 100},
		{"so many values", `query ($n: Int!) { propertyValues(field: PROPERTIES, path: ["a"], first: $n) { nodes } }`, `{"n":7}`, 100 + 1 + 7},
		{"values of two properties", `{ propertyValues(field: PROPERTIES, path: ["a"]) { complete } b: propertyValues(field: PROPERTIES, path: ["b"]) { complete } }`, "", 2 * (100 + 2)},
		{"a slice of no length", `{ conversations { list { nodes { id } } } }`, "", 100 + 2 + 20*2},
		{"a slice of null", `{ conversations { list(first: null) { nodes { id } } } }`, "", 100 + 2 + 20*2},
		{"a slice of so many", `{ conversations { list(first: 7) { nodes { id } edges { cursor node { id } } } } }`, "", 100 + 2 + 7*2 + 7*4},
		{"a slice of a variable", `query ($n: Int) { conversations { list(first: $n) { nodes { id } } } }`, `{"n":7}`, 100 + 2 + 7*2},
		{"a slice of a variable without a value", `query ($n: Int) { conversations { list(first: $n) { nodes { id } } } }`, "", 100 + 2 + 20*2},
		{"a slice of a variable's default", `query ($n: Int = 9) { conversations { list(first: $n) { nodes { id } } } }`, "", 100 + 2 + 9*2},
		{"a slice below", `{ conversations { list(first: -5) { nodes { id } } } }`, "", 100 + 2 + 2},
		{"a slice above", `{ conversations { list(first: 9223372036854775807) { nodes { id } } } }`, "", 100 + 2 + 1000*2},
		{"a slice and how many there are", `{ conversations { list { nodes { id } totalCount } } }`, "", 100 + 2 + 20*2 + 101},
		{"how many there are beside totals, which tell", `{ conversations { list { totalCount } totals { count } } }`, "", 100 + 2 + 101 + 2},
		{"groups of no limit", `{ conversations(` + group + `) { groups { nodes { count } totalCount } } }`, "", 100 + 2 + 100*2 + 1},
		{"groups of a limit", `{ conversations(` + group + `) { groups(limit: 5) { nodes { key { type } count } } } }`, "", 100 + 2 + 5*4},
		{"groups of a limit of nought", `{ conversations(` + group + `) { groups(limit: 0) { totalCount } } }`, "", 100 + 3},
		{"keys and values that are listed", `{ conversations(groupBy: [{ field: TYPE }, { field: ID }], aggregate: [{ function: COUNT }, { function: COUNT }, { function: COUNT }]) { groups(limit: 10) { nodes { key { entries { value } } values { value } } } } }`,
			"", 100 + 2 + 10*(1+1+2*2+3*2)},
		{"values of a variable", `query ($a: [ConversationAggregate!]) { conversations(aggregate: $a) { totals { values { value } } } }`,
			`{"a":[` + listed(50, `{"function":"COUNT","path":["%d"]}`) + `]}`, 100 + 2 + 50*2},
		{"two groups of one kind", `{ a: conversations(` + group + `) { groups { totalCount } } b: conversations(` + group + `) { groups { totalCount } } }`, "", 100 + 3 + 3},
		{"two groups of sets that differ", `{ a: conversations(` + group + `) { groups { totalCount } } b: conversations(where: { id: { eq: "c" } }, ` + group + `) { groups { totalCount } } }`, "", 2 * 103},
		{"two groups of other kinds", `{ a: conversations(` + group + `) { groups { totalCount } } b: conversations(groupBy: { field: ID }) { groups { totalCount } } }`, "", 2 * 103},
		{"two groups of periods that differ", `{ a: conversations(where: { firstMessageTime: { last: "P7D" } }, ` + group + `) { groups { totalCount } }
			b: conversations(where: { firstMessageTime: { last: "P7D", ago: "P7D" } }, ` + group + `) { groups { totalCount } } }`, "", 2 * 103},
		{"two groups of zones that differ", `{ a: conversations(groupBy: { time: { unit: DAY, timeZone: "Europe/Berlin" } }) { groups { totalCount } }
			b: conversations(groupBy: { time: { unit: DAY, timeZone: "Europe/Paris" } }) { groups { totalCount } } }`, "", 2 * 103},
		{"two groups of tops that differ", `{ conversations(` + group + `) { a: groups(top: { key: { field: TYPE }, count: 1 }) { totalCount } b: groups(top: { key: { field: TYPE }, count: 2 }) { totalCount } } }`, "", 1 + 2*202},
		{"two percentiles of one distribution", `{ conversations { totals { a: percentile(p: 0.1) { userMessageCount } b: percentile(p: 0.2) { userMessageCount } } } }`, "", 200 + 2 + 2*2},
		{"a percentile that is ordered by", `{ conversations(` + group + `) { groups(orderBy: [{ aggregate: { function: PERCENTILE, field: USER_MESSAGE_COUNT, p: 0.5 } }]) { totalCount } } }`, "", 203},
		{"days of a variable range", `query ($w: ConversationWhere) { conversations(where: $w, groupBy: { time: { unit: DAY } }) { groups { nodes { count } } } }`,
			`{"w":{"and":[{"firstMessageTime":{"gte":"2026-01-01T00:00:00Z"}},{"firstMessageTime":{"lt":"2026-01-08T00:00:00Z"}}]}}`, 100 + 2 + 8*2},
		{"days of a period", `{ conversations(where: { firstMessageTime: { during: { unit: WEEK, count: 2 } } }, groupBy: { time: { unit: DAY } }) { groups { nodes { count } } } }`, "", 100 + 2 + 15*2},
		{"a range within an or is none", `{ conversations(where: { or: [{ firstMessageTime: { last: "P7D" } }, { type: { isNull: true } }] }, groupBy: { time: { unit: DAY } }) { groups { nodes { count } } } }`, "", 100 + 2 + 100*2},
		{"weekdays by hours", `{ conversations(where: { firstMessageTime: { during: { unit: DAY, count: 30 } } }, groupBy: [{ part: { part: DAY_OF_WEEK } }, { part: { part: HOUR_OF_DAY } }]) { groups { nodes { count } } } }`, "", 100 + 2 + 7*24*2},
		{"hours of three years", `{ conversations(where: { firstMessageTime: { gte: "2023-01-01T00:00:00Z", lt: "2026-01-01T00:00:00Z" } }, groupBy: { time: { unit: HOUR } }) { groups(limit: 1) { totalCount } } }`, "", 27*100 + 3},
		{"least texts of days", `{ conversations(where: { firstMessageTime: { during: { unit: DAY, count: 5 } } }, groupBy: { time: { unit: DAY, timeZone: "Asia/Kolkata" } }, aggregate: { function: MIN, field: TYPE }) { groups(limit: 1) { nodes { values { value } } } } }`, "", (2+6)*100 + 2 + 3},
		{"two slices of one list", `{ conversations { a: list(first: 1) { nodes { id } } b: list(first: 2) { nodes { id } } } }`, "", 1 + 101 + 2 + 101 + 4},
		{"fields that merge", `{ conversations { totals { count } } conversations { totals { count } ...F } } fragment F on Conversations { totals { count } }`, "", 100 + 3},
		{"fields that are left out", `query ($no: Boolean = false) { conversations { totals { count } list @include(if: $no) { totalCount } } }`, "", 100 + 3},
		{"a fragment on an interface", `{ conversations(` + group + `) { groups(limit: 10) { nodes { ...M } } } } fragment M on ConversationMetrics { count __typename }`, "", 100 + 2 + 10*3},
	} {
		t.Run(test.name, func(t *testing.T) {
			if have := costOf(t, test.query, test.variables); have != test.want {
				t.Errorf("it costs %d, not %d", have, test.want)
			}
		})
	}
}

// A document is read once; its cost is that of each request's variables.
func TestTheCostIsThatOfTheVariables(t *testing.T) {
	executor := newFront(t, answers()).executor
	for days, want := range map[string]int{"P1D": 2, "P7D": 8, "P30D": 31} {
		op, errs := executor.CreateOperationContext(graphql.StartOperationTrace(t.Context()), &graphql.RawParams{
			Query:     `query ($w: ConversationWhere) { conversations(where: $w, groupBy: { time: { unit: DAY } }) { groups { nodes { count } } } }`,
			Variables: map[string]any{"w": map[string]any{"firstMessageTime": map[string]any{"last": days}}},
		})
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		if have := graph.Cost(op); have != 100+2+2*want {
			t.Errorf("%s cost %d, want %d", days, have, 100+2+2*want)
		}
	}
}

// everyField of a conversation.
const everyField = `id type userMessageCount organizationId projectId integrationId firstMessageTime properties
	property(field: PROPERTIES, path: ["a"])
	userProperties { identifier identificationType userId supportAgentName supportAgentEmail userType all }`

// What the default limit is chosen for: what front ends ask passes with a margin, and what none needs does not.
func TestTheDefaultOfTheCost(t *testing.T) {
	const most = 100_000
	manual, err := os.ReadFile("testdata/manual/14-dashboard.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(manual), "```graphql\n")
	dashboard, _, _ := strings.Cut(rest, "```")
	metrics := `count countOf { userMessageCount type } countDistinct { userMessageCount integrationId }
		sum { userMessageCount } avg { userMessageCount } min { userMessageCount firstMessageTime } max { userMessageCount firstMessageTime }`
	twenty := "{"
	for i := range 20 {
		twenty += fmt.Sprintf(" c%d: conversations { list(first: 1000) { nodes { %s } } }", i, everyField)
	}
	for _, test := range []struct {
		name, query, variables string
		least, most            int
	}{
		{"the manual's dashboard", dashboard, `{"where":{"firstMessageTime":{"last":"P30D"}}}`, 500, most / 10},
		{"a list of 1,000 of every field", `{ conversations { list(first: 1000) { nodes { ` + everyField + ` } pageInfo { endCursor } totalCount } } }`, "", 10_000, most / 2},
		{"1,000 groups of ten metrics", `{ conversations(groupBy: { field: ID }) { groups(limit: 1000) { nodes { key { conversationId } ` + metrics + ` } } } }`, "", 10_000, most / 2},
		{"twenty lists of 1,000 of every field", twenty + " }", "", 2 * most, 1 << 30},
	} {
		t.Run(test.name, func(t *testing.T) {
			if have := costOf(t, test.query, test.variables); have < test.least || have > test.most {
				t.Errorf("it costs %d", have)
			}
		})
	}
}

// Fragments that double would never be judged if each spread were looked into, and lists within lists stay a number.
func TestTheCostOfWhatDoublesIsJudgedAtOnce(t *testing.T) {
	doubled := "{ conversations { ...F0 } }"
	for i := range 40 {
		doubled += fmt.Sprintf(" fragment F%d on Conversations { ...F%d ...F%[2]d }", i, i+1)
	}
	doubled += " fragment F40 on Conversations { totals { count } }"
	if have := costOf(t, doubled, ""); have != 103 {
		t.Errorf("it costs %d", have)
	}
	vast := costOf(t, `query ($a: [ConversationAggregate!]) { conversations(aggregate: $a) { groups(limit: 1000) { nodes { `+
		strings.Join(strings.Split(listed(25, `v%d: values { value function field path }`), ","), " ")+` } } } }`,
		`{"a":[`+listed(50_000, `{"function":"COUNT","path":["%d"]}`)+`]}`)
	if vast != 1_000_000_000 {
		t.Errorf("it costs %d", vast)
	}
}
