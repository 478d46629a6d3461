package write

import (
	"context"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// omittedGroups is what is known of the groups that the endpoint held back.
type omittedGroups struct {
	mayPass bool      // having
	order   *ordering // with which the plan's begins, and in which none comes before the last row; nil: none is known
	last    int
}

// findOmitted finds out about the groups that are held back. None comes before the last row in the order that the endpoint was
// asked for, if its rows are seen to be in it. An order that was asked for to find all that pass having tells nothing of
// which of them come first in the plan's.
func findOmitted(ctx context.Context, p *plan.GroupsPlan, rows *query.Rows, pushed []plan.OrderTerm) (omittedGroups, error) {
	h := omittedGroups{mayPass: rows.Partial(), last: rows.Len() - 1}
	if !h.mayPass || len(pushed) == 0 || h.last < 0 {
		return h, nil
	}
	order, err := newOrdering(ctx, rows, pushed)
	if err != nil {
		return h, err
	}
	for row := range h.last {
		if order.compare(row, row+1) > 0 {
			return h, nil
		}
	}
	if ctx.Err() != nil {
		return h, model.TooLate(ctx) // Rows are not compared any more.
	}
	if p.OrderBegins(pushed) {
		h.order = order
	}
	for _, condition := range p.Having {
		if condition.Metric.Equal(pushed[0].By) {
			x, ok, _ := rows.Column(condition.Metric).Number(h.last) // The ordering has read it.
			h.mayPass = h.mayPass && !condition.EndsBehind(x, !ok, pushed[0].Desc)
		}
	}
	return h, nil
}

// behind says whether the groups held back come behind a row in the plan's order.
func (h omittedGroups) behind(row int) bool {
	return h.order != nil && h.order.compare(row, h.last) < 0
}
