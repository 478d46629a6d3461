package plan

import (
	"strconv"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/vektah/gqlparser/v2/ast"
)

// CheckJSON refuses what the library would read differently inside a JSON literal than it was meant. A variable without a
// value is dropped there as it is of an input object: that would make another value, and a filter that finds more. And a
// number with a fraction loses the digits that a float64 has no room for.
func CheckJSON(v *ast.Value, vars map[string]any, inside bool) *model.Error {
	inside = inside || v.Definition != nil && v.Definition.Name == "JSON" && v.Kind != ast.Variable
	switch v.Kind {
	case ast.Variable:
		if _, set := vars[v.Raw]; inside && !set {
			return model.BadInput("A variable inside a JSON value has no value. Set it, or remove its place.")
		}
		if v.VariableDefinition != nil && v.VariableDefinition.DefaultValue != nil {
			return CheckJSON(v.VariableDefinition.DefaultValue, vars, false)
		}
	case ast.FloatValue:
		if inside && !isExact(v.Raw) {
			return model.BadInput("The number %.40s has more digits than a document can keep. Send it in a variable.", v.Raw)
		}
	default: // The library reads them as they are meant.
	}
	for _, child := range v.Children {
		if err := CheckJSON(child.Value, vars, inside); err != nil {
			return err
		}
	}
	return nil
}

// isExact says whether a number is written with no more digits than its float64 keeps.
func isExact(text string) bool {
	f, err := strconv.ParseFloat(text, 64)
	return err == nil && model.ParseDecimal(text) == model.ParseDecimal(strconv.FormatFloat(f, 'g', -1, 64))
}
