package upstream

import (
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestAClientsMaxAgeDecidesWhatIsServed asks again and again as time goes on. What an answer is said to be fresh for is the
// cache's to say, whatever the client takes.
func TestAClientsMaxAgeDecidesWhatIsServed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		c := New(Options{Transport: counted(&calls, time.Second)})
		defer c.Close()
		for i, step := range []struct {
			pass, maxAge time.Duration
			calls        int64
			age          time.Duration
		}{
			{0, time.Hour, 1, 0},
			{10 * time.Second, 11 * time.Second, 1, 10 * time.Second},
			{0, 10 * time.Second, 2, 0},
			{0, 0, 3, 0},
			{50 * time.Minute, time.Hour, 3, 50 * time.Minute},
			{0, 49 * time.Minute, 4, 0},
			{time.Minute, 1 << 31 * time.Second, 4, time.Minute},
		} {
			time.Sleep(step.pass)
			a, err := c.For(someone).Rows(WithMaxAge(t.Context(), step.maxAge), counts)
			if err != nil {
				t.Fatal(err)
			}
			if calls.Load() != step.calls || time.Since(a.At) != step.age || a.Fresh.Sub(a.At) != 30*time.Second {
				t.Errorf("step %d: %d calls, %v old, fresh for %v", i, calls.Load(), time.Since(a.At), a.Fresh.Sub(a.At))
			}
		}
	})
}

// TestACallFromBeforeIsNotAskedAnew asks at different times while a call of a second is under way.
func TestACallFromBeforeIsNotAskedAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		c := New(Options{Transport: counted(&calls, time.Second)})
		defer c.Close()
		var all sync.WaitGroup
		ask := func(after time.Duration, anew bool, took time.Duration) {
			all.Go(func() {
				time.Sleep(after)
				ctx, begun := t.Context(), time.Now()
				if anew {
					ctx = WithMaxAge(ctx, 0)
				}
				if _, err := c.For(someone).Rows(ctx, counts); err != nil || time.Since(begun) != took {
					t.Errorf("after %v, anew %v: %v, %v", after, anew, time.Since(begun), err)
				}
			})
		}
		const s = time.Second
		ask(0, false, s)
		ask(s/4, false, 3*s/4)
		ask(s/2, true, s) // a call of its own
		ask(s/2+s/4, false, 3*s/4)
		ask(3*s, true, s)
		ask(3*s, true, s) // They came at one time, and share one.
		all.Wait()
		if calls.Load() != 3 {
			t.Errorf("%d calls", calls.Load())
		}
	})
}
