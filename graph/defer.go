package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"
)

// An operation with @defer is divided into operations without it: one of what is not deferred, and one of each deferred
// fragment. All begin at once and ask the endpoint as one batch, and each is answered when its own queries are. The
// library's way begins what is deferred only behind the rest, and says null of it meanwhile, as of what has failed.

type incrementalKey struct{}

// WithIncrementalDelivery is the context of an operation whose answer may come in parts, if it uses @defer. Without it answers are whole.
func WithIncrementalDelivery(ctx context.Context) context.Context {
	return context.WithValue(ctx, incrementalKey{}, true)
}

// DeferredExtension is the extension under which an answer in parts says which is which: the first one has all deferred fragments,
// as responses of a path and a label, and each later one the place of its own among them. It is not meant for clients.
const DeferredExtension = "deferred"

// deferrable are the types whose fragments may be deferred. They stand at most once for each alias of a document, while a
// fragment of a group or of a conversation would make a part for each of thousands; and what takes time is asked beneath
// these two.
var deferrable = map[string]bool{"Query": true, "Conversations": true}

// deferOnSetsOnly refuses @defer elsewhere.
func deferOnSetsOnly(observers *core.Events, addError core.AddErrFunc) {
	observers.OnDirective(func(_ *core.Walker, d *ast.Directive) {
		if d.Name == "defer" && (d.ParentDefinition == nil || !deferrable[d.ParentDefinition.Name]) {
			addError(core.Message("Only fragments on Query and on Conversations can be deferred."), core.At(d.Position))
		}
	})
}

// deferredFragment is what a deferred fragment selects, as an operation of its own.
type deferredFragment struct {
	op    *graphql.OperationContext
	path  ast.Path // of the object that the fragment is of: none for the root, or a field of the root
	label string
}

// splitDeferred takes an operation apart. If nothing of it is deferred it gives the operation itself. What is deferred within a
// deferred fragment comes with that one.
func splitDeferred(op *graphql.OperationContext) (first *graphql.OperationContext, later []deferredFragment) {
	if !strings.Contains(op.RawQuery, "defer") { // A look at all fields would cost more than most requests plan.
		return op, nil
	}
	fields := collectDeferred(op, op.Operation.SelectionSet, "Query", func(label string, fields []graphql.CollectedField) {
		later = append(later, deferredFragment{withSelection(op, withoutDefer(op, fields)), ast.Path{}, label})
	})
	for i, selection := range fields {
		field := *selection.(*ast.Field)
		if field.Name != "conversations" {
			continue
		}
		field.SelectionSet = collectDeferred(op, field.SelectionSet, "Conversations", func(label string, fields []graphql.CollectedField) {
			only := field
			only.SelectionSet = withoutFragments(fields)
			later = append(later, deferredFragment{withSelection(op, ast.SelectionSet{&only}), ast.Path{ast.PathName(field.Alias)}, label})
		})
		fields[i] = &field
	}
	if len(later) == 0 {
		return op, nil
	}
	return withSelection(op, fields), later
}

// collectDeferred gives the fields of a selection that are not deferred, and tells what each deferred fragment selects. It is the
// library that says which fields are selected at all, and whether they are deferred.
func collectDeferred(op *graphql.OperationContext, set ast.SelectionSet, on string, later func(label string, fields []graphql.CollectedField)) ast.SelectionSet {
	var now ast.SelectionSet
	spread := make(map[string]bool)
	var read func(ast.SelectionSet)
	read = func(set ast.SelectionSet) {
		for i := range set {
			// The library knows a selection by its address: it has to be a piece of the document, which stays.
			fields := graphql.CollectFields(op, set[i:i+1:i+1], []string{on})
			if len(fields) == 0 {
				continue
			}
			var directives ast.DirectiveList
			var content ast.SelectionSet
			switch s := set[i].(type) {
			case *ast.Field:
				now = append(now, s)
				continue
			case *ast.InlineFragment:
				directives, content = s.Directives, s.SelectionSet
			case *ast.FragmentSpread:
				if spread[s.Name] {
					continue
				}
				spread[s.Name] = true
				directives, content = s.Directives, s.Definition.SelectionSet
			}
			if directives.ForName("defer") == nil || !isDeferred(fields) {
				read(content)
				continue
			}
			deferrables := fields[0].Deferrables // the fragment's own is the last: those within it come before
			later(deferrables[len(deferrables)-1].Label, fields)
		}
	}
	read(set)
	return now
}

func isDeferred(fields []graphql.CollectedField) bool {
	for _, f := range fields {
		if !f.IsDeferred() {
			return false
		}
	}
	return true
}

// withoutDefer are fields of the root, with all beneath them that may be deferred.
func withoutDefer(op *graphql.OperationContext, fields []graphql.CollectedField) ast.SelectionSet {
	set := withoutFragments(fields)
	for i, f := range fields {
		if f.Name == "conversations" {
			set[i].(*ast.Field).SelectionSet = withoutFragments(graphql.CollectFields(op, f.Selections, []string{"Conversations"}))
		}
	}
	return set
}

// withoutFragments are fields without the fragments that they stand in. The document's own are left alone: others are reading it.
func withoutFragments(fields []graphql.CollectedField) ast.SelectionSet {
	set := make(ast.SelectionSet, len(fields))
	for i, f := range fields {
		field := *f.Field
		field.SelectionSet = f.Selections
		set[i] = &field
	}
	return set
}

