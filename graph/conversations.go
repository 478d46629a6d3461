package graph

import (
	"context"
	"fmt"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// set is a set of conversations, how to group it and what to compute of it. Each of its fields asks for itself,
// at the same time as the others, and fails for itself.
type set struct {
	operation *operation
	filter    *filterPlan
	groupBy   []query.Selection
	aggregate []query.Selection
	notes     string
}

// totals reads the metrics over the whole set.
func (c *set) totals(ctx context.Context, variables map[string]any, field *selected) (*totals, error) {
	metrics, err := planMetrics(variables, field.beneath, c.aggregate)
	var asked *query.Query
	if len(metrics) > 0 {
		asked = &query.Query{Select: metrics, Where: c.filter.where}
	}
	rows, err := c.operation.load(ctx, c.notes, err, asked)
	if err != nil {
		return nil, err
	}
	out := &totals{rows: rows[0], row: noRow, aggregate: c.aggregate}
	if rows[0] != nil {
		out.row, err = onlyRow(rows[0])
	}
	return out, err
}

// groups reads the metrics of each group.
func (c *set) groups(ctx context.Context, variables map[string]any, field *selected, having []ConversationHaving,
	orderBy []ConversationGroupOrder, limit *int) (*groups, error) {
	plan, err := planGroups(variables, field.beneath, groupsArguments{
		where: c.filter.where, groupBy: c.groupBy, aggregate: c.aggregate, having: having, orderBy: orderBy, limit: limit,
	})
	rows, err := c.operation.load(ctx, c.notes, err, plan.asked())
	if err != nil {
		return nil, err
	}
	groups, err := shapeGroups(ctx, plan, rows[0], nil)
	for _, order := range plan.orders(rows[0]) {
		if rows[0], err = c.operation.loadAlone(ctx, c.notes, plan.inOrder(order)); err != nil {
			return nil, err
		}
		if groups, err = shapeGroups(ctx, plan, rows[0], order); err == nil {
			break
		}
	}
	if err != nil || limit != nil {
		return groups, err
	}
	return groups, c.afford(variables, field, len(groups.shown))
}

// afford counts the values of groups without a limit. How many there are is known only now, and operations are judged by
// a guess before.
func (c *set) afford(variables map[string]any, groups *selected, rows int) error {
	values := valuesOfGroups(variables, groups, len(c.groupBy), len(c.aggregate), rows)
	if spent := c.operation.spent.Add(int64(values)); spent > c.operation.values {
		return &Error{Code: QueryTooComplex, Limit: int(c.operation.values), Amount: int(spent), Message: fmt.Sprintf(
			"The groups have %d values; groups without a limit may have %d in an operation. Set a limit, or select less.", spent, c.operation.values)}
	}
	return nil
}

// list reads a slice of the conversations.
func (c *set) list(ctx context.Context, variables map[string]any, field *selected, orderBy []ConversationOrder, first *int,
	after *string) (*connection, error) {
	plan, err := planList(variables, field.beneath, listArguments{
		filter: c.filter, orderBy: orderBy, first: first, after: after,
	})
	rows, err := c.operation.load(ctx, c.notes, err, plan.slice, plan.count)
	if err != nil {
		return nil, err
	}
	return shapeList(plan, rows[0], rows[1])
}
