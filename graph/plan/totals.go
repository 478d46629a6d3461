package plan

import "github.com/inkeep-gateway/gateway/upstream/query"

// TotalsPlan is what the metrics over a whole set need: one query, which is nil if none are wanted, and those of what they are compared
// with.
type TotalsPlan struct {
	Query    *query.Query
	Previous []*PreviousPlan
}

// ForTotals plans the metrics that are selected on ConversationTotals. The set's keys say by which wall clock days are counted back.
func ForTotals(variables map[string]any, fields []*Selected, filter *FilterPlan, groupBy, aggregate []query.Selection) (*TotalsPlan, error) {
	p := &TotalsPlan{}
	metrics, err := ForMetrics(variables, fields, aggregate)
	if err != nil {
		return p, err
	}
	if len(metrics) > 0 {
		p.Query = &query.Query{Select: metrics, Where: filter.Where}
	}
	p.Previous, err = planPrevious(variables, fields, filter, groupBy, aggregate, false)
	return p, err
}