// withSelection is an operation that selects something else.
func withSelection(op *graphql.OperationContext, set ast.SelectionSet) *graphql.OperationContext {
	definition := *op.Operation
	definition.SelectionSet = set
	return &graphql.OperationContext{
		RawQuery: op.RawQuery, Variables: op.Variables, OperationName: op.OperationName, Doc: op.Doc,
		Extensions: op.Extensions, Headers: op.Headers, Operation: &definition, DisableIntrospection: op.DisableIntrospection,
		RecoverFunc: op.RecoverFunc, ResolverMiddleware: op.ResolverMiddleware, RootResolverMiddleware: op.RootResolverMiddleware,
		Stats: op.Stats,
	}
}

// executeWithoutDefer answers an operation without its @defer.
func (o operations) executeWithoutDefer(ctx context.Context, next graphql.OperationHandler, op *graphql.OperationContext) graphql.ResponseHandler {
	op = withSelection(op, withoutDefer(op, graphql.CollectFields(op, op.Operation.SelectionSet, []string{"Query"})))
	return next(graphql.WithOperationContext(o.begin(ctx, announced(op)), op))
}

// executeIncrementally answers an operation that was divided: what is not deferred first, then each part as it comes.
func (o operations) executeIncrementally(ctx context.Context, next graphql.OperationHandler, op, first *graphql.OperationContext, later []deferredFragment) graphql.ResponseHandler {
	loads := announced(first)
	for _, d := range later {
		loads += announced(d.op)
	}
	shared := o.begin(ctx, loads)
	parts := make(chan deferredResult, len(later)) // Nobody waits for a client that has left.
	begin := make([]func(), len(later))
	for i, d := range later {
		ctx := graphql.WithOperationContext(shared, d.op)
		answer := next(ctx)
		begin[i] = func() {
			p := d.execute(ctx, answer)
			p.place = i
			parts <- p
		}
	}
	firstCtx := graphql.WithOperationContext(shared, first)
	answer, begun, pending := next(firstCtx), false, len(later)
	return func(ctx context.Context) *graphql.Response {
		if !begun {
			begun = true
			for _, begin := range begin {
				go begin()
			}
			response := answer(firstCtx)
			if operationOf(shared).refused.Load() {
				// This is said at once and of the whole, which finds the same and asks nothing.
				pending = 0
				return o.executeWithoutDefer(ctx, next, op)(ctx)
			}
			pending := make([]*graphql.Response, len(later))
			for i, d := range later {
				pending[i] = &graphql.Response{Path: d.path, Label: d.label}
			}
			return asPart(response, pending, true)
		}
		if pending == 0 {
			return nil
		}
		p, ok := nextPart(ctx, parts)
		if !ok {
			return nil
		}
		if p.cause != nil {
			panic(p.cause)
		}
		pending--
		return asPart(p.response, p.place, pending > 0)
	}
}

// nextPart waits for a part, unless the client leaves. When the time is over the parts come soon: each says so of itself.
func nextPart(ctx context.Context, parts <-chan deferredResult) (p deferredResult, ok bool) {
	select {
	case p = <-parts:
	case <-ctx.Done():
		if !errors.Is(ctx.Err(), context.Canceled) {
			p = <-parts
		}
	}
	return p, !errors.Is(ctx.Err(), context.Canceled) // A part that came as the client left may be of calls that were cancelled.
}

// asPart is a response, if there is one, as a part that says which it is, and whether more come.
func asPart(response *graphql.Response, which any, hasNext bool) *graphql.Response {
	if response == nil {
		return nil
	}
	response.HasNext = &hasNext
	if response.Extensions == nil {
		response.Extensions = make(map[string]any)
	}
	response.Extensions[DeferredExtension] = which
	return response
}

// deferredResult is what answers a deferred fragment, or a panic on the way to it.
type deferredResult struct {
	response *graphql.Response // nil if the client went away
	place    int               // of the fragment among all that are deferred
	cause    error
}

// execute answers what is deferred. It runs where nobody else would recover.
func (d deferredFragment) execute(ctx context.Context, answer graphql.ResponseHandler) (p deferredResult) {
	defer func() {
		if cause := recover(); cause != nil {
			p.cause = fmt.Errorf("%v\n%s", cause, debug.Stack())
		}
	}()
	response := answer(ctx)
	if response == nil {
		if errors.Is(ctx.Err(), context.Canceled) {
			return deferredResult{}
		}
		late := gqlerror.Error{Message: "The answer was not ready in time.", Extensions: map[string]any{"code": model.UpstreamTimeout}}
		return deferredResult{response: &graphql.Response{Data: json.RawMessage("null"), Errors: gqlerror.List{&late}, Path: d.path, Label: d.label}}
	}
	if operationOf(ctx).refused.Load() {
		response.Data = json.RawMessage("null") // as all data of a request that is refused
	}
	if err := operationOf(ctx).answer.Take(ctx, int64(len(response.Data))); err != nil { // for what is copied below
		full := gqlerror.Error{Message: err.Error(), Extensions: map[string]any{"code": model.RateLimited, "retryAfter": 1}}
		return deferredResult{response: &graphql.Response{Data: json.RawMessage("null"), Errors: gqlerror.List{&full}, Path: d.path, Label: d.label}}
	}
	for range d.path { // The operation has but this one field.
		var object map[string]json.RawMessage
		if err := json.Unmarshal(response.Data, &object); err != nil {
			return deferredResult{cause: err}
		}
		response.Data = json.RawMessage("null")
		for _, data := range object {
			response.Data = data
		}
	}
	response.Path, response.Label = d.path, d.label
	return deferredResult{response: response}
}
