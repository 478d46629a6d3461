package telemetry

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// restless moves its one thing to the next state after each gauge that is read.
type restless struct {
	*population
	at int
}

func (r *restless) Collect(to chan<- prometheus.Metric) {
	gauges := make(chan prometheus.Metric)
	go func() { r.population.Collect(gauges); close(gauges) }()
	for gauge := range gauges {
		to <- gauge
		next := (r.at + 1) % len(r.states)
		r.move(r.states[r.at], r.states[next], "")
		r.at = next
	}
}

func TestAScrapeInTheMidstOfAChangeSeesOneState(t *testing.T) {
	registry := prometheus.NewRegistry()
	r := &restless{population: newPopulation("states", "The states.", "is", "a", "b", "c", "d", "e")}
	r.move("", "a", "")
	registry.MustRegister(r)
	for range 20 {
		w := httptest.NewRecorder()
		promhttp.HandlerFor(registry, promhttp.HandlerOpts{}).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		if strings.Count(w.Body.String(), "} 1\n") != 1 {
			t.Errorf("not one state: %s", w.Body)
		}
	}
}
