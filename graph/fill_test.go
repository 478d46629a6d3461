package graph_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/graph"
	"github.com/inkeep-gateway/gateway/upstream"
)

// filled asks for filled groups.
func filled(where, groupBy, selection string) string {
	return fmt.Sprintf("{ conversations(where: { %s }, groupBy: [%s]) { groups(fill: true) { %s } } }", where, groupBy, selection)
}

// An answer of the evening that is kept has no group of the next day after midnight, also where another follows from it.
func TestFilledGroupsEndWhenTheEndpointAnswered(t *testing.T) {
	c := &clock{}
	f := newFront(t, manualSandbox(t, 1000), deriving, at(c), func(o *upstream.Options) { o.Cache.Fresh = time.Hour })
	f.clock = nil
	days := func(names ...string) string {
		for i, name := range names {
			names[i] = `{"key":{"time":"2026-` + name + `T00:00:00Z"}}`
		}
		return nodes(strings.Join(names, ","))
	}
	c.pass(13*time.Hour + 13*time.Minute) // 23:50
	byDay, byMonth := filled(`firstMessageTime: { gte: "2026-01-29T00:00:00Z" }`, byDay, "nodes { key { time } }"), filled(`firstMessageTime: { gte: "2026-01-29T00:00:00Z" }`, `{ time: { unit: MONTH } }`, "nodes { key { time } }")
	for _, ask := range []struct {
		after       time.Duration
		query, want string
		calls       int
	}{
		{0, byDay, days("01-29", "01-30", "01-31"), 1},
		{20 * time.Minute, byDay, days("01-29", "01-30", "01-31"), 0},
		{0, byMonth, days("01-01"), 0},
		{time.Hour, byDay, days("01-29", "01-30", "01-31", "02-01"), 1},
		{0, byMonth, days("01-01", "02-01"), 0},
	} {
		c.pass(ask.after)
		answer, sent := f.ask(t, ask.query, "")
		if data, failures := read(t, answer); data != ask.want || len(failures) > 0 || len(sent) != ask.calls {
			t.Errorf("at %s: %s, %v, by %d calls, want %s", c.now(), data, failures, len(sent), ask.want)
		}
	}
}

func TestWhatTheCallerDoesNotSeeIsNotFilled(t *testing.T) {
	f := newFront(t, manualSandbox(t, 1000))
	rows, _, err := graph.ParseWhere(object(t, `{"firstMessageTime": {"gte": "2026-01-18T12:00:00Z", "lt": "2026-01-21T00:00:00Z"}}`), moment)
	if err != nil {
		t.Fatal(err)
	}
	f.as(upstream.Scope{Key: "sandbox", RowFilter: rows})
	answer, _ := f.ask(t, filled(`id: { neq: "none" }`, byDay, "nodes { key { time } count }"), "")
	want := nodes(`{"key":{"time":"2026-01-18T00:00:00Z"},"count":1},{"key":{"time":"2026-01-19T00:00:00Z"},"count":1},{"key":{"time":"2026-01-20T00:00:00Z"},"count":0}`)
	if data, _ := read(t, answer); data != want {
		t.Error(data)
	}
	// It is not told that there are too many, either, where the caller sees few of them.
	answer, _ = f.ask(t, filled(`firstMessageTime: { gte: "2000-01-01T00:00:00Z" }`, `{ time: { unit: HOUR } }`, "totalCount"), "")
	if data, _ := read(t, answer); data != `{"conversations":{"groups":{"totalCount":60}}}` {
		t.Error(answer)
	}
}

