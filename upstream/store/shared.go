package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/redis/rueidis"
)

// The shared tier lets several gateways have one answer of the endpoint. It must never make an answer worse than it
// would be without: whatever ails the store costs the calls at hand its Patience, and then nothing until Pause has
// passed. With the first operation that fails the client of the store is thrown away, for its connections may be in
// any state; the first load after the pause has another made in the background.

// SharedOptions say where the store is, and how far to trust and await it. The URL has no default.
type SharedOptions struct {
	URL      string           // redis:// or rediss://, as rueidis.ParseURL takes it
	MaxEntry int              // bytes of a body; a larger one is not stored; default 10 MiB
	Keep     time.Duration    // how long an entry is kept; default 2 h
	Patience time.Duration    // for one operation of the store; default 100 ms
	Pause    time.Duration    // how long a store that failed is left alone; default 5 s
	FillFor  time.Duration    // how long one may fill a key before another may try; default 30 s
	Lease    time.Duration    // the same, for one that is not heard of any more; default 2 s
	Clock    func() time.Time // default time.Now; tells the age of the entries
	Logger   *slog.Logger     // told when the store is lost and found again; default: none

	// Observe counts. A load that ends without an error was one of hit (the entry was there), waited (another filled
	// it), filled (by this one) and skipped (without the store). Beside them there are miss, invalid (a value that
	// is not an entry of the key), large (not stored) and error (of the store).
	Observe func(event string)
}

func (o SharedOptions) withDefaults() SharedOptions {
	o.MaxEntry = cmp.Or(o.MaxEntry, 10<<20)
	o.Keep = cmp.Or(o.Keep, 2*time.Hour)
	o.Patience = cmp.Or(o.Patience, 100*time.Millisecond)
	o.Pause = cmp.Or(o.Pause, 5*time.Second)
	o.FillFor = cmp.Or(o.FillFor, 30*time.Second)
	o.Lease = min(cmp.Or(o.Lease, 2*time.Second), o.FillFor)
	o.Logger = cmp.Or(o.Logger, slog.New(slog.DiscardHandler))
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Observe == nil {
		o.Observe = func(string) {}
	}
	return o
}

// Shared is the shared tier. It is safe for use by several goroutines.
type Shared struct {
	SharedOptions
	client  rueidis.ClientOption
	unlock  *rueidis.Lua
	renew   *rueidis.Lua
	ctx     context.Context // ends with close
	cancel  context.CancelFunc
	running sync.WaitGroup

	mu     sync.Mutex
	link   *link     // nil if there is none
	until  time.Time // when another may be made
	lost   bool      // and so nobody waits for a link to be made
	closed bool
}

// NewShared does not connect. The causes of its errors stay unsaid: they would quote the address and its password.
func NewShared(o SharedOptions) (*Shared, error) {
	client, err := rueidis.ParseURL(o.URL)
	if err != nil {
		return nil, errors.New("the address of the shared cache cannot be read; it should be like redis://user:password@host:6379/0")
	}
	client.CacheSizeEachConn = 16 << 20
	client.PipelineMultiplex = -1 // one connection: a second would be dialled within the patience of some operation
	client.DisableRetry = true    // it would spend the caller's patience
	client.Dialer.KeepAlive = 5 * time.Second
	client.Dialer.Timeout = cmp.Or(client.Dialer.Timeout, 5*time.Second)
	client.ConnWriteTimeout = cmp.Or(client.ConnWriteTimeout, 2*time.Second)
	o = o.withDefaults()
	s := &Shared{SharedOptions: o, client: client}
	s.unlock = rueidis.NewLuaScriptNoSha(`return redis.call("GET", KEYS[1]) == ARGV[1] and redis.call("DEL", KEYS[1])`)
	s.renew = rueidis.NewLuaScriptNoSha(`return redis.call("GET", KEYS[1]) == ARGV[1] and redis.call("PEXPIRE", KEYS[1], ARGV[2])`)
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s, nil
}

