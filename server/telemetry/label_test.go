package telemetry

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// restless changes its state to the next after each gauge that is read.
type restless struct{ *oneHot }

func (r restless) Collect(to chan<- prometheus.Metric) {
	gauges := make(chan prometheus.Metric)
	go func() { r.oneHot.Collect(gauges); close(gauges) }()
	for gauge := range gauges {
		to <- gauge
		r.set(r.values[(r.now.Load()+1)%int64(len(r.values))])
	}
}

func TestAScrapeInTheMidstOfAChangeSeesOneState(t *testing.T) {
	registry := prometheus.NewRegistry()
	registry.MustRegister(restless{newOneHot("state", "The state.", "is", "a", "b", "c", "d", "e")})
	for range 20 {
		w := httptest.NewRecorder()
		promhttp.HandlerFor(registry, promhttp.HandlerOpts{}).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		if strings.Count(w.Body.String(), "} 1\n") != 1 {
			t.Errorf("not one state: %s", w.Body)
		}
	}
}
