package graph

import (
	"context"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/graph/write"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// setArguments are what say which set is meant.
type setArguments struct {
	filter    *plan.FilterPlan
	groupBy   []model.ConversationGroupBy
	aggregate []model.ConversationAggregate
	notes     *string
}

// filter translates the filter of a field that means a set.
func (o *operation) filter(op *graphql.OperationContext, field *plan.Selected, where *model.ConversationWhere) (*plan.FilterPlan, error) {
	if written := field.Arguments.ForName("where"); written != nil {
		if err := plan.CheckJSON(written.Value, op.Variables, false); err != nil {
			return nil, err.At("where")
		}
	}
	filter, err := plan.ForFilter(where, field.Argument(op.Variables, "where"), o.now)
	if err == nil && len(filter.Bounds) > 0 {
		o.relativeTime.Store(true)
	}
	return filter, err
}

func newSet(op *graphql.OperationContext, o *operation, a setArguments) (*conversationSet, error) {
	c := &conversationSet{operation: o, filter: a.filter, notes: operationNotes(op)}
	for i, g := range a.groupBy {
		s, err := plan.ForGroupBy(&g, plan.Indexed("groupBy", i))
		if err != nil {
			return nil, err
		}
		if len(query.Union(c.groupBy, s)) == len(c.groupBy) {
			return nil, model.BadInput("groupBy has this key already.").At(plan.Indexed("groupBy", i))
		}
		c.groupBy = append(c.groupBy, s)
	}
	for i, metric := range a.aggregate {
		s, err := plan.ForAggregate(&metric, plan.Indexed("aggregate", i))
		if err != nil {
			return nil, err
		}
		c.aggregate = append(c.aggregate, s)
	}
	if a.notes != nil {
		if n := utf8.RuneCountInString(*a.notes); n > query.MaxNotes {
			return nil, model.BadInput("Notes have at most %d characters, not %d.", query.MaxNotes, n).At("notes")
		}
		c.notes = *a.notes
	}
	return c, nil
}

func newConversation(ctx context.Context, op *graphql.OperationContext, field *plan.Selected, id string) (*write.Conversation, error) {
	columns, err := plan.ForColumns(op.Variables, field.Beneath)
	if len(columns) == 0 {
		columns = []query.Selection{{Field: query.ID}} // whether there is one
	}
	answers, err := operationOf(ctx).load(ctx, operationNotes(op), err, &query.Query{
		Select: columns,
		Where:  query.If(query.Condition{Field: query.ID, Operator: query.Eq, Value: plan.EncodeString(id)}),
	})
	if err != nil {
		return nil, err
	}
	return write.ShapeConversation(answers[0].Rows)
}

// operationNotes are the notes of a query for which the request has none.
func operationNotes(op *graphql.OperationContext) string {
	name := op.Operation.Name
	return name[:min(len(name), query.MaxNotes)] // A GraphQL name is ASCII.
}
