package graph

import (
	"context"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"golang.org/x/sync/errgroup"

	"github.com/inkeep-gateway/gateway/upstream"
)

// Conversations is a set of conversations, how to group it and what to compute of it. Each of its fields asks for itself,
// at the same time as the others, and fails for itself.
type Conversations struct {
	source    Source
	where     upstream.Where
	groupBy   []upstream.Selection
	aggregate []upstream.Selection
	notes     string

	// A cursor is bound to the filter as it was written, and keeps the bounds that its `+"`last`"+` came to.
	filter  *ConversationWhere
	written any
	bounds  []time.Time
}

// Totals are the metrics over the whole set.
func (c *Conversations) Totals(ctx context.Context) (*ConversationTotals, error) {
	op, field := graphql.GetOperationContext(ctx), graphql.GetFieldContext(ctx).Field
	metrics, err := planMetrics(op, selected(op, field, "ConversationTotals", "ConversationMetrics"), c.aggregate)
	if err != nil {
		return nil, err
	}
	group := groupRow{row: noRow, aggregate: c.aggregate}
	if len(metrics) > 0 {
		if group.rows, err = c.rows(ctx, upstream.Query{Select: metrics, Where: c.where}); err != nil {
			return nil, err
		}
		if group.row, err = onlyRow(group.rows); err != nil {
			return nil, err
		}
	}
	return &ConversationTotals{group}, nil
}

// Groups are the metrics of each group.
func (c *Conversations) Groups(ctx context.Context, having []ConversationHaving, orderBy []ConversationGroupOrder,
	limit *int) (*ConversationGroups, error) {
	op, field := graphql.GetOperationContext(ctx), graphql.GetFieldContext(ctx).Field
	plan, err := planGroups(op, selected(op, field, "ConversationGroups"), groupsArguments{
		groupBy: c.groupBy, aggregate: c.aggregate, having: having, orderBy: orderBy, limit: limit,
	})
	if err != nil {
		return nil, err
	}
	var rows *upstream.Rows
	if plan.asks() {
		plan.query.Where = c.where
		if rows, err = c.rows(ctx, plan.query); err != nil {
			return nil, err
		}
	}
	return shapeGroups(plan, rows)
}

// List is a slice of the conversations.
func (c *Conversations) List(ctx context.Context, orderBy []ConversationOrder, first *int, after *string) (*ConversationConnection, error) {
	op, field := graphql.GetOperationContext(ctx), graphql.GetFieldContext(ctx).Field
	plan, err := planList(op, selected(op, field, "ConversationConnection"), listArguments{
		filter: c.filter, written: c.written, where: c.where, bounds: c.bounds, orderBy: orderBy, first: first, after: after,
	})
	if err != nil {
		return nil, err
	}
	connection := &ConversationConnection{plan: plan}
	var asked errgroup.Group
	ask := func(q *upstream.Query, into **upstream.Rows) {
		if q == nil {
			return
		}
		asked.Go(func() (err error) {
			defer func() { // Nobody else would, and the process would end.
				if cause := recover(); cause != nil {
					err = op.Recover(ctx, cause)
				}
			}()
			*into, err = c.rows(ctx, *q)
			return err
		})
	}
	ask(plan.count, &connection.total)
	ask(plan.slice, &connection.rows)
	if err := asked.Wait(); err != nil {
		return nil, err
	}
	return shapeList(connection)
}

// rows asks the source for one query of the set.
func (c *Conversations) rows(ctx context.Context, q upstream.Query) (*upstream.Rows, error) {
	if err := checkKeys(q); err != nil {
		return nil, err
	}
	q.Notes = c.notes
	return c.source.Rows(ctx, q)
}
