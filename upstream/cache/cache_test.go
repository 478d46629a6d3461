package cache_test

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/cache"
)

func TestTheKeyOfATextIsItsHash(t *testing.T) {
	for _, length := range []int{0, 1, 1023, 1024, 1025, 100_000} {
		text := strings.Repeat("x", length)
		want := sha256.Sum256([]byte(text))
		if got := cache.KeyOf(text); !slices.Equal(got[:32], want[:]) || !slices.Equal(got[32:], make([]byte, 16)) {
			t.Errorf("the key of %d bytes is %x", length, got)
		}
	}
}

// TestWhatIsKeptIsBoundedInBytes has values make room for others, and somebody told of each.
func TestWhatIsKeptIsBoundedInBytes(t *testing.T) {
	var full, removed, evicted atomic.Int64
	c := cache.New(cache.Options[cache.Key, string]{
		Bytes: 10_000, Weigh: func(s string) int { return len(s) },
		Full: func() { full.Add(1) }, Removed: func(cache.Key) { removed.Add(1) }, Evicted: func(_ cache.Key, v string) { evicted.Add(int64(len(v))) },
	})
	defer c.Close()
	const set = 1000
	for i := range set {
		c.Set(cache.KeyOf(fmt.Sprint(i)), strings.Repeat("x", 100))
	}
	left := int64(0)
	for i := range set {
		if _, ok := c.Get(cache.KeyOf(fmt.Sprint(i))); ok {
			left++
		}
	}
	// What is beyond the bound goes a little later.
	until(t, func() bool {
		return c.Bytes() <= 10_000 && full.Load() >= set-100 && removed.Load() == full.Load() && evicted.Load() == 100*full.Load()
	})
	if left == 0 {
		t.Error("nothing is left")
	}
}

func TestWhatIsKeptIsBoundedInNumber(t *testing.T) {
	c := cache.New(cache.Options[cache.Key, int]{Most: 10})
	defer c.Close()
	for i := range 100 {
		c.Set(cache.KeyOf(fmt.Sprint(i)), i)
	}
	until(t, func() bool { return len(slices.Collect(c.Values())) <= 10 })
}

// TestValuesAreKeptForAsLongAsTheySay counts by the clock of the options.
func TestValuesAreKeptForAsLongAsTheySay(t *testing.T) {
	var now stoppedClock
	c := cache.New(cache.Options[cache.Key, time.Duration]{Most: 10, Keep: func(v time.Duration) time.Duration { return v }, Clock: now.time})
	defer c.Close()
	short, long := cache.KeyOf("short"), cache.KeyOf("long")
	c.Set(short, time.Second)
	c.Set(long, time.Hour)
	now.advance(2 * time.Second)
	if _, ok := c.Get(short); ok {
		t.Error("a value is kept for longer than it says")
	}
	if v, ok := c.Get(long); !ok || v != time.Hour {
		t.Error("a value is not kept for as long as it says")
	}
}

// TestUnusedValuesAreForgotten counts from when a value was got last.
func TestUnusedValuesAreForgotten(t *testing.T) {
	var now stoppedClock
	c := cache.New(cache.Options[cache.Key, string]{Most: 10, Unused: time.Minute, Clock: now.time})
	defer c.Close()
	key := cache.KeyOf("key")
	c.Set(key, "value")
	for range 3 {
		now.advance(50 * time.Second)
		if _, ok := c.Get(key); !ok {
			t.Fatal("a value is forgotten that is used")
		}
	}
	now.advance(70 * time.Second)
	if _, ok := c.Get(key); ok {
		t.Error("a value is kept that nobody uses")
	}
}

func TestAValueIsMadeOnce(t *testing.T) {
	c := cache.New(cache.Options[cache.Key, string]{Most: 10})
	defer c.Close()
	key := cache.KeyOf("key")
	for range 2 {
		if v := c.GetOrMake(key, func() string { return "made" }); v != "made" {
			t.Errorf("it is %q", v)
		}
	}
	c.SetIfAbsent(key, "other")
	if v := c.GetOrMake(key, func() string { return "again" }); v != "made" {
		t.Errorf("it is %q", v)
	}
	c.Remove(key)
	if v := c.GetOrMake(key, func() string { return "again" }); v != "again" {
		t.Errorf("once removed it is %q", v)
	}
}

// TestNothingIsKeptWhereNothingIsToBe has a cache that is off.
func TestNothingIsKeptWhereNothingIsToBe(t *testing.T) {
	c := cache.New(cache.Options[cache.Key, int]{Bytes: -1, Weigh: func(int) int { return 1 }})
	defer c.Close()
	key := cache.KeyOf("key")
	c.Set(key, 1)
	c.SetIfAbsent(key, 1)
	c.Remove(key)
	if _, ok := c.Get(key); ok || c.Bytes() != 0 || c.GetOrMake(key, func() int { return 2 }) != 2 || len(slices.Collect(c.Values())) != 0 {
		t.Error("something is kept")
	}
}

// stoppedClock goes on when it is told to. The library reads it on goroutines of its own.
type stoppedClock struct{ nanoseconds atomic.Int64 }

func (c *stoppedClock) time() time.Time         { return time.Unix(0, c.nanoseconds.Load()) }
func (c *stoppedClock) advance(d time.Duration) { c.nanoseconds.Add(int64(d)) }

// until waits until something is so.
func until(t *testing.T, so func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !so(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it does not come about")
		}
	}
}