func TestFilledBucketsAreThoseOfTheWallClock(t *testing.T) {
	f := newFront(t, manualSandbox(t, 1000))
	for _, c := range []struct{ since, before, unit, zone, want string }{
		{"2025-10-25T22:00:00Z", "2025-10-26T03:00:00Z", "HOUR", "Europe/Berlin",
			"2025-10-26T00:00:00+02:00 2025-10-26T01:00:00+02:00 2025-10-26T02:00:00+02:00 2025-10-26T02:00:00+01:00 2025-10-26T03:00:00+01:00"},
		{"2025-03-30T00:00:00Z", "2025-03-30T02:00:00Z", "HOUR", "Europe/Berlin", "2025-03-30T01:00:00+01:00 2025-03-30T03:00:00+02:00"},
		{"2011-12-28T10:00:00Z", "2012-01-01T10:00:00Z", "DAY", "Pacific/Apia", "2011-12-28T00:00:00-10:00 2011-12-29T00:00:00-10:00 2011-12-31T00:00:00+14:00 2012-01-01T00:00:00+14:00"},
		{"2025-12-31T23:00:00Z", "2026-01-31T23:00:00Z", "WEEK", "Europe/Berlin", "2025-12-29T00:00:00+01:00 2026-01-05T00:00:00+01:00 2026-01-12T00:00:00+01:00 2026-01-19T00:00:00+01:00 2026-01-26T00:00:00+01:00"},
	} {
		answer, _ := f.ask(t, filled(fmt.Sprintf("firstMessageTime: { gte: %q, lt: %q }", c.since, c.before), fmt.Sprintf("{ time: { unit: %s, timeZone: %q } }", c.unit, c.zone), "nodes { key { time } }"), "")
		data, failures := read(t, answer)
		data = strings.NewReplacer(`{"conversations":{"groups":{"nodes":[`, "", `]}}}`, "", `{"key":{"time":"`, "", `"}},`, " ", `"}}`, "").Replace(data)
		if data != c.want || len(failures) > 0 {
			t.Errorf("%s in %s: %s %v, want %s", c.unit, c.zone, data, failures, c.want)
		}
	}
}

// Nothing is filled over a part, whatever is asked of it.
func TestAPartIsNotFilled(t *testing.T) {
	f := newFront(t, answers(deferredResult(3, 2, `{"firstMessageTime_day":"2026-01-30","properties.plan":"a","count":1}`, `{"firstMessageTime_day":"2026-01-30","properties.plan":"b","count":1}`)))
	for _, selection := range []string{"totalCount", "complete", "complete nodes { count }", "nodes { count }"} {
		answer, _ := f.ask(t, filled(`firstMessageTime: { last: "P2D" }`, byDay+`, { property: { field: PROPERTIES, path: ["plan"] } }`, selection), "")
		if data, failures := read(t, answer); codes(failures) != "INCOMPLETE_RESULT" || data != `{"conversations":{"groups":null}}` {
			t.Errorf("%s: %s", selection, answer)
		}
	}
}

func TestAnEmptySetIsFilled(t *testing.T) {
	f := newFront(t, manualSandbox(t, 1000))
	for groupBy, want := range map[string]string{
		byDay:                       `{"count":0,"min":{"userMessageCount":null},"percentile":{"userMessageCount":null}},{"count":0,"min":{"userMessageCount":null},"percentile":{"userMessageCount":null}}`,
		byDay + ", { field: TYPE }": ``, // No type occurs.
	} {
		for _, where := range []string{`id: { eq: "nobody" }`, `id: { in: [] }`} {
			where += `, firstMessageTime: { gte: "2026-01-30T00:00:00Z", lte: "2026-01-31T00:00:00Z" }`
			answer, _ := f.ask(t, filled(where, groupBy, "nodes { count min { userMessageCount } percentile(p: 0.5) { userMessageCount } }"), "")
			if data, failures := read(t, answer); data != nodes(want) || len(failures) > 0 {
				t.Errorf("%s by %s: %s", where, groupBy, answer)
			}
		}
	}
	// Where a set has no beginning, there is nothing to begin with.
	answer, _ := f.ask(t, filled(`id: { eq: "nobody" }`, byDay, "nodes { count }"), "")
	if data, _ := read(t, answer); data != nodes("") {
		t.Error(answer)
	}
}

