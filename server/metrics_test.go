package main

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/server/telemetry"
	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/derive"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// TestTheMetricsKnowWhatTheClientTells keeps the words of two rooms together that may not import each other.
func TestTheMetricsKnowWhatTheClientTells(t *testing.T) {
	m := telemetry.New()
	for f := query.Internal; f <= query.InvalidResponse; f++ {
		m.Call(f.String(), time.Second)
	}
	for s := upstream.Hit; s <= upstream.StaleIfError; s++ {
		m.Page(s.String())
	}
	m.Derived(upstream.Derived.String())
	for _, reason := range derive.Reasons() {
		m.Derived(reason.String())
	}
	response := httptest.NewRecorder()
	m.Handler().ServeHTTP(response, httptest.NewRequest("GET", "/metrics", nil))
	for line := range strings.Lines(response.Body.String()) {
		if strings.Contains(line, `"other"`) && !strings.HasSuffix(strings.TrimSpace(line), " 0") {
			t.Errorf("not known: %s", line)
		}
	}
}

func TestTheMetricsHaveAnAddressOfTheirOwn(t *testing.T) {
	file, _ := generate(t, 10)
	p := start(t, nil, "--sandbox", "--sandbox-data", file, "--admin-listen", "127.0.0.1:0")
	if status, _ := get(t, p.address+"metrics"); status != 404 {
		t.Errorf("the gateway's own address answers /metrics with %d", status)
	}
}
