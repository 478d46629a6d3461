package edge

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Cost bounds what an operation costs, before anything of it is resolved. It is an extension for the executor, to be used
// behind Limits, which bound what there is to judge.
type Cost struct {
	Most int
	Of   func(*graphql.OperationContext) int // judges a valid operation and its variables
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationContextMutator
} = Cost{}

// ExtensionName is for the library's messages.
func (Cost) ExtensionName() string { return "Cost" }

// Validate has nothing to object to.
func (Cost) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext refuses an operation that costs too much, as QUERY_TOO_COMPLEX with the limit and the amount.
func (c Cost) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	return c.judge("The operation", c.Of(op))
}

// judge refuses what costs too much.
func (c Cost) judge(what string, cost int) *gqlerror.Error {
	if cost <= c.Most {
		return nil
	}
	return &gqlerror.Error{
		Message: fmt.Sprintf("%s costs %d; %d are allowed. A list or groups cost as many as they may have of each value selected.",
			what, cost, c.Most),
		Extensions: map[string]any{"code": "QUERY_TOO_COMPLEX", "limit": c.Most, "amount": cost},
	}
}
