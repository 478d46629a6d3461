package graph_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/graph"
	"github.com/inkeep-gateway/gateway/upstream"
)

// clock is a time that a test sets.
type clock struct{ nanos atomic.Int64 }

func (c *clock) now() time.Time           { return moment.Add(time.Duration(c.nanos.Load())) }
func (c *clock) pass(d time.Duration)     { c.nanos.Add(int64(d)) }
func deriving(o *upstream.Options)        { o.Cache.Bytes, o.Derive = 64<<20, true }
func askingWider(o *upstream.Options)     { o.AskWider = true }
func at(c *clock) func(*upstream.Options) { return func(o *upstream.Options) { o.Clock = c.now } }

// step is one request of a session, and what is sent to the endpoint for it.
type step struct {
	query string
	calls int
}

// walk has a gateway that derives answer the steps of a session, and one that knows nothing. Both have to say the same.
func walk(t *testing.T, pageSize int, steps []step, changes ...func(*upstream.Options)) {
	t.Helper()
	endpoint := manualSandbox(t, pageSize)
	knows := newFront(t, endpoint, append([]func(*upstream.Options){deriving}, changes...)...)
	asks := newFront(t, endpoint, func(o *upstream.Options) { o.Derive, o.Cache.Bytes = true, -1 })
	for i, s := range steps {
		have, sent := knows.ask(t, s.query, "")
		if want, _ := asks.ask(t, s.query, ""); have != want {
			t.Errorf("step %d\n%s\nis answered\n%s\nwant\n%s", i, s.query, have, want)
		}
		if len(sent) != s.calls {
			t.Errorf("step %d\n%s\nsent %d queries, want %d:\n%s", i, s.query, len(sent), s.calls, strings.Join(sent, "\n"))
		}
	}
}

func groupsOf(where, groupBy, nodes string) string {
	return fmt.Sprintf("{ conversations(where: {%s}, groupBy: [%s]) { groups { nodes { %s } totalCount complete } } }", where, groupBy, nodes)
}

const (
	january    = `firstMessageTime: { gte: "2026-01-01T00:00:00Z", lt: "2026-02-01T00:00:00Z" }`
	byDay      = `{ time: { unit: DAY } }`
	allMetrics = `count countOf { integrationId } sum { userMessageCount } avg { userMessageCount } min { userMessageCount } max { userMessageCount firstMessageTime }`
)

func TestWhatFollowsFromAKeptAnswerIsNotAsked(t *testing.T) {
	days := groupsOf(january, byDay+`, { field: TYPE }`, "key { time type } "+allMetrics)
	for _, test := range []struct {
		name  string
		steps []step
	}{
		{"a total from its days", []step{{days, 1}, {"{ conversations(where: {" + january + "}) { totals { " + allMetrics + " } } }", 0}}},
		{"types from days and types", []step{{days, 1}, {groupsOf(january, `{ field: TYPE }`, "key { type } "+allMetrics), 0}}},
		{"months from days", []step{{days, 1}, {groupsOf(january, `{ time: { unit: MONTH } }`, "key { time } "+allMetrics), 0}}},
		{"days of one type", []step{{days, 1}, {groupsOf(january+`, type: { eq: SUPPORT_TICKET }`, byDay, "key { time } count"), 0}}},
		{"one week", []step{{days, 1}, {groupsOf(`firstMessageTime: { gte: "2026-01-05T00:00:00Z", lt: "2026-01-12T00:00:00Z" }`, byDay, "key { time } "+allMetrics), 0}}},
		{"how many types there are", []step{{days, 1}, {"{ conversations(where: {" + january + "}) { totals { countDistinct { type conversationId } } } }", 0}}},
		{"the first of an order, and those that pass", []step{{days, 1}, {
			"{ conversations(where: {" + january + "}, groupBy: [{ field: TYPE }]) { groups(limit: 1, having: [{ aggregate: { function: COUNT }, gt: 1 }], orderBy: [{ aggregate: { function: AVG, field: USER_MESSAGE_COUNT }, direction: DESC }]) { nodes { key { type } count } totalCount } } }", 0}}},
		{"no weeks from months", []step{{groupsOf(january, `{ time: { unit: MONTH } }`, "key { time } count"), 1}, {groupsOf(january, `{ time: { unit: WEEK } }`, "key { time } count"), 1}}},
		{"no half of a day", []step{{days, 1}, {groupsOf(`firstMessageTime: { gte: "2026-01-05T12:00:00Z", lt: "2026-01-12T00:00:00Z" }`, byDay, "key { time } count"), 1}}},
		{"no key that is not there", []step{{days, 1}, {groupsOf(january, `{ field: INTEGRATION_ID }`, "key { integrationId } count"), 1}}},
		{"no other set", []step{{days, 1}, {groupsOf(january+`, organizationId: { isNull: false }`, byDay, "key { time } count"), 1}}},
		{"no value that does not occur", []step{{days, 1}, {groupsOf(january+`, type: { eq: SUPPORT_COPILOT }, integrationId: { eq: "nobody" }`, byDay, "key { time } count"), 1}}},
		{"no distinct count over merged groups", []step{{days, 1}, {"{ conversations(where: {" + january + "}) { totals { countDistinct { integrationId } } } }", 1}}},
	} {
		t.Run(test.name, func(t *testing.T) { walk(t, 1000, test.steps) })
	}
}