func TestWhatCannotBeFilledIsRefused(t *testing.T) {
	f := newFront(t, manualSandbox(t, 1000))
	bound := func(where string) string { return filled(where, byDay, "totalCount") }
	hours := `{ time: { unit: HOUR } }`
	parts := `{ part: { part: HOUR_OF_DAY } }, { part: { part: DAY_OF_WEEK } }, { part: { part: DAY_OF_MONTH } }, { part: { part: MONTH_OF_YEAR } }`
	for _, c := range []struct {
		query, code, says string
		asks              int
	}{
		{filled(`id: { neq: "none" }`, `{ field: TYPE }`, "totalCount"), "BAD_USER_INPUT", "Add { time: { unit: DAY } } to groupBy", 0},
		{`{ conversations { groups(fill: true) { totalCount } } }`, "BAD_USER_INPUT", "Add { time: { unit: DAY } } to groupBy", 0},
		{filled(`id: { neq: "none" }`, byDay+", "+hours, "totalCount"), "BAD_USER_INPUT", "by 2 buckets", 0},
		{filled(`id: { neq: "none" }`, byDay+", { field: FIRST_MESSAGE_TIME }", "totalCount"), "BAD_USER_INPUT", "exact times", 0},
		{`{ conversations(groupBy: [` + byDay + `, { field: TYPE }]) { groups(fill: true, top: { key: ` + byDay + `, count: 2 }) { totalCount } } }`, "BAD_USER_INPUT", "top keeps only some", 0},
		{bound(`or: [{ type: { eq: OPENAI } }, { firstMessageTime: { lt: "2026-01-31T00:00:00Z" } }]`), "BAD_USER_INPUT", "Move where.or[1].firstMessageTime out", 0},
		{bound(`not: { firstMessageTime: { gte: "2026-01-31T00:00:00Z" } }`), "BAD_USER_INPUT", "Move where.not.firstMessageTime out", 0},
		{bound(`and: [{ not: { and: [{ firstMessageTime: { during: { unit: DAY } } }] } }]`), "BAD_USER_INPUT", "Move where.and[0].not.and[0].firstMessageTime out", 0},
		{bound(`or: [{ firstMessageTime: { neq: "2026-01-31T00:00:00Z" } }, { firstMessageTime: { eq: "2026-01-31T00:00:00Z" } }]`), "BAD_USER_INPUT", "Move where.or[1].firstMessageTime out", 0},
		{filled(`firstMessageTime: { last: "P2Y" }`, hours, "totalCount"), "QUERY_TOO_COMPLEX", "The groups are 17555 at least; 10000 may be filled", 0},
		{filled(`firstMessageTime: { last: "P1Y" }`, hours+", { field: TYPE }", "totalCount"), "QUERY_TOO_COMPLEX", "The groups are 35084 at least", 1},
		{filled(`firstMessageTime: { last: "P5Y" }`, parts, "totalCount"), "QUERY_TOO_COMPLEX", "The groups are 10001 at least", 1},
	} {
		answer, sent := f.ask(t, c.query, "")
		_, failures := read(t, answer)
		if codes(failures) != c.code || failures[0].Extensions["input"] != "fill" || !strings.Contains(failures[0].Message, c.says) || len(sent) != c.asks {
			t.Errorf("%s: %s by %d calls", c.query, answer, len(sent))
		}
	}
	// Conditions on times that bound no range may stand anywhere, and so may others.
	answer, _ := f.ask(t, filled(`or: [{ firstMessageTime: { neq: "2026-01-31T00:00:00Z" } }], not: { type: { eq: OPENAI } }, firstMessageTime: { last: "P2D" }`, byDay, "totalCount"), "")
	if data, _ := read(t, answer); data != `{"conversations":{"groups":{"totalCount":3}}}` {
		t.Error(answer)
	}
}
