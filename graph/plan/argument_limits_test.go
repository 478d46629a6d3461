package plan

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// schema is the text of the schema.
func schema(t *testing.T) string {
	text, err := os.ReadFile("../../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Whatever list the schema takes has a bound of its own, or counts towards one of the operation.
func TestEveryListInArgumentsIsBounded(t *testing.T) {
	// Of filters, which count by their conditions.
	counted := []string{"ConversationWhere.and", "ConversationWhere.or", "ConversationWhere.properties", "ConversationWhere.userProperties"}
	seen := 0
	check := func(on, name string, list *ast.Type) {
		if list.Elem == nil {
			return
		}
		seen++
		_, bounded := maxListLengths[name]
		if isValues := strings.HasSuffix(on, "Filter"); !bounded && !isValues && !slices.Contains(counted, on+"."+name) {
			t.Errorf("%s.%s is a list without a bound", on, name)
		}
	}
	for _, definition := range gqlparser.MustLoadSchema(&ast.Source{Input: schema(t)}).Types {
		if definition.BuiltIn || strings.HasPrefix(definition.Name, "__") {
			continue
		}
		for _, f := range definition.Fields {
			for _, a := range f.Arguments {
				check(f.Name, a.Name, a.Type)
			}
			if definition.Kind == ast.InputObject {
				check(definition.Name, f.Name, f.Type)
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d lists were looked at", seen)
	}
}
