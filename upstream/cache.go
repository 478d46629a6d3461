package upstream

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"math"
	"net/http"
	"time"

	"github.com/maypok86/otter/v2"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// CacheOptions say how long answers are kept. The zero value has the defaults.
type CacheOptions struct {
	Bytes        int64         // of answers in memory; default 64 MiB; below 0 nothing is kept
	Fresh        time.Duration // answers are served as they are; default 30 s
	FreshPast    time.Duration // the same, of queries that end more than a day ago; default 1 h
	Stale        time.Duration // after that they are served while one call refreshes them; default 5 min
	StaleIfError time.Duration // after they ceased to be fresh they are served when the endpoint fails; default 1 h
}

func (o CacheOptions) withDefaults() CacheOptions {
	for _, d := range []struct {
		option   *time.Duration
		standard time.Duration
	}{
		{&o.Fresh, 30 * time.Second},
		{&o.FreshPast, time.Hour},
		{&o.Stale, 5 * time.Minute},
		{&o.StaleIfError, time.Hour},
	} {
		if *d.option == 0 {
			*d.option = d.standard
		}
	}
	if o.Bytes == 0 {
		o.Bytes = 64 << 20
	}
	return o
}

// refusalsKept is how long a query that cannot be processed is refused without asking again.
const refusalsKept = 2 * time.Second

// CacheState says where an answer comes from. An answer of several pages has the greatest of theirs.
type CacheState int

// The states of an answer.
const (
	Hit          CacheState = iota // from memory, fresh
	SharedHit                      // from the store that gateways share, fresh
	Miss                           // from the endpoint
	Stale                          // from memory, no longer fresh, while it is refreshed
	StaleIfError                   // from memory, no longer fresh, because the endpoint failed
)

func (s CacheState) String() string {
	return [...]string{"hit", "shared", "miss", "stale", "stale-if-error"}[s]
}

// page is one answer of the endpoint.
type page struct {
	*query.Rows
	state CacheState
	at    time.Time // when the endpoint answered
	fresh time.Time // until when it is
}

// entry is what is kept of a query: an answer, or a refusal.
type entry struct {
	page page
	err  *query.Error
}

// cache keeps pages in memory, bounded in bytes, and expires them when nothing may serve them any more.
type cache struct {
	options CacheOptions
	entries *otter.Cache[cacheKey, entry]
	flights *flights[entry]
}

func newCache(o CacheOptions, clock func() time.Time, timeout time.Duration) *cache {
	c := &cache{options: o.withDefaults(), flights: newFlights[entry](timeout)}
	if c.options.Bytes < 0 {
		return c
	}
	longest := max(c.options.Fresh, c.options.FreshPast) + max(c.options.Stale, c.options.StaleIfError)
	c.entries = otter.Must(&otter.Options[cacheKey, entry]{
		MaximumWeight: uint64(c.options.Bytes),
		Weigher:       func(_ cacheKey, e entry) uint32 { return e.weight() },
		ExpiryCalculator: otter.ExpiryWritingFunc(func(e otter.Entry[cacheKey, entry]) time.Duration {
			if e.Value.err != nil {
				return refusalsKept
			}
			return longest
		}),
		Clock: otterClock{clock},
	})
	return c
}

func (c *cache) get(key cacheKey) (entry, bool) {
	if c.entries == nil {
		return entry{}, false
	}
	return c.entries.GetIfPresent(key)
}

func (c *cache) set(key cacheKey, e entry) {
	if c.entries != nil {
		c.entries.Set(key, e)
	}
}

// weight is about what an entry takes in memory.
func (e entry) weight() uint32 {
	const overhead = 320
	if e.page.Rows == nil {
		return overhead
	}
	return uint32(min(e.page.Bytes()+overhead, math.MaxUint32)) //nolint:gosec // bounded
}

// cacheKey is where the answer of a query is kept: what stands for the account, and a hash of the query. It is the same on
// every gateway.
func (a *account) cacheKey(q query.Query) (key cacheKey) {
	copy(key[:16], a.tag[:])
	hash := q.Hash()
	copy(key[16:], hash[:])
	return key
}

// keyedHash is of something that must not be found out from it.
func keyedHash(key, text string) []byte {
	h := hmac.New(sha256.New, []byte(key))
	h.Write([]byte(text))
	return h.Sum(nil)
}

// page answers one query with what one call of the endpoint gives, or gave not long ago.
func (a *account) page(ctx context.Context, q query.Query) (page, error) {
	p, err := a.findPage(ctx, q)
	if err == nil {
		p.fresh = p.at.Add(a.freshFor(q))
		a.options.Observer.Page(p.state)
	}
	return p, err
}

