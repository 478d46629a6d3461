package graph

import (
	"context"
	"errors"
	"fmt"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/graph/write"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// conversationSet is a set of conversations, how to group it and what to compute of it. Each of its fields asks for itself,
// at the same time as the others, and fails for itself.
type conversationSet struct {
	operation *operation
	filter    *plan.FilterPlan
	groupBy   []query.Selection
	aggregate []query.Selection
	notes     string
}

// totals reads the metrics over the whole set.
func (c *conversationSet) totals(ctx context.Context, variables map[string]any, field *plan.Selected) (*write.Totals, error) {
	metrics, err := plan.ForMetrics(variables, field.Beneath, c.aggregate)
	var asked *query.Query
	if len(metrics) > 0 {
		asked = &query.Query{Select: metrics, Where: c.filter.Where}
	}
	rows, err := c.operation.load(ctx, c.notes, err, asked)
	if err != nil {
		return nil, err
	}
	out := &write.Totals{Rows: rows[0], Row: write.NoRow, Aggregate: c.aggregate}
	if rows[0] != nil {
		out.Row, err = write.OnlyRow(rows[0])
	}
	return out, err
}

// groups reads the metrics of each group.
func (c *conversationSet) groups(ctx context.Context, variables map[string]any, field *plan.Selected, having []model.ConversationHaving,
	orderBy []model.ConversationGroupOrder, limit *int, top *model.ConversationTop) (*write.Groups, error) {
	p, err := plan.ForGroups(variables, field.Beneath, plan.GroupsArguments{
		Where: c.filter.Where, GroupBy: c.groupBy, Aggregate: c.aggregate, Having: having, OrderBy: orderBy, Limit: limit, Top: top,
	})
	queries := []*query.Query{p.Asked(), p.Top.Asked(p)}
	answers, err := c.operation.load(ctx, c.notes, err, queries[:field.Loads()]...)
	if err != nil {
		return nil, err
	}
	rows, rest := answers[0], write.NoRest
	if p.Top != nil && rows != nil {
		if rows, rest, err = c.keepTop(ctx, p, rows, answers[1]); err != nil {
			return nil, err
		}
	}
	groups, rows, err := c.shape(ctx, p, rows, rest)
	if err == nil && !groups.MergeOthers(p) {
		err = c.askOthers(ctx, p, rows, groups)
	}
	if err != nil || limit != nil {
		return groups, err
	}
	return groups, c.checkGroupValues(variables, field, len(groups.Shown))
}

// shape makes groups of rows. Where the endpoint held some back it is asked for the first of them in other orders, and then for
// all of them day by day.
func (c *conversationSet) shape(ctx context.Context, p *plan.GroupsPlan, rows *query.Rows, rest int) (*write.Groups, *query.Rows, error) {
	groups, err := write.ShapeGroups(ctx, p, rows, nil, rest)
	for _, order := range p.Orders(rows) {
		if rows, err = c.operation.loadAlone(ctx, c.notes, p.InOrder(order)); err != nil {
			return nil, nil, err
		}
		if groups, err = write.ShapeGroups(ctx, p, rows, order, rest); err == nil {
			break
		}
	}
	if incomplete := (*model.Error)(nil); errors.As(err, &incomplete) && incomplete.Code == model.IncompleteResult {
		if whole := c.mergeDays(ctx, p); whole != nil {
			groups, err = write.ShapeGroups(ctx, p, whole, nil, rest)
			rows = whole
		}
	}
	return groups, rows, err
}

// mergeDays is all groups, merged of those of each day; nil where they cannot be, where the endpoint holds some of these back, too,
// and where the days cannot be asked for: the caller may not be one who sees times.
func (c *conversationSet) mergeDays(ctx context.Context, p *plan.GroupsPlan) *query.Rows {
	q, merge, ok := p.ByDay()
	if !ok {
		return nil
	}
	days, err := c.operation.loadAlone(ctx, c.notes, q)
	if err != nil {
		return nil
	}
	rows, _ := merge.Apply(days)
	return rows
}

// keepTop keeps the groups of the first values of a key, which are ranked by rows of their own, or by the groups themselves. The
// groups of the rest begin at a row.
func (c *conversationSet) keepTop(ctx context.Context, p *plan.GroupsPlan, rows, ranked *query.Rows) (_ *query.Rows, at int, err error) {
	if ranked == nil {
		ranked = rows
	}
	first, ranked, err := c.shape(ctx, p.Top.Rank, ranked, write.NoRest)
	if err != nil {
		return nil, 0, err
	}
	top, err := write.SplitTop(p, rows, ranked, first.Shown)
	if err != nil {
		return nil, 0, err
	}
	rest, merged := top.Merge()
	if !merged {
		q, err := p.Top.AskedRest(p, ranked, first.Shown)
		if err != nil {
			return nil, 0, err
		}
		if rest, err = c.operation.loadAlone(ctx, c.notes, q); err != nil {
			return nil, 0, err
		}
	}
	return top.With(rest)
}

// askOthers asks for what the groups behind the limit come to.
func (c *conversationSet) askOthers(ctx context.Context, p *plan.GroupsPlan, rows *query.Rows, groups *write.Groups) error {
	if len(p.Having) > 0 && rows.Partial() {
		return write.Incomplete(rows, "groups", "What the others that pass `having` come to cannot be told.")
	}
	q, err := p.AskedOthers(rows, groups.Shown)
	if err != nil {
		return err
	}
	var others *query.Rows
	if len(q.Select) > 0 {
		if others, err = c.operation.loadAlone(ctx, c.notes, q); err != nil {
			return err
		}
	}
	return groups.SetOthers(p, others)
}

// checkGroupValues counts the values of groups without a limit. How many there are is known only now, and operations are judged by
// a guess before.
func (c *conversationSet) checkGroupValues(variables map[string]any, groups *plan.Selected, rows int) error {
	values := plan.ValuesOfGroups(variables, groups, len(c.groupBy), len(c.aggregate), rows)
	if spent := c.operation.spent.Add(int64(values)); spent > c.operation.values {
		return &model.Error{Code: model.QueryTooComplex, Limit: int(c.operation.values), Amount: int(spent), Message: fmt.Sprintf(
			"The groups have %d values; groups without a limit may have %d in an operation. Set a limit, or select less.", spent, c.operation.values)}
	}
	return nil
}

// list reads a slice of the conversations.
func (c *conversationSet) list(ctx context.Context, variables map[string]any, field *plan.Selected, orderBy []model.ConversationOrder, first *int,
	after *string) (*write.Connection, error) {
	plan, err := plan.ForList(variables, field.Beneath, plan.ListArguments{
		Filter: c.filter, OrderBy: orderBy, First: first, After: after,
	})
	rows, err := c.operation.load(ctx, c.notes, err, plan.Slice, plan.Count)
	if err != nil {
		return nil, err
	}
	return write.ShapeList(plan, rows[0], rows[1])
}
