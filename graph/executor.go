package graph

import (
	"context"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Executor executes operations of the schema. It is the library's, but for the operations of documents that are kept: their variables
// are read by readers that were prepared.
type Executor struct {
	library   *executor.Executor
	documents documentCache
	mutators  []graphql.OperationContextMutator
	standing  func() *graphql.OperationContext
}

var _ graphql.GraphExecutor = (*Executor)(nil)

func newExecutor(library *executor.Executor, documents documentCache) *Executor {
	return &Executor{library: library, documents: documents, standing: sync.OnceValue(func() *graphql.OperationContext {
		op, _ := library.CreateOperationContext(graphql.StartOperationTrace(context.Background()), &graphql.RawParams{})
		return op
	})}
}

// Use adds an extension. All are to be added before the first operation. One that judges what was sent before it is read is asked of
// documents that are not kept.
func (e *Executor) Use(extension graphql.HandlerExtension) {
	e.library.Use(extension)
	if m, ok := extension.(graphql.OperationContextMutator); ok {
		e.mutators = append(e.mutators, m)
	}
}

// CreateOperationContext makes an operation of what was sent. Its errors are the library's, of a document or of variables, and those of
// extensions.
func (e *Executor) CreateOperationContext(ctx context.Context, params *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	op := e.keptOperation(ctx, params)
	if op == nil {
		return e.library.CreateOperationContext(ctx, params)
	}
	ctx = graphql.WithOperationContext(ctx, op)
	for _, m := range e.mutators {
		if err := m.MutateOperationContext(ctx, op); err != nil {
			return op, gqlerror.List{err}
		}
	}
	return op, nil
}

// keptOperation is the operation of a document that is kept, as the library makes it; nil where that has to make it.
func (e *Executor) keptOperation(ctx context.Context, params *graphql.RawParams) *graphql.OperationContext {
	start := graphql.Now()
	document, ok := e.documents.find(params.Query)
	if !ok {
		return nil
	}
	definition := document.parsed.Operations.ForName(params.OperationName)
	if definition == nil {
		return nil
	}
	operation := document.operations[definition]
	variables, ok := operation.variables.read(params.Variables)
	if !ok {
		return nil
	}
	read := graphql.Now()
	op := &graphql.OperationContext{
		RawQuery: params.Query, Variables: variables, OperationName: params.OperationName, Doc: document.parsed,
		Extensions: params.Extensions, Headers: params.Headers, Operation: definition, DisableIntrospection: true,
		Stats: graphql.Stats{
			OperationStart: graphql.GetStartTime(ctx), Read: params.ReadTime,
			Parsing: graphql.TraceTiming{Start: start, End: start}, Validation: graphql.TraceTiming{Start: start, End: read},
		},
	}
	standing := e.standing()
	op.RecoverFunc, op.ResolverMiddleware, op.RootResolverMiddleware = standing.RecoverFunc, standing.ResolverMiddleware, standing.RootResolverMiddleware
	if operation.outline != nil {
		op.Stats.SetExtension(outlineExtension, operation.outline)
	}
	return op
}

// DispatchOperation gives what answers an operation, and the context to answer it in.
func (e *Executor) DispatchOperation(ctx context.Context, op *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	return e.library.DispatchOperation(ctx, op)
}

// DispatchError is the answer to what is no operation that can be executed.
func (e *Executor) DispatchError(ctx context.Context, errs gqlerror.List) *graphql.Response {
	return e.library.DispatchError(ctx, errs)
}
