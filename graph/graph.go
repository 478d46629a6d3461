// Package graph is the GraphQL schema over the analytics endpoint: it executes operations. It plans which queries a selection
// needs, has a Loader answer them, and writes the flat rows of the answers as the schema's types.
//
// Package plan makes queries of arguments and selections, package write makes text of rows, and package model has the inputs
// and errors of both. The package knows no HTTP and no cache.
package graph

import (
	"context"
	"log/slog"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/graph/write"
)

//go:generate go run generate.go

// Options say what a schema stands on. All but the Batch has a default.
type Options struct {
	Batch        func(ctx context.Context, loads int) Loader // makes the loader of an operation that will make so many loads
	Logger       *slog.Logger                                // of what an operator has to know; default: none
	Clock        func() time.Time                            // default time.Now
	Closed       bool                                        // whether the schema is not told: no introspection, and no names in errors that were not sent
	Tokens       int                                         // that a document may have; default 5,000
	Documents    int64                                       // bytes that documents hold that are kept parsed; default 8 MiB; negative for none
	Conditions   int                                         // that the filters of an operation may have; default 1,000
	FilterValues int                                         // that lists in the filters of an operation may have; default 100,000
	Values       int                                         // that groups without a limit may have in all of an operation; default 1,000,000
	Every        time.Duration                               // how often a subscription may ask; default 5 s
	Answer       int64                                       // bytes that the data of an answer may have; default 64 MiB
	Memory       func(ctx context.Context) write.Memory      // of an operation; default: without bound
}

// Memory is what an operation may hold of the bytes that everything in flight has together.
type Memory = write.Memory

// New makes an executor of the schema. Every error that it answers has extensions.code.
func New(o Options) *Executor {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Values == 0 {
		o.Values = 1_000_000
	}
	if o.Answer == 0 {
		o.Answer = 64 << 20
	}
	if o.Memory == nil {
		o.Memory = func(context.Context) write.Memory { return write.Unbounded{} }
	}
	if o.Tokens == 0 {
		o.Tokens = 5000
	}
	if o.Documents == 0 {
		o.Documents = 8 << 20
	}
	if o.Conditions == 0 {
		o.Conditions = plan.MaxConditions
	}
	if o.FilterValues == 0 {
		o.FilterValues = plan.MaxFilterValues
	}
	if o.Every == 0 {
		o.Every = 5 * time.Second
	}
	library := executor.New(newQueryExecutor(Config{Directives: DirectiveRoot{OneOf: oneOf}}))
	library.SetErrorPresenter(newErrorPresenter(o))
	library.SetRecoverFunc(newRecoverFunc(o.Logger, debug.Stack))
	documents := newDocumentCache(o.Tokens, o.Documents)
	library.SetQueryCache(documents)
	library.SetParserTokenLimit(o.Tokens)
	library.SetDisableSuggestion(o.Closed)
	library.SetDefaultRulesFn(func() *rules.Rules { return validation(o.Closed) })
	e := newExecutor(library, documents)
	e.Use(extension.Introspection{})
	e.Use(liveQueries{o.Every})
	e.Use(documents)
	e.Use(operations{o.Batch, o.Clock, o.Conditions, o.FilterValues, int64(o.Values), o.Answer, o.Memory, newErrorPresenter(o)})
	e.Use(orderedErrors{})
	if o.Closed {
		e.Use(redactNames{})
	}
	return e
}

// validation is the library's rules and more: no introspection of a closed schema, nor suggestions from it; @defer, which the library's prelude
// declares, where it is understood; and no numbers in a document that no number type of Go's holds.
func validation(closed bool) *rules.Rules {
	r := rules.NewDefaultRules()
	if closed {
		withoutSuggestions(r)
		r.AddRule("NoIntrospection", func(observers *core.Events, addError core.AddErrFunc) {
			observers.OnField(func(_ *core.Walker, field *ast.Field) {
				if field.Name == "__schema" || field.Name == "__type" {
					addError(core.Message("Introspection is switched off."), core.At(field.Position))
				}
			})
		})
	}
	r.AddRule("DeferOnlyOfSets", deferOnSetsOnly)
	r.AddRule("NumbersInRange", func(observers *core.Events, addError core.AddErrFunc) {
		observers.OnValue(func(_ *core.Walker, value *ast.Value) {
			var err error
			switch value.Kind {
			case ast.IntValue:
				_, err = strconv.ParseInt(value.Raw, 10, 64)
			case ast.FloatValue:
				_, err = strconv.ParseFloat(value.Raw, 64)
			default:
				return
			}
			if err != nil {
				addError(core.Message("The number %.40s is out of range.", value.Raw), core.At(value.Position))
			}
		})
	})
	return r
}
