package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"time"
)

// Flights lets equal questions that are asked at the same time share one call. The call belongs to none of the askers: it
// goes on while one of them waits, and is given up when the last has left.
type Flights[T any] struct {
	timeout time.Duration // of a call

	mu     sync.Mutex
	flying map[Key]*flight[T]
}

type flight[T any] struct {
	began   time.Time
	done    chan struct{}
	cancel  context.CancelFunc
	waiting int
	value   T
	err     error
}

// ErrPanic is the error of a call that ended with a panic.
var ErrPanic = errors.New("panic")

// NewFlights has calls end after a time.
func NewFlights[T any](timeout time.Duration) *Flights[T] {
	return &Flights[T]{timeout: timeout, flying: make(map[Key]*flight[T])}
}

// Do gives what the call of a key gives, starting it unless one is under way that did not begin before a time. The call's context has the values of the
// asker's that started it, and an end of its own. An asker that has left starts none. The error is the call's, ErrPanic, or that of the asker's context.
func (f *Flights[T]) Do(ctx context.Context, key Key, notBefore time.Time, call func(context.Context) (T, error)) (T, error) {
	if err := ctx.Err(); err != nil {
		return *new(T), err
	}
	fl := f.join(ctx, key, notBefore, call)
	select {
	case <-fl.done:
		return fl.value, fl.err
	case <-ctx.Done():
		f.leave(key, fl)
		return *new(T), ctx.Err()
	}
}

// Start begins the call of a key for nobody, unless it is under way.
func (f *Flights[T]) Start(ctx context.Context, key Key, call func(context.Context) (T, error)) {
	f.join(ctx, key, time.Time{}, call)
}

func (f *Flights[T]) join(ctx context.Context, key Key, notBefore time.Time, call func(context.Context) (T, error)) *flight[T] {
	f.mu.Lock()
	defer f.mu.Unlock()
	fl, ok := f.flying[key]
	if !ok || fl.began.Before(notBefore) {
		detached, cancel := context.WithTimeout(context.WithoutCancel(ctx), f.timeout) //nolint:gosec // fly and leave call it
		fl = &flight[T]{began: time.Now(), done: make(chan struct{}), cancel: cancel}
		f.flying[key] = fl
		go func() {
			growStack()
			f.fly(detached, key, fl, call)
		}()
	}
	fl.waiting++
	return fl
}

// growStack has the stack of a new goroutine grown at once to the size that a call needs. While there is little on it that is
// cheap; grown step by step, on the way down to the connection, it is a twentieth of the time of a small request.
//
//go:noinline
func growStack() {
	var frame [10 << 10]byte
	runtime.KeepAlive(&frame)
}

func (f *Flights[T]) fly(ctx context.Context, key Key, fl *flight[T], call func(context.Context) (T, error)) {
	defer func() {
		if cause := recover(); cause != nil {
			fl.err = fmt.Errorf("%w: %v\n%s", ErrPanic, cause, debug.Stack())
		}
		f.mu.Lock()
		if f.flying[key] == fl {
			delete(f.flying, key)
		}
		f.mu.Unlock()
		fl.cancel()
		close(fl.done)
	}()
	fl.value, fl.err = call(ctx)
}

// leave gives a call up when nobody waits for it any more. Whoever comes next starts another.
func (f *Flights[T]) leave(key Key, fl *flight[T]) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if fl.waiting--; fl.waiting == 0 {
		fl.cancel()
		if f.flying[key] == fl {
			delete(f.flying, key)
		}
	}
}

// Flying is how many calls are under way.
func (f *Flights[T]) Flying() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.flying)
}