func (a *account) findPage(ctx context.Context, q query.Query) (page, error) {
	key := a.cacheKey(q)
	fresh := a.freshFor(q)
	have, ok := a.cache.get(key)
	if ok && have.err != nil {
		return page{}, have.err
	}
	age := a.options.Clock().Sub(have.page.at)
	switch {
	case ok && age < fresh:
		have.page.state = Hit
		return have.page, nil
	case ok && age < fresh+a.cache.options.Stale:
		a.refresh(ctx, key, q)
		have.page.state = Stale
		return have.page, nil
	}
	filled, err := a.cache.flights.do(ctx, key, a.filling(key, q))
	if err == nil {
		return filled.page, nil
	}
	// An asker whose time is up, for the endpoint was silent, is served as well; one that has left is not.
	if ok && age < fresh+a.cache.options.StaleIfError && isOutage(err) && !errors.Is(ctx.Err(), context.Canceled) {
		have.page.state = StaleIfError
		return have.page, nil
	}
	return page{}, err
}

// refresh begins to ask a query anew, unless that is under way.
func (a *account) refresh(ctx context.Context, key cacheKey, q query.Query) {
	a.cache.flights.start(ctx, key, a.filling(key, q))
}

func (a *account) filling(key cacheKey, q query.Query) func(context.Context) (entry, error) {
	return func(ctx context.Context) (entry, error) { return a.fill(ctx, key, q) }
}

// fill asks the endpoint, or the store that gateways share, and keeps the answer. Errors are not kept, but that a query
// cannot be processed.
func (a *account) fill(ctx context.Context, key cacheKey, q query.Query) (entry, error) {
	fresh := a.freshFor(q)
	// Between the look into the cache and this call another may have ended.
	switch have, ok := a.cache.get(key); {
	case ok && have.err != nil:
		return entry{}, have.err
	case ok && a.options.Clock().Sub(have.page.at) < fresh:
		have.page.state = Hit
		return have, nil
	}
	var e entry
	var err error
	if a.shared == nil {
		e.page, err = a.ask(ctx, q)
	} else {
		e.page, err = a.askShared(ctx, key, q, fresh)
	}
	if err != nil {
		var refusal *query.Error
		if errors.As(err, &refusal) && refusal.Status == http.StatusUnprocessableEntity {
			a.cache.set(key, entry{err: refusal})
		}
		return entry{}, err
	}
	a.cache.set(key, e)
	return e, nil
}

func (a *account) ask(ctx context.Context, q query.Query) (page, error) {
	body, err := a.call(ctx, q)
	if err != nil {
		return page{}, err
	}
	rows, err := a.decode(q, body)
	a.bodies.reuse(body)
	return page{Rows: rows, state: Miss, at: a.options.Clock()}, err
}

// askShared reads what another gateway has stored, or asks and stores. What is stored and cannot be read is asked for.
func (a *account) askShared(ctx context.Context, key cacheKey, q query.Query, fresh time.Duration) (page, error) {
	asked := false
	var p page
	body, at, err := a.shared.load(ctx, key, fresh, func(ctx context.Context) (body []byte, err error) {
		asked = true
		if body, err = a.call(ctx, q); err != nil {
			return nil, err
		}
		p.Rows, err = a.decode(q, body)
		return body, err
	})
	switch {
	case err != nil:
		return page{}, err
	case asked:
		p.state, p.at = Miss, at
		return p, nil
	}
	if p.Rows, err = a.decode(q, body); err != nil {
		return a.ask(ctx, q)
	}
	p.state, p.at = SharedHit, at
	return p, nil
}

// freshFor is how long an answer of the query is fresh: longer if nothing new can come into it.
func (c *Client) freshFor(q query.Query) time.Duration {
	if q.Where.EndsBefore(c.options.Clock().Add(-24 * time.Hour)) {
		return c.cache.options.FreshPast
	}
	return c.cache.options.Fresh
}

// isOutage says whether an error is of the endpoint's or of the way to it, and not of the query.
func isOutage(err error) bool {
	var e *query.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Failure {
	case query.Unavailable, query.Timeout, query.RateLimited, query.InvalidResponse:
		return true
	}
	return false
}

// otterClock gives the cache the client's time.
type otterClock struct{ now func() time.Time }

// NowNano is the present in nanoseconds since 1970.
func (c otterClock) NowNano() int64 { return c.now().UnixNano() }

// Tick is for the cache's clean-up, whose rhythm is that of real time.
func (c otterClock) Tick(d time.Duration) <-chan time.Time { return time.Tick(d) }
