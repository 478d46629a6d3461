// Package cache keeps values under keys in the memory of the process, bounded in bytes or in number.
//
// The library beneath is generic: each package that names it would compile all of it anew. Here it stands behind an interface, for values
// of any type, so that it is compiled once.
package cache

import (
	"crypto/sha256"
	"iter"
	"math"
	"time"

	"github.com/maypok86/otter/v2"
)

// Key is what a value is kept under: a hash that no two things share, and what goes before it.
type Key = [48]byte

// KeyOf is the key of a text: its SHA-256.
func KeyOf(text string) (key Key) {
	var short [1024]byte
	hash := sha256.Sum256(append(short[:0], text...))
	copy(key[:], hash[:])
	return key
}

// Options bound what is kept. Either Bytes and Weigh are given, or Most is.
type Options[K ~[48]byte, V any] struct {
	Bytes int64       // of all values; below 0 nothing is kept
	Weigh func(V) int // about how many bytes a value takes
	Most  int         // values

	Keep   func(V) time.Duration // how long a value is kept once it is set, and that is over 0; nil: KeepUsed says it
	Unused time.Duration         // how long a value is kept that nobody gets; 0: for ever

	Evicted func(K, V)       // told of each value that made room for others, or is too old; nil: nobody
	Removed func(K)          // told of keys whose value is kept no more, for whatever reason but another value; nil: nobody
	Full    func()           // told of each value that made room for others; nil: nobody
	Clock   func() time.Time // default time.Now
}

// Cache keeps values of a type. It is safe for use by several goroutines.
type Cache[K ~[48]byte, V any] struct {
	kept kept // nil: nothing is kept
}

// kept is what this package asks of the library.
type kept interface {
	GetIfPresent(Key) (any, bool)
	Set(Key, any) (any, bool)
	SetIfAbsent(Key, any) (any, bool)
	ComputeIfAbsent(Key, func() (value any, cancel bool)) (any, bool)
	Invalidate(Key) (any, bool)
	All() iter.Seq2[Key, any]
	CleanUp()
	WeightedSize() uint64
	StopAllGoroutines() bool
}

// New makes an empty cache.
func New[K ~[48]byte, V any](o Options[K, V]) *Cache[K, V] {
	if o.Bytes < 0 {
		return &Cache[K, V]{}
	}
	u := untyped{most: o.Most, bytes: o.Bytes, unused: o.Unused, clock: o.Clock, full: o.Full}
	if o.Weigh != nil {
		u.weigh = func(v any) int { return o.Weigh(v.(V)) }
	}
	if o.Keep != nil {
		u.keep = func(v any) time.Duration { return o.Keep(v.(V)) }
	}
	if o.Evicted != nil {
		u.evicted = func(k Key, v any) { o.Evicted(K(k), v.(V)) }
	}
	if o.Removed != nil {
		u.removed = func(k Key) { o.Removed(K(k)) }
	}
	return &Cache[K, V]{u.open()}
}

// untyped are options for values of any type.
type untyped struct {
	bytes   int64
	weigh   func(any) int
	most    int
	keep    func(any) time.Duration
	unused  time.Duration
	evicted func(Key, any)
	removed func(Key)
	full    func()
	clock   func() time.Time
}

func (u untyped) open() kept {
	o := &otter.Options[Key, any]{
		MaximumSize: u.most,
		OnDeletion: func(e otter.DeletionEvent[Key, any]) {
			if u.evicted != nil && e.WasEvicted() {
				u.evicted(e.Key, e.Value)
			}
			if u.removed != nil && e.Cause != otter.CauseReplacement {
				u.removed(e.Key)
			}
			if u.full != nil && e.Cause == otter.CauseOverflow {
				u.full()
			}
		},
	}
	if u.weigh != nil {
		o.MaximumWeight = uint64(u.bytes)                                                        //nolint:gosec // It is no less than 0.
		o.Weigher = func(_ Key, v any) uint32 { return uint32(min(u.weigh(v), math.MaxUint32)) } //nolint:gosec // bounded
	}
	switch {
	case u.keep != nil:
		o.ExpiryCalculator = otter.ExpiryWritingFunc(func(e otter.Entry[Key, any]) time.Duration { return max(u.keep(e.Value), 1) })
	case u.unused > 0:
		o.ExpiryCalculator = otter.ExpiryAccessing[Key, any](u.unused)
	}
	if u.clock != nil {
		o.Clock = clock{u.clock}
	}
	return otter.Must(o)
}

// Get is the value of a key, if it is kept.
func (c *Cache[K, V]) Get(key K) (v V, ok bool) {
	if c.kept == nil {
		return v, false
	}
	got, ok := c.kept.GetIfPresent(Key(key))
	if !ok {
		return v, false
	}
	return got.(V), true
}

// Set keeps a value, if there is room for it.
func (c *Cache[K, V]) Set(key K, v V) {
	if c.kept != nil {
		c.kept.Set(Key(key), v)
	}
}

// SetIfAbsent keeps a value unless the key has one.
func (c *Cache[K, V]) SetIfAbsent(key K, v V) {
	if c.kept != nil {
		c.kept.SetIfAbsent(Key(key), v)
	}
}

// GetOrMake is the value of a key; if there is none, the one that is made, once for all who ask at the same time.
func (c *Cache[K, V]) GetOrMake(key K, make func() V) V {
	if c.kept == nil {
		return make()
	}
	v, _ := c.kept.ComputeIfAbsent(Key(key), func() (any, bool) { return make(), false })
	return v.(V)
}

// Remove keeps the value of a key no more.
func (c *Cache[K, V]) Remove(key K) {
	if c.kept != nil {
		c.kept.Invalidate(Key(key))
	}
}

// Values are those that are kept.
func (c *Cache[K, V]) Values() iter.Seq[V] {
	return func(yield func(V) bool) {
		if c.kept == nil {
			return
		}
		for _, v := range c.kept.All() {
			if !yield(v.(V)) {
				return
			}
		}
	}
}

// Bytes is about what the values take, where they are weighed. What has to make room has done so.
func (c *Cache[K, V]) Bytes() uint64 {
	if c.kept == nil {
		return 0
	}
	c.kept.CleanUp()
	return c.kept.WeightedSize()
}

// Close ends the clean-up.
func (c *Cache[K, V]) Close() {
	if c.kept != nil {
		c.kept.StopAllGoroutines()
	}
}

// clock gives the library the time of the options.
type clock struct{ now func() time.Time }

// NowNano is the present in nanoseconds since 1970.
func (c clock) NowNano() int64 { return c.now().UnixNano() }

// Tick is for the library's clean-up, whose rhythm is that of real time.
func (c clock) Tick(d time.Duration) <-chan time.Time { return time.Tick(d) }
