package derive

import "github.com/inkeep-gateway/gateway/upstream/query"

// mergedMetrics admits any known metric where each group is one known group. Where groups are merged:
//
//   - count and countOf add; of no rows they are 0;
//   - sum of userMessageCount adds, leaving nulls out; of nulls alone it is null;
//   - avg of userMessageCount is its sum over its count, if all three are known;
//   - min and max leave nulls out, of numbers and times;
//   - countDistinct of a plain column is that of a known key; of id it is the count.
//
// It refuses sums and averages of properties (floats depend on the order of adding), min and max of text (the collation is
// not known) and of properties, and any other countDistinct. For computed keys of times, where nothing else could be asked,
// mergePropertyMetric merges those of properties, too.
func mergedMetrics(d *derivation) Reason {
	for _, s := range d.wanted.metrics {
		merge := mergeOf(s, d.known)
		if d.plan.rollUp.One && holds(d.known.metrics, s) {
			merge = keep(s)
		}
		if merge == nil {
			return MetricDoesNotAdd
		}
		d.plan.rollUp.Metrics = append(d.plan.rollUp.Metrics, Metric{As: s, Merge: merge})
	}
	return Derivable
}

// mergeOf is how a metric is merged of what is known; nil if it cannot be.
func mergeOf(s query.Selection, known *Question) Merge {
	plain := len(s.Path) == 0 && !s.Field.IsJSON()
	have := holds(known.metrics, s)
	switch s.Function {
	case query.Percentile:
		if holds(known.keys, query.Selection{Field: s.Field}) && holds(known.metrics, query.Selection{Function: query.Count}) {
			return percentiles(s)
		}
	case query.Count:
		if have {
			return counts(s)
		}
	case query.Sum:
		if have && s.Field == query.UserMessageCount {
			return sums(s)
		}
	case query.Avg:
		sum, count := averageParts()
		if have && s.Field == query.UserMessageCount && holds(known.metrics, sum) && holds(known.metrics, count) {
			return averages(s, sum, count)
		}
	case query.Min, query.Max:
		if have && plain && s.Kind() == query.Number {
			return extremes(s, readNumber, func(a, b float64) bool { return a < b }, (*query.Column).AppendNumber)
		}
		if have && plain && s.Kind() == query.Time {
			return extremes(s, readTime, earlier, (*query.Column).AppendTime)
		}
	case query.CountDistinct:
		key, rows := query.Selection{Field: s.Field}, query.Selection{Function: query.Count}
		switch {
		case mergeable(key) && holds(known.keys, key):
			return distinct(s, key)
		case s.Field == query.ID && holds(known.metrics, rows):
			return countsAs(s, rows)
		}
	}
	return nil
}

// mergePropertyMetric returns how a metric of a property is merged for computed keys of times; nil if it cannot be. mergeOf refuses these
// metrics: sums of numbers that are not whole depend on the order of adding in their last digits, and the endpoint can be asked
// instead. By a key that it does not have it cannot.
func mergePropertyMetric(s query.Selection, known *Question) Merge {
	sum, count := s, s
	sum.Function, count.Function = query.Sum, query.Count
	switch {
	case len(s.Path) == 0:
		return nil
	case s.Function == query.Sum && holds(known.metrics, s):
		return func(g *Groups) (query.Column, Reason) { return g.quotients(s, sum, nil) }
	case s.Function == query.Avg && holds(known.metrics, sum) && holds(known.metrics, count):
		return func(g *Groups) (query.Column, Reason) { return g.quotients(s, sum, &count) }
	case (s.Function == query.Min || s.Function == query.Max) && holds(known.metrics, s):
		return extremes(s, readNumber, func(a, b float64) bool { return a < b }, (*query.Column).AppendNumber)
	}
	return nil
}
