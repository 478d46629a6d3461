package plan

import (
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// writtenWhole are the types whose fields stand for no column: they are written as one thing.
var writtenWhole = []string{"KeyEntry", "AggregateValue", "ConversationEdge", "PageInfo", "UserProperties"}

func TestEveryFieldOfTheSchemaIsDescribed(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: schema(t)})
	for _, definition := range schema.Types {
		if definition.Kind != ast.Object || strings.HasPrefix(definition.Name, "__") || slices.Contains(writtenWhole, definition.Name) {
			continue
		}
		for _, f := range definition.Fields {
			d := schema.Types[f.Type.Name()]
			if _, ok := specs[definition.Name][f.Name]; !ok && !strings.HasPrefix(f.Name, "__") && d.IsLeafType() {
				t.Errorf("%s.%s is not described", definition.Name, f.Name)
			}
		}
	}
	for _, f := range schema.Types["ConversationMetrics"].Fields {
		if _, ok := metrics[f.Name]; !ok {
			t.Errorf("the metric %s is not described", f.Name)
		}
	}
	for name, fields := range specs {
		for field := range fields {
			if schema.Types[name] == nil || schema.Types[name].Fields.ForName(field) == nil && !strings.HasPrefix(field, "__") {
				t.Errorf("%s.%s is described, and not in the schema", name, field)
			}
		}
	}
}
