package graph

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
)

// maxComparisons bounds what a document has validation compare. Validation cannot be broken off, and compares each two fields
// of one name that may meet in an answer, each two fragments, and all of them anew for each operation: 1,000 tokens can take
// seconds. A document of 20 fields at the root with 30 metrics each has a third of this.
const maxComparisons = 100_000

// comparisonCount are at most as many as validation makes. It is judged by the fields of one name wherever they stand, with the
// values of their arguments, and by the fragments that are spread.
type comparisonCount struct {
	names         map[string]*[2]int // fields of a name, and what they have to compare
	spreads, sets int
}

func countComparisons(document *ast.QueryDocument) int {
	c := comparisonCount{names: make(map[string]*[2]int)}
	for _, o := range document.Operations {
		c.selections(o.SelectionSet)
	}
	for _, f := range document.Fragments {
		c.selections(f.SelectionSet)
	}
	const ofFragments = 6 // comparing two of them looks at their fields by name
	sum := ofFragments * c.spreads * (c.spreads + c.sets)
	for _, fields := range c.names {
		sum += fields[0] * fields[1]
	}
	return sum * max(len(document.Operations), 1)
}

func (c *comparisonCount) selections(set ast.SelectionSet) {
	c.sets++
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			of := c.names[s.Alias]
			if of == nil {
				of = new([2]int)
				c.names[s.Alias] = of
			}
			of[0]++
			of[1] += 1 + len(s.Arguments)*len(s.Arguments)
			for _, a := range s.Arguments {
				of[1] += valuesOf(a.Value)
			}
			if len(s.SelectionSet) > 0 {
				c.selections(s.SelectionSet)
			}
		case *ast.InlineFragment:
			c.selections(s.SelectionSet)
		case *ast.FragmentSpread:
			c.spreads++
		}
	}
}

// valuesOf is how many values there are in a literal.
func valuesOf(v *ast.Value) int {
	n := 1
	for _, child := range v.Children {
		n += valuesOf(child.Value)
	}
	return n
}

func tooManyComparisons(document *ast.QueryDocument) *gqlerror.Error {
	n := countComparisons(document)
	if n <= maxComparisons {
		return nil
	}
	return &gqlerror.Error{
		Message: fmt.Sprintf("The document repeats fields of one name, or fragments, too often: validating it takes up to %d comparisons; %d are allowed. "+
			"Send fewer operations in a document, and select each field once.", n, maxComparisons),
		Extensions: map[string]any{"code": string(model.QueryTooComplex), "limit": maxComparisons, "amount": n},
	}
}

var _ graphql.OperationParameterMutator = documentCache{}

// MutateOperationParameters refuses a document that would take long to validate. What cannot be parsed is the parser's to say.
func (d documentCache) MutateOperationParameters(ctx context.Context, request *graphql.RawParams) *gqlerror.Error {
	if _, known := d.Get(ctx, request.Query); known {
		return nil
	}
	document, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: request.Query}, d.tokens)
	if err == nil {
		return tooManyComparisons(document)
	}
	return nil
}
