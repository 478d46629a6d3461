package graph_test

import (
	"context"
	"fmt"
	"regexp"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/upstream"
)

var boundSent = regexp.MustCompile(`"operator":"([a-z]+)","value":"(2[^"]+)"`)

// boundsSent are the bounds of the queries sent.
func boundsSent(bodies []string) (list []string) {
	for _, body := range bodies {
		text := ""
		for _, bound := range boundSent.FindAllStringSubmatch(body, -1) {
			text += fmt.Sprintf("%s %s ", bound[1], bound[2])
		}
		list = append(list, text)
	}
	return list
}

// Where buckets are wanted some of which are known, only the others are asked for, in one query. What is answered is what one that
// knows nothing answers.
func TestOnlyTheBucketsThatAreMissingAreAsked(t *testing.T) {
	days := func(where string) string {
		return groupsOf(where, byDay+`, { field: TYPE }`, "key { time type } "+allMetrics)
	}
	last := func(span string) string { return fmt.Sprintf("firstMessageTime: { last: %q }", span) }
	between := func(since, before string) string {
		return fmt.Sprintf(`firstMessageTime: { gte: "%sT00:00:00Z", lt: "%sT00:00:00Z" }`, since, before)
	}
	type ask struct {
		after time.Duration
		query string
		sent  string // its bounds; "-" for nothing
	}
	days90, days32 := days(last("P90D")), days(last("P32D"))
	for name, asks := range map[string][]ask{
		"earlier ones": {{0, days32, "gte 2025-12-30T00:00:00Z "}, {0, days90, "gte 2025-11-02T00:00:00Z lt 2025-12-30T00:00:00Z "},
			{0, days90, "-"}, {0, groupsOf(last("P90D"), `{ time: { unit: MONTH } }`, "key { time } count"), "-"}},
		"later ones": {{0, days(between("2026-01-01", "2026-01-11")), "gte 2026-01-01T00:00:00Z lt 2026-01-11T00:00:00Z "},
			{0, days(between("2026-01-01", "2026-01-21")), "gte 2026-01-11T00:00:00Z lt 2026-01-21T00:00:00Z "}},
		"no day of which an hour is not known": {{0, days(last("P31D")), "gte 2025-12-31T10:00:00Z "}, {0, days90, "gte 2025-11-02T00:00:00Z lt 2026-01-01T00:00:00Z "}},
		"no week of which a day is not known": {{0, days32, "gte 2025-12-30T00:00:00Z "},
			{0, groupsOf(last("P90D"), `{ time: { unit: WEEK } }`, "key { time } "+allMetrics), "gte 2025-11-02T00:00:00Z lt 2026-01-05T00:00:00Z "}},
		"those of the last day again":    {{0, days90, "gte 2025-11-02T00:00:00Z "}, {20 * time.Minute, days90, "gte 2026-01-30T00:00:00Z "}},
		"all, once the past is old":      {{0, days90, "gte 2025-11-02T00:00:00Z "}, {2 * time.Hour, days90, "gte 2025-11-02T00:00:00Z "}},
		"all, where two ranges are":      {{0, days(between("2026-01-05", "2026-01-12")), "gte 2026-01-05T00:00:00Z lt 2026-01-12T00:00:00Z "}, {0, days90, "gte 2025-11-02T00:00:00Z "}},
		"all of what has no buckets":     {{0, days32, "gte 2025-12-30T00:00:00Z "}, {0, groupsOf(last("P90D"), `{ field: TYPE }`, "key { type } count"), "gte 2025-11-02T00:00:00Z "}},
		"all of other keys":              {{0, days32, "gte 2025-12-30T00:00:00Z "}, {0, groupsOf(last("P90D"), byDay+`, { field: INTEGRATION_ID }`, "key { time integrationId } count"), "gte 2025-11-02T00:00:00Z "}},
		"all of a metric that is no sum": {{0, days32, "gte 2025-12-30T00:00:00Z "}, {0, groupsOf(last("P90D"), byDay, "key { time } countDistinct { integrationId }"), "gte 2025-11-02T00:00:00Z "}},
	} {
		t.Run(name, func(t *testing.T) {
			c, endpoint := &clock{}, manualSandbox(t, 1000)
			knows := newFront(t, endpoint, deriving, at(c))
			plain := newFront(t, endpoint, at(c), func(o *upstream.Options) { o.Derive = true })
			for i, a := range asks {
				c.pass(a.after)
				have, sent := knows.ask(t, a.query, "")
				if want, _ := plain.ask(t, a.query, ""); have != want {
					t.Errorf("%d: %s\nis answered\n%s\nwant\n%s", i, a.query, have, want)
				}
				want := fmt.Sprint([]string{a.sent})
				if a.sent == "-" {
					want = "[]"
				}
				if got := fmt.Sprint(boundsSent(sent)); got != want {
					t.Errorf("%d: %s\nsent %s, want %s", i, a.query, got, want)
				}
			}
		})
	}
}

// An answer of which a part was known is as old as that, and whoever wants all of it fresh asks for all.
func TestAnExtendedAnswerIsAsOldAsItsOldestPart(t *testing.T) {
	c := &clock{}
	f := newFront(t, manualSandbox(t, 1000), deriving, at(c))
	days := func(span string) string {
		return groupsOf(fmt.Sprintf("firstMessageTime: { last: %q }", span), byDay, "key { time } count")
	}
	f.ask(t, days("P32D"), "")
	c.pass(20 * time.Second)
	if _, sent := f.ask(t, days("P90D"), ""); fmt.Sprint(boundsSent(sent)) != "[gte 2025-11-02T00:00:00Z lt 2025-12-30T00:00:00Z ]" {
		t.Errorf("sent %q", sent)
	}
	c.pass(5*time.Minute + 11*time.Second) // 31 s and all that it may be stale: of the part, but not of the rest
	if _, sent := f.ask(t, days("P90D"), ""); fmt.Sprint(boundsSent(sent)) != "[gte 2026-01-30T00:00:00Z ]" {
		t.Errorf("sent %q", sent)
	}
	f.mu.Lock()
	f.bodies = nil
	f.mu.Unlock()
	f.answer(upstream.WithMaxAge(context.Background(), 0), t, days("P60D"), "")
	f.mu.Lock()
	defer f.mu.Unlock()
	if fmt.Sprint(boundsSent(f.bodies)) != "[gte 2025-12-02T00:00:00Z ]" {
		t.Errorf("sent %q", f.bodies)
	}
}
