package graph

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/graph/write"
	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Loader answers the queries of one operation. It was told how many loads are to come, each a query or a nil.
type Loader interface {
	// Load answers some of the queries announced; a nil one has a nil answer. Its errors are *query.Error, or
	// upstream.ErrRefused.
	Load(ctx context.Context, queries ...*query.Query) ([]*upstream.Answer, error)
	// Refuse says that the request is refused: nothing that was loaded is to be asked any more.
	Refuse()
	// Interval is the range of time of the conversations that the caller sees of a filter's.
	Interval(where query.Where) query.Interval
	// KeptAt says when the answer was given that is kept of a query, and that it would have now; zero if it would have to be asked.
	KeptAt(ctx context.Context, q query.Query) time.Time
	// Rows answers a query that was not announced.
	Rows(ctx context.Context, q query.Query) (*upstream.Answer, error)
	// Counts says how many queries were asked for the operation once they were merged, and how many calls of the endpoint
	// were made for them, each try counted.
	Counts() (asked, calls int)
}

// operation is what the fields of one operation share.
type operation struct {
	now          time.Time // that all fields count back from: a dashboard's parts must not straddle the edge of an hour
	values       int64     // that groups without a limit may have in all
	spent        atomic.Int64
	answer       write.AnswerLimit
	relativeTime atomic.Bool // whether a filter counts back from now
	loader       Loader
	trace        *trace
	refused      atomic.Bool  // because of the arguments of others
	logged       atomic.Int32 // of failures
	leftOut      atomic.Int64 // errors that were not told apart
}

type operationKey struct{}

func operationOf(ctx context.Context) *operation { return ctx.Value(operationKey{}).(*operation) }

// announced is how many loads the resolvers of an operation will make.
func announced(op *graphql.OperationContext) int { return outlineOf(op).loads }

// announcedBy is how many loads the resolvers of a field of the root, or of a set, and of those beneath it will make.
func announcedBy(f *plan.Selected) int {
	loads := f.Loads()
	if loads == 0 {
		for _, f := range f.Beneath {
			loads += announcedBy(f)
		}
	}
	return loads
}

// load answers the queries that a field planned; there are as many as it announced, some of them nil, and so are their answers. If the plan failed,
// the loader is told that they do not come.
func (o *operation) load(ctx context.Context, notes string, planned error, queries ...*query.Query) ([]*upstream.Answer, error) {
	for _, q := range queries {
		if q != nil && planned == nil {
			q.Notes = notes
			planned = plan.CheckKeys(*q)
		}
	}
	if planned != nil {
		o.skip(ctx, len(queries))
		return nil, planned
	}
	answers, err := o.loader.Load(ctx, queries...)
	if err != nil {
		o.trace.failed(ctx)
		return nil, err
	}
	for _, a := range answers {
		if a != nil {
			o.trace.answered(ctx, a)
		}
	}
	return answers, nil
}

// rowsOf are the rows of an answer; nil of a query that was not asked.
func rowsOf(a *upstream.Answer) *query.Rows {
	if a == nil {
		return nil
	}
	return a.Rows
}

// skip tells the loader that announced loads do not come.
func (o *operation) skip(ctx context.Context, loads int) {
	// There is nothing to wait for and nothing that could fail.
	_, _ = o.loader.Load(ctx, make([]*query.Query, loads)...)
}

// refuse says that nothing is to be asked: a field's arguments are bad, and it refuses the request.
func (o *operation) refuse() {
	o.refused.Store(true)
	o.loader.Refuse()
}

// loadAlone answers a query that a field could not plan beforehand.
func (o *operation) loadAlone(ctx context.Context, notes string, q query.Query) (*upstream.Answer, error) {
	q.Notes = notes
	answer, err := o.loader.Rows(ctx, q)
	if err != nil {
		o.trace.failed(ctx)
		return nil, err
	}
	o.trace.answered(ctx, answer)
	return answer, nil
}

// operations gives each operation what its fields share.
type operations struct {
	batch        func(ctx context.Context, loads int) Loader
	clock        func() time.Time
	conditions   int // that the filters of an operation may have
	filterValues int // that lists in them may have
	values       int64
	answer       int64 // bytes of its answer
	memory       func(context.Context) write.Memory
	present      graphql.ErrorPresenterFunc
}

