// Package plan makes queries of the endpoint from arguments and selections, and judges what they cost. All of it are pure
// functions. It asks nobody and writes nothing.
package plan

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// Selected is a field that an operation selects, and what it selects beneath it: with fragments resolved, and @skip and
// @include. Requests of one document share it; what stands in it must not be changed.
type Selected struct {
	graphql.CollectedField
	Spec    *FieldSpec                     // what it stands for
	Beneath []*Selected                    // nothing beneath introspection, which is the library's
	varying *ast.Field                     // the field with only the arguments in which variables stand; nil if there are none
	fixed   map[string]any                 // the other arguments
	read    atomic.Pointer[map[string]any] // what fixed was read as

	SameSet, SameFilter int // of a field of the root: which of them is the first that means the same set, and that has the same filter
}

// SelectedOn are the fields that a set selects of an object.
func SelectedOn(schema *ast.Schema, op *graphql.OperationContext, set ast.SelectionSet, on *ast.Definition) []*Selected {
	fields := graphql.CollectFields(op, set, append([]string{on.Name}, on.Interfaces...))
	list := make([]*Selected, len(fields))
	for i, f := range fields {
		list[i] = newSelected(schema, op, on, f)
	}
	return list
}

func newSelected(schema *ast.Schema, op *graphql.OperationContext, on *ast.Definition, f graphql.CollectedField) *Selected {
	s := &Selected{CollectedField: f, Spec: specOf(on.Name, f.Name)}
	if len(f.Definition.Arguments) > 0 {
		fixed, varying := *f.Field, *f.Field
		fixed.Arguments, varying.Arguments = nil, nil
		for _, a := range f.Arguments {
			if varies(a.Value) {
				varying.Arguments = append(varying.Arguments, a)
				s.varying = &varying
			} else {
				fixed.Arguments = append(fixed.Arguments, a)
			}
		}
		s.fixed = fixed.ArgumentMap(nil)
	}
	if len(f.Selections) > 0 && !strings.HasPrefix(f.Name, "__") {
		s.Beneath = SelectedOn(schema, op, f.Selections, schema.Types[f.Definition.Type.Name()])
	}
	return s
}

// varies says whether a variable stands in a value.
func varies(v *ast.Value) bool {
	return v.Kind == ast.Variable || slices.ContainsFunc(v.Children, func(c *ast.ChildValue) bool { return varies(c.Value) })
}

// ArgumentsWith are the field's, with the values of variables. They must not be changed.
func (s *Selected) ArgumentsWith(variables map[string]any) map[string]any {
	if s.varying == nil {
		return s.fixed
	}
	return s.ArgumentMap(variables)
}

// reader is a function of the library's that reads arguments: those that it is not given are zero.
type reader func(ctx context.Context, arguments map[string]any) (map[string]any, error)

// ReadBy reads the arguments, but for some: those that are the same for all requests once. Whatever is wrong is told as if
// all were read.
func (s *Selected) ReadBy(ctx context.Context, read reader, variables map[string]any, but ...string) (map[string]any, error) {
	fixed := s.read.Load()
	if fixed == nil {
		values, err := read(ctx, s.fixed)
		if err != nil {
			return read(ctx, s.ArgumentsWith(variables))
		}
		fixed = &values
		s.read.Store(fixed)
	}
	if s.varying == nil {
		return *fixed, nil
	}
	varying := s.varying.ArgumentMap(variables)
	for _, name := range but {
		delete(varying, name)
	}
	values, err := read(ctx, varying)
	if err != nil {
		return nil, err
	}
	for name, value := range *fixed {
		if s.varying.Arguments.ForName(name) == nil {
			values[name] = value
		}
	}
	return values, nil
}

// vary says whether variables stand in some of the arguments.
func (s *Selected) vary(arguments ...string) bool {
	return s.varying != nil && slices.ContainsFunc(arguments, func(name string) bool { return s.varying.Arguments.ForName(name) != nil })
}
