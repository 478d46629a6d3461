package endpoint

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/failsafe-go/failsafe-go/bulkhead"
	"github.com/failsafe-go/failsafe-go/circuitbreaker"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// The waits between two tries.
const (
	firstDelay   = 100 * time.Millisecond // the bound of the first; each further one is twice as long
	doublings    = 5                      // of the bound, at most
	longestDelay = 5 * time.Second        // an endpoint that wants to be left alone for longer is not asked again
	unknownDelay = time.Second            // what a refused caller is told to wait if nobody knows better
)

// guardOptions say what the endpoint bears. The zero value works.
type guardOptions struct {
	Tries      int           // of a call; default 3
	TryTimeout time.Duration // for one try; default 10 s
	InFlight   int           // tries at once; default 64
	Queue      time.Duration // how long a try waits for its turn; default 1 s
	OpenFor    time.Duration // how long a failing endpoint is left alone; default 5 s
	Observe    guardObserver
}

// guardObserver is told what a guard does. Its fields may be nil; they must not use the guard.
type guardObserver struct {
	Try     func(err *query.Error, d time.Duration) // after each try, with nil if it was answered
	Retry   func()                                  // before each try but the first of a call
	Breaker func(from, to string)                   // closed, open or half-open, when it changes
}

func (o guardOptions) withDefaults() guardOptions {
	o.Tries = cmp.Or(o.Tries, 3)
	o.TryTimeout = cmp.Or(o.TryTimeout, 10*time.Second)
	o.InFlight = cmp.Or(o.InFlight, 64)
	o.Queue = cmp.Or(o.Queue, time.Second)
	o.OpenFor = cmp.Or(o.OpenFor, 5*time.Second)
	if o.Observe.Try == nil {
		o.Observe.Try = func(*query.Error, time.Duration) {}
	}
	if o.Observe.Retry == nil {
		o.Observe.Retry = func() {}
	}
	if o.Observe.Breaker == nil {
		o.Observe.Breaker = func(string, string) {}
	}
	return o
}

// guard keeps the calls made with one access key to one host within what the endpoint bears: so many at once, few
// retries, and none for a while once it fails.
//
// A try takes its turn in the bulkhead and its leave from the breaker, and gives back both before the call waits for
// the next: a call that waits keeps no other from its turn. Everything happens in the caller's goroutine. The policies
// of failsafe-go are used without its executor, which after a panic would keep both for ever.
type guard struct {
	options  guardOptions
	bulkhead bulkhead.Bulkhead[any]
	breaker  *breaker
	budget   *budget
}

func newGuard(o guardOptions) *guard {
	o = o.withDefaults()
	return &guard{
		options:  o,
		bulkhead: bulkhead.New[any](uint(o.InFlight)),
		breaker:  newBreaker(o.OpenFor, o.Observe.Breaker),
		budget:   newBudget(),
	}
}

// do calls until there is an answer, an error that no further try mends, or an end of the tries, of what the endpoint
// bears, or of the context. Its errors are *Error, as those of call must be. call must end with its context.
func (g *guard) do(ctx context.Context, call func(context.Context) ([]byte, error)) ([]byte, error) {
	var last *query.Error
	for retries := 0; ; retries++ {
		era, refusal := g.enter(ctx, last)
		if refusal != nil {
			return nil, refusal
		}
		if retries == 0 {
			g.budget.call()
		} else {
			g.options.Observe.Retry()
		}
		answer, err := g.try(ctx, era, call)
		switch {
		case err == nil:
			return answer, nil
		case !passes(err.Failure):
			return nil, err
		case ctx.Err() != nil:
			return nil, ended(ctx, err)
		case retries+1 >= g.options.Tries:
			return nil, err
		}
		delay, ok := g.delay(ctx, err, retries)
		if !ok {
			return nil, err
		}
		wait(ctx, delay)
		last = err
	}
}

// enter takes a turn in the bulkhead and leave from the breaker, whose era it gives, or neither.
func (g *guard) enter(ctx context.Context, last *query.Error) (era int, refusal *query.Error) {
	if ctx.Err() != nil {
		return 0, ended(ctx, last)
	}
	err := g.bulkhead.AcquirePermitWithMaxWait(ctx, g.options.Queue)
	if errors.Is(err, bulkhead.ErrFull) {
		return 0, &query.Error{Failure: query.RateLimited, Message: "Too many calls to the endpoint are in flight. Try again later.",
			RetryAfter: unknownDelay, Err: cause(last)}
	}
	if err != nil {
		return 0, ended(ctx, last)
	}
	// Only now, for the breaker may have opened meanwhile. While it is open nobody waits for a turn: the call that
	// opened it gave one back.
	era, ok := g.breaker.enter()
	if !ok {
		g.bulkhead.ReleasePermit()
		return 0, paused(g.breaker.rest(), last)
	}
	return era, nil
}

