package graph

import (
	"encoding/json"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"
)

// variableReader reads the variables of an operation as the library's VariableValues does, wherever each is of the form that it is
// declared to be. Everything else is the library's to coerce or to refuse.
type variableReader []variable

// variable is one that an operation declares.
type variable struct {
	*ast.VariableDefinition
	library  bool // whether the library has to give the value of one that was not sent
	standard any  // that value otherwise, where there is a default
}

// readerOf prepares the reader of an operation that is valid.
func readerOf(op *ast.OperationDefinition) variableReader {
	reader := make(variableReader, len(op.VariableDefinitions))
	for i, definition := range op.VariableDefinitions {
		reader[i].VariableDefinition = definition
		if definition.DefaultValue == nil {
			reader[i].library = definition.Type.NonNull
			continue
		}
		values, err := validator.VariableValues(parsedSchema, &ast.OperationDefinition{VariableDefinitions: op.VariableDefinitions[i : i+1]}, nil)
		reader[i].standard = values[definition.Variable]
		switch reader[i].standard.(type) {
		case nil, string, bool, int64, float64:
			reader[i].library = err != nil
		default:
			reader[i].library = true // Requests must not share what can be changed.
		}
	}
	return reader
}

// read gives the values of the variables that were sent; false if they are the library's to read. The values are the ones that were sent,
// and where nothing has to be another it is their map.
func (r variableReader) read(sent map[string]any) (map[string]any, bool) {
	as, given := sent != nil, 0
	for i := range r {
		v := &r[i]
		value, ok := sent[v.Variable]
		switch {
		case !ok && v.library:
			return nil, false
		case !ok:
			as = as && v.DefaultValue == nil
		case !isOfType(v.Type, value):
			return nil, false
		default:
			given++
			as = as && !v.isNumber()
		}
	}
	if as && given == len(sent) {
		return sent, true
	}
	values := make(map[string]any, len(r))
	for i := range r {
		v := &r[i]
		value, ok := sent[v.Variable]
		switch number, isNumber := value.(json.Number); {
		case !ok && v.DefaultValue != nil:
			values[v.Variable] = v.standard
		case !ok:
		case isNumber && v.Type.NamedType == "Int":
			values[v.Variable], _ = number.Int64()
		case isNumber && v.Type.NamedType == "Float":
			values[v.Variable], _ = number.Float64()
		default:
			values[v.Variable] = value
		}
	}
	return values, true
}

// isNumber says whether the variable is a number, which is read as one of Go's.
func (v *variable) isNumber() bool { return v.Type.NamedType == "Int" || v.Type.NamedType == "Float" }

// isOfType says whether a value, as JSON is decoded, has the very form of an input type: the library takes it as it is. It takes more.
func isOfType(t *ast.Type, value any) bool {
	if value == nil {
		return !t.NonNull
	}
	if t.Elem != nil {
		list, ok := value.([]any)
		for i := 0; ok && i < len(list); i++ {
			ok = isOfType(t.Elem, list[i])
		}
		return ok
	}
	definition := parsedSchema.Types[t.NamedType]
	switch definition.Kind {
	case ast.Enum:
		name, ok := value.(string)
		return ok && definition.EnumValues.ForName(name) != nil
	case ast.InputObject:
		members, ok := value.(map[string]any)
		return ok && hasMembers(definition, members)
	case ast.Scalar:
		return isScalar(t.NamedType, value)
	case ast.Object, ast.Interface, ast.Union: // No input has one of these.
	}
	return false
}

// hasMembers says whether an object has the members of an input type: none that it does not know, and none of them missing.
func hasMembers(definition *ast.Definition, members map[string]any) bool {
	for name, value := range members {
		member := definition.Fields.ForName(name)
		if member == nil || !isOfType(member.Type, value) {
			return false
		}
	}
	for _, member := range definition.Fields {
		if member.Type.NonNull && member.DefaultValue == nil {
			if _, ok := members[member.Name]; !ok {
				return false
			}
		}
	}
	return true
}

// isScalar says whether a value that is not null is one of a scalar. Of those that GraphQL does not have the library takes any.
func isScalar(name string, value any) bool {
	switch name {
	case "Int":
		number, ok := value.(json.Number)
		if !ok {
			return false
		}
		_, err := number.Int64()
		return err == nil
	case "Float":
		number, ok := value.(json.Number)
		if !ok {
			return false
		}
		_, err := number.Float64()
		return err == nil
	case "String":
		_, ok := value.(string)
		return ok
	case "Boolean":
		_, ok := value.(bool)
		return ok
	case "ID":
		switch value.(type) {
		case string, json.Number:
			return true
		}
		return false
	}
	return true
}
