// Package upstream asks the analytics endpoint POST /query/conversations: one Query in, typed Rows out.
//
// It knows the endpoint's wire and its failures. It knows nothing of GraphQL, and it reads neither files nor the
// environment.
package upstream

import (
	"context"
	"net/http"
	"time"

	"github.com/go-resty/resty/v2"
)

// The limits that the endpoint sets. It names the first as 2 MB; the smaller reading of that is kept.
const (
	MaxBody  = 2_000_000 // bytes of an encoded query
	MaxNotes = 80        // characters
)

// Options say where the endpoint is and how patient to be. All but the Key has a default.
type Options struct {
	URL         string            // the service's address, without the path; default DefaultURL
	Key         string            // the API key, sent as a bearer token
	Timeout     time.Duration     // for a whole call; default 30 s
	MaxResponse int               // bytes of an answer, uncompressed; default 10 MiB
	Transport   http.RoundTripper // default: one of its own, with connections kept open
	Clock       func() time.Time  // default time.Now; reads a Retry-After that is a date
}

// DefaultURL is the address of the service.
const DefaultURL = "https://api.analytics.inkeep.com"

// Client asks the endpoint. It is safe for use by several goroutines.
type Client struct {
	options Options
	resty   *resty.Client
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
		o.Transport = newTransport()
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	return &Client{options: o, resty: newResty(o)}
}

// Rows answers the query. Its errors are *Error. A query that can match nothing is answered without asking.
func (c *Client) Rows(ctx context.Context, q Query) (*Rows, error) {
	if q.Where.Nothing() {
		return emptyRows(q), nil
	}
	return c.fetch(ctx, q)
}
