package telemetry_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"github.com/inkeep-gateway/gateway/server/telemetry"
)

// scrape is the exposition, and its lines that hold values of the metrics whose names begin so.
func scrape(t *testing.T, m *telemetry.Metrics, accept string, names ...string) (exposition string, lines []string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
	r.Header.Set("Accept", accept)
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain; version=0.0.4") {
		t.Fatalf("%d %s: %s", w.Code, w.Header().Get("Content-Type"), w.Body)
	}
	for line := range strings.Lines(w.Body.String()) {
		for _, name := range names {
			if strings.HasPrefix(line, name) {
				lines = append(lines, strings.TrimSpace(line))
			}
		}
	}
	return w.Body.String(), lines
}

func TestMetrics(t *testing.T) {
	for _, c := range []struct {
		name   string
		events func(*telemetry.Metrics)
		of     string
		lines  string
	}{
		{"all is there from the start", func(*telemetry.Metrics) {}, "gateway_", `
			gateway_batch_asked_total 0
			gateway_batch_queries_bucket{le="1"} 0
			gateway_batch_queries_bucket{le="2"} 0
			gateway_batch_queries_bucket{le="4"} 0
			gateway_batch_queries_bucket{le="8"} 0
			gateway_batch_queries_bucket{le="16"} 0
			gateway_batch_queries_bucket{le="32"} 0
			gateway_batch_queries_bucket{le="64"} 0
			gateway_batch_queries_bucket{le="+Inf"} 0
			gateway_batch_queries_sum 0
			gateway_batch_queries_count 0
			gateway_cache_bytes{cache="answers"} 0
			gateway_cache_bytes{cache="persisted_queries"} 0
			gateway_cache_bytes{cache="responses"} 0
			gateway_cache_evictions_total{cache="answers"} 0
			gateway_cache_evictions_total{cache="other"} 0
			gateway_cache_evictions_total{cache="persisted_queries"} 0
			gateway_cache_evictions_total{cache="responses"} 0
			gateway_cache_pages_total{state="derived"} 0
			gateway_cache_pages_total{state="hit"} 0
			gateway_cache_pages_total{state="miss"} 0
			gateway_cache_pages_total{state="other"} 0
			gateway_cache_pages_total{state="shared"} 0
			gateway_cache_pages_total{state="stale"} 0
			gateway_cache_pages_total{state="stale-if-error"} 0
			gateway_certificate_expiry_timestamp_seconds 0
			gateway_derived_queries_total{outcome="a_part"} 0
			gateway_derived_queries_total{outcome="bounds_cut_bucket"} 0
			gateway_derived_queries_total{outcome="derived"} 0
			gateway_derived_queries_total{outcome="metric_does_not_add"} 0
			gateway_derived_queries_total{outcome="no_such_keys"} 0
			gateway_derived_queries_total{outcome="not_groups"} 0
			gateway_derived_queries_total{outcome="not_implied"} 0
			gateway_derived_queries_total{outcome="nothing_known"} 0
			gateway_derived_queries_total{outcome="other"} 0
			gateway_derived_queries_total{outcome="too_old"} 0
			gateway_derived_queries_total{outcome="value_unknown"} 0
			gateway_jwks_fetches_total{outcome="error"} 0
			gateway_jwks_fetches_total{outcome="ok"} 0
			gateway_jwks_fetches_total{outcome="other"} 0
			gateway_jwks_last_success_timestamp_seconds 0
			gateway_kept_answers_total 0
			gateway_log_lines_dropped_total 0
			gateway_operation_errors_total{operation="other"} 0
			gateway_operation_requests_total{operation="other"} 0
			gateway_operation_seconds_total{operation="other"} 0
			gateway_reload_last_success_timestamp_seconds 0
			gateway_reload_last_successful 0
			gateway_request_duration_seconds_bucket{le="0.001"} 0
			gateway_request_duration_seconds_bucket{le="0.0025"} 0
			gateway_request_duration_seconds_bucket{le="0.005"} 0
			gateway_request_duration_seconds_bucket{le="0.01"} 0
			gateway_request_duration_seconds_bucket{le="0.025"} 0
			gateway_request_duration_seconds_bucket{le="0.05"} 0
			gateway_request_duration_seconds_bucket{le="0.1"} 0
			gateway_request_duration_seconds_bucket{le="0.25"} 0
			gateway_request_duration_seconds_bucket{le="0.5"} 0
			gateway_request_duration_seconds_bucket{le="1"} 0
			gateway_request_duration_seconds_bucket{le="2.5"} 0
			gateway_request_duration_seconds_bucket{le="5"} 0
			gateway_request_duration_seconds_bucket{le="10"} 0
			gateway_request_duration_seconds_bucket{le="30"} 0
			gateway_request_duration_seconds_bucket{le="+Inf"} 0
			gateway_request_duration_seconds_sum 0
			gateway_request_duration_seconds_count 0
			gateway_requests_in_flight 0
			gateway_requests_total{code="BAD_USER_INPUT"} 0
			gateway_requests_total{code="FORBIDDEN"} 0
			gateway_requests_total{code="INCOMPLETE_RESULT"} 0
			gateway_requests_total{code="INTERNAL"} 0
			gateway_requests_total{code="JWKS_UNAVAILABLE"} 0
			gateway_requests_total{code="OVERLOADED"} 0
			gateway_requests_total{code="PERSISTED_QUERY_NOT_FOUND"} 0
			gateway_requests_total{code="QUERY_TOO_COMPLEX"} 0
			gateway_requests_total{code="RATE_LIMITED"} 0
			gateway_requests_total{code="REQUEST_TOO_LARGE"} 0
			gateway_requests_total{code="UNAUTHENTICATED"} 0
			gateway_requests_total{code="UPSTREAM_INVALID_RESPONSE"} 0
			gateway_requests_total{code="UPSTREAM_RATE_LIMITED"} 0
			gateway_requests_total{code="UPSTREAM_REJECTED"} 0
			gateway_requests_total{code="UPSTREAM_TIMEOUT"} 0
			gateway_requests_total{code="UPSTREAM_UNAVAILABLE"} 0
			gateway_requests_total{code="canceled"} 0
			gateway_requests_total{code="ok"} 0
			gateway_requests_total{code="other"} 0
			gateway_response_bytes_bucket{le="256"} 0
			gateway_response_bytes_bucket{le="1024"} 0
			gateway_response_bytes_bucket{le="4096"} 0
			gateway_response_bytes_bucket{le="16384"} 0
			gateway_response_bytes_bucket{le="65536"} 0
			gateway_response_bytes_bucket{le="262144"} 0
			gateway_response_bytes_bucket{le="1.048576e+06"} 0
			gateway_response_bytes_bucket{le="4.194304e+06"} 0
			gateway_response_bytes_bucket{le="1.6777216e+07"} 0
			gateway_response_bytes_bucket{le="+Inf"} 0
			gateway_response_bytes_sum 0
			gateway_response_bytes_count 0
			gateway_shared_cache_events_total{event="dropped"} 0
			gateway_shared_cache_events_total{event="error"} 0
			gateway_shared_cache_events_total{event="filled"} 0
			gateway_shared_cache_events_total{event="hit"} 0
			gateway_shared_cache_events_total{event="invalid"} 0
			gateway_shared_cache_events_total{event="large"} 0
			gateway_shared_cache_events_total{event="miss"} 0
			gateway_shared_cache_events_total{event="other"} 0
			gateway_shared_cache_events_total{event="skipped"} 0
			gateway_shared_cache_events_total{event="waited"} 0
			gateway_subscription_looks_total{outcome="changed"} 0
			gateway_subscription_looks_total{outcome="failed"} 0
			gateway_subscription_looks_total{outcome="other"} 0
			gateway_subscription_looks_total{outcome="unchanged"} 0
			gateway_subscriptions 0
			gateway_upstream_breaker_changes_total{state="closed"} 0
			gateway_upstream_breaker_changes_total{state="half-open"} 0
			gateway_upstream_breaker_changes_total{state="open"} 0
			gateway_upstream_breaker_changes_total{state="other"} 0
			gateway_upstream_breakers{state="half-open"} 0
			gateway_upstream_breakers{state="open"} 0
			gateway_upstream_breakers{state="other"} 0
			gateway_upstream_call_duration_seconds_bucket{le="0.005"} 0
			gateway_upstream_call_duration_seconds_bucket{le="0.01"} 0
			gateway_upstream_call_duration_seconds_bucket{le="0.025"} 0
			gateway_upstream_call_duration_seconds_bucket{le="0.05"} 0
			gateway_upstream_call_duration_seconds_bucket{le="0.1"} 0
			gateway_upstream_call_duration_seconds_bucket{le="0.25"} 0
			gateway_upstream_call_duration_seconds_bucket{le="0.5"} 0
			gateway_upstream_call_duration_seconds_bucket{le="1"} 0
			gateway_upstream_call_duration_seconds_bucket{le="2.5"} 0
			gateway_upstream_call_duration_seconds_bucket{le="5"} 0
			gateway_upstream_call_duration_seconds_bucket{le="10"} 0
			gateway_upstream_call_duration_seconds_bucket{le="30"} 0
			gateway_upstream_call_duration_seconds_bucket{le="+Inf"} 0
			gateway_upstream_call_duration_seconds_sum 0
			gateway_upstream_call_duration_seconds_count 0
			gateway_upstream_calls_total{outcome="forbidden"} 0
			gateway_upstream_calls_total{outcome="internal"} 0
			gateway_upstream_calls_total{outcome="invalid_response"} 0
			gateway_upstream_calls_total{outcome="ok"} 0
			gateway_upstream_calls_total{outcome="other"} 0
			gateway_upstream_calls_total{outcome="rate_limited"} 0
			gateway_upstream_calls_total{outcome="rejected"} 0
			gateway_upstream_calls_total{outcome="timeout"} 0
			gateway_upstream_calls_total{outcome="too_large"} 0
			gateway_upstream_calls_total{outcome="unauthenticated"} 0
			gateway_upstream_calls_total{outcome="unavailable"} 0
			gateway_upstream_retries_total 0`},
		{"a call is counted by its outcome", func(m *telemetry.Metrics) {
			m.Call("ok", 0)
			m.Call("timeout", 0)
			m.Call("ok", 0)
			m.Call("sk-secret", 0)
		}, "gateway_upstream_calls_total", `
			gateway_upstream_calls_total{outcome="forbidden"} 0
			gateway_upstream_calls_total{outcome="internal"} 0
			gateway_upstream_calls_total{outcome="invalid_response"} 0
			gateway_upstream_calls_total{outcome="ok"} 2
			gateway_upstream_calls_total{outcome="other"} 1
			gateway_upstream_calls_total{outcome="rate_limited"} 0
			gateway_upstream_calls_total{outcome="rejected"} 0
			gateway_upstream_calls_total{outcome="timeout"} 1
			gateway_upstream_calls_total{outcome="too_large"} 0
			gateway_upstream_calls_total{outcome="unauthenticated"} 0
			gateway_upstream_calls_total{outcome="unavailable"} 0`},
		{"a call's duration is in seconds", func(m *telemetry.Metrics) {
			m.Call("ok", 250*time.Millisecond)
			m.Call("timeout", 31*time.Second)
		}, "gateway_upstream_call_duration_seconds", `
			gateway_upstream_call_duration_seconds_bucket{le="0.005"} 0
			gateway_upstream_call_duration_seconds_bucket{le="0.01"} 0
			gateway_upstream_call_duration_seconds_bucket{le="0.025"} 0
			gateway_upstream_call_duration_seconds_bucket{le="0.05"} 0
			gateway_upstream_call_duration_seconds_bucket{le="0.1"} 0
			gateway_upstream_call_duration_seconds_bucket{le="0.25"} 1
			gateway_upstream_call_duration_seconds_bucket{le="0.5"} 1
			gateway_upstream_call_duration_seconds_bucket{le="1"} 1
			gateway_upstream_call_duration_seconds_bucket{le="2.5"} 1
			gateway_upstream_call_duration_seconds_bucket{le="5"} 1
			gateway_upstream_call_duration_seconds_bucket{le="10"} 1
			gateway_upstream_call_duration_seconds_bucket{le="30"} 1
			gateway_upstream_call_duration_seconds_bucket{le="+Inf"} 2
			gateway_upstream_call_duration_seconds_sum 31.25
			gateway_upstream_call_duration_seconds_count 2`},
		{"retries are counted", func(m *telemetry.Metrics) {
			m.Retry()
			m.Retry()
		}, "gateway_upstream_retries", `
			gateway_upstream_retries_total 2`},
		{"breakers are counted by the state they are in", func(m *telemetry.Metrics) {
			m.Breaker("closed", "open")    // one
			m.Breaker("closed", "open")    // another
			m.Breaker("open", "half-open") // one of them
			m.Breaker("half-open", "open")
			m.Breaker("open", "half-open")
			m.Breaker("half-open", "closed")
			m.Breaker("closed", "open") // a third
		}, "gateway_upstream_breaker", `
			gateway_upstream_breaker_changes_total{state="closed"} 1
			gateway_upstream_breaker_changes_total{state="half-open"} 2
			gateway_upstream_breaker_changes_total{state="open"} 4
			gateway_upstream_breaker_changes_total{state="other"} 0
			gateway_upstream_breakers{state="half-open"} 0
			gateway_upstream_breakers{state="open"} 2
			gateway_upstream_breakers{state="other"} 0`},
		{"an unknown state of a breaker is another, and no count is negative", func(m *telemetry.Metrics) {
			m.Breaker("closed", "melted")
			m.Breaker("open", "closed")
		}, "gateway_upstream_breaker", `
			gateway_upstream_breaker_changes_total{state="closed"} 1
			gateway_upstream_breaker_changes_total{state="half-open"} 0
			gateway_upstream_breaker_changes_total{state="open"} 0
			gateway_upstream_breaker_changes_total{state="other"} 1
			gateway_upstream_breakers{state="half-open"} 0
			gateway_upstream_breakers{state="open"} 0
			gateway_upstream_breakers{state="other"} 1`},
		{"a page is counted by where it came from", func(m *telemetry.Metrics) {
			for _, state := range []string{"hit", "shared", "derived", "miss", "stale", "stale-if-error", "hit", "", "HIT"} {
				m.Page(state)
			}
		}, "gateway_cache_pages_total", `
			gateway_cache_pages_total{state="derived"} 1
			gateway_cache_pages_total{state="hit"} 2
			gateway_cache_pages_total{state="miss"} 1
			gateway_cache_pages_total{state="other"} 2
			gateway_cache_pages_total{state="shared"} 1
			gateway_cache_pages_total{state="stale"} 1
			gateway_cache_pages_total{state="stale-if-error"} 1`},
		{"a batch is counted by its queries", func(m *telemetry.Metrics) {
			m.Batch(5, 2)
			m.Batch(1, 1)
			m.Batch(65, 60)
		}, "gateway_batch", `
			gateway_batch_asked_total 63
			gateway_batch_queries_bucket{le="1"} 1
			gateway_batch_queries_bucket{le="2"} 1
			gateway_batch_queries_bucket{le="4"} 1
			gateway_batch_queries_bucket{le="8"} 2
			gateway_batch_queries_bucket{le="16"} 2
			gateway_batch_queries_bucket{le="32"} 2
			gateway_batch_queries_bucket{le="64"} 2
			gateway_batch_queries_bucket{le="+Inf"} 3
			gateway_batch_queries_sum 71
			gateway_batch_queries_count 3`},
		{"an event of the shared store is counted", func(m *telemetry.Metrics) {
			for _, event := range []string{"miss", "filled", "hit", "hit", "waited", "skipped", "invalid", "large", "error", "burnt\n"} {
				m.Shared(event)
			}
		}, "gateway_shared_cache_events_total", `
			gateway_shared_cache_events_total{event="dropped"} 0
			gateway_shared_cache_events_total{event="error"} 1
			gateway_shared_cache_events_total{event="filled"} 1
			gateway_shared_cache_events_total{event="hit"} 2
			gateway_shared_cache_events_total{event="invalid"} 1
			gateway_shared_cache_events_total{event="large"} 1
			gateway_shared_cache_events_total{event="miss"} 1
			gateway_shared_cache_events_total{event="other"} 1
			gateway_shared_cache_events_total{event="skipped"} 1
			gateway_shared_cache_events_total{event="waited"} 1`},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := telemetry.New()
			c.events(m)
			_, lines := scrape(t, m, "", c.of)
			lines = slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, "gateway_build_info") })
			want := strings.Split(strings.ReplaceAll(strings.TrimSpace(c.lines), "\t", ""), "\n")
			if diff := cmp.Diff(want, lines); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestExposition lints what is shown, ours and the Go runtime's, and asks as Prometheus does: for OpenMetrics first.