// Of one operation, only what nothing else answers is sent, and totals are the sums of the days beside them.
func TestOfOneOperationOnlySourcesAreSent(t *testing.T) {
	dashboard := `{ conversations(where: {` + january + `}) { totals { ` + allMetrics + ` } }
		days: conversations(where: {` + january + `}, groupBy: [{ time: { unit: DAY } }, { field: TYPE }]) { groups { nodes { key { time type } ` + allMetrics + ` } } }
		types: conversations(where: {` + january + `}, groupBy: [{ field: TYPE }]) { groups { nodes { key { type } ` + allMetrics + ` } } } }`
	walk(t, 1000, []step{{dashboard, 1}, {dashboard, 0}})
}

// Questions over one set are asked as one from which all of them follow. Where the endpoint holds rows of that back, they are asked
// as they are written, and that is remembered.
func TestSeveralQuestionsAreAskedAsOne(t *testing.T) {
	dashboard := `{ conversations(where: {` + january + `}) { totals { ` + allMetrics + ` } }
		days: conversations(where: {` + january + `}, groupBy: [{ time: { unit: DAY } }]) { groups { nodes { key { time } ` + allMetrics + ` } } }
		types: conversations(where: {` + january + `}, groupBy: [{ field: TYPE }]) { groups { nodes { key { type } ` + allMetrics + ` } } }
		integrations: conversations(where: {` + january + `}, groupBy: [{ field: INTEGRATION_ID }]) { groups { nodes { key { integrationId } ` + allMetrics + ` } } } }`
	later := strings.ReplaceAll(dashboard, "2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z")
	t.Run("that fit a page", func(t *testing.T) { walk(t, 1000, []step{{dashboard, 1}}, askingWider) })
	t.Run("that do not fit a page", func(t *testing.T) {
		endpoint := manualSandbox(t, 15)
		knows := newFront(t, endpoint, deriving, askingWider)
		plain := newFront(t, endpoint)
		first, sent := knows.ask(t, dashboard, "")
		if want, _ := plain.ask(t, dashboard, ""); first != want {
			t.Errorf("answered\n%s, want\n%s", first, want)
		}
		knows.client.Close()
		if _, again := knows.ask(t, later, ""); len(again) > len(sent) {
			t.Errorf("sent %q, then %q", sent, again)
		}
	})
}

// A derived answer is as old as its source, and never fresh for longer than one of its own.
func TestADerivedAnswerIsAsOldAsItsSource(t *testing.T) {
	endpoint := manualSandbox(t, 1000)
	const recent = `firstMessageTime: { gte: "2026-01-01T00:00:00Z" }`
	days := groupsOf(recent, byDay, "key { time } count")
	weeks := groupsOf(recent, `{ time: { unit: WEEK } }`, "key { time } count")
	past := groupsOf(`firstMessageTime: { gte: "2026-01-05T00:00:00Z", lt: "2026-01-12T00:00:00Z" }`, byDay, "key { time } count")
	c := &clock{}
	f := newFront(t, endpoint, deriving, at(c))
	ask := func(query string, want int) {
		t.Helper()
		if _, sent := f.ask(t, query, ""); len(sent) != want {
			t.Errorf("after %v: %s\nsent %q, want %d", time.Duration(c.nanos.Load()), query, sent, want)
		}
	}
	ask(days, 1)
	c.pass(29 * time.Second)
	ask(weeks, 0)
	c.pass(20 * time.Minute) // beyond what may be served while it is refreshed
	ask(past, 0)             // It ended long before it was asked, and is fresh for an hour.
	ask(weeks, 1)
	c.pass(2 * time.Hour)
	ask(past, 1)
}

