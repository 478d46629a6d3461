package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/graph"
	"github.com/inkeep-gateway/gateway/server/access"
	"github.com/inkeep-gateway/gateway/server/edge"
	"github.com/inkeep-gateway/gateway/server/live"
	"github.com/inkeep-gateway/gateway/server/memory"
	"github.com/inkeep-gateway/gateway/server/telemetry"
	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

// gateway is the program, wired and listening.
type gateway struct {
	delay    time.Duration
	drain    time.Duration
	draining atomic.Bool
	log      *slog.Logger
	servers  []listening // the gateway's own first
	admins   net.Addr    // the address of the admin listener, or nil
	scheme   string
	sandbox  *sandbox.Sandbox
	client   *upstream.Client
	watchers *live.Hub
	metrics  *telemetry.Metrics
	traces   *telemetry.Traces

	certificate *certificate // nil without TLS
	reloadables []reloadable
}

// listening is a server on its listener.
type listening struct {
	server   *http.Server
	listener net.Listener
}

// newGateway opens the listeners. With a sandbox it changes the configuration to ask that one.
func newGateway(ctx context.Context, c *config, callers *access.Access, log *slog.Logger, lines io.Writer, metrics *telemetry.Metrics) (*gateway, error) {
	traces, err := newTraces(ctx, c, log)
	if err != nil {
		return nil, err
	}
	g := &gateway{delay: c.ShutdownDelay, drain: c.DrainTimeout, log: log, scheme: c.scheme(), traces: traces, metrics: metrics}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return nil, fmt.Errorf("--listen: %w", err)
	}
	g.servers = []listening{{g.server(c, nil), newLoggedListener(listener, log)}}
	if c.H2C {
		g.servers[0].server.Protocols = new(http.Protocols)
		g.servers[0].server.Protocols.SetHTTP1(true)
		g.servers[0].server.Protocols.SetUnencryptedHTTP2(true)
	}
	g.watchers = newWatchers(c, metrics, log)
	g.servers[0].server.RegisterOnShutdown(g.watchers.Close) // They come back elsewhere: nothing listens here any more.
	if err := g.secure(c); err != nil {
		return nil, errors.Join(err, g.close())
	}
	if c.readsFiles() {
		g.reloadables = append(g.reloadables, reloadable{"keys and policies", func(context.Context) error { return callers.Reload() }})
	}
	if c.Sandbox {
		if err := g.openSandbox(ctx, c); err != nil {
			return nil, errors.Join(err, g.close())
		}
	}
	if c.AdminListen != "" {
		listener, err := new(net.ListenConfig).Listen(ctx, "tcp", c.AdminListen)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("--admin-listen: %w", err), g.close())
		}
		g.admins = listener.Addr()
		g.serveBeside(c, listener, g.admin(c, callers))
	}
	budget := memory.New(c.maxMemory(), c.QueueTimeout)
	client, err := newClient(c, budget, metrics, traces, log)
	if err != nil {
		return nil, errors.Join(err, g.close())
	}
	g.client = client
	executor := graph.New(graph.Options{
		Batch: func(ctx context.Context, loads int) graph.Loader {
			return client.For(access.CallerOf(ctx).Scope).Batch(loads)
		},
		Logger:       log,
		Closed:       !c.introspection(),
		Tokens:       c.MaxTokens,
		Conditions:   c.MaxConditions,
		FilterValues: c.MaxFilterValues,
		Documents:    cmp.Or(c.ParsedDocumentsSize, -1),
		Values:       c.MaxValues,
		Every:        c.MinLiveInterval,
		Answer:       c.maxAnswer(),
		Memory:       func(ctx context.Context) graph.Memory { return memory.Of(ctx) },
	})
	executor.Use(c.limits())
	executor.Use(edge.Cost{Most: c.MaxCost, Of: graph.Cost})
	proxies, err := parseTrustedProxies(c.TrustedProxies)
	if err != nil {
		return nil, errors.Join(err, g.close())
	}
	allow, err := edge.CORS(c.CORSOrigins, c.CORSHeaders)
	if err != nil {
		return nil, errors.Join(err, g.close())
	}
	documents, problems := c.loadDocuments()
	if len(problems) > 0 {
		return nil, fmt.Errorf("--documents: %w", errors.Join(append(problems, g.close())...))
	}
	metrics.Operations(c.operationsOf(documents))
	metrics.Reloaded(true, time.Now())
	requests := newRequests(c, metrics, traces, lines)
	answers := edge.New(edge.Options{
		Executor:           executor,
		MaxBody:            c.MaxBody,
		Document:           c.MaxDocument,
		Nesting:            c.MaxNesting,
		Tokens:             c.MaxTokens,
		Timeout:            c.RequestTimeout,
		InFlight:           c.MaxInFlight,
		Queue:              orNone(c.QueueTimeout),
		Memory:             budget,
		Rate:               c.RateLimit,
		Burst:              c.RateBurst,
		RateCost:           c.RateCost,
		CostBurst:          c.RateCostBurst,
		CostOf:             graph.Cost,
		Caller:             rateLimitKey,
		Persisted:          c.PersistedQueriesSize,
		Documents:          documents,
		DocumentsOnly:      c.DocumentsOnly,
		ResponseCacheBytes: c.responseCacheBytes(),
		Scope:              func(ctx context.Context) string { return responseScope(client, access.CallerOf(ctx)) },
		Trace:              c.trace(),
		Logger:             log,
		Observe:            recordOutcome,
		Evicted:            metrics.Evicted,
		MaxAge:             upstream.WithMaxAge,
		Tables: edge.Tables{
			New:  newTable,
			Rows: c.MaxRows,
		},
		Batch:        c.Batch,
		Together:     func(ops []*graphql.OperationContext) edge.Batch { return graph.NewBatch(ops) },
		Cost:         edge.Cost{Most: c.MaxCost, Of: graph.Cost},
		Live:         edge.Live{Of: subscriptionOf, Hub: g.watchers, Operations: requests.Handler, WriteTimeout: c.WriteTimeout},
		Incremental:  graph.WithIncrementalDelivery,
		Authenticate: authenticate(callers),
	})
	metrics.CacheBytes("answers", client.CacheBytes)
	for _, cache := range []string{"responses", "persisted_queries"} {
		metrics.CacheBytes(cache, func() uint64 { return answers.CacheBytes(cache) })
	}
	follow := func(h http.Handler) http.Handler { return proxies.handler(requests.Handler(allow(h))) }
	routes := g.routes(c, follow(answers), newAgents(c, answers, follow, documents, log))
	g.servers[0].server.Handler = withWriteTimeout(c.WriteTimeout, g.closeConnectionsOnShutdown(newHosts(listener, c.Hosts).guard(routes)))
	return g, nil
}

