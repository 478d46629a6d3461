package telemetry

import (
	"cmp"
	"slices"
)

// cacheStates are where the answer of a field may come from, the best first.
var cacheStates = []string{"hit", "shared", "derived", "miss", "stale", "stale-if-error", "failed"}

// Worse is the worse of two states of the cache; each is worse than the empty one.
func Worse(a, b string) string {
	if cmp.Compare(slices.Index(cacheStates, a), slices.Index(cacheStates, b)) < 0 {
		return b
	}
	return a
}

// cacheOrNone is a state for a line.
func cacheOrNone(state string) string { return cmp.Or(state, "none") }