var (
	_ graphql.OperationInterceptor = operations{}
	_ graphql.ResponseInterceptor  = operations{}
)

// ExtensionName is for the library's messages.
func (operations) ExtensionName() string { return "Operations" }

// Validate has nothing to object to.
func (operations) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptOperation begins an operation: one, or several if something of it is deferred and may come later.
func (o operations) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	o.join(ctx)
	op := graphql.GetOperationContext(ctx)
	if fields, err := plan.CheckArgumentLimits(parsedSchema, outlineOf(op).fields, op.Variables, o.conditions, o.filterValues); err != nil {
		out := o.present(ctx, err)
		for _, f := range fields {
			out.Path = append(out.Path, ast.PathName(f.Alias))
			out.Locations = []gqlerror.Location{{Line: f.Position.Line, Column: f.Position.Column}}
		}
		return graphql.OneShot(&graphql.Response{Errors: gqlerror.List{out}})
	}
	first, later := splitDeferred(op)
	switch {
	case len(later) == 0:
		return next(o.begin(ctx, announced(op)))
	case ctx.Value(incrementalKey{}) == nil:
		return o.executeWithoutDefer(ctx, next, op)
	}
	return o.executeIncrementally(ctx, next, op, first, later)
}

// begin is the context of an operation that will make so many loads.
func (o operations) begin(ctx context.Context, loads int) context.Context {
	now := o.clock()
	return context.WithValue(write.WithParsedColumns(ctx), operationKey{}, &operation{
		now:    now.UTC(),
		values: o.values,
		answer: write.AnswerLimit{Max: o.answer, Memory: o.memory(ctx)},
		loader: o.loaderOf(ctx, loads),
		trace:  &trace{clock: o.clock, start: now},
	})
}

// maxRelativeFreshness is how long an answer is fresh at most whose filter counts back from now: soon it is another question.
const maxRelativeFreshness = 30 * time.Second

// InterceptResponse adds to an answer how it came about.
func (o operations) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	response := next(ctx)
	operation, ok := ctx.Value(operationKey{}).(*operation)
	if response == nil || !ok {
		return response
	}
	if response.Extensions == nil {
		response.Extensions = make(map[string]any)
	}
	report := operation.trace.report(operation.loader.Counts())
	if operation.relativeTime.Load() {
		report.maxAge = min(report.maxAge, maxRelativeFreshness)
	}
	response.Extensions[TraceExtension] = report
	return response
}

// orderedErrors puts the errors of an answer in the order of the document: the fields that fail do so in any order, and
// equal answers are to be equal texts.
type orderedErrors struct{}

var _ graphql.ResponseInterceptor = orderedErrors{}

// ExtensionName is for the library's messages.
func (orderedErrors) ExtensionName() string { return "OrderedErrors" }

// Validate has nothing to object to.
func (orderedErrors) Validate(graphql.ExecutableSchema) error { return nil }

// mostErrors are in an answer. A column of thousands of values that cannot be read says no more by thousands of errors.
const mostErrors = 100

// InterceptResponse sorts the errors of the answer, and says of too many how many there are.
func (orderedErrors) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	response := next(ctx)
	if response != nil {
		// What was not asked because of an error elsewhere is no error of its own.
		response.Errors = slices.DeleteFunc(response.Errors, func(e *gqlerror.Error) bool { return e.Extensions["code"] == model.Code("") })
		slices.SortStableFunc(response.Errors, func(a, b *gqlerror.Error) int {
			return cmp.Or(slices.CompareFunc(a.Locations, b.Locations, func(a, b gqlerror.Location) int {
				return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
			}), cmp.Compare(a.Path.String(), b.Path.String()))
		})
		more := len(response.Errors) - mostErrors
		if o, ok := ctx.Value(operationKey{}).(*operation); ok && more > 0 {
			more += int(o.leftOut.Load())
		}
		if more > 0 {
			last := *response.Errors[mostErrors]
			last.Message = fmt.Sprintf("%d more errors are left out.", more)
			response.Errors = append(response.Errors[:mostErrors:mostErrors], &last)
		}
	}
	return response
}
