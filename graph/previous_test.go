package graph_test

import (
	"strings"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/graph"
	"github.com/inkeep-gateway/gateway/upstream"
)

// thisMonth is compared with the last one up to the same time.
const thisMonth = `{ conversations(where: { firstMessageTime: { during: { unit: MONTH } } }) { totals { count previous { count } } } }`

// A range that has not ended is compared up to the time so long before the endpoint answered, also where that answer was kept: the period
// is kept with it, and is asked again when the present is.
func TestThePeriodBeforeEndsAsLongBeforeAsTheEndpointAnswered(t *testing.T) {
	for _, change := range []func(*upstream.Options){keeping, deriving} {
		var c clock
		f := newFront(t, manualSandbox(t, 1000), change, at(&c), func(o *upstream.Options) { o.Cache.Fresh = time.Minute })
		for _, step := range []struct {
			pass  time.Duration
			calls int
			until string // of the period, if it is asked
		}{
			{0, 2, "2025-12-31T10:37:12Z"},
			{50 * time.Second, 0, ""},
			{time.Hour, 2, "2025-12-31T11:38:02Z"},
			{0, 0, ""},
		} {
			c.pass(step.pass)
			answer, sent := f.ask(t, thisMonth, "")
			if _, failures := read(t, answer); len(failures) > 0 || len(sent) != step.calls || !strings.Contains(strings.Join(sent, ""), step.until) {
				t.Errorf("after %s: %s is answered %s", step.pass, sent, answer)
			}
		}
	}
}

// What is kept of the present may be of another request.
func TestThePeriodBeforeEndsByAnAnswerThatIsKeptOfAnotherRequest(t *testing.T) {
	var c clock
	f := newFront(t, manualSandbox(t, 1000), keeping, at(&c))
	if _, sent := f.ask(t, `{ conversations(where: { firstMessageTime: { during: { unit: MONTH } } }) { totals { count } } }`, ""); len(sent) != 1 {
		t.Fatal(sent)
	}
	c.pass(5 * time.Second)
	_, sent := f.ask(t, thisMonth, "")
	if len(sent) != 1 || !strings.Contains(sent[0], "2025-12-31T10:37:12Z") {
		t.Errorf("sent %s", sent)
	}
}

// The whole of the period before is one more query for a set, not one a group, and is kept as any other.
func TestThePeriodBeforeIsOneMoreQuery(t *testing.T) {
	f := newFront(t, manualSandbox(t, 1000), deriving)
	query := `{ conversations(where: { firstMessageTime: { during: { unit: DAY, offset: -30, count: 30, timeZone: "Europe/Berlin" } } },
			groupBy: [{ time: { unit: DAY, timeZone: "Europe/Berlin" } }, { field: INTEGRATION_ID }]) {
		groups(top: { key: { field: INTEGRATION_ID }, count: 5 }) {
			nodes { isOthers key { time integrationId } count percentile(p: 0.5) { userMessageCount } previous { count percentile(p: 0.5) { userMessageCount } } }
		}
	} }`
	answer, sent := f.ask(t, query, "")
	if _, failures := read(t, answer); len(failures) > 0 || len(sent) > 4 {
		t.Errorf("%d calls: %s", len(sent), answer)
	}
	again, sent := f.ask(t, query, "")
	if again != answer || len(sent) > 0 {
		t.Errorf("asked again: %s is answered %s, before %s", sent, again, answer)
	}
}

// A caller sees no more of the past than of the present.
func TestThePeriodBeforeIsOfWhatTheCallerMaySee(t *testing.T) {
	f := newFront(t, manualSandbox(t, 1000))
	slack, _, err := graph.ParseWhere(object(t, `{"integrationId":{"eq":"slack"}}`), moment)
	if err != nil {
		t.Fatal(err)
	}
	f.as(upstream.Scope{Key: "sandbox", RowFilter: slack})
	answer, sent := f.ask(t, `{ conversations(where: { firstMessageTime: { last: "P20D" } }) { totals { count previous { count } } } }`, "")
	if data, _ := read(t, answer); !strings.Contains(data, `"count":1,"previous":{"count":1}`) {
		t.Errorf("%s is answered %s", sent, answer)
	}
	f.as(upstream.Scope{Key: "sandbox", Limited: true})
	answer, sent = f.ask(t, `{ conversations(where: { firstMessageTime: { last: "P20D" } }) { totals { previous { count } } } }`, "")
	if _, failures := read(t, answer); codes(failures) != "FORBIDDEN" || len(sent) > 0 {
		t.Errorf("%s is answered %s", sent, answer)
	}
}
