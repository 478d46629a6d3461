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
	varying ast.ArgumentList               // the arguments in which variables stand
	fixed   map[string]any                 // the other arguments, and the defaults of those that are not written or vary
	read    atomic.Pointer[map[string]any] // what fixed was read as
	printed printedArguments

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
		fixed := *f.Field
		fixed.Arguments = nil
		for _, a := range f.Arguments {
			if varies(a.Value) {
				s.varying = append(s.varying, a)
			} else {
				fixed.Arguments = append(fixed.Arguments, a)
			}
		}
		s.fixed = fixed.ArgumentMap(nil)
		s.printed = s.print()
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

// Argument is the value of an argument, with those of variables; nil if it has none. It must not be changed.
func (s *Selected) Argument(variables map[string]any, name string) any {
	if a := s.varying.ForName(name); a != nil {
		if value, given := argument(a, variables); given {
			return value
		}
	}
	return s.fixed[name]
}

// argument is the value of an argument that was written; false if it is a variable without one.
func argument(a *ast.Argument, variables map[string]any) (any, bool) {
	if a.Value.Kind == ast.Variable {
		value, given := variables[a.Value.Raw]
		return value, given
	}
	value, err := a.Value.Value(variables)
	if err != nil {
		panic(err) // Validation has refused the numbers that cannot be read.
	}
	return value, true
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
			return read(ctx, s.ArgumentMap(variables))
		}
		fixed = &values
		s.read.Store(fixed)
	}
	if s.varying == nil {
		return *fixed, nil
	}
	varying := make(map[string]any, len(s.varying))
	for _, a := range s.varying {
		if slices.Contains(but, a.Name) {
			continue
		}
		value, given := argument(a, variables)
		if !given {
			value, given = s.fixed[a.Name]
		}
		if given {
			varying[a.Name] = value
		}
	}
	values, err := read(ctx, varying)
	if err != nil {
		return nil, err
	}
	for name, value := range *fixed {
		if s.varying.ForName(name) == nil {
			values[name] = value
		}
	}
	return values, nil
}

// vary says whether variables stand in some of the arguments.
func (s *Selected) vary(arguments ...string) bool {
	return slices.ContainsFunc(arguments, func(name string) bool { return s.varying.ForName(name) != nil })
}

// printedArguments are arguments as the document has them, of which it depends which calls a field makes.
type printedArguments struct{ where, groupBy, call, previous, top string }

func (s *Selected) print() (p printedArguments) {
	if s.Spec.set {
		p.where, p.groupBy = PrintArguments(s, "where"), PrintArguments(s, "groupBy")
	}
	if s.Spec.call != "" {
		p.call = PrintArguments(s, s.Spec.callArguments...)
	}
	if s.Spec.previous {
		p.previous = PrintArguments(s, previousArguments...)
	}
	p.top = PrintArguments(s, "top")
	return p
}

// Printed is how many bytes the field holds of arguments as the document has them.
func (s *Selected) Printed() int {
	p := &s.printed
	return len(p.where) + len(p.groupBy) + len(p.call) + len(p.previous) + len(p.top)
}
