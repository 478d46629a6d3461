package derive

import "github.com/inkeep-gateway/gateway/upstream/query"

// sourcesOf are what a metric is merged of in groups that are finer than the wanted ones: keys to add and metrics to select.
// Whether it can be is for mergeOf to say.
func sourcesOf(s query.Selection) (keys, metrics []query.Selection) {
	rows := query.Selection{Function: query.Count}
	switch {
	case s.Function == query.Percentile:
		return []query.Selection{{Field: s.Field}}, []query.Selection{rows}
	case s.Function == query.Avg:
		sum, count := averageParts()
		return nil, []query.Selection{s, sum, count}
	case s.Function == query.CountDistinct && s.Field == query.ID:
		return nil, []query.Selection{rows}
	}
	return nil, []query.Selection{s}
}
