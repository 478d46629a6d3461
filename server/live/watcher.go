package live

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Payload is an answer that watchers share. Who was given one has to release it.
type Payload struct {
	Body []byte

	sum  [32]byte
	refs atomic.Int64
	end  func()
}

func newPayload(a Answer) *Payload {
	p := &Payload{Body: a.Body, sum: a.Sum, end: a.End}
	p.refs.Store(1)
	return p
}

func (p *Payload) retain() *Payload {
	p.refs.Add(1)
	return p
}

// Release says that the payload is of no more use to who has it. Nil is none.
func (p *Payload) Release() {
	if p != nil && p.refs.Add(-1) == 0 && p.end != nil {
		p.end()
	}
}

// Watcher is one who watches. It has the newest payload that was not taken, and none before it: one who is slow holds no more.
type Watcher struct {
	hub   *Hub
	asker Asker
	group *group // that it is in; of the hub's lock

	mu     sync.Mutex
	newest *Payload // nil if nothing is to be taken
	sent   [32]byte // of what was taken last
	err    error    // of the end
	wake   chan struct{}
}

// Watch has an asker watch a question from now on. It has to be ended by Leave. It fails with the error of who judges the asker, and
// with ErrDraining.
func (h *Hub) Watch(ctx context.Context, q Question, asker Asker) (*Watcher, error) {
	scope, _, err := asker.Judge(ctx)
	if err != nil {
		return nil, err
	}
	w := &Watcher{hub: h, asker: asker, wake: make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.draining.Err() != nil {
		return nil, ErrDraining
	}
	h.join(w, scope, q)
	return w, nil
}

// Next waits for a payload other than the last one, which has to be released. It gives nil when idle fires before there is one. It fails
// with what ended the watcher, and with the context's error.
func (w *Watcher) Next(ctx context.Context, idle <-chan time.Time) (*Payload, error) {
	for {
		p, err := w.take()
		if p != nil || err != nil {
			return p, err
		}
		select {
		case <-w.wake:
		case <-idle:
			return nil, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// take takes the newest payload, unless it tells what the last one did.
func (w *Watcher) take() (*Payload, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.newest
	w.newest = nil
	switch {
	case p == nil:
		return nil, w.err
	case p.sum == w.sent:
		p.Release()
		return nil, w.err
	}
	w.sent = p.sum
	return p, nil
}

// offer has a payload be the newest.
func (w *Watcher) offer(p *Payload) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return
	}
	w.newest.Release()
	w.newest = p.retain()
	w.signal()
}

// end ends the watcher with an error, behind the payload that was not taken.
func (w *Watcher) end(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = err
		w.signal()
	}
}

func (w *Watcher) signal() {
	select {
	case w.wake <- struct{}{}:
	default: // It is awake.
	}
}

// Leave ends the watcher.
func (w *Watcher) Leave() {
	w.hub.mu.Lock()
	w.group.remove(w)
	w.hub.mu.Unlock()
	w.end(context.Canceled)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.newest.Release()
	w.newest = nil
}
