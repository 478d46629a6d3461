package graph

import (
	"context"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// setArguments are what say which set is meant.
type setArguments struct {
	filter    *filterPlan
	groupBy   []ConversationGroupBy
	aggregate []ConversationAggregate
	notes     *string
}

// filter translates the filter of a field that means a set.
func (o *operation) filter(op *graphql.OperationContext, field *selected, where *ConversationWhere) (*filterPlan, error) {
	if written := field.Arguments.ForName("where"); written != nil {
		if err := checkJSON(written.Value, op.Variables, false); err != nil {
			return nil, err.at("where")
		}
	}
	filter, err := planFilter(where, field.arguments(op.Variables)["where"], o.now)
	if err == nil && len(filter.bounds) > 0 {
		o.moves.Store(true)
	}
	return filter, err
}

func newSet(op *graphql.OperationContext, o *operation, a setArguments) (*set, error) {
	c := &set{operation: o, filter: a.filter, notes: operationNotes(op)}
	for i, g := range a.groupBy {
		s, err := planGroupBy(&g, indexed("groupBy", i))
		if err != nil {
			return nil, err
		}
		if len(query.Union(c.groupBy, s)) == len(c.groupBy) {
			return nil, badInput("This is grouped by already.").at(indexed("groupBy", i))
		}
		c.groupBy = append(c.groupBy, s)
	}
	for i, metric := range a.aggregate {
		s, err := planAggregate(&metric, indexed("aggregate", i))
		if err != nil {
			return nil, err
		}
		c.aggregate = append(c.aggregate, s)
	}
	if a.notes != nil {
		if n := utf8.RuneCountInString(*a.notes); n > query.MaxNotes {
			return nil, badInput("Notes have at most %d characters, not %d.", query.MaxNotes, n).at("notes")
		}
		c.notes = *a.notes
	}
	return c, nil
}

func newConversation(ctx context.Context, op *graphql.OperationContext, field *selected, id string) (*conversation, error) {
	columns, err := planConversation(op.Variables, field.beneath)
	if len(columns) == 0 {
		columns = []query.Selection{{Field: query.ID}} // whether there is one
	}
	answers, err := operationOf(ctx).load(ctx, operationNotes(op), err, &query.Query{
		Select: columns,
		Where:  query.If(query.Condition{Field: query.ID, Operator: query.Eq, Value: encodeString(id)}),
	})
	if err != nil {
		return nil, err
	}
	rows := answers[0]
	switch {
	case rows.Len() == 0 && rows.Partial():
		return nil, incomplete(rows, "conversations", "Whether this is one of them cannot be told.")
	case rows.Len() == 0:
		return nil, nil
	case rows.Len() > 1:
		return nil, invalidResponse("The endpoint has %d conversations of one identifier.", rows.Len())
	}
	return &conversation{rows, 0}, nil
}

// operationNotes are the notes of a query for which the request has none.
func operationNotes(op *graphql.OperationContext) string {
	name := op.Operation.Name
	return name[:min(len(name), query.MaxNotes)] // A GraphQL name is ASCII.
}
