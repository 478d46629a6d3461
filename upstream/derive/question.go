package derive

import (
	"crypto/sha256"
	"slices"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Question is a query as the rules read it. It is prepared once, compared with many, and never changed.
type Question struct {
	query     query.Query
	keys      []query.Selection
	metrics   []query.Selection // with what else is selected and is no key
	bounds    query.Interval    // of firstMessageTime
	conjuncts []conjunct        // of the filter, without its bounds, distinct
	hashes    []uint64          // see FilterHashes
}

// conjunct is a filter that has to hold.
type conjunct struct {
	where  query.Where
	digest [sha256.Size]byte
}

// Prepare reads a query. Its filter is to include what the viewer may see.
func Prepare(q query.Query) *Question {
	columns, keys := q.Columns(), 0
	for _, key := range q.GroupBy {
		if key.Equal(columns[keys]) { // It is not one that repeats.
			keys++
		}
		if keys == len(columns) {
			break
		}
	}
	prepared := &Question{query: q, keys: columns[:keys:keys], metrics: columns[keys:]}
	conjuncts := q.Where.Conjuncts()
	prepared.conjuncts = make([]conjunct, 0, len(conjuncts))
	for _, w := range conjuncts {
		if c, ok := w.Condition(); ok {
			if bounds, ok := c.Interval(); ok {
				prepared.bounds = prepared.bounds.Intersect(bounds)
				continue
			}
		}
		prepared.conjuncts = append(prepared.conjuncts, conjunct{w, w.Digest()})
	}
	prepared.hashes = filterHashes(prepared.conjuncts)
	return prepared
}

// Query is the query that was prepared.
func (q *Question) Query() query.Query { return q.query }

// Timed says whether the question is by buckets of time.
func (q *Question) Timed() bool { return finest(q.keys) != "" }

// lacking are the conjuncts of q that another question does not have.
func (q *Question) lacking(other *Question) []query.Where {
	var lacking []query.Where
	for _, c := range q.conjuncts {
		if !other.has(c) {
			lacking = append(lacking, c.where)
		}
	}
	return lacking
}

func (q *Question) has(c conjunct) bool {
	return slices.ContainsFunc(q.conjuncts, func(have conjunct) bool { return have.digest == c.digest })
}

func holds(list []query.Selection, s query.Selection) bool {
	return slices.ContainsFunc(list, s.Equal)
}
