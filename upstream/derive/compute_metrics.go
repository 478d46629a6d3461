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
