package derive

import (
	"hash/fnv"
	"slices"
	"sync"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Sizes remembers of one account how many groups questions had, and which buckets were last asked for over a filter. Sizes are
// learnt, never multiplied: a day's integrations are fewer than all of them. What it keeps is bounded. It is safe for
// concurrent use. The zero value is empty.
type Sizes struct {
	mu      sync.Mutex
	groups  recent[int]
	buckets recent[query.TimeUnit]
}

// Saw remembers how many groups a question had at some time, those that the endpoint held back included.
func (s *Sizes) Saw(q *Question, at time.Time, groups int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.groups.set(q.sizeKey(q.keys, at), groups)
}

// size is how many groups a question had when it was last seen with some keys.
func (s *Sizes) size(q *Question, keys []query.Selection, now time.Time) (int, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.groups.get(q.sizeKey(keys, now))
}

// Used remembers the buckets of a question, if it has any. Ask does so; it is for questions that are answered otherwise.
func (s *Sizes) Used(q *Question) {
	if unit := finest(q.keys); unit != "" {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.buckets.set(q.FilterHashes()[0], unit)
	}
}

// lastBucket is the bucket last asked for over the question's filter; none is empty.
func (s *Sizes) lastBucket(q *Question) query.TimeUnit {
	s.mu.Lock()
	defer s.mu.Unlock()
	unit, _ := s.buckets.get(q.FilterHashes()[0])
	return unit
}

// span is how long the question's range is, up to now; false if it has no lower bound.
func (q *Question) span(now time.Time) (time.Duration, bool) {
	end := q.bounds.Before
	if end.IsZero() || end.After(now) {
		end = now
	}
	return max(0, end.Sub(q.bounds.Since)), !q.bounds.Since.IsZero()
}

// sizeKey is equal for questions with the same filter and keys over as many days.
func (q *Question) sizeKey(keys []query.Selection, now time.Time) uint64 {
	days := uint64(0)
	if span, closed := q.span(now); closed {
		days = 1 + uint64(span.Hours()/24+0.5) // #nosec G115 -- it is no less than 1
	}
	h := q.FilterHashes()[0]
	for _, k := range keys {
		name := fnv.New64a()
		_, _ = name.Write([]byte(k.Key())) // It never fails.
		h += finish(name.Sum64())          // whatever the order
	}
	return finish(h + days)
}

// finish spreads a number over all bits, as SplitMix64 does.
func finish(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// finest is the shortest bucket among keys that all of them follow from; none is empty.
func finest(keys []query.Selection) query.TimeUnit {
	units := []query.TimeUnit{query.Month, query.Week, query.Day, query.Hour}
	best := query.TimeUnit("")
	for _, k := range keys {
		switch at := slices.Index(units, k.Unit); {
		case at < 0 || best != "" && refines(best, k.Unit):
		case best == "" || refines(k.Unit, best):
			best = k.Unit
		default:
			best = query.Day // of weeks and months
		}
	}
	return best
}

// recent keeps the values that were set last: at least so many of them, and at most twice as many.
type recent[V any] struct{ young, old map[uint64]V }

const mostRecent = 4096

func (r *recent[V]) set(key uint64, v V) {
	if r.young == nil {
		r.young = make(map[uint64]V)
	}
	if r.young[key] = v; len(r.young) >= mostRecent {
		r.young, r.old = nil, r.young
	}
}

func (r *recent[V]) get(key uint64) (V, bool) {
	if v, ok := r.young[key]; ok {
		return v, true
	}
	v, ok := r.old[key]
	return v, ok
}
