package graph

import (
	"context"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

type queryRoot struct{}

var _ QueryResolver = queryRoot{}

// Conversations reads the arguments that say which set is meant. It asks nothing yet; bad arguments refuse the request.
func (queryRoot) Conversations(ctx context.Context, where *ConversationWhere, groupBy []ConversationGroupBy,
	aggregate []ConversationAggregate, notes *string) (*Conversations, error) {
	op, field := selectedAt(ctx)
	o := operationOf(ctx)
	c, err := newConversations(op, field, o, setArguments{where, groupBy, aggregate, notes})
	if err == nil {
		o.begun.Store(field.Field, true)
	}
	return c, err
}

// setArguments are what say which set is meant.
type setArguments struct {
	where     *ConversationWhere
	groupBy   []ConversationGroupBy
	aggregate []ConversationAggregate
	notes     *string
}

func newConversations(op *graphql.OperationContext, field *selected, o *operation, a setArguments) (*Conversations, error) {
	c := &Conversations{operation: o, filter: a.where, notes: operationNotes(op), field: field}
	var err error
	if written := field.Arguments.ForName("where"); written != nil && unsetInJSON(written.Value, op.Variables, false) {
		return nil, badInput("A variable inside a JSON value has no value. It would leave out what it stands for.").at("where")
	}
	if c.where, c.bounds, err = planWhere(a.where, c.operation.now, c.operation.conditions); err != nil {
		return nil, err
	}
	if len(c.bounds) > 0 {
		c.operation.moves.Store(true)
	}
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

// Conversation is one conversation, or nil.
func (queryRoot) Conversation(ctx context.Context, id string) (*Conversation, error) {
	op, field := selectedAt(ctx)
	operationOf(ctx).begun.Store(field.Field, true)
	return newConversation(ctx, op, field, id)
}

func newConversation(ctx context.Context, op *graphql.OperationContext, field *selected, id string) (*Conversation, error) {
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
	return &Conversation{rows, 0}, nil
}

// operationNotes are the notes of a query for which the request has none.
func operationNotes(op *graphql.OperationContext) string {
	name := op.Operation.Name
	return name[:min(len(name), query.MaxNotes)] // A GraphQL name is ASCII.
}

// unsetInJSON says whether a variable without a value stands inside a JSON literal. Of an input object GraphQL itself
// drops such a member; inside JSON that would make another value, and a filter that finds more.
func unsetInJSON(v *ast.Value, vars map[string]any, inside bool) bool {
	inside = inside || v.Definition != nil && v.Definition.Name == "JSON" && v.Kind != ast.Variable
	if v.Kind == ast.Variable {
		_, set := vars[v.Raw]
		return inside && !set
	}
	for _, child := range v.Children {
		if unsetInJSON(child.Value, vars, inside) {
			return true
		}
	}
	return false
}
