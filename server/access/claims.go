package access

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// reference names a claim, whose value stands in a policy: $claims.org.id, or, for names with other characters,
// $claims['https://example.com/org'].id.
type reference struct {
	steps []string
	place *ast.Type // what the value has to be
}

const claimsPrefix = "$claims"

// claimWithinText refuses what would be taken for the text that it is.
const claimWithinText = "a claim stands for a whole value: a text with $claims within it is refused"

var (
	claimSteps = regexp.MustCompile(`^(\.[A-Za-z0-9_:-]+|\['[^']+'\])+$`)
	claimStep  = regexp.MustCompile(`\.([A-Za-z0-9_:-]+)|\['([^']+)'\]`)
)

// readSteps reads the way to a claim: .org.id, ['https://example.com/org'].id.
func readSteps(text string) (steps []string, ok bool) {
	if !claimSteps.MatchString(text) {
		return nil, false
	}
	for _, m := range claimStep.FindAllStringSubmatch(text, -1) {
		steps = append(steps, m[1]+m[2])
	}
	return steps, true
}

// readClaim reads the name of a claim as settings have it, without the dollar.
func readClaim(text string) (steps []string, ok bool) {
	if !strings.HasPrefix(text, "[") {
		text = "." + text
	}
	return readSteps(text)
}

// String is the claim as a policy names it, without the dollar.
func (r reference) String() string { return strings.Join(r.steps, ".") }

// claim is the value of a claim; false if there is none.
func claim(claims map[string]any, steps []string) (value any, ok bool) {
	value = claims
	for _, step := range steps {
		object, isObject := value.(map[string]any)
		if !isObject {
			return nil, false
		}
		if value, ok = object[step]; !ok {
			return nil, false
		}
	}
	return value, true
}

// in is the claim's value among the claims of a token; false if it is missing, or not of the form that its place wants. A list is a copy:
// GraphQL's coercion writes into it, and claims are shared.
func (r reference) in(claims map[string]any) (any, bool) {
	value, ok := claim(claims, r.steps)
	return copyOf(value), ok && isOf(value, r.place)
}

func copyOf(value any) any {
	values, ok := value.([]any)
	if !ok {
		return value
	}
	copied := make([]any, len(values))
	for i, v := range values {
		copied[i] = copyOf(v)
	}
	return copied
}

// isOf says whether a value of JSON is of an input type, without GraphQL's coercions: a text is no list of one text. Null
// is of none. Any JSON is taken for a text, a number or a boolean, for an object there would be an operand of its own.
func isOf(value any, place *ast.Type) bool {
	if place.Elem != nil {
		values, ok := value.([]any)
		for _, v := range values {
			ok = ok && isOf(v, place.Elem)
		}
		return ok
	}
	switch value.(type) {
	case string:
		return place.NamedType != "Boolean" && place.NamedType != "Int" && place.NamedType != "Float"
	case json.Number:
		return place.NamedType == "ID" || place.NamedType == "Int" || place.NamedType == "Float" || place.NamedType == "JSON"
	case bool:
		return place.NamedType == "Boolean" || place.NamedType == "JSON"
	}
	return false
}

// example is a value of an input type, to try a policy with before there are claims.
func example(place *ast.Type, enum func(name string) string) any {
	if place.Elem != nil {
		return []any{example(place.Elem, enum)}
	}
	switch place.NamedType {
	case "Int", "Float":
		return json.Number("1")
	case "Boolean":
		return true
	case "DateTime":
		return "2026-01-01T00:00:00Z"
	case "Duration":
		return "P1D"
	case "ID", "String", "JSON":
		return "x"
	}
	return enum(place.NamedType)
}

// wanted says what a claim has to be.
func wanted(place *ast.Type) string {
	if place.Elem != nil {
		return "a list, each " + wanted(place.Elem)
	}
	switch place.NamedType {
	case "Int", "Float":
		return "a number"
	case "Boolean":
		return "true or false"
	case "ID":
		return "a text or a whole number"
	case "JSON":
		return "a text, a number, true or false"
	}
	return "a text"
}
