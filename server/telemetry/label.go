package telemetry

import (
	"slices"
	"sync"

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
	known map[string]prometheus.Counter // other among them
}

func newCounters(name, help, label string, known ...string) counters {
	c := counters{prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, []string{label}), make(map[string]prometheus.Counter)}
	for _, value := range append(slices.Clone(known), other) {
		c.known[value] = c.WithLabelValues(value)
	}
	return c
}

func (c counters) inc(value string) {
	counter, ok := c.known[value]
	if !ok {
		counter = c.known[other]
	}
	counter.Inc()
}

// population is a gauge for each known value of a label: how many things are in that state. It is read at once, so that a
// scrape in the midst of a change cannot see a thing in two states, or in none, as it could with single gauges.
type population struct {
	desc   *prometheus.Desc
	states []string // the last is other

	mu     sync.Mutex
	counts []int
}

func newPopulation(name, help, label string, known ...string) *population {
	states := append(slices.Clone(known), other)
	return &population{desc: prometheus.NewDesc(name, help, []string{label}, nil), states: states, counts: make([]int, len(states))}
}

// move takes a thing from one state to another. A thing that was never moved is in none that is counted, and so is one
// that is in the uncounted state.
func (p *population) move(from, to, uncounted string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if from != uncounted {
		at := p.at(from)
		p.counts[at] = max(0, p.counts[at]-1)
	}
	if to != uncounted {
		p.counts[p.at(to)]++
	}
}

func (p *population) at(state string) int {
	if at := slices.Index(p.states, state); at >= 0 {
		return at
	}
	return len(p.states) - 1
}

// Describe is prometheus.Collector's.
func (p *population) Describe(to chan<- *prometheus.Desc) { to <- p.desc }

// Collect is prometheus.Collector's.
func (p *population) Collect(to chan<- prometheus.Metric) {
	p.mu.Lock()
	counts := slices.Clone(p.counts)
	p.mu.Unlock()
	for at, state := range p.states {
		to <- prometheus.MustNewConstMetric(p.desc, prometheus.GaugeValue, float64(counts[at]), state)
	}
}
