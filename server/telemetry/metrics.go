// Package telemetry counts what the gateway does and shows the counts. It is told in plain words and numbers, and knows
// neither who tells it nor what is asked: no label may hold anything of a request.
package telemetry

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are the gateway's counters, by Prometheus' conventions. Their methods may be called from everywhere at once.
type Metrics struct {
	registry *prometheus.Registry

	calls          counters
	callDuration   prometheus.Histogram
	retries        prometheus.Counter
	breaker        *oneHot
	breakerChanges counters
	pages          counters
	batchAsked     prometheus.Counter
	batchSize      prometheus.Histogram
	shared         counters
}

// New has all counters at 0 and the breaker closed, in a registry of its own.
func New() *Metrics {
	states := []string{"closed", "open", "half-open"}
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		calls: newCounters("gateway_upstream_calls_total", "Tries of calls of the endpoint, by how they ended.", "outcome",
			"ok", "internal", "too_large", "rejected", "unauthenticated", "forbidden", "rate_limited", "unavailable", "timeout", "invalid_response"),
		callDuration: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "gateway_upstream_call_duration_seconds",
			Help:    "How long tries of calls of the endpoint took.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}),
		retries: newCounter("gateway_upstream_retries_total", "Tries of calls of the endpoint that followed a failed one."),
		breaker: newOneHot("gateway_upstream_breaker_state", "1 for the state that the circuit breaker is in, 0 for the others.", "state",
			states...),
		breakerChanges: newCounters("gateway_upstream_breaker_changes_total", "Changes of the circuit breaker, by the state it came to.", "state",
			states...),
		pages: newCounters("gateway_cache_pages_total", "Pages that queries needed, by where they came from.", "state",
			"hit", "shared", "miss", "stale", "stale-if-error"),
		batchAsked: newCounter("gateway_batch_asked_total", "Queries that were left of those in batches once they were merged."),
		batchSize: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "gateway_batch_queries",
			Help:    "Queries in a batch.",
			Buckets: []float64{1, 2, 4, 8, 16, 32, 64},
		}),
		shared: newCounters("gateway_shared_cache_events_total", "Events of the store that gateways share.", "event",
			"hit", "waited", "filled", "skipped", "miss", "invalid", "large", "error"),
	}
	m.registry.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		m.calls, m.callDuration, m.retries, m.breaker, m.breakerChanges, m.pages, m.batchAsked, m.batchSize, m.shared,
	)
	return m
}

// Handler shows the metrics in Prometheus' text format.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// Call counts a try of a call of the endpoint.
func (m *Metrics) Call(outcome string, took time.Duration) {
	m.calls.inc(outcome)
	m.callDuration.Observe(took.Seconds())
}

// Retry counts a try that follows a failed one.
func (m *Metrics) Retry() { m.retries.Inc() }

// Breaker notes the state that the circuit breaker came to.
func (m *Metrics) Breaker(state string) {
	m.breaker.set(state)
	m.breakerChanges.inc(state)
}

// Page counts a page that a query needed, by where it came from.
func (m *Metrics) Page(state string) { m.pages.inc(state) }

// Batch counts a batch: the queries it held, and those that were asked for them.
func (m *Metrics) Batch(queries, asked int) {
	m.batchAsked.Add(float64(asked))
	m.batchSize.Observe(float64(queries))
}

// Shared counts an event of the store that gateways share.
func (m *Metrics) Shared(event string) { m.shared.inc(event) }
