package telemetry

import (
	"slices"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
)

// other stands for every value of a label that is not known, so that the number of series is bounded.
const other = "other"

func newCounter(name, help string) prometheus.Counter {
	return prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
}

// counters are a counter for each known value of a label. All are there from the start, for a rate over a counter that
// begins at 1 misses the first event.
type counters struct {
	*prometheus.CounterVec
	known []string
}

func newCounters(name, help, label string, known ...string) counters {
	c := counters{prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, []string{label}), known}
	for _, value := range known {
		c.WithLabelValues(value)
	}
	c.WithLabelValues(other)
	return c
}

func (c counters) inc(value string) {
	if !slices.Contains(c.known, value) {
		value = other
	}
	c.WithLabelValues(value).Inc()
}

// oneHot is a gauge for each known value of a label, of which exactly one is 1: at first that of the first value. It is
// read at once, so that a scrape in the midst of a change cannot see two of them, or none, as it could with single gauges.
type oneHot struct {
	desc   *prometheus.Desc
	values []string // the last is other
	now    atomic.Int64
}

func newOneHot(name, help, label string, known ...string) *oneHot {
	return &oneHot{desc: prometheus.NewDesc(name, help, []string{label}, nil), values: append(slices.Clone(known), other)}
}

func (o *oneHot) set(value string) {
	at := slices.Index(o.values, value)
	if at < 0 {
		at = len(o.values) - 1
	}
	o.now.Store(int64(at))
}

// Describe is prometheus.Collector's.
func (o *oneHot) Describe(to chan<- *prometheus.Desc) { to <- o.desc }

// Collect is prometheus.Collector's.
func (o *oneHot) Collect(to chan<- prometheus.Metric) {
	now := int(o.now.Load())
	for at, value := range o.values {
		is := 0.0
		if at == now {
			is = 1
		}
		to <- prometheus.MustNewConstMetric(o.desc, prometheus.GaugeValue, is, value)
	}
}
