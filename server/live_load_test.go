package main

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
)

// TestManyWatchersAskAsFewDo has many watch few dashboards: the endpoint is asked no more than by one watcher of each.
func TestManyWatchersAskAsFewDo(t *testing.T) {
	const watchers, dashboards, looks = 300, 10, 3
	endpoint, count, calls := changingEndpoint(t)
	began := time.Now()
	p := start(t, map[string]string{"INKEEP_API_KEY": "k"}, "--upstream-url", endpoint, "--min-live-interval", "1s", "--max-subscriptions-per-caller", "10000", "--cache-fresh", "0s", "--ask-wider=false", "--derive=false")
	var all []watching
	for i := range watchers {
		all = append(all, p.watch(t, "", fmt.Sprintf(`{ conversations(where: { id: { neq: "%d" } }) { totals { count } } }`, i%dashboards)))
	}
	for n := range looks {
		for _, w := range all {
			if got, want := w.data(), fmt.Sprintf(`{"conversations":{"totals":{"count":%d}}}`, n); got != want {
				t.Fatalf("a watcher has %s, not %s", got, want)
			}
		}
		count.Add(1)
	}
	took := time.Since(began)
	t.Logf("%d watchers of %d dashboards made %d calls in %s", watchers, dashboards, calls.Load(), took)
	if most := dashboards * (int64(took.Seconds()) + 2); calls.Load() > most { // by one watcher of each
		t.Errorf("they made %d calls, of at most %d", calls.Load(), most)
	}
	p.stop()
	for _, w := range all {
		if rest, err := io.ReadAll(w.reader); err != nil || !strings.Contains(string(rest), "retry: ") {
			t.Errorf("a watcher ends with %q %v", rest, err)
		}
	}
}
