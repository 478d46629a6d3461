package telemetry

import (
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// state is what the gateway has read from outside, and how old it is. Times are in seconds since 1970, 0 for never.
type state struct {
	reloaded, reloadGood prometheus.Gauge
	keysFetched          prometheus.Gauge
	keyFetches           counters
	certificateExpires   prometheus.Gauge
	evictions            counters
	cacheBytes           *cacheBytes
}

// caches are those whose bytes are told.
var caches = []string{"answers", "responses", "persisted_queries"}

func newState() state {
	gauge := func(name, help string) prometheus.Gauge {
		return prometheus.NewGauge(prometheus.GaugeOpts{Name: name, Help: help})
	}
	return state{
		reloaded:           gauge("gateway_reload_last_success_timestamp_seconds", "When keys, policies and certificates were last read without a mistake: at the start, or on SIGHUP."),
		reloadGood:         gauge("gateway_reload_last_successful", "Whether the last reading of keys, policies and certificates found no mistake: 1 or 0."),
		keysFetched:        gauge("gateway_jwks_last_success_timestamp_seconds", "When the JWK set of --jwt-jwks-url was last fetched; 0 if it never was."),
		keyFetches:         newCounters("gateway_jwks_fetches_total", "Fetches of the JWK set, by how they ended.", "outcome", "ok", "error"),
		certificateExpires: gauge("gateway_certificate_expiry_timestamp_seconds", "When the certificate in use expires; 0 without TLS."),
		evictions:          newCounters("gateway_cache_evictions_total", "Entries that were dropped from a cache to make room for others.", "cache", caches...),
		cacheBytes:         &cacheBytes{desc: prometheus.NewDesc("gateway_cache_bytes", "About how many bytes a cache holds.", []string{"cache"}, nil), of: map[string]func() uint64{}},
	}
}

func (s state) collectors() []prometheus.Collector {
	return []prometheus.Collector{s.reloaded, s.reloadGood, s.keysFetched, s.keyFetches, s.certificateExpires, s.evictions, s.cacheBytes}
}

// Reloaded notes that keys, policies and certificates were read, and whether without a mistake.
func (m *Metrics) Reloaded(good bool, at time.Time) {
	m.state.reloadGood.Set(0)
	if good {
		m.state.reloadGood.Set(1)
		m.state.reloaded.Set(float64(at.Unix()))
	}
}

// TokenKeysFetched counts a fetch of the JWK set.
func (m *Metrics) TokenKeysFetched(good bool, at time.Time) {
	if !good {
		m.state.keyFetches.inc("error")
		return
	}
	m.state.keyFetches.inc("ok")
	m.state.keysFetched.Set(float64(at.Unix()))
}

// CertificateExpires notes until when the certificate in use is valid.
func (m *Metrics) CertificateExpires(at time.Time) {
	m.state.certificateExpires.Set(float64(at.Unix()))
}

// Evicted counts an entry that was dropped from a cache to make room.
func (m *Metrics) Evicted(cache string) { m.state.evictions.inc(cache) }

// CacheBytes has the bytes of a cache read at each scrape.
func (m *Metrics) CacheBytes(cache string, bytes func() uint64) { m.state.cacheBytes.set(cache, bytes) }

// cacheBytes are gauges that are read when they are asked for.
type cacheBytes struct {
	desc *prometheus.Desc

	mu sync.Mutex
	of map[string]func() uint64
}

func (c *cacheBytes) set(cache string, bytes func() uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.of[cache] = bytes
}

// Describe is prometheus.Collector's.
func (c *cacheBytes) Describe(to chan<- *prometheus.Desc) { to <- c.desc }

// Collect is prometheus.Collector's.
func (c *cacheBytes) Collect(to chan<- prometheus.Metric) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, cache := range caches {
		bytes := 0.0
		if read, ok := c.of[cache]; ok {
			bytes = float64(read())
		}
		to <- prometheus.MustNewConstMetric(c.desc, prometheus.GaugeValue, bytes, cache)
	}
}
