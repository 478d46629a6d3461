package main

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/inkeep-gateway/gateway/server/memory"
	"github.com/inkeep-gateway/gateway/server/telemetry"
	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/endpoint"
)

// newClient makes the client of the endpoint.
func newClient(c *config, budget *memory.Budget, metrics *telemetry.Metrics, traces *telemetry.Traces, log *slog.Logger) (*upstream.Client, error) {
	client := upstream.New(upstream.Options{
		Transport: traces.Transport(endpoint.NewTransport()),
		URL:       c.UpstreamURL,
		Timeout:   c.UpstreamTimeout,
		Tries:     c.UpstreamTries,
		MaxPages:  c.UpstreamPages,
		TrustKeys: c.TrustKeys,
		Lease:     func() upstream.Lease { return budget.Lease() },
		Held:      func(ctx context.Context) endpoint.Memory { return memory.Of(ctx) },
		Cache: upstream.CacheOptions{
			Bytes:        orNone(c.CacheSize),
			Fresh:        orNone(c.CacheFresh),
			FreshPast:    orNone(c.CacheFreshPast),
			Stale:        orNone(c.CacheStale),
			StaleIfError: orNone(c.CacheStaleIfError),
		},
		Derive:   c.Derive,
		AskWider: c.AskWider,
		Logger:   log,
		Observer: upstream.Observer{
			Derived:  metrics.Derived,
			Observer: endpoint.Observer{Call: metrics.Call, Retry: metrics.Retry, Breaker: metrics.Breaker},
			Page:     func(state upstream.CacheState) { metrics.Page(state.String()) },
			Batch:    metrics.Batch,
			Shared:   metrics.Shared,
			Full:     func() { metrics.Evicted("answers") },
		},
	})
	if c.CacheURL != "" {
		if err := client.Share(c.CacheURL, log); err != nil {
			return nil, fmt.Errorf("--cache-url: %w", err)
		}
	}
	return client, nil
}

// orNone is a setting whose zero means nothing, where the options take zero for their default.
func orNone[T ~int64](setting T) T {
	if setting == 0 {
		return -1
	}
	return setting
}