func TestExposition(t *testing.T) {
	exposition, lines := scrape(t, telemetry.New(), "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5",
		"go_goroutines ", "process_start_time_seconds ")
	if len(lines) != 2 {
		t.Errorf("of the runtime and the process there is %q", lines)
	}
	problems, err := promlint.New(strings.NewReader(exposition)).Lint()
	if err != nil || len(problems) > 0 {
		t.Errorf("%v %v", problems, err)
	}
	for line := range strings.Lines(exposition) {
		if help, ok := strings.CutPrefix(line, "# HELP gateway_"); ok && !strings.HasSuffix(help, ".\n") {
			t.Errorf("no sentence: %s", line)
		}
	}
}

func TestTheMetricsSayWhichProgramThisIs(t *testing.T) {
	_, lines := scrape(t, telemetry.New(), "", "gateway_build_info")
	for _, want := range []string{`goversion="` + runtime.Version() + `"`, `version="`, `revision="`, "} 1"} {
		if len(lines) != 1 || !strings.Contains(lines[0], want) {
			t.Errorf("%q lacks %s", lines, want)
		}
	}
}

func TestTwoGatewaysCountApart(t *testing.T) {
	one, two := telemetry.New(), telemetry.New()
	one.Retry()
	if _, lines := scrape(t, two, "", "gateway_upstream_retries_total"); lines[0] != "gateway_upstream_retries_total 0" {
		t.Error(lines)
	}
}