// try calls once. It must follow enter.
func (g *guard) try(ctx context.Context, era int, call func(context.Context) ([]byte, error)) ([]byte, *query.Error) {
	found := unknown
	defer g.bulkhead.ReleasePermit()
	defer func() { g.breaker.leave(era, found) }() // after a panic too
	within, cancel := context.WithTimeout(ctx, g.options.TryTimeout)
	defer cancel()
	start := time.Now()
	answer, err := call(within)
	var failed *query.Error
	if err != nil && !errors.As(err, &failed) {
		failed = &query.Error{Failure: query.Internal, Message: "The gateway failed to ask the endpoint.", Err: err}
	}
	found = finding(ctx, failed)
	g.options.Observe.Try(failed, time.Since(start))
	return answer, failed
}

// delay is how long to wait for the next try; false if there is to be none.
func (g *guard) delay(ctx context.Context, err *query.Error, retries int) (time.Duration, bool) {
	delay := rand.N(firstDelay << min(retries, doublings)) //nolint:gosec // The jitter is no secret.
	if err.RetryAfter > 0 {
		delay = err.RetryAfter
	}
	if delay > longestDelay {
		return 0, false
	}
	due := time.Now().Add(delay)
	if deadline, ok := ctx.Deadline(); ok && !due.Before(deadline) {
		return 0, false
	}
	return delay, g.budget.retry(due) // last, for what it grants is spent
}

// wait ends with the context, if that is sooner.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// passes is whether the same query may be answered a moment later.
func passes(f query.Failure) bool {
	return f == query.Unavailable || f == query.Timeout || f == query.RateLimited
}

// ended is the error of a call whose context ended.
func ended(ctx context.Context, last *query.Error) *query.Error {
	e := &query.Error{Failure: query.Unavailable, Message: "The query was cancelled.", Err: ctx.Err()}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		e.Failure, e.Message = query.Timeout, "The endpoint did not answer in time."
	}
	if last != nil {
		e.Err = fmt.Errorf("%w after %w", e.Err, last)
	}
	return e
}

// paused is the error of a call that the breaker does not let through. While its probe is out, no rest is known.
func paused(rest time.Duration, last *query.Error) *query.Error {
	return &query.Error{Failure: query.Unavailable, Message: "The endpoint is failing and is given a pause. Try again later.",
		RetryAfter: cmp.Or(rest, unknownDelay), Err: cause(last)}
}

// cause keeps a nil *Error from becoming an error that is not nil.
func cause(last *query.Error) error {
	if last == nil {
		return nil
	}
	return last
}

// health is what a try tells of the endpoint.
type health int

const (
	unknown health = iota
	working
	failing
)

// finding reads it from the try's error. An endpoint that refuses, or whose answer cannot be read, does work. A timeout
// counts even if the caller's deadline was nearer than the try's: with such callers only, a hanging endpoint would never
// count.
func finding(ctx context.Context, err *query.Error) health {
	switch {
	case err == nil:
		return working
	case err.Failure == query.TooLarge, err.Failure == query.Internal: // not sent
		return unknown
	case err.Failure != query.Unavailable && err.Failure != query.Timeout:
		return working
	case errors.Is(ctx.Err(), context.Canceled):
		return unknown
	}
	return failing
}

// breaker is failsafe-go's circuit breaker with two gaps closed. That one takes the late result of a call which began
// before it opened for the probe's; and it cannot take back the leave of a probe that found nothing, and would let no
// other through, for ever.
type breaker struct {
	changed func(from, to string)

	mu     sync.Mutex // the policy changes its state only under it
	policy circuitbreaker.CircuitBreaker[any]
	state  circuitbreaker.State
	era    int // counts the changes of state
}

func newBreaker(openFor time.Duration, changed func(from, to string)) *breaker {
	return &breaker{changed: changed, policy: circuitbreaker.NewBuilder[any]().
		WithFailureRateThreshold(0.5, 20, 10*time.Second).
		WithDelay(openFor).
		WithSuccessThreshold(1).
		Build()}
}

// rest is how long the breaker lets none through; 0 if it does not know.
func (b *breaker) rest() time.Duration { return b.policy.RemainingDelay() }

// enter asks for leave to call.
func (b *breaker) enter() (era int, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	ok = b.policy.TryAcquirePermit()
	b.note()
	return b.era, ok
}

// leave tells what the call found. It must follow enter.
func (b *breaker) leave(era int, found health) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case era != b.era: // it tells of the past
	case found == working:
		b.policy.RecordSuccess()
	case found == failing:
		b.policy.RecordFailure()
	case b.policy.IsHalfOpen(): // so that the next call is the probe
		b.policy.Open()
		b.policy.HalfOpen()
	}
	b.note()
}

func (b *breaker) note() {
	if from, to := b.state, b.policy.State(); to != from {
		b.state = to
		b.era++
		b.changed(from.String(), to.String())
	}
}

// forget closes it, for nobody will ask it again.
func (b *breaker) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.policy.Close()
	b.note()
}
