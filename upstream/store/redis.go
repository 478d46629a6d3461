package store

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// Redis lets several gateways have one answer of the endpoint. It must never make an answer worse than it would be
// without: a load waits for the store once, and at most for its Patience. A store that does not answer by then, or that
// fails, is left alone until Pause has passed. What is stored is written after the answer has gone out.

// RedisOptions say where the store is, and how far to trust and await it. The URL has no default.
type RedisOptions struct {
	URL      string           // redis://, rediss:// or unix://, as parseAddress takes it
	MaxEntry int              // bytes of a body; a larger one is not stored; default 10 MiB
	Keep     time.Duration    // how long an entry is kept; default 2 h
	Patience time.Duration    // what a load waits for the store, over all its commands; default 100 ms
	Connect  time.Duration    // for making a connection, which nobody waits for beyond Patience; default 5 s
	Pause    time.Duration    // how long a store that failed is left alone; default 5 s
	FillFor  time.Duration    // how long one may fill a key before another may try; default 30 s
	Lease    time.Duration    // the same, for one that is not heard of any more; default 1 s
	Clock    func() time.Time // default time.Now; tells the age of the entries
	Logger   *slog.Logger     // told when the store is lost and found again; default: none

	// Observe counts. A load that ends without an error was one of hit (the entry was there), waited (another filled
	// it), filled (by this one) and skipped (without the store). Beside them there are miss, invalid (a value that
	// is not an entry of the key), large (not stored), dropped (not stored, for too many wait to be) and error (of
	// the store).
	Observe func(event string)
}

func (o RedisOptions) withDefaults() RedisOptions {
	o.MaxEntry = cmp.Or(o.MaxEntry, 10<<20)
	o.Keep = cmp.Or(o.Keep, 2*time.Hour)
	o.Patience = cmp.Or(o.Patience, 100*time.Millisecond)
	o.Connect = cmp.Or(o.Connect, 5*time.Second)
	o.Pause = cmp.Or(o.Pause, 5*time.Second)
	o.FillFor = cmp.Or(o.FillFor, 30*time.Second)
	o.Lease = min(cmp.Or(o.Lease, time.Second), o.FillFor)
	o.Logger = cmp.Or(o.Logger, slog.New(slog.DiscardHandler))
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Observe == nil {
		o.Observe = func(string) {}
	}
	return o
}

// Redis is the shared cache. It is safe for use by several goroutines.
type Redis struct {
	RedisOptions
	pool    *pool
	writes  writeQueue
	longest atomic.Int64 // ns: how long fills take here, see patienceForFill
	ctx     context.Context
	cancel  context.CancelFunc

	mu      sync.Mutex
	closed  bool
	running sync.WaitGroup
}

// NewRedis does not connect. It fails on an address that cannot be read. Its error does not say why, for that would
// quote the address and its password.
func NewRedis(o RedisOptions) (*Redis, error) {
	to, err := parseAddress(o.URL)
	if err != nil {
		return nil, err
	}
	r := &Redis{RedisOptions: o.withDefaults(), writes: newWriteQueue()}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	r.pool = newPool(r, to)
	return r, nil
}

// RedisTenant is the shared cache as one tenant has it: a secret, which is the same on all gateways, authenticates its
// entries.
type RedisTenant struct {
	*Redis
	tag         Tag
	entries     entries
	drops, told atomic.Int64 // how often it was dropped, and of how many of these the store was told
}

// Tenant gives the shared cache as the holder of the secret has it, who has the keys with the tag.
func (r *Redis) Tenant(tag Tag, secret []byte) *RedisTenant {
	return &RedisTenant{Redis: r, tag: tag, entries: entries{secret: secret, most: r.MaxEntry}}
}

// Close ends all connections and writes and waits until nothing runs any more. Loads that go on, or begin later, do
// without the store.
func (r *Redis) Close() {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	r.cancel()
	r.running.Wait()
	r.pool.close()
}

// start runs a function in the background. It says no once the store is closed.
func (r *Redis) start(f func()) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return false
	}
	r.running.Go(f)
	return true
}

// Load gives the body stored for the key that is younger than maxAge, with the time it was answered at, or else fills
// it: one filler per key across the gateways, while the others wait and read what it stored. It fails as fill does. What
// the store learns is of the epoch in which the load began.
func (t *RedisTenant) Load(ctx context.Context, key Key, maxAge time.Duration, fill func(context.Context) ([]byte, error)) (body []byte, at time.Time, err error) {
	return t.LoadOrDerive(ctx, key, maxAge, Hints{}, fill)
}

// LoadOrDerive is Load that takes hints before it fills, and leaves one when it has filled. What is derived is not stored: the
// body is nil then.
func (t *RedisTenant) LoadOrDerive(ctx context.Context, key Key, maxAge time.Duration, hints Hints, fill func(context.Context) ([]byte, error)) (body []byte, at time.Time, err error) {
	l := t.newLookup(key, maxAge)
	l.under = hints.Under
	found := l.do(ctx)
	switch {
	case errors.Is(found.err, errStore):
		return t.ask(ctx, "skipped", fill)
	case found.err == nil && found.state == entryFound:
		t.Observe("hit")
		return found.body, found.at, nil
	case errors.Is(found.err, errInvalid):
		t.Observe("invalid")
	}
	t.Observe("miss")
	if len(found.hints) > 0 && maxAge > 0 && hints.Derive != nil && hints.Derive(found.hints, l.reader(ctx)) {
		if found.state == lockTaken {
			t.write(write{key: key, token: l.token})
		}
		return nil, time.Time{}, nil
	}
	for maxAge > 0 && found.err == nil && found.state == lockHeld && l.pause(ctx) {
		found = l.do(ctx)
		if found.err == nil && found.state == entryFound {
			t.Observe("waited")
			return found.body, found.at, nil
		}
	}
	switch {
	case errors.Is(found.err, errStore), ctx.Err() != nil:
		return t.ask(ctx, "skipped", fill) // which knows best how to say that the time is over
	case found.err == nil && found.state == lockTaken:
		return t.fillLocked(ctx, key, found.epoch, l.token, hints, fill)
	}
	return t.fill(ctx, key, found.epoch, "", hints, fill)
}

// fill asks, and stores the answer. With the token of a lock it releases that, too.
func (t *RedisTenant) fill(ctx context.Context, key Key, of epoch, token string, hints Hints, fill func(context.Context) ([]byte, error)) ([]byte, time.Time, error) {
	w := write{key: key, token: token, epoch: of}
	defer func() { t.write(w) }() // also if fill panics
	begun := time.Now()
	body, at, err := t.ask(ctx, "filled", fill)
	if err == nil {
		t.took(time.Since(begun))
		if len(body) <= t.MaxEntry {
			w.stores, w.body, w.at = true, body, at
			if hints.Leave != nil {
				w.hint = hints.Leave()
			}
		} else {
			t.Observe("large")
		}
	}
	return body, at, err
}

// ask gives an answer with its time, in the precision of an entry.
func (r *Redis) ask(ctx context.Context, event string, fill func(context.Context) ([]byte, error)) ([]byte, time.Time, error) {
	body, err := fill(ctx)
	if err != nil {
		return nil, time.Time{}, err
	}
	r.Observe(event)
	return body, time.UnixMilli(r.Clock().UnixMilli()), nil
}

// How a command fails.
var (
	errInvalid = errors.New("it is not an entry of the key")
	errStore   = errors.New("the store failed")
)
