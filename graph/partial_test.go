package graph_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/graph"
	"github.com/inkeep-gateway/gateway/upstream"
)

// sinceJanuary18 finds conversations of the 18th, the 19th, the 30th and the 31st, which is today.
const sinceJanuary18 = `firstMessageTime: { gte: "2026-01-18T12:00:00Z" }`

// partials asks for which buckets of a unit are not whole.
func partials(unit string) string {
	return fmt.Sprintf("{ conversations(where: { %s }, groupBy: [{ time: { unit: %s } }]) { groups { nodes { key { time partial } } } } }", sinceJanuary18, unit)
}

func nodes(list string) string { return `{"conversations":{"groups":{"nodes":[` + list + `]}}}` }

func day(name string, partial bool) string {
	return fmt.Sprintf(`{"key":{"time":"2026-01-%sT00:00:00Z","partial":%t}}`, name, partial)
}

// An answer of the evening that is kept says the same after midnight, also where another follows from it: of its last day, conversations
// were still to come.
func TestWhetherABucketHasEndedIsToldAsOfWhenTheEndpointAnswered(t *testing.T) {
	c := &clock{}
	f := newFront(t, manualSandbox(t, 1000), deriving, at(c), func(o *upstream.Options) { o.Cache.Fresh = time.Hour })
	f.clock = nil
	evening := nodes(day("18", true) + "," + day("19", false) + "," + day("30", false) + "," + day("31", true))
	c.pass(13*time.Hour + 13*time.Minute) // 23:50
	for _, ask := range []struct {
		after       time.Duration
		query, want string
		calls       int
	}{
		{0, partials("DAY"), evening, 1},
		{20 * time.Minute, partials("DAY"), evening, 0},
		{0, partials("MONTH"), nodes(day("01", true)), 0},
		{time.Hour, partials("DAY"), nodes(day("18", true) + "," + day("19", false) + "," + day("30", false) + "," + day("31", false)), 1},
	} {
		c.pass(ask.after)
		answer, sent := f.ask(t, ask.query, "")
		if data, failures := read(t, answer); data != ask.want || len(failures) > 0 || len(sent) != ask.calls {
			t.Errorf("at %s: %s, %v, by %d calls, want %s", c.now(), data, failures, len(sent), ask.want)
		}
	}
}

func TestABoundOfTheRowsThatTheCallerSeesCutsABucket(t *testing.T) {
	f := newFront(t, manualSandbox(t, 1000))
	rows, _, err := graph.ParseWhere(object(t, `{"firstMessageTime": {"gte": "2026-01-19T00:15:00Z", "lt": "2026-01-30T18:00:00Z"}}`), moment)
	if err != nil {
		t.Fatal(err)
	}
	f.as(upstream.Scope{Key: "sandbox", RowFilter: rows})
	answer, _ := f.ask(t, partials("DAY"), "")
	if data, _ := read(t, answer); data != nodes(day("19", true)+","+day("30", true)) {
		t.Error(data)
	}
}

// What top makes of several buckets is not one of them, and where it leaves the buckets alone each is judged.
func TestTheRestOfBucketsIsNoBucket(t *testing.T) {
	f := newFront(t, manualSandbox(t, 1000))
	for arguments, want := range map[string]string{
		`(groupBy: [{ time: { unit: DAY } }]) { groups(top: { key: { time: { unit: DAY } }, count: 1, by: { function: MAX, field: FIRST_MESSAGE_TIME } })`:                  `{"isOthers":false,"key":{"partial":true}},{"isOthers":true,"key":{"partial":false}}`,
		`(where: { firstMessageTime: { gte: "2026-01-30T00:00:00Z" } }, groupBy: [{ time: { unit: DAY } }, { field: ID }]) { groups(top: { key: { field: ID }, count: 1 })`: `{"isOthers":false,"key":{"partial":false}},{"isOthers":true,"key":{"partial":true}}`,
	} {
		answer, _ := f.ask(t, "{ conversations"+arguments+" { nodes { isOthers key { partial } } } } }", "")
		if data, failures := read(t, answer); data != nodes(want) || len(failures) > 0 {
			t.Errorf("%s: %s %v", arguments, data, failures)
		}
	}
}
