package graph

import (
	"context"
	"errors"
	"fmt"
	"slices"

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
	p, err := plan.ForTotals(variables, field.Beneath, c.filter, c.groupBy, c.aggregate)
	queries := make([]*query.Query, field.Loads())
	queries[0] = p.Query
	periods, answers, err := c.loadWithPrevious(ctx, err, p.Previous, queries)
	if err != nil {
		return nil, err
	}
	out := &write.Totals{Rows: rowsOf(answers[0]), Row: write.NoRow, Aggregate: c.aggregate}
	if out.Rows != nil {
		if out.Row, err = write.OnlyRow(out.Rows); err != nil {
			return nil, err
		}
	}
	if err := c.readPrevious(ctx, periods, answers, answeredAt(answers[0])); err != nil {
		return nil, err
	}
	for _, p := range periods {
		if err := out.Compare(p.plan.Field, p.rows); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// groups reads the metrics of each group, by the arguments of its field.
func (c *conversationSet) groups(ctx context.Context, variables map[string]any, field *plan.Selected, a plan.GroupsArguments) (groups *write.Groups, err error) {
	defer func() { err = c.atKey(err) }()
	a.Filter, a.GroupBy, a.Aggregate = c.filter, c.groupBy, c.aggregate
	visible := c.operation.loader.Interval(c.filter.Where).Intersect(c.filter.Interval)
	p, err := plan.ForGroups(variables, field.Beneath, a, visible.Intersect(query.Interval{Before: c.operation.now}))
	queries := make([]*query.Query, field.Loads())
	if queries[0] = p.Asked(); a.Top != nil {
		queries[1] = p.Top.Asked(p)
	}
	periods, answers, err := c.loadWithPrevious(ctx, err, p.Previous, queries)
	if err != nil {
		return nil, err
	}
	reader := &groupsReader{conversationSet: c, plan: p, visible: visible}
	groups, err = reader.read(ctx, answers)
	if err != nil {
		return nil, err
	}
	if err := c.readPrevious(ctx, periods, answers, reader.at); err != nil {
		return nil, err
	}
	if err := reader.compare(ctx, groups, periods); err != nil {
		return nil, err
	}
	if a.Limit != nil {
		return groups, nil
	}
	return groups, c.checkGroupValues(variables, field, len(groups.Shown))
}

// atKey says of an error about a key of the groups where in the arguments that is.
func (c *conversationSet) atKey(err error) error {
	var theirs *query.Error
	if !errors.As(err, &theirs) || theirs.Key == nil {
		return err
	}
	own := &model.Error{Code: failures[theirs.Failure], Message: theirs.Message, Limit: theirs.Limit, Amount: theirs.Amount}
	if at := slices.IndexFunc(c.groupBy, theirs.Key.Equal); at >= 0 {
		own.Input = plan.Indexed("groupBy", at)
	}
	return own
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
	answers, err := c.operation.load(ctx, c.notes, err, plan.Slice, plan.Count)
	if err != nil {
		return nil, err
	}
	return write.ShapeList(plan, rowsOf(answers[0]), rowsOf(answers[1]))
}