// SharedScope is the shared tier as one account has it: its entries are authenticated by a secret, which is the same on
// all gateways.
type SharedScope struct {
	*Shared
	entries entries
}

// Of is the shared tier for one account, by its secret.
func (s *Shared) Of(secret []byte) *SharedScope {
	return &SharedScope{s, entries{secret: secret, most: s.MaxEntry}}
}

// Close ends all connections and waits until nothing runs any more. Loads that go on, or begin later, do without.
func (s *Shared) Close() {
	s.mu.Lock()
	s.closed = true
	if s.link != nil {
		s.retire()
	}
	s.mu.Unlock()
	s.cancel()
	s.running.Wait()
}

// Load gives the body stored for the key that is younger than maxAge, with the time it was answered at, or else fills
// it: one filler per key across the replicas, while the others wait and read what it stored. It fails as fill does.
func (s *SharedScope) Load(ctx context.Context, key Key, maxAge time.Duration, fill func(context.Context) ([]byte, error)) (body []byte, at time.Time, err error) {
	l := s.reach(ctx)
	if l == nil {
		return s.ask(ctx, "skipped", fill)
	}
	switch body, at, err := s.read(l, key, maxAge, true); {
	case err == nil:
		s.Observe("hit")
		return body, at, nil
	case errors.Is(err, errStore):
		return s.ask(ctx, "skipped", fill)
	case errors.Is(err, errInvalid):
		s.Observe("invalid")
	}
	s.Observe("miss")
	if maxAge <= 0 { // nothing that others store would do
		return s.fill(ctx, key, fill)
	}
	late := time.NewTimer(s.FillFor)
	defer late.Stop()
	for pause := 5 * time.Millisecond; ; pause = min(2*pause, 100*time.Millisecond) {
		token := rand.Text()
		_, err := s.do(l, func(ctx context.Context, c rueidis.Client) rueidis.RedisResult {
			return c.Do(ctx, c.B().Set().Key(key.lock()).Value(token).Nx().Px(s.Lease).Build())
		})
		switch {
		case err == nil:
			return s.fillLocked(ctx, l, key, token, maxAge, fill)
		case errors.Is(err, errStore):
			return s.ask(ctx, "skipped", fill)
		}
		select {
		case <-time.After(pause):
		case <-late.C:
			return s.fill(ctx, key, fill)
		case <-ctx.Done():
			return s.ask(ctx, "skipped", fill) // for it knows best how to say that the time is over
		}
		// Until the store tells that the key has changed, this costs no round trip.
		switch body, at, err := s.read(l, key, maxAge, true); {
		case err == nil:
			s.Observe("waited")
			return body, at, nil
		case errors.Is(err, errStore):
			return s.ask(ctx, "skipped", fill)
		}
	}
}

// fillLocked fills the key, whose lock is held, and releases the lock, even if fill panics.
func (s *SharedScope) fillLocked(ctx context.Context, l *link, key Key, token string, maxAge time.Duration, fill func(context.Context) ([]byte, error)) ([]byte, time.Time, error) {
	filled := make(chan struct{})
	go s.hold(key, token, filled)
	defer func() {
		close(filled)
		if l := s.current(); l != nil {
			_, _ = s.do(l, func(ctx context.Context, c rueidis.Client) rueidis.RedisResult {
				return s.unlock.Exec(ctx, c, []string{key.lock()}, []string{token})
			})
		}
	}()
	// The filler before may have stored the entry after it was last read, or the news of it be still on its way.
	switch body, at, err := s.read(l, key, maxAge, false); {
	case err == nil:
		s.Observe("waited")
		return body, at, nil
	case errors.Is(err, errStore):
		return s.ask(ctx, "skipped", fill)
	}
	return s.fill(ctx, key, fill)
}

