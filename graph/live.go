package graph

import (
	"context"
	"math"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream"
)

// Live is a subscription: a query that is asked again and again.
type Live struct {
	op    *graphql.OperationContext
	field string
	every time.Duration
}

// LiveOf is the subscription that a valid operation is; nil if it is none. The operation itself is the query that is watched.
func LiveOf(op *graphql.OperationContext) *Live {
	l, _ := op.Stats.GetExtension(liveExtension).(*Live)
	return l
}

const liveExtension = "live"

// Field is the name that the answer has the query's data under.
func (l *Live) Field() string { return l.field }

// Every is how often it is asked.
func (l *Live) Every() time.Duration { return l.every }

// Look is the query as an operation of its own, as of now.
func (l *Live) Look() *graphql.OperationContext {
	op := withSelection(l.op, l.op.Operation.SelectionSet)
	op.Operation = l.op.Operation // of which the outline is
	op.Stats.OperationStart = graphql.Now()
	return op
}

// longestEvery is how rarely a query can be asked.
const longestEvery = 24 * time.Hour

// liveQueries has a subscription be the query beneath its field, so that all that holds for queries holds there, limits and cost among
// them. It is an extension for the executor, to be used before those.
type liveQueries struct {
	least time.Duration // how often a query may be asked
}

var _ graphql.OperationContextMutator = liveQueries{}

// ExtensionName is for the library's messages.
func (liveQueries) ExtensionName() string { return "LiveQueries" }

// Validate has nothing to object to.
func (liveQueries) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext refuses a subscription of no field or of several, which directives and aliases make of one, and one that is to
// be asked too often or too rarely.
func (q liveQueries) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	if op.Operation.Operation != ast.Subscription {
		return nil
	}
	fields := graphql.CollectFields(op, op.Operation.SelectionSet, []string{parsedSchema.Subscription.Name})
	if len(fields) != 1 {
		return refuseLive(op.Operation.Position, model.BadInput("A subscription has one field `live`; this one has %d.", len(fields)))
	}
	field := fields[0]
	every, err := q.every(field.ArgumentMap(op.Variables)["every"])
	if err != nil {
		return refuseLive(field.Position, err.At("every"))
	}
	query := *op.Operation
	query.Operation, query.SelectionSet = ast.Query, field.Selections
	op.Operation = &query
	op.Stats.SetExtension(liveExtension, &Live{op, field.Alias, every})
	return nil
}

// every reads how often a query is to be asked.
func (q liveQueries) every(argument any) (time.Duration, *model.Error) {
	span, err := model.UnmarshalDuration(argument)
	if err != nil {
		return 0, model.BadInput("%s", err.Error())
	}
	months, days, clock := span.Parts()
	every := time.Duration(min(days, 2))*24*time.Hour + clock
	switch {
	case months > 0 || every > longestEvery:
		return 0, model.BadInput("It is at most P1D.")
	case every < q.least:
		return 0, model.BadInput("It is at least PT%dS.", int(math.Ceil(q.least.Seconds())))
	}
	return every, nil
}

func refuseLive(at *ast.Position, err *model.Error) *gqlerror.Error {
	out := &gqlerror.Error{Err: err, Message: err.Message}
	if at != nil {
		out.Locations = []gqlerror.Location{{Line: at.Line, Column: at.Column}}
	}
	return out
}

// Lapsed says whether something of the answer was served only because the endpoint failed.
func (t Trace) Lapsed() bool {
	for _, f := range t.Fields {
		if f.Cache == upstream.StaleIfError.String() {
			return true
		}
	}
	return false
}