// newTable reads an operation as a table.
func newTable(op *graphql.OperationContext) (edge.Table, error) {
	table, err := graph.NewTable(op)
	if err != nil {
		return nil, err
	}
	return table, nil
}

// subscriptionOf is the subscription that an operation is; nil if it is none.
func subscriptionOf(op *graphql.OperationContext) edge.Subscription {
	if s := graph.LiveOf(op); s != nil {
		return s
	}
	return nil
}

// newWatchers has those who watch subscriptions.
func newWatchers(c *config, metrics *telemetry.Metrics, log *slog.Logger) *live.Hub {
	return live.NewHub(live.Options{
		Most:         cmp.Or(c.MaxSubscriptions, -1),
		MostOfCaller: c.MaxSubscriptionsPerCaller,
		Taken:        metrics.Watchers,
		Looked:       metrics.Look,
		Panicked:     func(cause any) { log.Error("panic", "cause", cause, "stack", string(debug.Stack())) },
	})
}

// limits are those of operations.
func (c *config) limits() edge.Limits {
	return edge.Limits{Depth: c.MaxDepth, Aliases: c.MaxAliases, RootFields: c.MaxRootFields, Directives: c.MaxDirectives}
}

// responseCacheBytes is how many bytes of whole answers are kept: none where no answers are to be.
func (c *config) responseCacheBytes() int64 {
	if c.CacheSize == 0 {
		return 0
	}
	return c.AnswersSize
}

// serveBeside serves on a listener of its own, which probes do not ask and clients do not know by a name.
func (g *gateway) serveBeside(c *config, l net.Listener, h http.Handler) {
	if only := newHosts(l, c.Hosts); only.loopback {
		h = only.guard(h)
	}
	g.servers = append(g.servers, listening{g.server(c, h), newLoggedListener(l, g.log)})
}

// server is one with bounds on what a slow client can hold.
func (g *gateway) server(c *config, h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: c.ReadHeaderTimeout,
		ReadTimeout:       c.ReadTimeout,
		MaxHeaderBytes:    64 << 10,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          slog.NewLogLogger(g.log.Handler(), slog.LevelDebug),
	}
}

// address is where a browser finds the gateway.
func (g *gateway) address() string {
	return g.scheme + "://" + reachable(g.servers[0].listener.Addr()) + "/"
}

// reachable is an address to dial, of one that may be every address of the machine.
func reachable(a net.Addr) string {
	tcp := a.(*net.TCPAddr)
	if tcp.IP.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", fmt.Sprint(tcp.Port))
	}
	return tcp.String()
}

func (g *gateway) close() error {
	var err error
	for _, s := range g.servers {
		err = errors.Join(err, s.server.Close(), ignoreClosed(s.listener.Close()))
	}
	if g.client != nil {
		g.client.Close()
	}
	if g.sandbox != nil {
		err = errors.Join(err, g.sandbox.Close())
	}
	return err
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
