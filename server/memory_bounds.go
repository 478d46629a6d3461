package main

import (
	"github.com/KimMachineGun/automemlimit/memlimit"
)

const (
	// programBytes is what the program itself takes: its code and data, metrics, buckets of callers, and connections at rest.
	programBytes = 96 << 20
	// unknownMemory is what the process may use where neither the cgroup nor the machine says.
	unknownMemory = 1 << 30
)

// maxMemory is how many bytes everything in flight may take together: as set, or half of what the process may use.
func (c config) maxMemory() int64 {
	if c.MaxMemory > 0 {
		return c.MaxMemory
	}
	return int64(processMemory() / 2) //nolint:gosec // No machine has that much.
}

// processMemory is how many bytes the process may use: those of its cgroup, or of the machine if these are less.
func processMemory() uint64 {
	machine, err := memlimit.FromSystem()
	if err != nil {
		machine = unknownMemory
	}
	if group, err := memlimit.FromCgroup(); err == nil && group < machine {
		return group
	}
	return machine
}

// cacheBytes is how many bytes of answers and documents are kept at most.
func (c config) cacheBytes() int64 {
	return c.CacheSize + c.responseCacheBytes() + c.PersistedQueriesSize + c.ParsedDocumentsSize
}

// processBound is the process's: all that it may hold, and a quarter of that for what is not collected yet.
func (c config) processBound() int64 { return (c.maxMemory() + c.cacheBytes() + programBytes) / 4 * 5 }

// maxAnswer is how many bytes an answer may have: as set, and no more than a quarter of the budget, for it stands there
// more than once while it is made.
func (c config) maxAnswer() int64 { return min(c.MaxAnswer, c.maxMemory()/4) }
