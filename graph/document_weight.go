package graph

import (
	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/vektah/gqlparser/v2/ast"
)

// What a document that is kept holds, in bytes. These are measured (weight_test.go), and on the side of too much.
const (
	documentBytes = 1500 // of a document besides
	nodeBytes     = 160  // of a field, a fragment, an argument or a value
	selectedBytes = 250  // of a field of an outline
	argumentBytes = 500  // of an argument of such a field, as it is read
)

// weight is how many bytes a document holds that is kept.
func (d *cachedDocument) weight() int {
	return 2*d.length + documentBytes + nodeBytes*d.nodes + int(d.outlined.Load())
}

// nodesOf is how many nodes there are in a document's tree.
func nodesOf(document *ast.QueryDocument) int {
	n := 0
	var selections func(set ast.SelectionSet)
	directives := func(list ast.DirectiveList) {
		for _, d := range list {
			n++
			for _, a := range d.Arguments {
				n += 1 + valuesOf(a.Value)
			}
		}
	}
	selections = func(set ast.SelectionSet) {
		for _, selection := range set {
			n++
			switch s := selection.(type) {
			case *ast.Field:
				for _, a := range s.Arguments {
					n += 1 + valuesOf(a.Value)
				}
				directives(s.Directives)
				selections(s.SelectionSet)
			case *ast.InlineFragment:
				directives(s.Directives)
				selections(s.SelectionSet)
			case *ast.FragmentSpread:
				directives(s.Directives)
			}
		}
	}
	for _, o := range document.Operations {
		n++
		for _, v := range o.VariableDefinitions {
			n += 2
			if v.DefaultValue != nil {
				n += valuesOf(v.DefaultValue)
			}
			directives(v.Directives)
		}
		directives(o.Directives)
		selections(o.SelectionSet)
	}
	for _, f := range document.Fragments {
		n++
		directives(f.Directives)
		selections(f.SelectionSet)
	}
	return n
}

// bytesOf is how many bytes an outline holds besides its document.
func bytesOf(fields []*plan.Selected) int64 {
	n := int64(0)
	for _, f := range fields {
		n += selectedBytes + int64(f.Printed()) + bytesOf(f.Beneath)
		for _, a := range f.Arguments {
			n += argumentBytes + int64(valuesOf(a.Value))*nodeBytes
		}
	}
	return n
}