// TestEventsAtOnce scrapes while all is counted: nothing is lost, and no series is added.
func TestEventsAtOnce(t *testing.T) {
	const tellers, events = 8, 200
	m := telemetry.New()
	_, before := scrape(t, m, "", "gateway_")
	var group sync.WaitGroup
	for teller := range tellers {
		group.Go(func() {
			for event := range events {
				unknown := fmt.Sprintf("%d-%d", teller, event)
				m.Call("ok", time.Millisecond)
				m.Call(unknown, time.Millisecond)
				m.Retry()
				states := []string{"closed", "open", "half-open", unknown}
				m.Breaker(states[event%4], states[(event+1)%4])
				m.Page("hit")
				m.Page(unknown)
				m.Batch(2, 1)
				m.Shared("hit")
				m.Shared(unknown)
			}
		})
	}
	told := make(chan struct{})
	go func() { group.Wait(); close(told) }()
	for telling := true; telling; {
		select {
		case <-told:
			telling = false
		default:
		}
		scrape(t, m, "", "gateway_upstream_breakers")
	}

	_, after := scrape(t, m, "", "gateway_")
	if len(before) != len(after) {
		t.Errorf("there were %d lines and are %d", len(before), len(after))
	}
	shown := strings.Join(after, "\n") + "\n"
	for _, want := range []string{
		`gateway_upstream_calls_total{outcome="ok"} 1600`,
		`gateway_upstream_calls_total{outcome="other"} 1600`,
		`gateway_upstream_call_duration_seconds_count 3200`,
		`gateway_upstream_retries_total 1600`,
		`gateway_upstream_breaker_changes_total{state="open"} 400`,
		`gateway_upstream_breaker_changes_total{state="other"} 400`,
		`gateway_upstream_breakers{state="open"} 0`,
		`gateway_upstream_breakers{state="half-open"} 0`,
		`gateway_upstream_breakers{state="other"} 0`,
		`gateway_cache_pages_total{state="hit"} 1600`,
		`gateway_cache_pages_total{state="other"} 1600`,
		`gateway_batch_asked_total 1600`,
		`gateway_batch_queries_count 1600`,
		`gateway_shared_cache_events_total{event="hit"} 1600`,
		`gateway_shared_cache_events_total{event="other"} 1600`,
	} {
		if !strings.Contains(shown, want+"\n") {
			t.Errorf("there is no %s", want)
		}
	}
}
