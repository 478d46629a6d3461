package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/inkeep-gateway/gateway/graph"
)

// conforming answers a request and checks the answer against the schema: every field that is selected is there under its
// name, in the selection's order, of its type, and null only where the schema has null. Every error's path leads to a null.
func (f *front) conforming(t testing.TB, query, variables string) string {
	t.Helper()
	answer := f.answer(context.Background(), t, query, variables)
	if strings.Contains(f.log.String(), "panic") {
		t.Errorf("%s\n%s\nlogged\n%s", query, variables, f.log.String())
	}
	data, failures := read(t, answer)
	if data == "" {
		return answer // The request was refused.
	}
	document, errs := graph.ReadDocument(query, 100_000, false)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	values := map[string]any{}
	if variables != "" {
		if err := json.Unmarshal([]byte(variables), &values); err != nil {
			t.Fatal(err)
		}
	}
	c := conformance{values}
	var wrong []string
	if data != "null" {
		wrong = c.object(data, graph.Definitions().Query, document.Operations[0].SelectionSet, "data")
	}
	for _, failure := range failures {
		if at := follow(json.RawMessage(data), failure.Path); at != "null" {
			wrong = append(wrong, fmt.Sprintf("the error %s is of %.100s", failure, at))
		}
	}
	if len(wrong) > 0 {
		t.Errorf("%s\n%s\nis answered\n%s\n%s", query, variables, answer, strings.Join(wrong, "\n"))
	}
	return answer
}

// follow is the value that a path leads to, or the null above it.
func follow(v json.RawMessage, path []any) string {
	if len(path) == 0 || string(v) == "null" {
		return string(v)
	}
	switch step := path[0].(type) {
	case string:
		var object map[string]json.RawMessage
		if json.Unmarshal(v, &object) == nil && object[step] != nil {
			return follow(object[step], path[1:])
		}
	case float64:
		var list []json.RawMessage
		if json.Unmarshal(v, &list) == nil && int(step) < len(list) {
			return follow(list[int(step)], path[1:])
		}
	}
	return "nothing"
}

// conformance checks values against the types that the schema gives them.
type conformance struct{ variables map[string]any }

func (c conformance) skipped(list ast.DirectiveList) bool {
	value := func(name string) any {
		if d := list.ForName(name); d != nil {
			v := d.Arguments.ForName("if").Value
			if v.Kind == ast.Variable {
				return c.variables[v.Raw]
			}
			return v.Raw == "true"
		}
		return nil
	}
	return value("skip") == true || value("include") == false
}

// fields are the fields of a type that a set selects, by the names in the answer.
func (c conformance) fields(set ast.SelectionSet, on *ast.Definition, names *[]string, fields map[string]*ast.Field, sets map[string]ast.SelectionSet) {
	applies := func(condition string) bool {
		return condition == "" || condition == on.Name || slices.Contains(on.Interfaces, condition)
	}
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			if c.skipped(s.Directives) {
				continue
			}
			if fields[s.Alias] == nil {
				*names = append(*names, s.Alias)
				fields[s.Alias] = s
			}
			sets[s.Alias] = append(sets[s.Alias], s.SelectionSet...)
		case *ast.InlineFragment:
			if !c.skipped(s.Directives) && applies(s.TypeCondition) {
				c.fields(s.SelectionSet, on, names, fields, sets)
			}
		case *ast.FragmentSpread:
			if !c.skipped(s.Directives) && applies(s.Definition.TypeCondition) {
				c.fields(s.Definition.SelectionSet, on, names, fields, sets)
			}
		}
	}
}

func (c conformance) object(text string, on *ast.Definition, set ast.SelectionSet, at string) (wrong []string) {
	var names []string
	fields, sets := map[string]*ast.Field{}, map[string]ast.SelectionSet{}
	c.fields(set, on, &names, fields, sets)
	var have []string
	d := json.NewDecoder(strings.NewReader(text))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return []string{fmt.Sprintf("%s is %.60s, want an object", at, text)}
	}
	for d.More() {
		token, _ := d.Token()
		name, _ := token.(string)
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return []string{at + ": " + err.Error()}
		}
		have = append(have, name)
		if f := fields[name]; f != nil {
			wrong = append(wrong, c.value(value, on, f.Definition.Type, sets[name], at+"."+name)...)
		}
	}
	if !slices.Equal(have, names) {
		wrong = append(wrong, fmt.Sprintf("%s has %q, want %q", at, have, names))
	}
	return wrong
}

func (c conformance) value(v json.RawMessage, of *ast.Definition, t *ast.Type, set ast.SelectionSet, at string) (wrong []string) {
	if string(v) == "null" {
		if t.NonNull {
			return []string{at + " is null and must not be"}
		}
		return nil
	}
	if t.Elem != nil {
		var list []json.RawMessage
		if err := json.Unmarshal(v, &list); err != nil {
			return []string{fmt.Sprintf("%s is %.60s, want a list", at, v)}
		}
		for i, element := range list {
			wrong = append(wrong, c.value(element, of, t.Elem, set, fmt.Sprintf("%s[%d]", at, i))...)
		}
		return wrong
	}
	definition := graph.Definitions().Types[t.NamedType]
	switch {
	case strings.HasPrefix(t.NamedType, "__"):
		return nil // the library's
	case definition.Kind == ast.Object:
		return c.object(string(v), definition, set, at)
	case definition.Kind == ast.Enum:
		if definition.EnumValues.ForName(strings.Trim(string(v), `"`)) == nil {
			wrong = append(wrong, fmt.Sprintf("%s is %s, no %s", at, v, t.NamedType))
		}
	case !ofScalar[t.NamedType](v):
		wrong = append(wrong, fmt.Sprintf("%s is %.60s, no %s", at, v, t.NamedType))
	}
	return wrong
}

var (
	wholeNumber = regexp.MustCompile(`^-?\d{1,10}$`)
	text        = func(v json.RawMessage) bool { return v[0] == '"' }
)

// ofScalar says of the values of a scalar whether they are.
var ofScalar = map[string]func(json.RawMessage) bool{
	"Int":     func(v json.RawMessage) bool { return wholeNumber.Match(v) },
	"Float":   func(v json.RawMessage) bool { return v[0] == '-' || v[0] >= '0' && v[0] <= '9' },
	"Boolean": func(v json.RawMessage) bool { return bytes.Equal(v, []byte("true")) || bytes.Equal(v, []byte("false")) },
	"String":  text,
	"ID":      text,
	"JSON":    func(json.RawMessage) bool { return true },
	"DateTime": func(v json.RawMessage) bool {
		_, err := time.Parse(time.RFC3339Nano, strings.Trim(string(v), `"`))
		return err == nil
	},
}
