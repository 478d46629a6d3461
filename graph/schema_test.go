package graph_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/inkeep-gateway/gateway/graph"
)

// inputPlaces are requests in which an input object stands, by its type, or the arguments of a field. The %s is what is set.
var inputPlaces = map[string]string{
	"Query.conversations":    `{ conversations(%s) { totals { values { value } } groups { nodes { count key { entries { name value } } values { value } } } } }`,
	"Query.conversation":     `{ conversation(%s) { type } }`,
	"Query.propertyKeys":     `{ propertyKeys(%s) { nodes complete } }`,
	"Query.propertyValues":   `{ propertyValues(%s) { nodes complete } }`,
	"Conversations.groups":   `{ conversations(groupBy: { field: TYPE }) { groups(%s) { nodes { key { type } count } } } }`,
	"Conversations.list":     `{ conversations { list(%s) { nodes { id } } } }`,
	"ConversationKey.time":   `{ conversations(groupBy: [{ time: { unit: HOUR } }, { time: { unit: DAY } }, { time: { unit: WEEK } }, { time: { unit: MONTH } }, { time: { unit: QUARTER } }, { time: { unit: YEAR } }]) { groups { nodes { key { time(%s) } } } } }`,
	"ConversationKey.part":   `{ conversations(groupBy: [{ part: { part: HOUR_OF_DAY } }, { part: { part: DAY_OF_WEEK, timeZone: "Europe/Berlin" } }, { part: { part: DAY_OF_MONTH, timeZone: "America/New_York" } }, { part: { part: MONTH_OF_YEAR } }]) { groups { nodes { key { part(%s) } } } } }`,
	"ConversationWhere":      filtering(`{ %s }`),
	"IDFilter":               filtering(`{ id: { %s } }`),
	"IntFilter":              filtering(`{ userMessageCount: { %s } }`),
	"TimeFilter":             filtering(`{ firstMessageTime: { %s } }`),
	"CalendarPeriod":         filtering(`{ firstMessageTime: { during: { %s } } }`),
	"ConversationTypeFilter": filtering(`{ type: { %s } }`),
	"PropertyFilter":         filtering(`{ properties: { %s } }`),
	"ConversationGroupBy":    `{ conversations(groupBy: [{ field: INTEGRATION_ID }, { %s }]) { groups { nodes { count } } } }`,
	"TimeBucket":             `{ conversations(groupBy: { time: { %s } }) { groups { nodes { count key { entries { name value } } } } } }`,
	"TimePartBucket":         `{ conversations(groupBy: { part: { %s } }) { groups { nodes { count key { entries { name value } } } } } }`,
	"PropertyPath":           `{ conversations(groupBy: { property: { %s } }) { groups { nodes { count } } } }`,
	"ConversationAggregate":  `{ conversations(aggregate: { %s }) { totals { values { value } } } }`,
	"ConversationHaving":     `{ conversations(groupBy: { field: TYPE }) { groups(having: { %s }) { nodes { key { type } count } } } }`,
	"ConversationGroupOrder": `{ conversations(groupBy: [{ field: TYPE }, { property: { field: USER_PROPERTIES, path: "userId" } }]) { groups(orderBy: { %s }) { nodes { key { entries { value } } count } } } }`,
	"ConversationTop":        `{ conversations(groupBy: [{ field: TYPE }, { field: PROJECT_ID }]) { groups(top: { %s }) { nodes { key { entries { value } } count } } } }`,
	"ConversationOrder":      `{ conversations { list(orderBy: { %s }) { nodes { id } } } }`,

	"ConversationTotals.previous":     `{ conversations(where: { firstMessageTime: { during: { unit: MONTH } } }) { totals { previous(%s) { count } } } }`,
	"ConversationGroup.previous":      `{ conversations(where: { firstMessageTime: { during: { unit: DAY, offset: -20, count: 30 } } }, groupBy: [{ time: { unit: DAY } }]) { groups { nodes { previous(%s) { count } } } } }`,
	"ConversationPrevious.percentile": `{ conversations(where: { firstMessageTime: { last: "P30D" } }) { totals { previous { percentile(%s) { userMessageCount } } } } }`,
	"ConversationTotals.percentile":   `{ conversations { totals { percentile(%s) { userMessageCount } } } }`,
	"ConversationRest.percentile":     `{ conversations(groupBy: { field: TYPE }) { groups(limit: 1) { others { percentile(%s) { userMessageCount } } } } }`,
	"ConversationGroup.percentile":    `{ conversations { groups { nodes { percentile(%s) { userMessageCount } } } } }`,
}

func filtering(where string) string {
	return `{ conversations(where: ` + where + `) { totals { count } } }`
}

