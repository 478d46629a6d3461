package endpoint

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

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
	InFlight   int           // tries at once, of all callers; default 64
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
// the next: a call that waits keeps no other from its turn. Everything happens in the caller's goroutine.
type guard struct {
	options guardOptions
	turns   *fairQueue
	breaker *breaker
	budget  *retryBudget
}

func newGuard(o guardOptions) *guard {
	o = o.withDefaults()
	return &guard{
		options: o,
		turns:   newFairQueue(o.InFlight),
		breaker: newBreaker(o.OpenFor, o.Observe.Breaker),
		budget:  newRetryBudget(),
	}
}

// do calls until there is an answer, an error that no further try mends, or an end of the tries, of what the endpoint
// bears, or of the context. Its errors are *Error, as those of call must be. call must end with its context.
func (g *guard) do(ctx context.Context, of origin, call func(context.Context) ([]byte, error)) ([]byte, error) {
	var last *query.Error
	for retries := 0; ; retries++ {
		era, refusal := g.enter(ctx, of, last)
		if refusal != nil {
			return nil, refusal
		}
		if retries == 0 {
			g.budget.call()
		} else {
			g.options.Observe.Retry()
		}
		answer, err := g.try(ctx, of, era, call)
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
func (g *guard) enter(ctx context.Context, of origin, last *query.Error) (era int, refusal *query.Error) {
	if ctx.Err() != nil {
		return 0, ended(ctx, last)
	}
	if !g.turns.acquire(ctx, of.caller, g.options.Queue) {
		if ctx.Err() != nil {
			return 0, ended(ctx, last)
		}
		return 0, &query.Error{Failure: query.RateLimited, Message: "Too many calls to the endpoint are in flight. Try again later.",
			RetryAfter: unknownDelay, Err: cause(last)}
	}
	// Only now, for the breaker may have opened meanwhile. While it is open nobody waits for a turn: the call that
	// opened it gave one back.
	era, ok := g.breaker.enter()
	if !ok {
		g.turns.release(of.caller)
		return 0, paused(g.breaker.rest(), last)
	}
	return era, nil
}

// try calls once. It must follow enter.
func (g *guard) try(ctx context.Context, of origin, era int, call func(context.Context) ([]byte, error)) ([]byte, *query.Error) {
	found := unknown
	defer g.turns.release(of.caller)
	defer func() { g.breaker.leave(era, of, found) }() // after a panic too
	within, cancel := context.WithTimeout(ctx, g.options.TryTimeout)
	defer cancel()
	start := time.Now()
	answer, err := call(within)
	failed, ok := errors.AsType[*query.Error](err)
	if err != nil && !ok {
		failed = &query.Error{Failure: query.Internal, Message: "The gateway failed to call the endpoint.", Err: err}
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
	e := &query.Error{Failure: query.Unavailable, Message: "The query was canceled.", Err: ctx.Err()}
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
	return &query.Error{Failure: query.Unavailable, Message: "The endpoint is failing, and the gateway pauses its calls. Try again later.",
		RetryAfter: cmp.Or(rest, unknownDelay), Err: cause(last)}
}

// cause keeps a nil *Error from becoming an error that is not nil.
func cause(last *query.Error) error {
	if last == nil {
		return nil
	}
	return last
}
