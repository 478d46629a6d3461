package graph_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

// Of one value that is no number only the metrics are lost that need it to be one.
func TestAMetricThatCannotBeComputedIsLostByItself(t *testing.T) {
	conversations := `
{"id":"a","userMessageCount":1,"firstMessageTime":"2026-01-05T09:00:00Z","properties":{"score":4,"rank":"n/a","x":{"y":"none"},"bad":{` + strings.Trim(aliased(16, `"%d":"no",`), ",") + `}}}
{"id":"b","userMessageCount":3,"firstMessageTime":"2026-01-05T09:00:00Z","properties":{"score":2,"rank":7}}`
	s, err := sandbox.New(context.Background(), sandbox.Options{Data: strings.NewReader(conversations), Now: moment})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	type failed struct{ path, metric, words string }
	const lost = `The endpoint cannot compute %s: not every value there is one that it can be computed of.`
	for _, test := range []struct {
		name, query, data string
		failures          []failed
		calls             int
	}{
		{
			"beside others", `{ conversations { totals { count avg { rank: property(field: PROPERTIES, path: ["rank"]) score: property(field: PROPERTIES, path: ["score"]) } sum { userMessageCount } countOf { property(field: PROPERTIES, path: ["rank"]) } } } }`,
			`{"conversations":{"totals":{"count":2,"avg":{"rank":null,"score":3},"sum":{"userMessageCount":4},"countOf":{"property":2}}}}`,
			[]failed{{"totals.avg.rank", "avg_properties.rank", ""}}, 4,
		},
		{
			"alone", `{ conversations { totals { sum { property(field: PROPERTIES, path: ["x", "y"]) } } } }`,
			`{"conversations":{"totals":{"sum":{"property":null}}}}`, []failed{{"totals.sum.property", "sum_properties.x.y", ""}}, 2,
		},
		{
			"chosen at run time", `{ conversations(aggregate: [{ function: COUNT }, { function: SUM, field: PROPERTIES, path: ["rank"] }]) { totals { values { value } } } }`,
			`{"conversations":{"totals":{"values":[{"value":2},{"value":null}]}}}`, []failed{{"totals.values.1.value", "sum_properties.rank", ""}}, 2,
		},
		{
			"in two fields that are asked as one", `{ conversations { a: totals { sum { property(field: PROPERTIES, path: ["rank"]) } } totals { count } } }`,
			`{"conversations":{"a":{"sum":{"property":null}},"totals":{"count":2}}}`, []failed{{"a.sum.property", "sum_properties.rank", ""}}, 2,
		},
		{
			"what is refused for something else is lost as a whole", `{ conversations(where: { userMessageCount: { gt: 0 }, properties: { hasKey: "score", gt: { a: 1 } } }) { totals { count sum { property(field: PROPERTIES, path: ["rank"]) } } } }`,
			`{"conversations":{"totals":null}}`, nil, 2,
		},
		{
			"one of many", `{ conversations { totals { count sum {` + aliased(19, `s%d: property(field: PROPERTIES, path: ["score", "%d"])`) + ` rank: property(field: PROPERTIES, path: ["rank"]) } } } }`,
			`{"conversations":{"totals":{"count":2,"sum":{` + strings.ReplaceAll(aliased(19, `"s%d":null,`), " ", "") + `"rank":null}}}}`,
			[]failed{{"totals.sum.rank", "sum_properties.rank", ""}}, 1 + 7 + 2 + 1,
		},
		{
			"more than a few probes find", `{ conversations { totals { count sum {` + aliased(16, `s%d: property(field: PROPERTIES, path: ["bad", "%d"])`) + ` } } } }`,
			`{"conversations":{"totals":null}}`, nil, 1 + 16,
		},
		{
			"in each of many groups", `{ conversations(groupBy: [{ field: ID }]) { groups { nodes { key { conversationId } count avg { rank: property(field: PROPERTIES, path: ["rank"]) score: property(field: PROPERTIES, path: ["score"]) } } totalCount } } }`,
			`{"conversations":{"groups":{"nodes":[{"key":{"conversationId":"a"},"count":1,"avg":{"rank":null,"score":4}},{"key":{"conversationId":"b"},"count":1,"avg":{"rank":null,"score":2}}],"totalCount":2}}}`,
			[]failed{{"groups.nodes.0.avg.rank", "avg_properties.rank", " It is null in every group."}}, 4,
		},
		{
			"alone in groups, chosen at run time", `{ conversations(groupBy: [{ field: ID }], aggregate: [{ function: MAX, field: PROPERTIES, path: ["rank"] }]) { groups(limit: 1) { nodes { values { value } } } } }`,
			`{"conversations":{"groups":{"nodes":[{"values":[{"value":null}]}]}}}`,
			[]failed{{"groups.nodes.0.values.0.value", "max_properties.rank", " It is null in every group."}}, 2,
		},
		{
			"in groups and totals", `{ conversations(groupBy: [{ field: ID }]) { totals { count } groups { nodes { count sum { property(field: PROPERTIES, path: ["rank"]) } } } } }`,
			`{"conversations":{"totals":{"count":2},"groups":{"nodes":[{"count":1,"sum":{"property":null}},{"count":1,"sum":{"property":null}}]}}}`,
			[]failed{{"groups.nodes.0.sum.property", "sum_properties.rank", " It is null in every group."}}, 3,
		},
		{
			"which groups pass is not known", `{ conversations(groupBy: [{ field: ID }]) { groups(having: [{ aggregate: { function: SUM, field: PROPERTIES, path: ["rank"] }, gt: 1 }]) { totalCount } } }`,
			`{"conversations":{"groups":null}}`,
			[]failed{{"groups", "sum_properties.rank", " `having` compares it, so that no group can be told to pass."}}, 2,
		},
		{
			"nor whether the only one does", `{ conversations { groups(having: [{ aggregate: { function: SUM, field: PROPERTIES, path: ["rank"] }, gt: 1 }]) { totalCount } } }`,
			`{"conversations":{"groups":null}}`,
			[]failed{{"groups", "sum_properties.rank", " `having` compares it, so that no group can be told to pass."}}, 2,
		},
		{
			"nor which come first", `{ conversations(groupBy: [{ field: ID }]) { groups(orderBy: [{ aggregate: { function: SUM, field: PROPERTIES, path: ["rank"] } }], limit: 1) { nodes { count } } } }`,
			`{"conversations":{"groups":null}}`,
			[]failed{{"groups", "sum_properties.rank", " `orderBy` orders by it, so that the groups have no order."}}, 2,
		},
		{
			"in a zone of whole hours", `{ conversations(where: { firstMessageTime: { gte: "2026-01-04T23:00:00Z", lt: "2026-01-06T23:00:00Z" } }, groupBy: { time: { unit: DAY, timeZone: "Europe/Berlin" } }) { groups { nodes { key { time } count avg { rank: property(field: PROPERTIES, path: ["rank"]) score: property(field: PROPERTIES, path: ["score"]) } max { property(field: PROPERTIES, path: ["rank"]) } } } } }`,
			`{"conversations":{"groups":{"nodes":[{"key":{"time":"2026-01-05T00:00:00+01:00"},"count":2,"avg":{"rank":null,"score":3},"max":{"property":null}}]}}}`,
			[]failed{{"groups.nodes.0.avg.rank", "avg_properties.rank", " It is null in every group."}, {"groups.nodes.0.max.property", "max_properties.rank", " It is null in every group."}}, 5,
		},
		{
			"in a zone of half hours", `{ conversations(where: { firstMessageTime: { gte: "2026-01-04T18:30:00Z", lt: "2026-01-06T18:30:00Z" } }, groupBy: { time: { unit: DAY, timeZone: "Asia/Kolkata" } }) { groups { nodes { key { time } count avg { rank: property(field: PROPERTIES, path: ["rank"]) score: property(field: PROPERTIES, path: ["score"]) } max { property(field: PROPERTIES, path: ["rank"]) } } } } }`,
			`{"conversations":{"groups":{"nodes":[{"key":{"time":"2026-01-05T00:00:00+05:30"},"count":2,"avg":{"rank":null,"score":3},"max":{"property":null}}]}}}`,
			[]failed{{"groups.nodes.0.avg.rank", "avg_properties.rank", " It is null in every group."}, {"groups.nodes.0.max.property", "max_properties.rank", " It is null in every group."}}, 6,
		},
		{
			"in a zone of half hours, on its second day", `{ conversations(where: { firstMessageTime: { gte: "2026-01-03T18:30:00Z", lt: "2026-01-05T18:30:00Z" } }, groupBy: { time: { unit: DAY, timeZone: "Asia/Kolkata" } }) { groups { nodes { key { time } count avg { rank: property(field: PROPERTIES, path: ["rank"]) score: property(field: PROPERTIES, path: ["score"]) } max { property(field: PROPERTIES, path: ["rank"]) } } } } }`,
			`{"conversations":{"groups":{"nodes":[{"key":{"time":"2026-01-05T00:00:00+05:30"},"count":2,"avg":{"rank":null,"score":3},"max":{"property":null}}]}}}`,
			[]failed{{"groups.nodes.0.avg.rank", "avg_properties.rank", " It is null in every group."}, {"groups.nodes.0.max.property", "max_properties.rank", " It is null in every group."}}, 6,
		},
		{
			"in a zone, which groups pass is not known", `{ conversations(where: { firstMessageTime: { gte: "2026-01-04T23:00:00Z", lt: "2026-01-06T23:00:00Z" } }, groupBy: { time: { unit: DAY, timeZone: "Europe/Berlin" } }) { groups(having: [{ aggregate: { function: AVG, field: PROPERTIES, path: ["rank"] }, gt: 1 }]) { totalCount } } }`,
			`{"conversations":{"groups":null}}`,
			[]failed{{"groups", "avg_properties.rank", " `having` compares it, so that no group can be told to pass."}}, 2,
		},
		{
			"of groups that have a percentile, too", `{ conversations(groupBy: { field: TYPE }) { groups { nodes { count percentile(p: 0.5) { userMessageCount } avg { property(field: PROPERTIES, path: ["rank"]) } } } } }`,
			`{"conversations":{"groups":{"nodes":[{"count":2,"percentile":{"userMessageCount":2},"avg":{"property":null}}]}}}`,
			[]failed{{"groups.nodes.0.avg.property", "avg_properties.rank", " It is null in every group."}}, 3,
		},
		{
			"what many groups are refused for besides is lost as a whole", `{ conversations(where: { properties: { hasKey: "score", gt: { a: 1 } } }, groupBy: [{ field: ID }]) { groups { nodes { sum { a: property(field: PROPERTIES, path: ["rank"]) b: property(field: PROPERTIES, path: ["score"]) } } } } }`,
			`{"conversations":{"groups":null}}`, nil, 4,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFront(t, s)
			answer, sent := f.ask(t, test.query, "")
			data, failures := read(t, answer)
			if data != test.data || len(sent) != test.calls || len(failures) != max(1, len(test.failures)) {
				t.Errorf("%d calls, answered %s", len(sent), answer)
			}
			for i, want := range test.failures {
				want := "UPSTREAM_REJECTED conversations." + want.path + ": " + fmt.Sprintf(lost, want.metric) + want.words
				if failures[i].String() != want {
					t.Errorf("failed with %s, want %s", failures[i], want)
				}
			}
		})
	}
}