func TestAClientMayWantAFreshAnswer(t *testing.T) {
	f := newFront(t, manualSandbox(t, 1000), deriving)
	query := groupsOf(january, byDay, "key { time } count")
	for i, test := range []struct {
		age   time.Duration
		calls int
	}{{time.Hour, 1}, {time.Hour, 0}, {0, 1}, {0, 1}, {time.Hour, 0}} {
		f.mu.Lock()
		f.bodies = nil
		f.mu.Unlock()
		f.answer(upstream.WithMaxAge(context.Background(), test.age), t, query, "")
		f.mu.Lock()
		if len(f.bodies) != test.calls {
			t.Errorf("%d: %d calls, want %d", i, len(f.bodies), test.calls)
		}
		f.mu.Unlock()
	}
}

// Two scopes never share, whatever derives from what.
func TestNothingIsDerivedForAnotherScope(t *testing.T) {
	f := newFront(t, manualSandbox(t, 1000), deriving)
	days := groupsOf(january, byDay, "key { time } count")
	weeks := groupsOf(january, `{ time: { unit: MONTH } }`, "key { time } count")
	f.as(upstream.Scope{Key: "sandbox"})
	f.ask(t, days, "")
	f.as(upstream.Scope{Key: "sandbox", Own: true})
	if _, sent := f.ask(t, weeks, ""); len(sent) != 1 {
		t.Errorf("sent %q", sent)
	}
	acme, _, err := graph.ParseWhere(map[string]any{"organizationId": map[string]any{"eq": "org_acme"}}, moment)
	if err != nil {
		t.Fatal(err)
	}
	f.as(upstream.Scope{Key: "sandbox", RowFilter: acme})
	if _, sent := f.ask(t, weeks, ""); len(sent) != 1 {
		t.Errorf("sent %q", sent)
	}
}

// An endpoint that means something else by an average is believed: its own is answered, and none is derived.
func TestAverageOfTheEndpointsOwn(t *testing.T) {
	row := `{"type":null,"avg_userMessageCount":3.5,"sum_userMessageCount":6,"count_userMessageCount":2}`
	f := newFront(t, http.HandlerFunc(answers(rows(row), rows(strings.Replace(row, `"type":null,`, "", 1))).ServeHTTP), deriving)
	groups := `{ conversations(groupBy: [{ field: TYPE }]) { groups { nodes { avg { userMessageCount } } } } }`
	if answer, sent := f.ask(t, groups, ""); !strings.Contains(answer, `{"userMessageCount":3.5}`) || len(sent) != 1 {
		t.Errorf("answered %s to %q", answer, sent)
	}
	if answer, sent := f.ask(t, `{ conversations { totals { avg { userMessageCount } } } }`, ""); !strings.Contains(answer, `{"userMessageCount":3.5}`) || len(sent) != 1 {
		t.Errorf("answered %s to %q", answer, sent)
	}
}

func TestATraceTellsHowAnAnswerFollows(t *testing.T) {
	f := newFront(t, manualSandbox(t, 1000), deriving)
	days := groupsOf(january, byDay, "key { time } count")
	f.ask(t, days, "")
	traceOf := func(query string) graph.FieldTrace {
		t.Helper()
		ctx := graphql.StartOperationTrace(t.Context())
		op, errs := f.executor.CreateOperationContext(ctx, &graphql.RawParams{Query: query})
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		next, ctx := f.executor.DispatchOperation(ctx, op)
		trace := next(ctx).Extensions[graph.TraceExtension].(graph.Trace)
		if len(trace.Fields) != 1 {
			t.Fatalf("%+v", trace)
		}
		return trace.Fields[0]
	}
	if have := traceOf(groupsOf(january, `{ time: { unit: MONTH } }`, "key { time } count")); have.Cache != "derived" ||
		have.Derived != "groups by firstMessageTime_day, merged by firstMessageTime_month, firstMessageTime_month of firstMessageTime_day" {
		t.Errorf("%+v", have)
	}
	if have := traceOf(groupsOf(january, `{ field: TYPE }`, "key { type } count")); have.Cache != "miss" || have.NotDerived != "no_such_keys" {
		t.Errorf("%+v", have)
	}
}
