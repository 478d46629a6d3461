// Package upstream asks the analytics endpoint, POST /query/conversations and its neighbour property-keys: one query.Query in,
// typed query.Rows out.
//
// A Session asks for one scope (session.go). Its Batch collects the queries of one operation and merges them (batch.go). Each
// is read over as many pages as it takes (page.go); a page comes from memory, from the store that gateways share, or from the
// endpoint (source.go).
//
// The package composes the packages beneath it: query is the language, with the wall clocks of calendar; derive computes answers
// that follow from others; cache keeps what is in memory; store is shared by gateways; endpoint makes the calls. It owns no HTTP, no JSON and no Redis, and it knows
// nothing of GraphQL.
package upstream

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/cache"
	"github.com/inkeep-gateway/gateway/upstream/derive"
	"github.com/inkeep-gateway/gateway/upstream/endpoint"
	"github.com/inkeep-gateway/gateway/upstream/store"
)

// Options say where the endpoint is and how patient to be. All have a default.
type Options struct {
	URL         string            // the endpoint's address, without the path; default endpoint.DefaultURL
	Timeout     time.Duration     // for a query, over all its answers and tries; default 30 s
	MaxResponse int               // bytes of an answer, uncompressed; default 10 MiB
	Transport   http.RoundTripper // default: endpoint.NewTransport
	Tries       int               // of a call whose failure is transient, each with its share of Timeout; default 3
	MaxPages    int               // that are read of one query; default 20
	BatchWait   time.Duration     // how long a batch waits for loads that were announced and do not come; default 16 ms
	Cache       CacheOptions
	Patience    time.Duration    // with the store that gateways share; default 100 ms
	Derive      bool             // whether answers are derived from others that are kept or asked at the same time
	AskWider    bool             // whether one question is asked in place of several that follow from it; with Derive
	TrustKeys   bool             // whether the endpoint's property-keys respects `where`; older versions ignore it
	Logger      *slog.Logger     // told what an operator has to know; default: nobody
	Clock       func() time.Time // default time.Now
	Observer    Observer         // told what happens; default: nobody

	// Lease begins what one question to the endpoint holds: the body of the answer, and its rows. Held is what the request of a
	// context holds: the rows that it uses. Without them nothing is counted.
	Lease func() Lease
	Held  func(context.Context) endpoint.Memory
}

// Lease is a memory that ends.
type Lease interface {
	endpoint.Memory
	// End gives all of it back.
	End()
}

// Client asks the endpoint. It is safe for use by several goroutines.
type Client struct {
	options  Options
	endpoint *endpoint.Client
	memory   *cache.Cache[store.Key, entry]
	flights  *store.Flights[page]
	shared   *store.Redis // nil: none
	tenants  tenants
	index    *derive.Index[store.Tag, store.Key]       // of whole answers in memory, by their tenants' epochs
	prepared *cache.Cache[store.Key, *derive.Question] // what answers in memory answer, of those from which something might follow
}

// New makes a client; it does not connect.
func New(o Options) *Client {
	calls := endpoint.Options{
		URL: o.URL, Timeout: o.Timeout, MaxResponse: o.MaxResponse, Transport: o.Transport, Tries: o.Tries, Clock: o.Clock,
		Observer: o.Observer.Observer,
	}.WithDefaults()
	o.URL, o.Timeout, o.MaxResponse, o.Clock = calls.URL, calls.Timeout, calls.MaxResponse, calls.Clock
	if o.MaxPages == 0 {
		o.MaxPages = 20
	}
	if o.BatchWait == 0 {
		o.BatchWait = 16 * time.Millisecond
	}
	o.Cache, o.Observer = o.Cache.withDefaults(), o.Observer.withDefaults()
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	index := new(derive.Index[store.Tag, store.Key])
	return &Client{
		options:  o,
		index:    index,
		prepared: newPrepared(o.Cache, o.Clock),
		endpoint: endpoint.New(calls),
		memory:   newMemory(o.Cache, o.Clock, index.Remove, o.Observer.Full),
		flights:  store.NewFlights[page](o.Timeout),
		tenants:  newTenants(o.Cache.longest()),
	}
}

// CacheBytes is about how many bytes of answers are kept in memory.
func (c *Client) CacheBytes() uint64 { return c.memory.Bytes() }

// Share lets the client share answers with other gateways over a store, redis:// or rediss://. It does not connect: a
// store that is not there costs a little time and nothing else. It fails on an address that cannot be read. Share before
// the first query, and Close the client after the last.
func (c *Client) Share(url string, log *slog.Logger) error {
	s, err := store.NewRedis(store.RedisOptions{
		URL:      url,
		MaxEntry: c.options.MaxResponse,
		Patience: c.options.Patience,
		Clock:    c.options.Clock,
		Logger:   log,
		Observe:  c.options.Observer.Shared,
	})
	if err != nil {
		return err
	}
	c.shared = s
	return nil
}

// Close lets go of what the client holds: the store, and the cache's clean-up.
func (c *Client) Close() {
	if c.shared != nil {
		c.shared.Close()
	}
	c.memory.Close()
	c.prepared.Close()
	c.tenants.close()
}
