package edge

import (
	"context"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Limits bound an operation before anything of it is resolved. What fragments hold counts wherever they are spread, and
// introspection does not count towards the depth. It is an extension for the executor.
type Limits struct {
	Depth      int // of fields within fields
	Aliases    int
	RootFields int
	Directives int
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationContextMutator
} = Limits{}

// ExtensionName is for the library's messages.
func (Limits) ExtensionName() string { return "Limits" }

// Validate has nothing to object to.
func (Limits) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext refuses an operation that is beyond a limit, as QUERY_TOO_COMPLEX with the limit and the amount.
func (l Limits) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	m := measure{fragments: make(map[*ast.FragmentDefinition]extent)}
	e := m.selections(op.Operation.SelectionSet)
	e.directives = add(e.directives, len(op.Operation.Directives))
	for _, check := range []struct {
		what          string
		limit, amount int
	}{
		{"levels of fields", l.Depth, e.depth},
		{"aliases", l.Aliases, e.aliases},
		{"fields at its root", l.RootFields, e.fields},
		{"directives", l.Directives, e.directives},
	} {
		if check.amount > check.limit {
			return &gqlerror.Error{
				Message:    fmt.Sprintf("The operation has %d %s; %d are allowed.", check.amount, check.what, check.limit),
				Extensions: map[string]any{"code": "QUERY_TOO_COMPLEX", "limit": check.limit, "amount": check.amount},
			}
		}
	}
	return nil
}

// extent is how large a selection is.
type extent struct{ depth, aliases, fields, directives int }

// measure measures selections, each fragment once: spread within one another they could double without end.
type measure struct {
	fragments map[*ast.FragmentDefinition]extent
}

func (m measure) selections(set ast.SelectionSet) extent {
	var sum extent
	for _, selection := range set {
		var e extent
		switch s := selection.(type) {
		case *ast.Field:
			e = m.selections(s.SelectionSet)
			e.fields = 1
			e.depth++
			if strings.HasPrefix(s.Name, "__") {
				e.depth = 0
			}
			if s.Alias != s.Name {
				e.aliases = add(e.aliases, 1)
			}
			e.directives = add(e.directives, len(s.Directives))
		case *ast.InlineFragment:
			e = m.selections(s.SelectionSet)
			e.directives = add(e.directives, len(s.Directives))
		case *ast.FragmentSpread:
			e = m.fragment(s.Definition)
			e.directives = add(e.directives, len(s.Directives))
		}
		sum.depth = max(sum.depth, e.depth)
		sum.aliases = add(sum.aliases, e.aliases)
		sum.fields = add(sum.fields, e.fields)
		sum.directives = add(sum.directives, e.directives)
	}
	return sum
}

func (m measure) fragment(f *ast.FragmentDefinition) extent {
	e, ok := m.fragments[f]
	if !ok {
		e = m.selections(f.SelectionSet)
		e.directives = add(e.directives, len(f.Directives))
		m.fragments[f] = e
	}
	return e
}

// add is a sum that stays a number however often it doubles.
func add(a, b int) int { return min(a+b, 1_000_000) }