// beside is what stands beside the field that is set, of a type or of one of its fields. It is valid by itself wherever the
// schema lets it, so that a field that nobody reads changes nothing.
var beside = map[string]string{
	"ConversationWhere":                  `userMessageCount: { gt: 0 }`,
	"ConversationWhere.userMessageCount": `id: { neq: "x" }`,
	"IDFilter":                           `neq: "x"`,
	"IDFilter.neq":                       `gt: ""`,
	"IntFilter":                          `neq: 99`,
	"IntFilter.neq":                      `gt: 0`,
	"TimeFilter":                         `neq: "2020-01-01T00:00:00Z"`,
	"TimeFilter.neq":                     `gt: "2020-01-01T00:00:00Z"`,
	"TimeFilter.ago":                     `last: "P7D"`,
	"CalendarPeriod":                     `unit: WEEK`,
	"CalendarPeriod.unit":                `offset: -1`,
	"ConversationTypeFilter":             `neq: SUPPORT_COPILOT`,
	"ConversationTypeFilter.neq":         `isNull: false`,
	"PropertyFilter":                     `path: ["plan"], isNull: false`,
	"PropertyFilter.path":                `isNull: false`,
	"PropertyFilter.isNull":              `path: ["plan"]`,
	"TimeBucket.field":                   `unit: DAY`,
	"TimeBucket":                         `unit: WEEK`,
	"TimeBucket.unit":                    ``,
	"TimePartBucket":                     `part: HOUR_OF_DAY`,
	"TimePartBucket.part":                ``,
	"Query.propertyKeys":                 `field: USER_PROPERTIES`,
	"Query.propertyKeys.field":           ``,
	"Query.propertyValues":               `field: USER_PROPERTIES, path: ["plan"]`,
	"Query.propertyValues.field":         `path: ["plan"]`,
	"Query.propertyValues.path":          `field: PROPERTIES`,
	"PropertyPath.field":                 `path: ["plan"]`,
	"PropertyPath.path":                  `field: PROPERTIES`,
	"ConversationAggregate.function":     `field: USER_MESSAGE_COUNT`,
	"ConversationAggregate.field":        `function: COUNT`,
	"ConversationAggregate.path":         `function: COUNT, field: PROPERTIES`,
	"ConversationAggregate.p":            `function: PERCENTILE, field: USER_MESSAGE_COUNT`,
	"ConversationHaving":                 `aggregate: { function: COUNT }, gte: 0`,
	"ConversationHaving.gte":             `aggregate: { function: COUNT }`,
	"ConversationHaving.aggregate":       `gte: 6`,
	"ConversationGroupOrder.direction":   `key: { field: TYPE }`,
	"ConversationGroupOrder.nulls":       `key: { field: TYPE }`,
	"ConversationGroupOrder.as":          `key: { property: { field: USER_PROPERTIES, path: "userId" } }, direction: DESC`,
	"ConversationTop":                    `key: { field: TYPE }, count: 1`,
	"ConversationTop.key":                `count: 1`,
	"ConversationTop.count":              `key: { field: TYPE }`,
	"ConversationOrder.direction":        `field: ID`,
}

// samples are values of a type, each unlike the others. Of an enum all are tried.
var samples = map[string][]string{
	"ID": {`"c01"`, `"c02"`}, "Int": {`1`, `2`}, "Float": {`1`, `2`}, "p": {`0.5`, `1`}, "String": {`"plan"`, `"score"`}, "Boolean": {`true`, `false`},
	"JSON": {`"plan"`, `"score"`}, "DateTime": {`"2026-01-05T00:00:00Z"`, `"2026-01-06T00:00:00Z"`}, "Duration": {`"P1D"`, `"P20D"`},
	"TimeZone":               {`"Europe/Berlin"`, `"America/New_York"`},
	"CalendarPeriod":         {`{ unit: DAY }`, `{ unit: MONTH }`},
	"ConversationWhere":      {`{ id: { eq: "c01" } }`, `{ id: { eq: "c02" } }`},
	"IDFilter":               {`{ eq: "c01" }`, `{ eq: "c02" }`},
	"IntFilter":              {`{ eq: 1 }`, `{ eq: 2 }`},
	"TimeFilter":             {`{ gt: "2026-01-05T00:00:00Z" }`, `{ gt: "2026-01-06T00:00:00Z" }`},
	"ConversationTypeFilter": {`{ eq: OPENAI }`, `{ eq: SUPPORT_TICKET }`},
	"PropertyFilter":         {`{ hasKey: "plan" }`, `{ hasKey: "score" }`},
	"ConversationGroupBy":    {`{ field: TYPE }`, `{ field: PROJECT_ID }`},
	"TimeBucket":             {`{ unit: DAY }`, `{ unit: MONTH }`},
	"TimePartBucket":         {`{ part: HOUR_OF_DAY }`, `{ part: DAY_OF_WEEK }`},
	"PropertyPath":           {`{ field: PROPERTIES, path: ["plan"] }`, `{ field: PROPERTIES, path: ["score"] }`},
	"ConversationAggregate":  {`{ function: COUNT }`, `{ function: SUM, field: USER_MESSAGE_COUNT }`},
	"ConversationHaving":     {`{ aggregate: { function: COUNT }, gt: 1 }`, `{ aggregate: { function: COUNT }, gt: 2 }`},
	"ConversationGroupOrder": {`{ aggregate: { function: COUNT } }`, `{ aggregate: { function: COUNT }, direction: DESC }`},
	"ConversationTop":        {`{ key: { field: TYPE }, count: 1 }`, `{ key: { field: TYPE }, count: 2 }`},
	"ConversationOrder":      {`{ field: TYPE }`, `{ field: INTEGRATION_ID }`},
}

