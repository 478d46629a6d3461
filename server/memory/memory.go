// Package memory is the one budget of bytes for everything in flight: what is read, made and written for requests, and what
// clients that do not read hold. It knows neither requests nor answers.
package memory

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// Small is how many bytes a lease takes with its first, and may have out of the whole budget. The last eighth is for these
// alone: however many large leases hold the rest, a small one is let in.
const Small = 32 << 10

// ErrFull is the error of bytes that did not become free in time.
var ErrFull = errors.New("the memory for requests in flight is used up")

// Budget is what all leases may hold together. It is safe for use by several goroutines. A nil one is without bound.
type Budget struct {
	bytes int64
	wait  time.Duration
	all   *semaphore.Weighted
	large *semaphore.Weighted // what leases hold beyond Small
}

// New makes a budget of at least 8 times Small. Who does not fit waits for so long; not at all if that is 0 or less.
func New(bytes int64, wait time.Duration) *Budget {
	bytes = max(bytes, 8*Small)
	return &Budget{bytes: bytes, wait: wait, all: semaphore.NewWeighted(bytes), large: semaphore.NewWeighted(bytes - bytes/8)}
}

// Bytes is how many there are.
func (b *Budget) Bytes() int64 { return b.bytes }

// Lease begins one of no bytes, which has to be ended. That of a nil budget is nil, and takes what is asked.
func (b *Budget) Lease() *Lease {
	if b == nil {
		return nil
	}
	return &Lease{budget: b}
}

// Lease is what one request, or one call, holds. It is safe for use by several goroutines.
//
// It grows in steps, by who holds bytes already: all of them could wait for one another. So nobody waits for longer than the
// budget's time, and who is refused has to fail, which ends its lease.
type Lease struct {
	budget *Budget

	mu    sync.Mutex
	used  int64
	taken int64 // of the budget: what is used, and no less than Small once anything was
}

// Take takes so many bytes more. It fails with ErrFull if they do not become free in time, and with the context's error if
// it ends before.
func (l *Lease) Take(ctx context.Context, bytes int64) error {
	if l == nil || bytes <= 0 {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	need := max(l.used+bytes, Small)
	if need > l.taken {
		if err := l.budget.take(ctx, need-l.taken, beyond(need)-beyond(l.taken)); err != nil {
			return err
		}
		l.taken = need
	}
	l.used += bytes
	return nil
}

// Give gives so many of its bytes back.
func (l *Lease) Give(bytes int64) {
	if l == nil || bytes <= 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.used = max(l.used-bytes, 0)
	l.keep(min(max(l.used, Small), l.taken))
}

// End gives all of them back. The lease may be used again.
func (l *Lease) End() {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.used = 0
	l.keep(0)
}

// keep keeps so many of what was taken.
func (l *Lease) keep(bytes int64) {
	if bytes == l.taken {
		return
	}
	l.budget.all.Release(l.taken - bytes)
	if large := beyond(l.taken) - beyond(bytes); large > 0 {
		l.budget.large.Release(large)
	}
	l.taken = bytes
}

// beyond is how many bytes of a lease are more than a small one has.
func beyond(taken int64) int64 { return max(taken-Small, 0) }

// take takes bytes, so many of them large ones, or nothing.
func (b *Budget) take(ctx context.Context, bytes, large int64) error {
	if large > 0 {
		if err := b.acquire(ctx, b.large, large); err != nil {
			return err
		}
	}
	err := b.acquire(ctx, b.all, bytes)
	if err != nil && large > 0 {
		b.large.Release(large)
	}
	return err
}

func (b *Budget) acquire(ctx context.Context, of *semaphore.Weighted, bytes int64) error {
	if of.TryAcquire(bytes) {
		return nil
	}
	if bytes > b.bytes || b.wait <= 0 {
		return ErrFull
	}
	within, cancel := context.WithTimeout(ctx, b.wait)
	defer cancel()
	switch {
	case of.Acquire(within, bytes) == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return ErrFull
}
