package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/pprof" //nolint:gosec // Its routes on the default mux are served by nobody.

	"github.com/inkeep-gateway/gateway/graph"
	"github.com/inkeep-gateway/gateway/server/access"
	"github.com/inkeep-gateway/gateway/server/edge"
	"github.com/inkeep-gateway/gateway/server/telemetry"
	"github.com/inkeep-gateway/gateway/upstream"
)

func newTraces(ctx context.Context, c *config, log *slog.Logger) (*telemetry.Traces, error) {
	o := telemetry.TraceOptions{Endpoint: c.OTLPEndpoint, Headers: c.OTLPHeaders, Logger: log}
	if _, ok := c.given[prefix+"TRACE_SAMPLE"]; ok {
		o.Sample = &c.TraceSample
	}
	traces, err := telemetry.NewTraces(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("--otlp-endpoint: %w", err)
	}
	return traces, nil
}

// newRequests follows requests, by as much as is set.
func newRequests(c *config, metrics *telemetry.Metrics, traces *telemetry.Traces, lines io.Writer) *telemetry.Requests {
	o := telemetry.RequestOptions{Metrics: metrics, Traces: traces}
	if c.AccessLog && c.logLevel() <= slog.LevelInfo {
		o.Access = &telemetry.AccessLog{To: lines, JSON: c.LogFormat == "json"}
	}
	return telemetry.NewRequests(o)
}

// recordOutcome tells telemetry what the edge tells of a request, in words of its own.
func recordOutcome(ctx context.Context, o edge.Outcome) {
	operation := telemetry.Operation{Name: o.Name, Type: o.Type, Code: cmp.Or(o.Reason, o.Code)}
	if trace, ok := o.Trace.(graph.Trace); ok {
		operation.Calls, operation.Queries = trace.Calls, trace.Queries
		for _, field := range trace.Fields {
			operation.Cache = telemetry.Worse(operation.Cache, field.Cache)
		}
	}
	if o.CacheHit {
		operation.CacheHit, operation.Calls = true, 0
		if operation.Queries > 0 {
			operation.Cache = upstream.Hit.String()
		}
	}
	telemetry.Learn(ctx, operation)
}

// admin serves what only operators may see and do.
func (g *gateway) admin(c *config, callers *access.Access) http.Handler {
	mux := http.NewServeMux()
	g.health(mux)
	mux.Handle("GET /metrics", g.metrics.Handler())
	// No page that an operator looks at may have it done.
	mux.Handle("POST /purge", http.NewCrossOriginProtection().Handler(g.purge(callers)))
	if !c.Pprof {
		return mux
	}
	// Not the command line, where a flag may hold the password of a store.
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("POST /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}
