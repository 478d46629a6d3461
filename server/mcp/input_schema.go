package mcp

import (
	"encoding/json"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/vektah/gqlparser/v2/ast"
)

// inputSchema is the JSON Schema of an operation's variables. Each input type and each enum is written once, however often and
// deep it is used, so that a schema is as long as the types that it names.
func inputSchema(schema *ast.Schema, document *ast.QueryDocument, operation *ast.OperationDefinition) *jsonschema.Schema {
	s := schemaWriter{schema, make(map[string]*jsonschema.Schema)}
	uses := usesOf(document, operation)
	root := closedObject("")
	for _, v := range operation.VariableDefinitions {
		description := v.Description
		if description == "" {
			description = commentOf(v.Comment)
		}
		if description == "" {
			description = uses[v.Variable]
		}
		s.property(root, v.Variable, v.Type, v.DefaultValue, description)
		if p := root.Properties[v.Variable]; !v.Type.NonNull {
			root.Properties[v.Variable] = orNull(p)
		}
	}
	if len(s.definitions) > 0 {
		root.Defs = s.definitions
	}
	return root
}

type schemaWriter struct {
	schema      *ast.Schema
	definitions map[string]*jsonschema.Schema
}

// property adds a variable or an input field to an object. Within inputs null is not offered: what may be null may be left out, and no
// filter takes a null.
func (s schemaWriter) property(object *jsonschema.Schema, name string, t *ast.Type, fallback *ast.Value, description string) {
	p := s.typeSchema(t)
	p.Description = strings.TrimSpace(description)
	if fallback != nil {
		if value, err := fallback.Value(nil); err == nil {
			p.Default, _ = json.Marshal(value)
		}
	} else if t.NonNull {
		object.Required = append(object.Required, name)
	}
	object.Properties[name] = p
	object.PropertyOrder = append(object.PropertyOrder, name)
}

// typeSchema is the schema of a type's values but null.
func (s schemaWriter) typeSchema(t *ast.Type) *jsonschema.Schema {
	if t.Elem != nil {
		return &jsonschema.Schema{Type: "array", Items: s.typeSchema(t.Elem)}
	}
	switch t.NamedType {
	case "Int":
		return &jsonschema.Schema{Type: "integer"}
	case "Float":
		return &jsonschema.Schema{Type: "number"}
	case "Boolean":
		return &jsonschema.Schema{Type: "boolean"}
	case "String", "ID":
		return &jsonschema.Schema{Type: "string"}
	}
	if _, ok := s.definitions[t.NamedType]; !ok {
		s.define(s.schema.Types[t.NamedType])
	}
	return &jsonschema.Schema{Ref: "#/$defs/" + t.NamedType}
}

// define writes the schema of a type of the GraphQL schema's own.
func (s schemaWriter) define(d *ast.Definition) {
	if d.Kind == ast.InputObject {
		object := closedObject(d.Description)
		s.definitions[d.Name] = object // It may hold itself.
		one := d.Directives.ForName("oneOf") != nil
		for _, field := range d.Fields {
			s.property(object, field.Name, field.Type, field.DefaultValue, field.Description)
		}
		if one {
			object.MinProperties, object.MaxProperties = jsonschema.Ptr(1), jsonschema.Ptr(1)
		}
		return
	}
	definition := &jsonschema.Schema{Description: d.Description}
	s.definitions[d.Name] = definition
	switch {
	case d.Kind == ast.Enum:
		definition.Type = "string"
		for _, value := range d.EnumValues {
			definition.Enum = append(definition.Enum, value.Name)
			definition.Description += "\n" + value.Name + ": " + value.Description
		}
	case d.Name == "DateTime":
		definition.Type, definition.Format = "string", "date-time"
	case d.Name == "Duration":
		definition.Type, definition.Format = "string", "duration"
	case d.Name == "JSON":
		for _, t := range []string{"string", "number", "boolean", "object", "array"} {
			definition.AnyOf = append(definition.AnyOf, &jsonschema.Schema{Type: t})
		}
	default:
		definition.Type = "string"
	}
}

// closedObject is the schema of an object with no other properties than those that are added.
func closedObject(description string) *jsonschema.Schema {
	return &jsonschema.Schema{
		Type: "object", Description: description, Properties: make(map[string]*jsonschema.Schema),
		AdditionalProperties: &jsonschema.Schema{Not: &jsonschema.Schema{}},
	}
}

// orNull is a schema that takes null as well, with its description and default outside. Not every model's provider takes two types in one.
func orNull(s *jsonschema.Schema) *jsonschema.Schema {
	outer := &jsonschema.Schema{AnyOf: []*jsonschema.Schema{s, {Type: "null"}}, Description: s.Description, Default: s.Default}
	s.Description, s.Default = "", nil
	return outer
}

// usesOf are the descriptions of what the variables of an operation are used for first: of arguments and input fields.
func usesOf(document *ast.QueryDocument, operation *ast.OperationDefinition) map[string]string {
	u := uses{document, make(map[string]bool), make(map[string]string)}
	u.selections(operation.SelectionSet)
	return u.descriptions
}

type uses struct {
	document     *ast.QueryDocument
	seen         map[string]bool // fragments
	descriptions map[string]string
}

func (u uses) selections(set ast.SelectionSet) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			for _, argument := range s.Arguments {
				if definition := s.Definition.Arguments.ForName(argument.Name); definition != nil {
					u.value(argument.Value, definition.Description)
				}
			}
			u.selections(s.SelectionSet)
		case *ast.InlineFragment:
			u.selections(s.SelectionSet)
		case *ast.FragmentSpread:
			if fragment := u.document.Fragments.ForName(s.Name); fragment != nil && !u.seen[s.Name] {
				u.seen[s.Name] = true
				u.selections(fragment.SelectionSet)
			}
		}
	}
}

func (u uses) value(value *ast.Value, description string) {
	if value.Kind == ast.Variable {
		if u.descriptions[value.Raw] == "" {
			u.descriptions[value.Raw] = description
		}
		return
	}
	for _, child := range value.Children {
		within := description // of an item of a list
		if value.Kind == ast.ObjectValue && value.Definition != nil {
			within = ""
			if field := value.Definition.Fields.ForName(child.Name); field != nil {
				within = field.Description
			}
		}
		u.value(child.Value, within)
	}
}

// commentOf is the text of a comment.
func commentOf(group *ast.CommentGroup) string {
	if group == nil {
		return ""
	}
	var lines []string
	for _, comment := range group.List {
		lines = append(lines, strings.TrimSpace(comment.Text()))
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
