package main

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

func TestTheHeapGrowsByItsRoomOrByHalf(t *testing.T) {
	for _, c := range []struct{ heap, beside, limit uint64 }{{0, 5, 37}, {4, 5, 41}, {32, 8, 72}, {40, 8, 72}, {44, 8, 74}, {64, 8, 104}, {100, 10, 160}, {4000, 200, 6200}} {
		if got := memoryLimit(c.heap<<20, c.beside<<20) >> 20; got != c.limit {
			t.Errorf("with %d MiB of the heap in use, and %d beside it, %d may be taken", c.heap, c.beside, got)
		}
	}
}

func TestEachCollectionDecidesWhenTheNextOneIs(t *testing.T) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(-1))
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	comes := func(what string, right func(limit int64) bool) {
		t.Helper()
		for deadline := time.Now().Add(30 * time.Second); !right(debug.SetMemoryLimit(-1)); runtime.Gosched() {
			runtime.GC()
			if time.Now().After(deadline) {
				t.Fatalf("%s, %d bytes may be taken", what, debug.SetMemoryLimit(-1))
			}
		}
	}
	const bound = 20 * minGrowth
	tuneGarbageCollector(bound)
	held := make([]byte, 8*minGrowth)
	comes("while much is in use", func(limit int64) bool { return limit >= 12*minGrowth && limit < math.MaxInt64 })
	runtime.KeepAlive(held)
	comes("when it is no more", func(limit int64) bool { return limit < 12*minGrowth })
	held = make([]byte, 16*minGrowth)
	comes("while more is in use than fits the bound", func(limit int64) bool { return limit == bound })
	runtime.KeepAlive(held)
}
