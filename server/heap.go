package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// room is how many bytes the heap may grow by before it is collected.
	room = 32 << 20
	// leastGrowth is the same for a heap that is large, in percent.
	leastGrowth = 50
)

// giveRoom has garbage collected when the heap has grown by the room, or by half if that is more. Go's own rule, when it has
// doubled, would collect the few megabytes that the gateway holds many times a second, in a fifth of its time, and would
// let full caches take twice their size.
func giveRoom() {
	debug.SetGCPercent(growth(live()))
	// The next collection finds this unreachable: then there is another size to go by.
	runtime.AddCleanup(new(*int), func(struct{}) { giveRoom() }, struct{}{})
}

// growth is by how many percent a heap with so many bytes in use may grow.
func growth(live uint64) int {
	return max(int(room*100/max(live, room/8)), leastGrowth) //nolint:gosec // at most 800
}

// live is how many bytes of the heap the last collection found in use.
func live() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
