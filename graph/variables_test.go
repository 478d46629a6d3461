package graph

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
)

// Variables that are read by a prepared reader are what the library makes of them, whatever is sent: values of every input type, right
// ones and such as have any fault.
func TestPreparedReadersReadVariablesAsTheLibraryDoes(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("the seed is %d", seed)
	r := variablesSender{rand.New(rand.NewPCG(seed, 0))}
	const cases = 5_000
	right, prepared, wrong := 0, 0, 0
	for range cases {
		definitions, sent, faults := r.variables()
		operation := declared(t, definitions)
		reader := readerOf(operation)
		before := copiedMembers(sent)
		got, ok := reader.read(before)
		if !reflect.DeepEqual(before, sent) {
			t.Fatalf("of (%s) the reader makes %#v of %#v", definitions, before, sent)
		}
		want, err := validator.VariableValues(parsedSchema, operation, copiedMembers(sent))
		switch {
		case ok && err != nil:
			t.Fatalf("of (%s) the reader takes %#v, of which the library says %v", definitions, sent, err)
		case ok && !reflect.DeepEqual(got, want):
			t.Fatalf("of (%s) and %#v the reader makes %#v, the library %#v", definitions, sent, got, want)
		case err != nil:
			wrong++
		case faults == 0 && !strings.Contains(definitions, "="):
			if right++; ok {
				prepared++
			}
		}
	}
	if wrong < cases/10 || right < cases/10 || prepared != right {
		t.Errorf("%d of %d cases are wrong; of %d that are right in form the reader takes %d", wrong, cases, right, prepared)
	}
}

// variablesSender draws declarations of variables, and values.
type variablesSender struct{ *rand.Rand }

// inputTypes are all that variables may have.
var inputTypes = func() (names []string) {
	for name, definition := range parsedSchema.Types {
		if definition.IsInputType() && !strings.HasPrefix(name, "__") {
			names = append(names, name)
		}
	}
	return slices.Sorted(slices.Values(names))
}()

// variables draws some variables with values that have a few faults, or none.
func (r variablesSender) variables() (definitions string, sent map[string]any, faults int) {
	faulty := variableValues{variablesSender: r}
	if r.IntN(2) == 0 {
		faulty.chance = 0.1
	}
	sent = make(map[string]any)
	if r.IntN(20) == 0 {
		sent = nil
	}
	for i := range 1 + r.IntN(3) {
		name := fmt.Sprintf("v%d", i)
		of := r.inputType()
		definitions += "$" + name + ": " + of.String()
		if r.IntN(4) == 0 {
			definitions += " = " + literals(faulty.value(of, 3))
		}
		definitions += " "
		if sent != nil && (of.NonNull || r.IntN(5) > 0) && !faulty.happens() {
			sent[name] = faulty.value(of, 3)
		}
	}
	if sent != nil && r.IntN(10) == 0 {
		sent["other"] = "unknown"
	}
	return definitions, sent, faulty.count
}

func (r variablesSender) inputType() *ast.Type {
	of := &ast.Type{NamedType: inputTypes[r.IntN(len(inputTypes))], NonNull: r.IntN(2) == 0}
	for r.IntN(4) == 0 {
		of = &ast.Type{Elem: of, NonNull: r.IntN(2) == 0}
	}
	return of
}

// variableValues draws the values of variables, some of them wrong.
type variableValues struct {
	variablesSender
	chance float64 // of a fault
	count  int
}

func (r *variableValues) happens() bool {
	if r.Float64() >= r.chance {
		return false
	}
	r.count++
	return true
}

// hostile are values that are wrong for most types, or right in another form.
var hostile = []any{
	nil, "", "5", "x", "5.5", "1e3", "true", "day", "Day", "DAY", true, false, json.Number("5"), json.Number("-0"), json.Number("5.5"), json.Number("1e2"),
	json.Number("99999999999999999999"), json.Number("1e999"), json.Number("9223372036854775807"), int64(7), 7, float64(8), 8.5, 1e300,
	[]any{}, []any{nil}, []any{[]any{}}, []any{"x", json.Number("1")}, map[string]any{}, map[string]any{"x": nil}, map[string]any{"__typename": "X"},
	[]string{"a"}, map[string]string{"a": "b"},
}

func (r *variableValues) value(of *ast.Type, depth int) any {
	if r.happens() {
		return copied(hostile[r.IntN(len(hostile))])
	}
	if !of.NonNull && r.IntN(6) == 0 {
		return nil
	}
	if of.Elem != nil {
		list := make([]any, r.IntN(3))
		for i := range list {
			list[i] = r.value(of.Elem, depth)
		}
		return list
	}
	definition := parsedSchema.Types[of.NamedType]
	switch definition.Kind {
	case ast.Enum:
		return definition.EnumValues[r.IntN(len(definition.EnumValues))].Name
	case ast.InputObject:
		members := make(map[string]any)
		for _, member := range definition.Fields {
			needed := member.Type.NonNull && member.DefaultValue == nil
			if !needed && (depth <= 0 || r.IntN(3) > 0) || r.happens() {
				continue
			}
			members[member.Name] = r.value(member.Type, depth-1)
		}
		if r.happens() {
			members[[]string{"unknown", "__typename", ""}[r.IntN(3)]] = r.value(ast.NamedType("String", nil), 0)
		}
		return members
	}
	switch of.NamedType {
	case "Int":
		return json.Number(fmt.Sprint(r.IntN(100) - 50))
	case "Float":
		return json.Number([]string{"1", "-2.5", "1e3", "0.1", "1E-7"}[r.IntN(5)])
	case "Boolean":
		return r.IntN(2) == 0
	case "ID":
		return []any{"an id", "", json.Number("17")}[r.IntN(3)]
	case "JSON":
		return copied(hostile[r.IntN(len(hostile))])
	}
	return []string{"a text", "", "P1D", "2026-01-01T00:00:00Z", "Europe/Berlin"}[r.IntN(5)]
}

// literals is a value as a document has it.
func literals(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case string:
		if slices.Contains([]string{"DAY", "ASC", "SUM", "ID", "TYPE", "MONDAY", "OPENAI", "TEXT", "FIRST"}, v) {
			return v
		}
		return fmt.Sprintf("%q", v)
	case []any:
		list := make([]string, len(v))
		for i := range v {
			list[i] = literals(v[i])
		}
		return "[" + strings.Join(list, ", ") + "]"
	case map[string]any:
		text := ""
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if name != "" {
				text += name + ": " + literals(v[name]) + " "
			}
		}
		return "{" + text + "}"
	case json.Number, bool, int, int64:
		return fmt.Sprint(v)
	}
	return "1.5"
}

// declared is an operation that declares variables, each of its type.
func declared(t *testing.T, definitions string) *ast.OperationDefinition {
	t.Helper()
	document, err := parser.ParseQuery(&ast.Source{Input: "query (" + definitions + ") { __typename }"})
	if err != nil {
		t.Fatalf("(%s): %v", definitions, err)
	}
	operation := document.Operations[0]
	for _, v := range operation.VariableDefinitions {
		v.Definition = parsedSchema.Types[v.Type.Name()]
	}
	return operation
}

// copied is a value that shares no list and no object.
func copied(value any) any {
	switch v := value.(type) {
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = copied(v[i])
		}
		return list
	case map[string]any:
		return copiedMembers(v)
	}
	return value
}

func copiedMembers(members map[string]any) map[string]any {
	if members == nil {
		return nil
	}
	out := make(map[string]any)
	for name, value := range members {
		out[name] = copied(value)
	}
	return out
}
