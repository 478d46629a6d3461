package endpoint

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

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

// breaker is failsafe-go's circuit breaker, which is opened by what is recent, and two gaps of which are closed. That one takes
// the late result of a call which began before it opened for the probe's; and it cannot take back the leave of a probe that
// found nothing, and would let no other through, for ever.
type breaker struct {
	changed func(from, to string)

	mu     sync.Mutex // the policy changes its state only under it
	policy circuitbreaker.CircuitBreaker[any]
	state  circuitbreaker.State
	era    int // counts the changes of state
	recent recentTries
}

func newBreaker(openFor time.Duration, changed func(from, to string)) *breaker {
	return &breaker{changed: changed, policy: circuitbreaker.NewBuilder[any]().
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
func (b *breaker) leave(era int, of origin, found health) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case era != b.era: // it tells of the past
	case b.state == circuitbreaker.ClosedState:
		if found != unknown {
			b.recent.add(tried{of, time.Now(), found == failing})
		}
		if b.recent.failing() {
			b.policy.Open()
		}
	case found == working:
		b.policy.RecordSuccess()
	case found == failing:
		b.policy.RecordFailure()
	default: // so that the next call is the probe
		b.policy.Open()
		b.policy.HalfOpen()
	}
	b.note()
}

func (b *breaker) note() {
	if from, to := b.state, b.policy.State(); to != from {
		b.state = to
		b.era++
		b.recent = recentTries{}
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