// hold renews the lock until the key is filled, or may be filled by another. A lock that its holder could not release,
// because the store failed in between, so makes nobody wait for long.
func (s *SharedScope) hold(key Key, token string, filled <-chan struct{}) {
	end := time.After(s.FillFor)
	for {
		select {
		case <-filled:
			return
		case <-end:
			return
		case <-s.ctx.Done():
			return
		case <-time.After(s.Lease / 4):
		}
		l := s.current()
		if l == nil {
			continue
		}
		_, _ = s.do(l, func(ctx context.Context, c rueidis.Client) rueidis.RedisResult {
			return s.renew.Exec(ctx, c, []string{key.lock()}, []string{token, strconv.FormatInt(s.Lease.Milliseconds(), 10)})
		})
	}
}

// fill asks, and stores the answer.
func (s *SharedScope) fill(ctx context.Context, key Key, fill func(context.Context) ([]byte, error)) ([]byte, time.Time, error) {
	body, at, err := s.ask(ctx, "filled", fill)
	l := s.current()
	switch {
	case err != nil || l == nil:
	case len(body) > s.MaxEntry:
		s.Observe("large")
	default:
		value := rueidis.BinaryString(s.entries.seal(key, at, body))
		_, _ = s.do(l, func(ctx context.Context, c rueidis.Client) rueidis.RedisResult {
			return c.Do(ctx, c.B().Set().Key(key.entry()).Value(value).Px(s.Keep).Build())
		})
	}
	return body, at, err
}

// ask gives an answer with its time, in the precision of an entry.
func (s *Shared) ask(ctx context.Context, event string, fill func(context.Context) ([]byte, error)) ([]byte, time.Time, error) {
	body, err := fill(ctx)
	if err != nil {
		return nil, time.Time{}, err
	}
	s.Observe(event)
	return body, time.UnixMilli(s.Clock().UnixMilli()), nil
}

// How a read fails, and an operation.
var (
	errAbsent  = errors.New("there is none")
	errInvalid = errors.New("it is not an entry of the key")
	errStore   = errors.New("the store failed")
)

// read gives an entry that is younger than maxAge. It asks for one byte more than an entry may have, and so learns of
// a larger value without receiving it.
func (s *SharedScope) read(l *link, key Key, maxAge time.Duration, cached bool) ([]byte, time.Time, error) {
	r, err := s.do(l, func(ctx context.Context, c rueidis.Client) rueidis.RedisResult {
		command := c.B().Getrange().Key(key.entry()).Start(0).End(int64(s.entries.mostStored()))
		if cached {
			return c.DoCache(ctx, command.Cache(), s.Keep)
		}
		return c.Do(ctx, command.Build())
	})
	if err != nil {
		return nil, time.Time{}, err
	}
	value, err := r.AsBytes()
	if err != nil {
		return nil, time.Time{}, errInvalid
	}
	if len(value) == 0 {
		return nil, time.Time{}, errAbsent
	}
	body, at, ok := s.entries.open(key, value)
	age := s.Clock().Sub(at)
	switch {
	case !ok || age < -time.Minute: // a clock is that wrong, or worse
		return nil, time.Time{}, errInvalid
	case age >= maxAge:
		return nil, time.Time{}, errAbsent
	}
	return body, at, nil
}

// do is one operation of the store. Its context is not the caller's: rueidis joins reads of one key, and would fail
// them all with the error of whoever came first and left.
func (s *Shared) do(l *link, operation func(context.Context, rueidis.Client) rueidis.RedisResult) (rueidis.RedisResult, error) {
	ctx, cancel := context.WithTimeout(l.ctx, s.Patience)
	defer cancel()
	r := operation(ctx, l.client)
	err := r.Error()
	if refusal, ok := rueidis.IsRedisErr(err); ok && strings.HasPrefix(refusal.Error(), "WRONGTYPE") {
		err = errInvalid
	}
	switch {
	case rueidis.IsRedisNil(err):
		err = errAbsent
	case err != nil && !errors.Is(err, errInvalid):
		s.fail(l, err, false)
		return r, errStore
	}
	s.found(l)
	return r, err
}
