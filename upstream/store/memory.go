package store

import (
	"math"
	"time"

	"github.com/maypok86/otter/v2"
)

// MemoryOptions bound what is kept in memory.
type MemoryOptions[V any] struct {
	Bytes   int64                 // of all values; below 0 nothing is kept
	Weigh   func(V) int           // about how many bytes a value takes
	Keep    func(V) time.Duration // how long a value is kept
	Evicted func(Key)             // told of keys whose value is kept no more; nil: nobody
	Full    func()                // told of each value that made room for others; nil: nobody
	Clock   func() time.Time
}

// Memory keeps values in the memory of the process, bounded in bytes. It is safe for use by several goroutines.
type Memory[V any] struct {
	entries *otter.Cache[Key, V] // nil: nothing is kept
}

// NewMemory makes an empty memory.
func NewMemory[V any](o MemoryOptions[V]) *Memory[V] {
	if o.Bytes < 0 {
		return &Memory[V]{}
	}
	return &Memory[V]{otter.Must(&otter.Options[Key, V]{
		MaximumWeight: uint64(o.Bytes),
		Weigher:       func(_ Key, v V) uint32 { return uint32(min(o.Weigh(v), math.MaxUint32)) }, //nolint:gosec // bounded
		ExpiryCalculator: otter.ExpiryWritingFunc(func(e otter.Entry[Key, V]) time.Duration {
			return o.Keep(e.Value)
		}),
		OnDeletion: func(e otter.DeletionEvent[Key, V]) {
			if o.Evicted != nil && e.Cause != otter.CauseReplacement {
				o.Evicted(e.Key)
			}
			if o.Full != nil && e.Cause == otter.CauseOverflow {
				o.Full()
			}
		},
		Clock: otterClock{o.Clock},
	})}
}

// Get is the value of a key, if it is kept.
func (m *Memory[V]) Get(key Key) (V, bool) {
	if m.entries == nil {
		return *new(V), false
	}
	return m.entries.GetIfPresent(key)
}

// Set keeps a value, if there is room for it.
func (m *Memory[V]) Set(key Key, v V) {
	if m.entries != nil {
		m.entries.Set(key, v)
	}
}

// Bytes is about what the values take.
func (m *Memory[V]) Bytes() uint64 {
	if m.entries == nil {
		return 0
	}
	return m.entries.WeightedSize()
}

// Close ends the clean-up.
func (m *Memory[V]) Close() {
	if m.entries != nil {
		m.entries.StopAllGoroutines()
	}
}

// otterClock gives the cache the time of its owner.
type otterClock struct{ now func() time.Time }

// NowNano is the present in nanoseconds since 1970.
func (c otterClock) NowNano() int64 { return c.now().UnixNano() }

// Tick is for the cache's clean-up, whose rhythm is that of real time.
func (c otterClock) Tick(d time.Duration) <-chan time.Time { return time.Tick(d) }
