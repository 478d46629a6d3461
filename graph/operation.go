package graph

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// moment gives an operation one moment that all its fields count back from: a dashboard's parts must not straddle the
// edge of an hour.
type moment struct{ clock func() time.Time }

type momentKey struct{}

var _ graphql.OperationInterceptor = moment{}

// ExtensionName is for the library's messages.
func (moment) ExtensionName() string { return "Moment" }

// Validate has nothing to object to.
func (moment) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptOperation notes the moment at which an operation begins.
func (m moment) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	return next(context.WithValue(ctx, momentKey{}, m.clock().UTC()))
}

func now(ctx context.Context) time.Time { return ctx.Value(momentKey{}).(time.Time) }

// orderedErrors puts the errors of an answer in the order of the document: the fields that fail do so in any order, and
// equal answers are to be equal texts.
type orderedErrors struct{}

var _ graphql.ResponseInterceptor = orderedErrors{}

// ExtensionName is for the library's messages.
func (orderedErrors) ExtensionName() string { return "OrderedErrors" }

// Validate has nothing to object to.
func (orderedErrors) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptResponse sorts the errors of the answer.
func (orderedErrors) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	response := next(ctx)
	if response != nil {
		slices.SortStableFunc(response.Errors, func(a, b *gqlerror.Error) int {
			return cmp.Or(slices.CompareFunc(a.Locations, b.Locations, func(a, b gqlerror.Location) int {
				return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
			}), cmp.Compare(a.Path.String(), b.Path.String()))
		})
	}
	return response
}
