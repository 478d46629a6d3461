package endpoint

import "time"

// The tries that a closed breaker judges by.
const (
	recentTime  = 10 * time.Second
	mostRecent  = 512
	leastRecent = 20 // fewer say nothing
)

// recentTries are the latest tries of a tenant. An endpoint that fails does so whoever asks for what: the failures of one caller
// or of one query, however many there are, do not make a failing endpoint of one that answers the others.
type recentTries struct {
	tries  []tried // by time
	failed int
}

// tried is one try, by the hashes of who asked for what.
type tried struct {
	origin origin
	at     time.Time
	failed bool
}

// origin is who asks for what, hashed.
type origin struct{ caller, query uint64 }

// add notes a try.
func (r *recentTries) add(t tried) {
	old := 0
	for old < len(r.tries) && (t.at.Sub(r.tries[old].at) >= recentTime || len(r.tries)-old >= mostRecent) {
		if r.tries[old].failed {
			r.failed--
		}
		old++
	}
	r.tries = append(r.tries[old:], t)
	if t.failed {
		r.failed++
	}
}

// failing says whether half of the tries have failed, half of the queries and more than half of the callers: those of whose
// tries half have.
func (r *recentTries) failing() bool {
	if len(r.tries) < leastRecent || 2*r.failed < len(r.tries) {
		return false
	}
	callers, queries := make(map[uint64]balance), make(map[uint64]balance)
	for _, t := range r.tries {
		callers[t.origin.caller] = callers[t.origin.caller].with(t.failed)
		queries[t.origin.query] = queries[t.origin.query].with(t.failed)
	}
	return 2*failingOf(callers) > len(callers) && 2*failingOf(queries) >= len(queries)
}

// balance is how many tries have failed, less those that have not.
type balance int

func (b balance) with(failed bool) balance {
	if failed {
		return b + 1
	}
	return b - 1
}

func failingOf(balances map[uint64]balance) (n int) {
	for _, b := range balances {
		if b >= 0 {
			n++
		}
	}
	return n
}
