package derive

import (
	"slices"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// MergeRest is how groups of a query are merged into one, or into one for each combination of some of its keys, and the query
// with what has to be selected for that. It says no where a metric cannot be merged, or a key cannot be told by what is
// printed of it. That averages are sums over counts is seen when it is applied.
func MergeRest(q query.Query, keys, metrics []query.Selection) (query.Query, *RollUp, bool) {
	r := &RollUp{Apart: q.GroupBy}
	for _, key := range keys {
		if !mergeable(key) {
			return q, nil, false
		}
		r.Keys = append(r.Keys, Key{As: key, From: key})
	}
	wider := q
	wider.Select = slices.Clip(q.Select)
	for _, s := range metrics {
		_, sources := sourcesOf(s)
		wider.Select = query.Union(wider.Select, sources...)
		merge := mergeOf(s, &Question{keys: q.GroupBy, metrics: wider.Select})
		if merge == nil {
			return q, nil, false
		}
		r.Metrics = append(r.Metrics, Metric{As: s, Merge: merge})
	}
	return wider, r, true
}
