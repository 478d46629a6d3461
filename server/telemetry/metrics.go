// Package telemetry counts, logs and traces what the gateway does. It is told in plain words and numbers, and knows
// neither who tells it nor what is asked: no label may hold anything of a request, and no line or span more than its operation.
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

	requests        counters
	requestDuration prometheus.Histogram
	inFlight        prometheus.Gauge
	responseBytes   prometheus.Histogram

	kept prometheus.Counter

	watchers prometheus.Gauge
	looks    counters

	calls          counters
	callDuration   prometheus.Histogram
	retries        prometheus.Counter
	breakers       *population
	breakerChanges counters
	pages          counters
	derived        counters
	batchAsked     prometheus.Counter
	batchSize      prometheus.Histogram
	shared         counters
	linesDropped   prometheus.Counter

	state      state
	operations operations
}

// New has all counters at 0 and all breakers closed, in a registry of its own.
func New() *Metrics {
	build := ReadBuild()
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: newCounters("gateway_requests_total", "Requests of GraphQL, by the code of their first error; ok if there was none, canceled if the client had gone.",
			"code", requestCodes...),
		requestDuration: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "gateway_request_duration_seconds",
			Help:    "How long requests of GraphQL took.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{Name: "gateway_requests_in_flight", Help: "Requests of GraphQL that are being answered."}),
		responseBytes: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "gateway_response_bytes",
			Help:    "Bytes of the answers to requests of GraphQL, without their headers.",
			Buckets: prometheus.ExponentialBuckets(256, 4, 9),
		}),
		kept:     newCounter("gateway_kept_answers_total", "Requests of GraphQL that were answered with a whole answer that was kept; their pages are not counted."),
		watchers: prometheus.NewGauge(prometheus.GaugeOpts{Name: "gateway_subscriptions", Help: "Subscriptions that are watched, and WebSocket connections."}),
		looks: newCounters("gateway_subscription_looks_total", "Times that queries of subscriptions were asked, each for all who watch it, by what came of it.", "outcome",
			"changed", "unchanged", "failed"),
		calls: newCounters("gateway_upstream_calls_total", "Tries of calls of the endpoint, by how they ended.", "outcome",
			"ok", "internal", "too_large", "rejected", "unauthenticated", "forbidden", "rate_limited", "unavailable", "timeout", "invalid_response"),
		callDuration: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "gateway_upstream_call_duration_seconds",
			Help:    "How long tries of calls of the endpoint took.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}),
		retries: newCounter("gateway_upstream_retries_total", "Tries of calls of the endpoint that followed a failed one."),
		breakers: newPopulation("gateway_upstream_breakers", "Circuit breakers, one for each access key, that do not let all calls through, by their state.",
			"state", "open", "half-open"),
		breakerChanges: newCounters("gateway_upstream_breaker_changes_total", "Changes of circuit breakers, by the state they came to.", "state",
			"closed", "open", "half-open"),
		pages: newCounters("gateway_cache_pages_total", "Pages that queries needed, by where they came from.", "state",
			"hit", "shared", "derived", "miss", "stale", "stale-if-error"),
		derived: newCounters("gateway_derived_queries_total", "Queries of groups that were not kept: derived from another answer, or the reason nearest to that.", "outcome",
			"derived", "nothing_known", "not_groups", "not_implied", "bounds_cut_bucket", "no_such_keys", "metric_does_not_add", "value_unknown", "a_part", "too_old"),
		batchAsked: newCounter("gateway_batch_asked_total", "Queries that were left of those in batches once they were merged."),
		batchSize: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "gateway_batch_queries",
			Help:    "Queries in a batch.",
			Buckets: []float64{1, 2, 4, 8, 16, 32, 64},
		}),
		shared: newCounters("gateway_shared_cache_events_total", "Events of the store that gateways share.", "event",
			"hit", "waited", "filled", "skipped", "miss", "invalid", "large", "dropped", "error"),
		linesDropped: newCounter("gateway_log_lines_dropped_total", "Lines of the log that were dropped because its output was slow."),
	}
	m.state, m.operations = newState(), newOperations()
	m.registry.MustRegister(append(m.state.collectors(), m.operations.collectors()...)...)
	m.registry.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		m.requests, m.requestDuration, m.inFlight, m.responseBytes, m.kept, m.watchers, m.looks,
		m.calls, m.callDuration, m.retries, m.breakers, m.breakerChanges, m.pages, m.derived, m.batchAsked, m.batchSize, m.shared,
		m.linesDropped, build.gauge(),
	)
	return m
}

// Handler shows the metrics in Prometheus' text format.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// Watchers says how many subscriptions are watched.
func (m *Metrics) Watchers(n int) { m.watchers.Set(float64(n)) }

// Look counts a time that the query of a subscription was asked, by what came of it: changed, unchanged or failed.
func (m *Metrics) Look(outcome string) { m.looks.inc(outcome) }

// Call counts a try of a call of the endpoint.
func (m *Metrics) Call(outcome string, took time.Duration) {
	m.calls.inc(outcome)
	m.callDuration.Observe(took.Seconds())
}

// Retry counts a try that follows a failed one.
func (m *Metrics) Retry() { m.retries.Inc() }

// Breaker notes that the circuit breaker of an access key went from one state to another: closed, open or half-open. At
// first each is closed.
func (m *Metrics) Breaker(from, to string) {
	m.breakers.move(from, to, "closed")
	m.breakerChanges.inc(to)
}

// Page counts a page that a query needed, by where it came from.
func (m *Metrics) Page(state string) { m.pages.inc(state) }

// Derived counts a query of groups that was not kept: derived, or why not.
func (m *Metrics) Derived(outcome string) { m.derived.inc(outcome) }

// Batch counts a batch: the queries it held, and those that were asked for them.
func (m *Metrics) Batch(queries, asked int) {
	m.batchAsked.Add(float64(asked))
	m.batchSize.Observe(float64(queries))
}

// Shared counts an event of the store that gateways share.
func (m *Metrics) Shared(event string) { m.shared.inc(event) }

// LineDropped counts a line of the log that was dropped.
func (m *Metrics) LineDropped() { m.linesDropped.Inc() }

// request counts a request. That of a subscription lasts as long as somebody watches, which says nothing of how long anything took.
func (m *Metrics) request(o Operation, took time.Duration, bytes int64) {
	watched := o.Type == "subscription"
	if watched {
		took = 0
	}
	m.operations.request(o.Name, o.Code != codeOK && o.Code != codeCanceled, took)
	if o.CacheHit {
		m.kept.Inc()
	}
	m.requests.inc(o.Code)
	if watched {
		return
	}
	m.requestDuration.Observe(took.Seconds())
	m.responseBytes.Observe(float64(bytes))
}
