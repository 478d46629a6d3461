package derive

import (
	"slices"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Question is a query as the rules read it. It is prepared once, compared with many, and never changed.
type Question struct {
	query     query.Query
	keys      []query.Selection
	metrics   []query.Selection // with what else is selected and is no key
	bounds    interval          // of firstMessageTime
	conjuncts []conjunct        // of the filter, without its bounds, distinct
}

// conjunct is a filter that has to hold.
type conjunct struct {
	where query.Where
	text  string // canonical
	hash  uint64 // of the text
}

// Prepare reads a query. Its filter is to include what the viewer may see.
func Prepare(q query.Query) *Question {
	prepared := &Question{query: q, keys: query.Union(make([]query.Selection, 0, len(q.GroupBy)), q.GroupBy...)}
	prepared.metrics = q.Columns()[len(prepared.keys):]
	for _, w := range q.Where.Conjuncts() {
		if c, ok := w.Condition(); ok {
			if bounds, ok := boundsOf(c); ok {
				prepared.bounds = prepared.bounds.intersect(bounds)
				continue
			}
		}
		text := w.Canonical()
		prepared.conjuncts = append(prepared.conjuncts, conjunct{w, text, hashText(text)})
	}
	return prepared
}

// Query is the query that was prepared.
func (q *Question) Query() query.Query { return q.query }

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
	return slices.ContainsFunc(q.conjuncts, func(have conjunct) bool { return have.hash == c.hash && have.text == c.text })
}

func holds(list []query.Selection, s query.Selection) bool {
	return slices.ContainsFunc(list, s.Equal)
}

// hashText is FNV-1a, finished so that sums of hashes spread. It is the same in every process, since gateways that share a
// store look answers up by it. Equal hashes of different texts cost a look at one answer more.
func hashText(text string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return finish(h)
}

// finish is the last step of SplitMix64.
func finish(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
