// Package live asks questions again and again for those who watch their answers. Equal questions of watchers who may see the same
// share each look, however many there are. The package knows neither what is asked nor how answers are sent.
//
// A Hub has groups of Watchers, each of one question and one scope. A group looks (group.go): it judges its watchers anew, asks once at
// the cost of one of them, and offers the answer to all. A watcher keeps the newest answer alone until it is taken (watcher.go).
package live

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Options bound a Hub. The zero value works.
type Options struct {
	Most         int                                  // places; default 10,000; negative for none
	MostOfCaller int                                  // places of one caller; default 100
	After        func(time.Duration) <-chan time.Time // default time.After
	Taken        func(places int)                     // is told how many places are taken; default: nobody
	Looked       func(outcome string)                 // is told of each look: changed, unchanged or failed; default: nobody
	Panicked     func(cause any)                      // is told of a panic, which ends the watchers of the group; default: nobody
}

// Question is what is asked again and again.
type Question struct {
	Key   string // equal for equal questions, whoever asks
	Every time.Duration
	Cost  func() int // of a look, as of now

	// Ask asks in a context that Judge gave, with an answer that is no older than a time.
	Ask func(context.Context, time.Duration) Answer
}

// Asker is who watches. Its methods are called by one goroutine at a time.
type Asker interface {
	// Judge says as of now what the asker may see, by a text that is equal for two who may share an answer, and in which context
	// it asks. It fails if it may not ask any more.
	Judge(context.Context) (scope string, as context.Context, err error)
	// Pay has the asker of a context pay what a look costs. If it cannot, it gives the answer that says so.
	Pay(as context.Context, cost int) (refused *Answer)
}

// Answer is what a look came to.
type Answer struct {
	Body       []byte
	Sum        [32]byte      // equal for two that tell the same
	Age        time.Duration // of the oldest part
	Failed     bool          // whether something is missing: the next look comes later
	RetryAfter time.Duration // before which the next look is of no use; 0 if nobody says
	End        func()        // is called once nobody has the body any more; nil for nothing to do
}

// The errors that end a watcher, besides those of Judge.
var (
	// ErrDraining ends all watchers of a hub that is closed: they may come back, elsewhere.
	ErrDraining = errors.New("the gateway shuts down")
	// ErrBroken ends the watchers of a group that panicked.
	ErrBroken = errors.New("the look panicked")
)

// FullError is the error of a place that there is not.
type FullError struct {
	Limit    int
	OfCaller bool // whether the caller has as many as one may; otherwise all together have
}

// Error names the limit.
func (e *FullError) Error() string {
	if e.OfCaller {
		return fmt.Sprintf("a caller may have %d subscriptions", e.Limit)
	}
	return fmt.Sprintf("there may be %d subscriptions", e.Limit)
}

// Hub has all who watch. It is safe for use by several goroutines.
type Hub struct {
	options Options

	mu       sync.Mutex
	groups   map[groupKey]*group
	places   map[string]int // of each caller
	taken    int            // of all
	left     chan struct{}  // is closed with the last place, once the hub is closed
	draining context.Context
	drain    context.CancelFunc
}

// groupKey is what a group is of.
type groupKey struct{ scope, question string }

// NewHub makes a hub that nobody watches.
func NewHub(o Options) *Hub {
	if o.Most == 0 {
		o.Most = 10_000
	}
	o.Most = max(o.Most, 0)
	if o.MostOfCaller == 0 {
		o.MostOfCaller = 100
	}
	if o.After == nil {
		o.After = time.After
	}
	if o.Taken == nil {
		o.Taken = func(int) {}
	}
	if o.Looked == nil {
		o.Looked = func(string) {}
	}
	if o.Panicked == nil {
		o.Panicked = func(any) {}
	}
	h := &Hub{options: o, groups: make(map[groupKey]*group), places: make(map[string]int), left: make(chan struct{})}
	h.draining, h.drain = context.WithCancel(context.Background())
	return h
}

// Enter takes a place of a caller's, which has to be left. It fails with a *FullError, or with ErrDraining.
func (h *Hub) Enter(caller string) (leave func(), err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.draining.Err() != nil:
		return nil, ErrDraining
	case h.taken >= h.options.Most:
		return nil, &FullError{Limit: h.options.Most}
	case h.places[caller] >= h.options.MostOfCaller:
		return nil, &FullError{Limit: h.options.MostOfCaller, OfCaller: true}
	}
	h.taken++
	h.places[caller]++
	h.options.Taken(h.taken)
	return sync.OnceFunc(func() { h.leave(caller) }), nil
}

func (h *Hub) leave(caller string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.taken--
	h.options.Taken(h.taken)
	if h.places[caller]--; h.places[caller] == 0 {
		delete(h.places, caller)
	}
	h.closeIfLeft()
}

func (h *Hub) closeIfLeft() {
	if h.taken == 0 && h.draining.Err() != nil {
		close(h.left)
	}
}

// Draining is closed once the hub is.
func (h *Hub) Draining() <-chan struct{} { return h.draining.Done() }

// Close ends all watchers with ErrDraining. There are no new ones.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.draining.Err() != nil {
		return
	}
	h.drain()
	for _, g := range h.groups {
		for _, w := range g.watchers {
			w.end(ErrDraining)
		}
	}
	h.closeIfLeft()
}

// Wait waits, once the hub is closed, until all places are left. It fails with the context's error if it ends before.
func (h *Hub) Wait(ctx context.Context) error {
	select {
	case <-h.left:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
