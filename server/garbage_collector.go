package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// minGrowth is how many bytes a heap may grow by before it is collected, at least, as far as it remains below minHeap.
	minGrowth = 32 << 20
	minHeap   = 64 << 20
	// smallHeap is the growth of a heap of four megabytes, in percent, that is the room.
	smallHeap = 800
)

// tuneGarbageCollector has garbage collected when the heap has grown by half. A small one may grow by the room. Go's own rule, when
// it has doubled, would collect the few megabytes that the gateway holds many times a second, in a fifth of its time, and would let
// full caches take twice their size.
//
// The rule is told as a limit of memory, which is set anew after each collection: unlike a growth in percent it also holds
// when a small heap grows large within one cycle, and what is beyond it is given back to the system. However much is in
// use, it is never more than the bound of the process.
func tuneGarbageCollector(bound int64) {
	debug.SetGCPercent(smallHeap)
	var setAnew func(struct{})
	setAnew = func(struct{}) {
		debug.SetMemoryLimit(min(int64(memoryLimit(memoryInUse())), bound)) //nolint:gosec // No machine has that much.
		// The next collection finds this unreachable.
		runtime.AddCleanup(new(*int), setAnew, struct{}{})
	}
	setAnew(struct{}{})
}

// memoryLimit is how many bytes may be taken, with so many of the heap in use and so many taken beside it.
func memoryLimit(heap, beside uint64) uint64 {
	return beside + max(heap+heap/2, min(heap+minGrowth, minHeap))
}

// memoryInUse is how many bytes of the heap the last collection found in use, and how many are taken for stacks and all else.
func memoryInUse() (heap, beside uint64) {
	samples := []metrics.Sample{
		{Name: "/gc/heap/live:bytes"},
		{Name: "/memory/classes/total:bytes"},
		{Name: "/memory/classes/heap/objects:bytes"},
		{Name: "/memory/classes/heap/unused:bytes"},
		{Name: "/memory/classes/heap/free:bytes"},
		{Name: "/memory/classes/heap/released:bytes"},
	}
	metrics.Read(samples)
	beside = samples[1].Value.Uint64()
	for _, ofHeap := range samples[2:] {
		beside -= ofHeap.Value.Uint64()
	}
	return samples[0].Value.Uint64(), beside
}
