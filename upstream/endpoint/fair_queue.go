package endpoint

import (
	"context"
	"slices"
	"sync"
	"time"
)

// fairQueue are a bulkhead that is fair to callers. Whoever waits, waits in a line of their caller's, and the lines have their
// turns in rotation. No caller may have more than callersShare times as many turns as are free: so some are left for the next,
// even if those that are taken are not given back for long. That is the rule of dynamic thresholds (Choudhury and Hahne).
type fairQueue struct {
	mu     sync.Mutex
	free   int
	taken  map[uint64]int // by caller; none that has none
	queues []*callerQueue // of those who wait; the first is next
}

// callersShare leaves to one caller 48 turns of 64, to each of two 27, to each of ten 6.
const callersShare = 3

// callerQueue is of one caller. It is not empty.
type callerQueue struct {
	caller  uint64
	waiting []chan struct{} // each closed when it has its turn
}

func newFairQueue(n int) *fairQueue { return &fairQueue{free: n, taken: make(map[uint64]int)} }

// acquire waits for a turn of the caller's. It says no when there was none in the time, or the context has ended.
func (t *fairQueue) acquire(ctx context.Context, caller uint64, most time.Duration) bool {
	t.mu.Lock()
	if !slices.ContainsFunc(t.queues, func(l *callerQueue) bool { return l.caller == caller }) && t.grant(caller) {
		t.mu.Unlock()
		return true
	}
	turn := t.queue(caller)
	t.mu.Unlock()
	late := time.NewTimer(most)
	defer late.Stop()
	select {
	case <-turn:
		return true
	case <-late.C:
	case <-ctx.Done():
	}
	return !t.leave(caller, turn)
}

// release gives a turn of the caller's back.
func (t *fairQueue) release(caller uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.free++
	if t.taken[caller]--; t.taken[caller] == 0 {
		delete(t.taken, caller)
	}
	t.serve()
}

// grant takes a turn, if the caller may have one now.
func (t *fairQueue) grant(caller uint64) bool {
	if t.taken[caller] >= callersShare*t.free {
		return false
	}
	t.free--
	t.taken[caller]++
	return true
}

// queue is a place at the end of the caller's line.
func (t *fairQueue) queue(caller uint64) chan struct{} {
	turn := make(chan struct{})
	for _, l := range t.queues {
		if l.caller == caller {
			l.waiting = append(l.waiting, turn)
			return turn
		}
	}
	t.queues = append(t.queues, &callerQueue{caller, []chan struct{}{turn}})
	return turn
}

// leave leaves the line, and says no if the turn has come meanwhile.
func (t *fairQueue) leave(caller uint64, turn chan struct{}) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, l := range t.queues {
		if place := slices.Index(l.waiting, turn); l.caller == caller && place >= 0 {
			if l.waiting = slices.Delete(l.waiting, place, place+1); len(l.waiting) == 0 {
				t.queues = slices.Delete(t.queues, i, i+1)
			}
			return true
		}
	}
	return false
}

// serve grants what is free to the lines, each once before any a second time.
func (t *fairQueue) serve() {
	for i := 0; i < len(t.queues) && t.free > 0; {
		l := t.queues[i]
		if !t.grant(l.caller) {
			i++
			continue
		}
		close(l.waiting[0])
		t.queues = slices.Delete(t.queues, i, i+1)
		if l.waiting = l.waiting[1:]; len(l.waiting) > 0 {
			t.queues = append(t.queues, l)
		}
	}
}
