package endpoint

import (
	"sync"
	"time"
)

// What a budget grants in any ten seconds: the free retries, or one for so many calls, whichever is more.
const (
	freeRetries   = 10
	callsPerRetry = 10
	budgetSlot    = 100 * time.Millisecond
	windowSlots   = 100
	budgetSlots   = windowSlots + int(longestDelay/budgetSlot) + 2 // a retry counts from when it is due, not granted
)

// retryBudget bounds the retries of all calls together: without it, an endpoint that begins to fail is asked as many times
// more often as a call has tries.
type retryBudget struct {
	start time.Time // slots count from here, so that they follow the monotonic clock

	mu    sync.Mutex
	slots [budgetSlots]budgetCount
}

// budgetCount is what fell into one slot of time.
type budgetCount struct{ slot, calls, retries int }

func newRetryBudget() *retryBudget { return &retryBudget{start: time.Now()} }

// call counts a call, not its retries.
func (b *retryBudget) call() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at(time.Now()).calls++
}

// retry grants a retry that is due at the time, or does not. Counted is what the ten seconds up to then saw, and what is
// due later: so no ten seconds see more retries than they may, in whatever order they are granted.
func (b *retryBudget) retry(due time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	own := b.at(due)
	calls, retries := 0, 0
	for _, s := range b.slots {
		if s.slot >= own.slot-windowSlots {
			calls += s.calls
			retries += s.retries
		}
	}
	if retries >= max(freeRetries, calls/callsPerRetry) {
		return false
	}
	own.retries++
	return true
}

// at is the slot of a time, empty if it is the first to fall into it.
func (b *retryBudget) at(t time.Time) *budgetCount {
	slot := int(t.Sub(b.start) / budgetSlot)
	s := &b.slots[slot%budgetSlots]
	if s.slot != slot {
		*s = budgetCount{slot: slot}
	}
	return s
}
