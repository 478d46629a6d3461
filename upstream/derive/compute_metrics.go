package derive

import "github.com/inkeep-gateway/gateway/upstream/query"

// sourcesOf are what a metric is merged of in groups that are finer than the wanted ones: keys to add and metrics to select.
// Whether it can be is for mergeOf to say.
func sourcesOf(s query.Selection) (keys, metrics []query.Selection) {
	rows := query.Selection{Function: query.Count}
	switch {
	case s.Function == query.Percentile:
		return []query.Selection{{Field: s.Field}}, []query.Selection{rows}
	case s.Function == query.Avg && len(s.Path) > 0:
		sum, count := s, s
		sum.Function, count.Function = query.Sum, query.Count
		return nil, []query.Selection{sum, count}
	case s.Function == query.Avg:
		sum, count := averageParts()
		return nil, []query.Selection{s, sum, count}
	case s.Function == query.CountDistinct && s.Field == query.ID:
		return nil, []query.Selection{rows}
	case s.Function == query.CountDistinct && mergeable(query.Selection{Field: s.Field}) && len(s.Path) == 0:
		return []query.Selection{{Field: s.Field}}, nil
	}
	return nil, []query.Selection{s}
}

// rollUpOf rolls the rows of the finer groups up. Of a column that the endpoint cannot compute only the metrics are lost that are merged
// of it, by the endpoint's reason.
func (c *Computed) rollUpOf(finer *query.Rows) (*query.Rows, Reason) {
	rollUp := c.rollUp
	rollUp.Metrics = nil
	type failing struct {
		metric query.Selection
		reason *query.Error
	}
	var lost []failing
	for _, m := range c.rollUp.Metrics {
		if reason := failureOf(m.As, finer); reason != nil {
			lost = append(lost, failing{m.As, reason})
		} else {
			rollUp.Metrics = append(rollUp.Metrics, m)
		}
	}
	rows, reason := rollUp.Apply(finer)
	if reason != Derivable {
		return nil, reason
	}
	for _, f := range lost {
		rows = rows.Failing(f.metric, f.reason)
	}
	return rows, Derivable
}

// failureOf is why a metric cannot be had of rows that it is merged of; nil if that is to be told by row.
func failureOf(metric query.Selection, rows *query.Rows) *query.Error {
	_, columns := sourcesOf(metric)
	for _, s := range columns {
		if c := rows.Column(s); c != nil && c.Failure() != nil {
			return query.Incomputable(metric, c.Failure())
		}
	}
	return nil
}
