package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// TestADashboardStandsWhileTheEndpointFalls answers from what is known, marked as such, and with an error where nothing is.
func TestADashboardStandsWhileTheEndpointFalls(t *testing.T) {
	var falling atomic.Bool
	var calls atomic.Int64
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		if falling.Load() {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"status":"ok","data":{"result":[{"count":3}],"total":1,"pageSize":10,"count":1}}`)
	}))
	defer endpoint.Close()
	p := start(t, map[string]string{"INKEEP_API_KEY": "canary-key-5e0d"},
		"--upstream-url", endpoint.URL, "--trace", "--cache-fresh", "0s", "--cache-stale", "0s", "--upstream-tries", "2")
	ask := func(query string) string {
		body, _ := p.traced(t, query)
		return body
	}
	const known, unknown = `{ conversations { totals { count } } }`, `{ conversations(groupBy: [{ field: TYPE }]) { groups { totalCount } } }`
	if answer := ask(known); !strings.Contains(answer, `"count":3`) || !strings.Contains(answer, `"cache":"miss"`) {
		t.Errorf("answered %s", answer)
	}
	falling.Store(true)
	calls.Store(0)
	if answer := ask(known); !strings.Contains(answer, `"count":3`) || !strings.Contains(answer, `"cache":"stale-if-error"`) || strings.Contains(answer, "errors") {
		t.Errorf("answered %s", answer)
	}
	if n := calls.Load(); n != 2 {
		t.Errorf("%d calls", n)
	}
	if answer := ask(unknown); !strings.Contains(answer, `"code":"UPSTREAM_UNAVAILABLE"`) || !strings.Contains(answer, `"status":502`) || !strings.Contains(answer, `"cache":"failed"`) {
		t.Errorf("answered %s", answer)
	}
	falling.Store(false)
	if answer := ask(known); !strings.Contains(answer, `"cache":"miss"`) {
		t.Errorf("answered %s", answer)
	}
	_, log := p.stop()
	if strings.Count(log, "field failed") != 1 || strings.Contains(log, "canary-key-5e0d") {
		t.Errorf("logged %s", log)
	}
}
