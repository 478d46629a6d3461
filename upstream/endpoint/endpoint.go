// Package endpoint calls POST /query/conversations, and POST /query/property-keys beside it: it sends a query that is encoded, keeps within what the endpoint bears, and
// decodes the answer. It is the only package that speaks HTTP to the endpoint. It keeps no answers and knows no scopes.
package endpoint

import (
	"context"
	"hash/maphash"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// DefaultURL is the address of the endpoint, without its path.
const DefaultURL = "https://api.analytics.inkeep.com"

// Options say where the endpoint is and how patient to be. All have a default.
type Options struct {
	URL         string            // the endpoint's address, without the path; default DefaultURL
	Timeout     time.Duration     // for a call, over all its tries; default 30 s
	MaxResponse int               // bytes of an answer, uncompressed; default 10 MiB
	Transport   http.RoundTripper // default: NewTransport
	Tries       int               // of a call whose failure is transient, each with its share of Timeout; default 3
	Clock       func() time.Time  // default time.Now
	Observer    Observer          // told what happens; default: nobody
}

// WithDefaults has a value for every option.
func (o Options) WithDefaults() Options {
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
	if o.Clock == nil {
		o.Clock = time.Now
	}
	o.Observer = o.Observer.withDefaults()
	return o
}

// Observer is told of calls, for counters. Its functions may be nil; they must be quick.
type Observer struct {
	// Call is told of each try of a call: how it ended, "ok" or a query.Failure, and how long it took.
	Call func(outcome string, took time.Duration)
	// Retry is told of each try that follows a failed one.
	Retry func()
	// Breaker is told of the changes of circuit breakers, of which each tenant has one: closed, open, half-open.
	Breaker func(from, to string)
}

func (o Observer) withDefaults() Observer {
	if o.Call == nil {
		o.Call = func(string, time.Duration) {}
	}
	if o.Retry == nil {
		o.Retry = func() {}
	}
	if o.Breaker == nil {
		o.Breaker = func(string, string) {}
	}
	return o
}

// Client calls the endpoint. It is safe for use by several goroutines.
type Client struct {
	options  Options
	resty    *resty.Client
	seed     maphash.Seed // of callers and queries
	rows     string       // the address of the call that answers with rows
	names    string       // the one of the call that answers with names of properties
	bodies   bodies
	decoders sync.Pool // *jsontext.Decoder, whose memory of names is most of what a small answer takes
}

// New makes a client; it does not connect.
func New(o Options) *Client {
	o = o.WithDefaults()
	address := strings.TrimRight(o.URL, "/")
	return &Client{options: o, resty: newResty(o), seed: maphash.MakeSeed(), rows: address + "/query/conversations", names: address + "/query/property-keys"}
}

// Tenant calls the endpoint with one access key. What the endpoint bears is kept for each tenant apart.
type Tenant struct {
	*Client
	key     string
	own     bool        // whether the key is the caller's own, who then is told that the endpoint refuses it
	headers http.Header // of its calls; read only
	guard   *guard
}

// Tenant makes the tenant of an access key, the gateway's or a caller's own. It is to be kept: its guard knows what the
// endpoint bears.
func (c *Client) Tenant(key string, own bool) *Tenant {
	return &Tenant{Client: c, key: key, own: own, headers: headers(key), guard: newGuard(c.guardOptions())}
}

// Forget ends a tenant that is not kept any more: its circuit breaker is told to be closed.
func (t *Tenant) Forget() { t.guard.breaker.forget() }

// Call asks the endpoint a query, whose Body is given beside it, as often as the guard lets it, for an answer to Decode. Its errors
// are *query.Error. The answer may be given back to Release.
func (t *Tenant) Call(ctx context.Context, q query.Query, body []byte) ([]byte, error) {
	caller, ok := ctx.Value(callerKey{}).(*Caller)
	if !ok {
		caller = new(Caller)
	}
	of := origin{caller: maphash.String(t.seed, caller.ID), query: maphash.Bytes(t.seed, body)}
	return t.guard.do(ctx, of, func(ctx context.Context) ([]byte, error) {
		caller.Calls.Add(1)
		return t.fetch(ctx, q, body)
	})
}

// Release gives an answer's memory to another. Nothing may refer to it any more.
func (c *Client) Release(answer []byte) { c.bodies.reuse(answer) }

// Caller is for whom calls are made. The turns of a tenant's calls go round its callers, and the failures of one of them do not keep
// the others from the endpoint.
type Caller struct {
	ID    string       // the same for all that is asked by one; it may be empty
	Calls atomic.Int64 // counts the calls, each try
}

type callerKey struct{}

// CalledBy is a context whose calls are a caller's.
func CalledBy(ctx context.Context, caller *Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, caller)
}

func (c *Client) guardOptions() guardOptions {
	o := c.options
	return guardOptions{
		Tries:      o.Tries,
		TryTimeout: o.Timeout / time.Duration(o.Tries),
		Observe: guardObserver{
			Try: func(err *query.Error, took time.Duration) {
				outcome := "ok"
				if err != nil {
					outcome = err.Failure.String()
				}
				o.Observer.Call(outcome, took)
			},
			Retry:   o.Observer.Retry,
			Breaker: o.Observer.Breaker,
		},
	}
}
