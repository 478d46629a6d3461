package graph_test

import (
	"context"
	"strings"
	"testing"

	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

// Of one value that is no number only the metrics are lost that need it to be one.
func TestAMetricThatCannotBeComputedIsLostByItself(t *testing.T) {
	const conversations = `
{"id":"a","userMessageCount":1,"firstMessageTime":"2026-01-05T09:00:00Z","properties":{"score":4,"rank":"n/a","x":{"y":"none"}}}
{"id":"b","userMessageCount":3,"firstMessageTime":"2026-01-05T09:00:00Z","properties":{"score":2,"rank":7}}`
	s, err := sandbox.New(context.Background(), sandbox.Options{Data: strings.NewReader(conversations), Now: moment})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	const lost = `UPSTREAM_REJECTED conversations.totals.%s: The endpoint cannot compute %s: not every value there is one that it can be computed of.`
	for _, test := range []struct {
		name, query, data string
		failures          []string
		calls             int
	}{
		{
			"beside others", `{ conversations { totals { count avg { rank: property(field: PROPERTIES, path: ["rank"]) score: property(field: PROPERTIES, path: ["score"]) } sum { userMessageCount } countOf { property(field: PROPERTIES, path: ["rank"]) } } } }`,
			`{"conversations":{"totals":{"count":2,"avg":{"rank":null,"score":3},"sum":{"userMessageCount":4},"countOf":{"property":2}}}}`,
			[]string{`avg.rank avg_properties.rank`}, 4,
		},
		{
			"alone", `{ conversations { totals { sum { property(field: PROPERTIES, path: ["x", "y"]) } } } }`,
			`{"conversations":{"totals":{"sum":{"property":null}}}}`, []string{`sum.property sum_properties.x.y`}, 2,
		},
		{
			"chosen at run time", `{ conversations(aggregate: [{ function: COUNT }, { function: SUM, field: PROPERTIES, path: ["rank"] }]) { totals { values { value } } } }`,
			`{"conversations":{"totals":{"values":[{"value":2},{"value":null}]}}}`, []string{`values.1.value sum_properties.rank`}, 2,
		},
		{
			"in two fields that are asked as one", `{ conversations { a: totals { sum { property(field: PROPERTIES, path: ["rank"]) } } totals { count } } }`,
			`{"conversations":{"a":{"sum":{"property":null}},"totals":{"count":2}}}`, []string{`a sum.property sum_properties.rank`}, 2,
		},
		{
			"what is refused for something else is lost as a whole", `{ conversations(where: { userMessageCount: { gt: 0 }, properties: { hasKey: "score", gt: { a: 1 } } }) { totals { count sum { property(field: PROPERTIES, path: ["rank"]) } } } }`,
			`{"conversations":{"totals":null}}`, nil, 2,
		},
		{
			"of more than a few none is asked by itself", `{ conversations { totals { count sum {` + aliased(9, `s%d: property(field: PROPERTIES, path: ["rank", "%d"])`) + ` rank: property(field: PROPERTIES, path: ["rank"]) } } } }`,
			`{"conversations":{"totals":null}}`, nil, 1,
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
				parts := strings.Fields(want)
				path, of := parts[len(parts)-2], parts[len(parts)-1]
				want := strings.Replace(strings.Replace(lost, "%s", path, 1), "%s", of, 1)
				if len(parts) == 3 {
					want = strings.Replace(want, ".totals.", "."+parts[0]+".", 1)
				}
				if failures[i].String() != want {
					t.Errorf("failed with %s, want %s", failures[i], want)
				}
			}
		})
	}
}
