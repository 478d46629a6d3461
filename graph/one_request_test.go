package graph_test

import (
	"encoding/json"
	"testing"

	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

// thirtyDays asks in one request what analysts ask of a month: its whole days by the clock of a place, none left out, the first five
// integrations and the rest, medians, and all of it beside the month before.
const thirtyDays = `{ conversations(
	where: { firstMessageTime: { during: { unit: DAY, offset: -30, count: 30, timeZone: "Europe/Berlin" } } }
	groupBy: [{ time: { unit: DAY, timeZone: "Europe/Berlin" } }, { field: INTEGRATION_ID }]
) {
	totals { ...metrics previous { ...metrics } }
	groups(fill: true, top: { key: { field: INTEGRATION_ID }, count: 5 }) {
		nodes { key { time integrationId partial } isOthers ...metrics previous { ...metrics } }
		complete
	}
} }
fragment metrics on ConversationMetrics { count percentile(p: 0.5) { userMessageCount } }`

// TestAMonthBesideTheOneBeforeIsOneRequest: cold it takes four queries of the endpoint at most, pages apart: those of the two months, and for
// each the rest, whose medians do not add up of what is known. Known it takes none.
func TestAMonthBesideTheOneBeforeIsOneRequest(t *testing.T) {
	endpoint, err := sandbox.New(t.Context(), sandbox.Options{Seed: 7, Conversations: 3000, Now: moment, PageSize: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = endpoint.Close() })
	f := newFront(t, endpoint, deriving, askingWider, at(&clock{}))
	answer, sent := f.ask(t, thirtyDays, "")
	if len(sent) > 4 {
		t.Errorf("%d queries are sent: %q", len(sent), sent)
	}
	data, failures := read(t, answer)
	type metrics struct {
		Count      int
		Percentile struct{ UserMessageCount *float64 }
	}
	var have struct {
		Conversations struct {
			Totals struct {
				metrics
				Previous metrics
			}
			Groups struct {
				Nodes []struct {
					Key struct {
						Time          string
						IntegrationID *string
						Partial       bool
					}
					IsOthers bool
					metrics
					Previous metrics
				}
				Complete bool
			}
		}
	}
	if err := json.Unmarshal([]byte(data), &have); err != nil || len(failures) > 0 {
		t.Fatalf("%v, %v: %.500s", err, failures, answer)
	}
	c := have.Conversations
	var now, before int
	days, others := make(map[string]int), 0
	for _, n := range c.Groups.Nodes {
		now, before, days[n.Key.Time] = now+n.Count, before+n.Previous.Count, days[n.Key.Time]+1
		if n.IsOthers {
			others++
		}
		if (n.Count == 0) != (n.Percentile.UserMessageCount == nil) || n.Key.Partial {
			t.Errorf("%+v", n)
		}
	}
	if len(days) != 30 || len(c.Groups.Nodes) != 30*6 || others != 30 || !c.Groups.Complete {
		t.Errorf("%d days, %d groups, %d of others", len(days), len(c.Groups.Nodes), others)
	}
	if now != c.Totals.Count || before != c.Totals.Previous.Count || now == 0 || before == 0 || c.Totals.Percentile.UserMessageCount == nil {
		t.Errorf("groups of %d and %d conversations, totals %+v", now, before, c.Totals)
	}
	again, sent := f.ask(t, thirtyDays, "")
	if len(sent) > 0 || again != answer {
		t.Errorf("asked again, %q are sent, and %.300s is answered", sent, again)
	}
}
