package graph

import (
	"context"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// selected is a field that an operation selects, and what it selects beneath it: with fragments resolved, and @skip and
// @include. Nobody changes it: requests of one document share it.
type selected struct {
	graphql.CollectedField
	beneath []*selected    // nothing beneath introspection, which is the library's
	fixed   bool           // whether no variable stands in the arguments
	given   map[string]any // the arguments, if they are fixed
}

// selectedOn are the fields that a set selects of an object.
func selectedOn(op *graphql.OperationContext, set ast.SelectionSet, on *ast.Definition) []*selected {
	fields := graphql.CollectFields(op, set, append([]string{on.Name}, on.Interfaces...))
	list := make([]*selected, len(fields))
	for i, f := range fields {
		list[i] = newSelected(op, f)
	}
	return list
}

func newSelected(op *graphql.OperationContext, f graphql.CollectedField) *selected {
	s := &selected{CollectedField: f, fixed: !slices.ContainsFunc(f.Arguments, func(a *ast.Argument) bool { return varies(a.Value) })}
	if s.fixed && len(f.Definition.Arguments) > 0 {
		s.given = f.ArgumentMap(nil)
	}
	if len(f.Selections) > 0 && !strings.HasPrefix(f.Name, "__") {
		s.beneath = selectedOn(op, f.Selections, parsedSchema.Types[f.Definition.Type.Name()])
	}
	return s
}

// selectedAt is the field that is resolved, and the operation.
func selectedAt(ctx context.Context) (*graphql.OperationContext, *selected) {
	op := graphql.GetOperationContext(ctx)
	return op, newSelected(op, graphql.GetFieldContext(ctx).Field)
}

// varies says whether a variable stands in a value.
func varies(v *ast.Value) bool {
	return v.Kind == ast.Variable || slices.ContainsFunc(v.Children, func(c *ast.ChildValue) bool { return varies(c.Value) })
}

// arguments are the field's, with the values of variables. They must not be changed.
func (s *selected) arguments(variables map[string]any) map[string]any {
	if s.fixed {
		return s.given
	}
	return s.ArgumentMap(variables)
}

// vary says whether variables stand in some of the arguments.
func (s *selected) vary(arguments ...string) bool {
	return !s.fixed && slices.ContainsFunc(arguments, func(name string) bool {
		a := s.Arguments.ForName(name)
		return a != nil && varies(a.Value)
	})
}
