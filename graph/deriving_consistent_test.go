package graph_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

// changing is an endpoint whose conversations are others at every call.
func changing(t *testing.T) http.Handler {
	var all []http.Handler
	for i := range 5 {
		s, err := sandbox.New(t.Context(), sandbox.Options{Seed: uint64(i), Conversations: 300 + 100*i, Now: moment})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		all = append(all, s)
	}
	var calls atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		all[int(calls.Add(1))%len(all)].ServeHTTP(w, r)
	})
}

// What one operation shows beside one another adds up, also where the data change between its calls.
func TestADashboardIsConsistentInItself(t *testing.T) {
	const shown = "count sum { userMessageCount } countOf { integrationId }"
	const types = `types: conversations(where: {` + january + `}, groupBy: [{ field: TYPE }]) { groups { nodes { ` + shown + ` } } }`
	const days = `days: conversations(where: {` + january + `}, groupBy: [` + byDay + `]) { groups { nodes { ` + shown + ` } } }`
	const whole = `whole: conversations(where: {` + january + `}) { totals { ` + shown + ` } }`
	dashboards := []string{"{" + whole + types + days + "}", "{" + whole + days + types + "}"} // Neither order is to matter.
	type metrics struct {
		Count   int
		Sum     struct{ UserMessageCount float64 }
		CountOf struct{ IntegrationID int }
	}
	type groups struct{ Groups struct{ Nodes []metrics } }
	total := func(g groups) (sum metrics) {
		for _, n := range g.Groups.Nodes {
			sum.Count += n.Count
			sum.Sum.UserMessageCount += n.Sum.UserMessageCount
			sum.CountOf.IntegrationID += n.CountOf.IntegrationID
		}
		return sum
	}
	for _, test := range []struct {
		name    string
		changes []func(*upstream.Options)
		days    bool // whether the days add up to the totals
		types   bool // whether the types do
	}{
		{"nothing is derived", nil, false, false},
		{"totals of the days", []func(*upstream.Options){deriving}, true, false},
		{"everything of one answer", []func(*upstream.Options){deriving, askingWider}, true, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := &clock{}
			f := newFront(t, changing(t), append(test.changes, at(c))...)
			for i := range 8 {
				answer, _ := f.ask(t, dashboards[i/2%2], "")
				data, failures := read(t, answer)
				var have struct {
					Whole       struct{ Totals metrics }
					Days, Types groups
				}
				if err := json.Unmarshal([]byte(data), &have); err != nil || len(failures) > 0 || have.Whole.Totals.Count == 0 {
					t.Fatalf("%v, %v: %s", err, failures, answer)
				}
				days, types := total(have.Days) == have.Whole.Totals, total(have.Types) == have.Whole.Totals
				if days != test.days || types != test.types {
					t.Errorf("%d: totals %+v, of the days %+v, of the types %+v", i, have.Whole.Totals, total(have.Days), total(have.Types))
				}
				if i%2 == 1 { // The second time all of it is kept.
					c.pass(3 * time.Hour)
				}
			}
		})
	}
}

// An answer of one page that is stale serves while it is refreshed. Of one of several pages nothing is refreshed for the sake of a
// few groups, which are asked for.
func TestAStaleSourceOfSeveralPagesIsNotRefreshed(t *testing.T) {
	const recent = `firstMessageTime: { gte: "2026-01-01T00:00:00Z" }`
	hours := groupsOf(recent, `{ time: { unit: HOUR } }`, "key { time } count")
	months := groupsOf(recent, `{ time: { unit: MONTH } }`, "key { time } count")
	for _, test := range []struct {
		name     string
		pageSize int
		asked    bool
	}{{"of one page", 1000, false}, {"of several", 4, true}} {
		t.Run(test.name, func(t *testing.T) {
			c := &clock{}
			f := newFront(t, manualSandbox(t, test.pageSize), deriving, at(c))
			f.ask(t, hours, "")
			if _, sent := f.ask(t, months, ""); len(sent) > 0 {
				t.Fatalf("sent %q while it was fresh", sent)
			}
			c.pass(time.Minute)
			_, sent := f.ask(t, months, "")
			if all := strings.Join(sent, " "); strings.Contains(all, `"month"`) != test.asked || test.asked && strings.Contains(all, `"hour"`) {
				t.Errorf("sent %q", sent)
			}
		})
	}
}
