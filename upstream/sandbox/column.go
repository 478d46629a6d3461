package sandbox

import (
	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// onColumn is a condition on a plain field.
func (c condition) onColumn() (predicate, error) {
	column := c.field.name
	switch c.operator {
	case "isNull":
		return func(*arguments) string { return column + " IS NULL" }, nil
	case "isNotNull":
		return func(*arguments) string { return column + " IS NOT NULL" }, nil
	case "in", "notIn":
		return c.inColumn()
	}
	symbol, compares := comparisons[c.operator]
	if !compares {
		return nil, meaningless("%s: %s has no %s, which is for JSON fields", c.at, column, c.operator)
	}
	value, err := c.columnValue(c.value)
	if err != nil {
		return nil, err
	}
	if value == nil {
		return never, nil
	}
	return func(a *arguments) string { return column + " " + symbol + " " + a.bind(value) }, nil
}

func (c condition) inColumn() (predicate, error) {
	var list []jsontext.Value
	if c.value.Kind() != '[' || jsonv2.Unmarshal(c.value, &list) != nil {
		return nil, c.unfit("an array")
	}
	values := make([]any, 0, len(list))
	for _, raw := range list {
		value, err := c.columnValue(raw)
		if err != nil {
			return nil, err
		}
		if value != nil {
			values = append(values, value)
		}
	}
	if c.operator == "in" {
		return func(a *arguments) string { return c.field.name + " IN " + a.list(values) }, nil
	}
	if len(values) < len(list) {
		return never, nil // nothing is known to differ from null
	}
	return func(a *arguments) string { return c.field.name + " NOT IN " + a.list(values) }, nil
}

// list is a set of any size as one argument, far from the limit on arguments.
func (a *arguments) list(values []any) string {
	text, err := jsonv2.Marshal(values)
	if err != nil {
		text = []byte("[]") // strings from valid JSON and finite numbers cannot fail
	}
	return "(SELECT value FROM json_each(" + a.bind(string(text)) + "))"
}

// columnValue reads a value as the column has it; nil is null.
func (c condition) columnValue(raw jsontext.Value) (any, error) {
	if raw.Kind() == 'n' {
		return nil, nil
	}
	switch c.field.kind {
	case textKind:
		var text string
		if raw.Kind() != '"' || jsonv2.Unmarshal(raw, &text) != nil {
			return nil, c.unfit("a string")
		}
		return text, nil
	case numberKind:
		number, ok := numberValue(raw)
		if !ok {
			return nil, c.unfit("a number")
		}
		return number, nil
	default:
		if number, ok := numberValue(raw); ok {
			return number, nil
		}
		var text string
		if raw.Kind() == '"' && jsonv2.Unmarshal(raw, &text) == nil {
			if instant, ok := parseInstant(text); ok {
				return instant, nil
			}
		}
		return nil, c.unfit("an ISO 8601 time or epoch milliseconds")
	}
}

// numberValue reads a JSON number that the engine can hold.
func numberValue(raw jsontext.Value) (any, bool) {
	if raw.Kind() != '0' {
		return nil, false
	}
	number := parseNumber(string(raw))
	return number, number != nil
}
