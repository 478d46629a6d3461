package upstream

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// flights lets equal questions that are asked at the same time share one call. The call belongs to none of the askers: it
// goes on while one of them waits, and is given up when the last has left.
type flights[T any] struct {
	timeout time.Duration // of a call

	mu     sync.Mutex
	flying map[cacheKey]*flight[T]
}

type flight[T any] struct {
	done    chan struct{}
	cancel  context.CancelFunc
	waiting int
	value   T
	err     error
}

func newFlights[T any](timeout time.Duration) *flights[T] {
	return &flights[T]{timeout: timeout, flying: make(map[cacheKey]*flight[T])}
}

// do gives what the call of a key gives, starting it if it is not under way. The call's context has the values of the
// asker's that started it, and an end of its own.
func (f *flights[T]) do(ctx context.Context, key cacheKey, call func(context.Context) (T, error)) (T, error) {
	fl := f.join(ctx, key, call)
	select {
	case <-fl.done:
		return fl.value, fl.err
	case <-ctx.Done():
		f.leave(key, fl)
		return *new(T), canceled(ctx)
	}
}

// start begins the call of a key for nobody, unless it is under way.
func (f *flights[T]) start(ctx context.Context, key cacheKey, call func(context.Context) (T, error)) {
	f.join(ctx, key, call)
}

func (f *flights[T]) join(ctx context.Context, key cacheKey, call func(context.Context) (T, error)) *flight[T] {
	f.mu.Lock()
	defer f.mu.Unlock()
	fl, ok := f.flying[key]
	if !ok {
		detached, cancel := context.WithTimeout(context.WithoutCancel(ctx), f.timeout) //nolint:gosec // fly and leave call it
		fl = &flight[T]{done: make(chan struct{}), cancel: cancel}
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

func (f *flights[T]) fly(ctx context.Context, key cacheKey, fl *flight[T], call func(context.Context) (T, error)) {
	defer func() {
		if cause := recover(); cause != nil {
			fl.err = panicked(cause)
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
func (f *flights[T]) leave(key cacheKey, fl *flight[T]) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if fl.waiting--; fl.waiting == 0 {
		fl.cancel()
		if f.flying[key] == fl {
			delete(f.flying, key)
		}
	}
}

// canceled is the error of an asker that left, or whose time is up.
func canceled(ctx context.Context) *query.Error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return &query.Error{Failure: query.Timeout, Message: "The endpoint did not answer in time.", Err: ctx.Err()}
	}
	return &query.Error{Failure: query.Unavailable, Message: "The request was given up.", Err: ctx.Err()}
}
