package upstream

import (
	"context"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// longPast is how long ago a range has to have ended when it was answered, so that little can still come into it.
const longPast = 24 * time.Hour

type maxAgeKey struct{}

type maxAge struct {
	age  time.Duration
	said time.Time
}

// WithMaxAge is a context whose queries are answered with nothing older than a time, whatever the cache's settings call fresh: 0
// has everything asked anew. It is what a client's Cache-Control says, RFC 9111, section 5.2.1.
func WithMaxAge(ctx context.Context, age time.Duration) context.Context {
	return context.WithValue(ctx, maxAgeKey{}, maxAge{age, time.Now()})
}

// lifetime is how long an answer of a query that was answered at some time is served as it is: while it is fresh, unless the
// client says how old it may be.
func (c *Client) lifetime(ctx context.Context, q query.Query, at time.Time) time.Duration {
	if wanted, ok := ctx.Value(maxAgeKey{}).(maxAge); ok {
		return wanted.age
	}
	return c.freshUntil(q, at).Sub(at)
}

// freshUntil is until when an answer of a query that was answered at some time is fresh, by the cache's settings: longer if
// its range had long ended then, so that little can still come into it.
func (c *Client) freshUntil(q query.Query, at time.Time) time.Time {
	if q.Where.EndsBefore(at.Add(-longPast)) {
		return at.Add(c.options.Cache.FreshPast)
	}
	return at.Add(c.options.Cache.Fresh)
}

// staleFor is how long an answer is served after it ceased to be fresh, while it is refreshed.
func (c *Client) staleFor(ctx context.Context) time.Duration {
	if _, ok := ctx.Value(maxAgeKey{}).(maxAge); ok {
		return 0
	}
	return c.options.Cache.Stale
}

// askedAfter is when a call has to have begun that is joined: a client that wants everything asked anew joins none from before.
func askedAfter(ctx context.Context) time.Time {
	if wanted, ok := ctx.Value(maxAgeKey{}).(maxAge); ok && wanted.age == 0 {
		return wanted.said
	}
	return time.Time{}
}

// sharedFor is how old a stored answer of a query may be to be fresh, whenever it was answered: its freshness is judged at that
// time, which the store does not do. It is as long as that of the past only if the range had long ended for all of it.
func (c *Client) sharedFor(ctx context.Context, q query.Query) time.Duration {
	o, now := c.options.Cache, c.options.Clock()
	return min(c.lifetime(ctx, q, now), max(o.Fresh, c.lifetime(ctx, q, now.Add(-o.FreshPast))))
}
