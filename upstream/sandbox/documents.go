package sandbox

import (
	"slices"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// asJSON is the value of a leaf as JSON text, for the functions of functions.go.
const asJSON = `CASE kind WHEN 'string' THEN json_quote(text) ELSE text END`

// onDocument is a condition on a JSON field: on a place inside it when the value is a
// pair of path and value, else on the field as a whole.
func (c condition) onDocument() (predicate, error) {
	at := target{field: c.field}
	if path, value, ok := readPair(c.value); ok {
		if len(path) == 0 {
			return nil, meaningless("%s: the path is empty", c.at)
		}
		at.path, c.value = path, value
	}
	switch c.operator {
	case "isNull":
		return func(a *arguments) string { return "n NOT IN (SELECT owner FROM leaf WHERE path = " + a.path(at) + ")" }, nil
	case "isNotNull":
		return at.where(always), nil
	case "in", "notIn":
		return c.inDocument(at)
	case "jsonContains", "jsonContainedBy", "jsonHasKey", "jsonHasAnyKey", "jsonHasAllKeys", "jsonArrayContainsObject", "arrayContains":
		return c.inside(at)
	}
	if c.value.Kind() == 'n' {
		return never, nil
	}
	if c.operator == "eq" || c.operator == "neq" {
		return c.equality(at)
	}
	return c.inequality(at)
}

// where is true of a conversation with a leaf at the target that meets a condition.
// There is at most one; a missing one is null, of which nothing is known.
func (t target) where(leaf predicate) predicate {
	return func(a *arguments) string {
		return "n IN (SELECT owner FROM leaf WHERE path = " + a.path(t) + " AND " + leaf(a) + ")"
	}
}

// readPair is the pair {"path": […], "value": …}, taken as such whenever it could be one.
func readPair(raw jsontext.Value) (path []string, value jsontext.Value, ok bool) {
	if raw.Kind() != '{' {
		return nil, nil, false
	}
	var pair map[string]jsontext.Value
	if jsonv2.Unmarshal(raw, &pair) != nil || len(pair) != 2 || pair["value"] == nil {
		return nil, nil, false
	}
	path, ok = textArray(pair["path"])
	return path, pair["value"], ok
}

func (c condition) equality(at target) (predicate, error) {
	if at.path == nil && c.value.Kind() != '{' {
		return nil, c.unfit("an object, or a path and a value")
	}
	set, err := c.values([]jsontext.Value{c.value})
	if err != nil {
		return nil, err
	}
	if c.operator == "eq" {
		return at.where(set.contains), nil
	}
	return at.where(set.lacks), nil
}

func (c condition) inDocument(at target) (predicate, error) {
	var list []jsontext.Value
	if c.value.Kind() != '[' || jsonv2.Unmarshal(c.value, &list) != nil {
		return nil, c.unfit("an array")
	}
	values := slices.DeleteFunc(slices.Clone(list), func(v jsontext.Value) bool { return v.Kind() == 'n' })
	for _, v := range values {
		if at.path == nil && v.Kind() != '{' {
			return nil, c.unfit("an array of objects, or a path and an array")
		}
	}
	set, err := c.values(values)
	if err != nil {
		return nil, err
	}
	switch {
	case c.operator == "in":
		return at.where(set.contains), nil
	case len(list) == 0:
		return always, nil // null too is outside of an empty set
	case len(values) < len(list):
		return never, nil // nothing is known to differ from null
	default:
		return at.where(set.lacks), nil
	}
}

// inequality compares a string with the text form, and a number with JSON numbers.
func (c condition) inequality(at target) (predicate, error) {
	symbol := comparisons[c.operator]
	if at.path == nil {
		return nil, c.unfit("a path and a value")
	}
	if number, ok := numberValue(c.value); ok {
		return at.where(func(a *arguments) string { return "kind = 'number' AND number " + symbol + " " + a.bind(number) }), nil
	}
	var text string
	if c.value.Kind() != '"' || jsonv2.Unmarshal(c.value, &text) != nil {
		return nil, c.unfit("a string or a number")
	}
	return at.where(func(a *arguments) string { return "text " + symbol + " " + a.bind(text) }), nil
}

// inside is the operators that look into a value, each a function of the engine.
func (c condition) inside(at target) (predicate, error) {
	function, argument := "", c.value
	_, texts := textArray(c.value)
	isText := c.value.Kind() == '"'
	switch c.operator {
	case "jsonContains":
		function = "json_contains"
	case "jsonContainedBy":
		function = "json_contained_by"
	case "jsonHasKey":
		if !isText {
			return nil, c.unfit("a string")
		}
		function = "json_has_any_key"
	case "jsonHasAnyKey", "jsonHasAllKeys":
		if !isText && !texts {
			return nil, c.unfit("a string or an array of strings")
		}
		function = "json_has_any_key"
		if c.operator == "jsonHasAllKeys" {
			function = "json_has_all_keys"
		}
	case "jsonArrayContainsObject":
		if c.value.Kind() != '{' {
			return nil, c.unfit("an object")
		}
		function = "json_array_contains_object"
	default:
		function = "json_array_contains_all"
	}
	if c.value.Kind() == 'n' {
		return never, nil
	}
	takesList := c.operator != "jsonContains" && c.operator != "jsonContainedBy" && c.operator != "jsonArrayContainsObject"
	if takesList && c.value.Kind() != '[' {
		argument = jsontext.Value("[" + string(c.value) + "]")
	}
	return at.where(func(a *arguments) string {
		return function + "(" + asJSON + ", " + a.bind(string(argument)) + ")"
	}), nil
}
