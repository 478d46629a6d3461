package memory_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/inkeep-gateway/gateway/server/memory"
)

const (
	small = memory.Small
	whole = 64 * small
	wait  = 25 * time.Millisecond
)

func TestWhoDoesNotFitWaitsAMomentAndIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := memory.New(whole, wait)
		first, second := b.Lease(), b.Lease()
		if err := first.Take(t.Context(), 40*small); err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		if err := second.Take(t.Context(), 40*small); !errors.Is(err, memory.ErrFull) || time.Since(begin) != wait {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		go func() {
			time.Sleep(wait / 2)
			first.Give(20 * small)
		}()
		if err := second.Take(t.Context(), 30*small); err != nil {
			t.Errorf("%v although there is room in time", err)
		}
		gone, leave := context.WithCancel(t.Context())
		leave()
		if err := second.Take(gone, 40*small); !errors.Is(err, context.Canceled) {
			t.Errorf("%v, having left", err)
		}
		first.End()
		second.End()
		if err := b.Lease().Take(t.Context(), whole-whole/8); err != nil {
			t.Errorf("%v when all was given back", err)
		}
	})
}

func TestMoreThanThereIsIsRefusedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		if err := memory.New(whole, wait).Lease().Take(t.Context(), 2*whole); !errors.Is(err, memory.ErrFull) || time.Since(begin) > 0 {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
	})
}

// TestASmallLeaseIsLetInWhateverLargeOnesHold fills the budget by leases that grow until they are refused.
func TestASmallLeaseIsLetInWhateverLargeOnesHold(t *testing.T) {
	b := memory.New(whole, 0)
	for range 3 {
		l := b.Lease()
		for l.Take(t.Context(), small) == nil {
		}
	}
	for n := range 4 {
		if err := b.Lease().Take(t.Context(), 1000); err != nil {
			t.Errorf("small lease %d: %v", n, err)
		}
	}
}

// TestHoldersThatWaitForOneAnotherGoOn has many leases grow at once, each to more than its share: some are refused, none
// waits for ever, and in the end everything is free.
func TestHoldersThatWaitForOneAnotherGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := memory.New(whole, wait)
		var done, refused atomic.Int32
		var all sync.WaitGroup
		for seed := range uint64(40) {
			all.Go(func() {
				draw := rand.New(rand.NewPCG(seed, 1))
				for range 20 {
					l := b.Lease()
					err := error(nil)
					for step := 0; step < 10 && err == nil; step++ {
						err = l.Take(t.Context(), draw.Int64N(2*small))
						time.Sleep(time.Millisecond)
					}
					l.Give(draw.Int64N(3 * small))
					l.End()
					if err == nil {
						done.Add(1)
					} else {
						refused.Add(1)
					}
				}
			})
		}
		all.Wait()
		if done.Load() == 0 || refused.Load() == 0 {
			t.Errorf("%d came through, %d were refused", done.Load(), refused.Load())
		}
		if err := b.Lease().Take(t.Context(), whole-whole/8); err != nil {
			t.Errorf("not all was given back: %v", err)
		}
	})
}

func TestWithoutABudgetEverythingFits(t *testing.T) {
	var none *memory.Budget
	l := none.Lease()
	defer l.End()
	if err := l.Take(t.Context(), 1<<60); err != nil {
		t.Error(err)
	}
	l.Give(1)
}
