// Package upstream asks the analytics endpoint POST /query/conversations: one Query in, typed Rows out.
//
// A Batch collects the queries of one operation and merges them (batch.go); each is read over as many answers as it takes
// (page.go), from memory or a shared store where they are known (cache.go, shared.go), and otherwise from the endpoint
// (fetch.go), within what it bears (guard.go).
//
// The package knows the endpoint's wire and its failures. It knows nothing of GraphQL, and it reads neither files nor the
// environment, but for the proxy settings that net/http's transport reads.
package upstream

import (
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/go-resty/resty/v2"
	"github.com/maypok86/otter/v2"
)

// Options say where the endpoint is and how patient to be. All have a default.
type Options struct {
	URL         string            // the service's address, without the path; default DefaultURL
	Timeout     time.Duration     // for a query, over all its answers and tries; default 30 s
	MaxResponse int               // bytes of an answer, uncompressed; default 10 MiB
	Transport   http.RoundTripper // default: NewTransport
	Tries       int               // of a call that fails in a way that may pass, each with its share of Timeout; default 3
	MaxPages    int               // that are read of one query; default 20
	Cache       CacheOptions
	Clock       func() time.Time // default time.Now
	Observer    Observer         // told what happens; default: nobody
}

// DefaultURL is the address of the service.
const DefaultURL = "https://api.analytics.inkeep.com"

// Client asks the endpoint. It is safe for use by several goroutines.
type Client struct {
	options  Options
	resty    *resty.Client
	address  string // of the queries
	bodies   bodies
	decoders sync.Pool // *jsontext.Decoder, whose memory of names is most of what a small answer takes
	cache    *cache
	shared   *shared // nil: none
	accounts *otter.Cache[holder, *account]
}

// New makes a client; it does not connect.
func New(o Options) *Client {
	if o.URL == "" {
		o.URL = DefaultURL
	}
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	if o.MaxResponse == 0 {
		o.MaxResponse = 10 << 20
	}
	if o.Transport == nil {
		o.Transport = NewTransport()
	}
	if o.Tries == 0 {
		o.Tries = 3
	}
	if o.MaxPages == 0 {
		o.MaxPages = 20
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	o.Observer = o.Observer.withDefaults()
	c := &Client{options: o, resty: newResty(o), address: strings.TrimRight(o.URL, "/") + path, cache: newCache(o.Cache, o.Clock, o.Timeout)}
	c.accounts = newAccounts()
	return c
}

// Share lets the client share answers with other gateways over a store, redis:// or rediss://. It does not connect: a
// store that is not there costs a little time and nothing else. It fails on an address that cannot be read. Share before
// the first query, and Close the client after the last.
func (c *Client) Share(url string, log *slog.Logger) error {
	s, err := newShared(sharedOptions{
		URL:      url,
		MaxEntry: c.options.MaxResponse,
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
		c.shared.close()
	}
	if c.cache.entries != nil {
		c.cache.entries.StopAllGoroutines()
	}
	c.accounts.StopAllGoroutines()
}
