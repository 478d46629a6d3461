package derive

import (
	"slices"
	"strings"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// assumedPage is a page of an endpoint that has not told its size.
const assumedPage = 1000

// widen is the questions with those that add over one filter replaced by their joint grouping. One of them stays as it is if
// that is not known to fit a page, or has been seen not to.
func widen(questions []*Question, sizes *Sizes, pageSize int, now time.Time) []*Question {
	if pageSize == 0 {
		pageSize = assumedPage
	}
	for _, q := range questions {
		sizes.Used(q)
	}
	if len(questions) == 1 && finest(questions[0].keys) == "" && sizes.lastBucket(questions[0]) == "" {
		return questions // No keys could join its own.
	}
	var asks []*Question
	replaced := make(map[*Question]bool)
	for _, set := range together(questions) {
		wide := joint(set, sizes, pageSize, now)
		if wide == nil {
			continue
		}
		asks = append(asks, wide)
		for _, q := range set {
			_, reason := Derive(q, wide)
			replaced[q] = reason == Derivable
		}
	}
	for _, q := range questions {
		if !replaced[q] {
			asks = append(asks, q)
		}
	}
	return asks
}

// together are the questions that may be asked jointly: over one filter, with keys of few values. Those by properties, whose
// values may be many, are together only with those by the same.
func together(questions []*Question) [][]*Question {
	var order []string
	sets := make(map[string][]*Question)
	for _, q := range questions {
		if !adds(q) {
			continue
		}
		digest := q.query.Where.Digest()
		key := string(digest[:])
		if slices.ContainsFunc(q.keys, func(k query.Selection) bool { return len(k.Path) > 0 }) {
			var others []string
			for _, k := range q.keys {
				if k.Unit == "" {
					others = append(others, strings.Join(append([]string{string(k.Field)}, k.Path...), "\x00"))
				}
			}
			slices.Sort(others)
			key += strings.Join(others, "\x01")
		}
		if sets[key] == nil {
			order = append(order, key)
		}
		sets[key] = append(sets[key], q)
	}
	list := make([][]*Question, len(order))
	for i, key := range order {
		list[i] = sets[key]
	}
	return list
}

// adds says whether a question may be a part of a joint one.
func adds(q *Question) bool {
	d := derivation{wanted: q, known: q, plan: &Plan{}}
	if ofGroups(&d) != Derivable {
		return false
	}
	for _, k := range q.keys {
		few := k.Unit != "" && k.Field == query.FirstMessageTime || len(k.Path) > 0 || !k.Field.IsJSON() && k.Kind() == query.Text && k.Field != query.ID
		if !few {
			return false
		}
	}
	whole := &Question{keys: q.keys, metrics: jointMetrics([]*Question{q})}
	for _, s := range q.metrics {
		if mergeOf(s, whole) == nil {
			return false
		}
	}
	return true
}

// joint is the question that answers a set of them at once; nil if they are to be asked as they are.
func joint(set []*Question, sizes *Sizes, pageSize int, now time.Time) *Question {
	var all, fields []query.Selection
	for _, q := range set {
		all = query.Union(all, q.keys...)
	}
	for _, k := range all {
		if k.Unit == "" {
			fields = append(fields, k)
		}
	}
	first := set[0]
	for _, unit := range buckets(first, all, len(fields) > 0, sizes, pageSize, now) {
		keys := fields
		if unit != "" {
			keys = append([]query.Selection{{Field: query.FirstMessageTime, Unit: unit}}, fields...)
		}
		if len(set) == 1 && len(keys) == len(first.keys) && !slices.ContainsFunc(keys, func(k query.Selection) bool { return !holds(first.keys, k) }) {
			return nil
		}
		if fits(set, keys, sizes, pageSize, now) {
			return Prepare(query.Query{GroupBy: keys, Select: jointMetrics(set), Where: first.query.Where, Notes: first.query.Notes})
		}
	}
	return nil
}

// buckets are the lengths of buckets to try, the best first: hours where the bounds cut the buckets wanted, so that what
// follows may begin and end elsewhere; the ones wanted, or else those last used with the filter, if any.
func buckets(q *Question, keys []query.Selection, others bool, sizes *Sizes, pageSize int, now time.Time) []query.TimeUnit {
	hours := pageSize
	if others {
		hours /= 2 // which leaves room for the other keys
	}
	span, closed := q.span(now)
	hourly := closed && int(span/time.Hour) <= hours
	unit := finest(keys)
	list := []query.TimeUnit{unit}
	if unit == "" {
		if unit = sizes.lastBucket(q); unit == "" {
			return list
		}
		if unit == query.Hour && !hourly {
			unit = query.Day
		}
		list = []query.TimeUnit{unit, ""}
	}
	cut := false
	for _, end := range []time.Time{q.bounds.Since, q.bounds.Before} {
		if !end.IsZero() {
			hourly = hourly && starts(query.Hour, end)
			cut = cut || !starts(unit, end)
		}
	}
	if cut && hourly {
		list = append([]query.TimeUnit{query.Hour}, list...)
	}
	return list
}

// fits says whether the joint grouping is expected to fit a page: it has been seen to, or nothing speaks against a try.
func fits(set []*Question, keys []query.Selection, sizes *Sizes, pageSize int, now time.Time) bool {
	if n, seen := sizes.size(set[0], keys, now); seen {
		return n <= pageSize
	}
	for _, q := range set {
		if n, seen := sizes.size(q, q.keys, now); seen && n > pageSize {
			return false
		}
	}
	return true
}

// jointMetrics are the metrics of all questions, with those of which they are merged.
func jointMetrics(set []*Question) []query.Selection {
	var all []query.Selection
	for _, q := range set {
		all = query.Union(all, q.metrics...)
	}
	if holds(all, query.Selection{Function: query.CountDistinct, Field: query.ID}) {
		all = query.Union(all, query.Selection{Function: query.Count})
	}
	return AddAverageParts(query.Query{Select: all}).Select
}
