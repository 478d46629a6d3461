package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

func TestTheHeapGrowsByItsRoomOrByHalf(t *testing.T) {
	for _, c := range []struct {
		live    uint64 // MiB
		percent int
	}{{0, 800}, {1, 800}, {4, 800}, {8, 400}, {32, 100}, {64, 50}, {100, 50}, {10_000, 50}} {
		if got := growth(c.live << 20); got != c.percent {
			t.Errorf("with %d MiB in use, the heap may grow by %d %%", c.live, got)
		}
	}
}

func TestEachCollectionDecidesWhenTheNextOneIs(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	comes := func(what string, right func(percent int) bool) {
		t.Helper()
		sample := []metrics.Sample{{Name: "/gc/gogc:percent"}}
		for deadline := time.Now().Add(30 * time.Second); ; runtime.Gosched() {
			runtime.GC()
			metrics.Read(sample)
			if right(int(sample[0].Value.Uint64())) {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("%s, the heap may grow by %d %%", what, sample[0].Value.Uint64())
			}
		}
	}
	giveRoom()
	held := make([]byte, 4*room)
	comes("while much is in use", func(percent int) bool { return percent == leastGrowth })
	runtime.KeepAlive(held)
	comes("when it is no more", func(percent int) bool { return percent > leastGrowth })
}
