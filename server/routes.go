package main

import (
	"fmt"
	"io"
	"net/http"

	"github.com/inkeep-gateway/gateway/server/playground"
	"github.com/inkeep-gateway/gateway/server/telemetry"
)

// routes are the paths that anybody can ask for.
func (g *gateway) routes(c *config, graphQL http.Handler, a agents) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/graphql", graphQL)
	mux.Handle("/graphql/{$}", graphQL)
	if a.server != nil {
		mux.Handle("/mcp", a.server)
		mux.Handle("/mcp/{$}", a.server)
	}
	if a.metadata != nil {
		mux.Handle("/.well-known/oauth-protected-resource", a.metadata)
		mux.Handle("/.well-known/oauth-protected-resource/", a.metadata)
	}
	g.health(mux)
	if c.Playground {
		mux.Handle("/", playground.Handler())
	}
	return mux
}

// health serves whether the gateway is alive, and ready for requests.
func (g *gateway) health(mux *http.ServeMux) {
	version := telemetry.ReadBuild().Version
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintf(w, "alive\n%s\n", version) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if g.draining.Load() {
			http.Error(w, "shutting down", http.StatusServiceUnavailable)
			return
		}
		_, _ = io.WriteString(w, "ready\n")
	})
}