// oneOfAKind are the fields of which one value fits at most, as what they stand beside is.
var oneOfAKind = map[string]bool{"Conversations.list.after": true, "ConversationKey.time.field": true, "ConversationKey.part.field": true, "ConversationKey.time.timeZone": true, "ConversationKey.time.weekStart": true, "ConversationGroupOrder.key": true, "Conversations.groups.fill": true}

// What the schema takes is acted upon: each field of each input type, each argument and each value of each enum changes what
// the endpoint is asked or what is answered, or is refused. Otherwise a field that is in the schema and not in the code, a
// condition of a filter say, would be passed over, and find everything.
func TestEverythingThatTheSchemaTakesIsActedUpon(t *testing.T) {
	f := newFront(t, manualSandbox(t, 1000))
	enums := map[string]bool{}
	try := func(t *testing.T, on string, name string, of *ast.Type) {
		place, ok := inputPlaces[on]
		if !ok {
			t.Fatalf("there is no place to try %s in", on)
		}
		values := samples[of.Name()]
		if own, ok := samples[name]; ok {
			values = own
		}
		if d := graph.Definitions().Types[of.Name()]; d.Kind == ast.Enum {
			enums[d.Name] = true
			for _, v := range d.EnumValues {
				values = append(values, v.Name)
			}
		}
		if len(values) < 2 {
			t.Fatalf("there are no values of %s to try", of.Name())
		}
		more, ok := beside[on+"."+name]
		if !ok {
			more = beside[on]
		}
		outcomes := map[string]string{}
		for _, value := range values {
			query := fmt.Sprintf(place, name+": "+value+" "+more)
			answer, sent := f.ask(t, query, "")
			outcome := strings.Join(sent, "\n")
			switch _, failures := read(t, answer); {
			case len(failures) == 0:
				outcome += "\n" + answer
			case codes(failures) == "UPSTREAM_REJECTED": // It was asked.
			case strings.TrimSpace(strings.ReplaceAll(codes(failures), "BAD_USER_INPUT", "")) != "" || strings.Contains(answer, "Unknown") || len(sent) > 0:
				t.Errorf("%s\nis answered %s", query, answer)
				continue
			default:
				continue
			}
			if other, same := outcomes[outcome]; same {
				t.Errorf("%s\nis taken for\n%s", query, other)
			}
			outcomes[outcome] = query
		}
		if len(outcomes) < 2 && !oneOfAKind[on+"."+name] {
			t.Errorf("%s.%s: only %d of its values are taken", on, name, len(outcomes))
		}
	}
	for _, definition := range graph.Definitions().Types {
		for _, field := range definition.Fields {
			switch {
			case definition.BuiltIn || strings.HasPrefix(field.Name, "__"):
			case definition.Name == "Subscription": // What it says of when to ask is tried in live_test.go.
			case definition.Kind == ast.InputObject:
				t.Run(definition.Name+"."+field.Name, func(t *testing.T) { try(t, definition.Name, field.Name, field.Type) })
			case definition.Kind == ast.Object && field.Name != "property": // whose path and field the key's and the metrics' tests vary
				for _, a := range field.Arguments {
					t.Run(definition.Name+"."+field.Name+"."+a.Name, func(t *testing.T) { try(t, definition.Name+"."+field.Name, a.Name, a.Type) })
				}
			}
		}
	}
	for _, definition := range graph.Definitions().Types {
		if definition.Kind == ast.Enum && !definition.BuiltIn && !enums[definition.Name] {
			t.Errorf("no value of %s is tried", definition.Name)
		}
	}
}
