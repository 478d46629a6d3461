package sandbox

import (
	"strings"
)

func (g requester) where(depth int) dict {
	if depth > 0 && g.chance(0.5) {
		parts := make([]any, 1+g.IntN(3))
		for i := range parts {
			parts[i] = g.where(depth - 1)
		}
		return dict{oneOf(g, "and", "or", "or"): parts}
	}
	target := g.target(true)
	field := target["field"].(string)
	path, _ := target["path"].([]any)
	if !refIsDocument(field) {
		operator, value := g.scalarCondition(func() any { return g.fieldValue(field) })
		return dict{"condition": dict{"field": field, "operator": operator, "value": value}}
	}
	sample := func() any { return refAt(oneOf(g, g.rows...)[field], refStrings(path)) }
	var operator string
	var value any
	switch {
	case g.chance(0.4):
		operator, value = g.structureCondition(path, sample)
	case path == nil:
		operator = oneOf(g, "eq", "neq", "in", "notIn", "isNull", "isNotNull")
		value = g.object(sample)
		if operator == "in" || operator == "notIn" {
			value = []any{value, g.object(sample)}
		}
	default:
		operator, value = g.scalarCondition(func() any { return g.pathValue(sample()) })
		if strings.HasPrefix(operator, "gt") || strings.HasPrefix(operator, "lt") {
			switch value.(type) {
			case string, float64:
			default:
				value = oneOf[any](g, "m", 4.5, 20000.0)
			}
		}
	}
	if path != nil {
		value = dict{"path": path, "value": value}
	}
	return dict{"condition": dict{"field": field, "operator": operator, "value": value}}
}

// scalarCondition is an operator that any field has, with a value that fits it.
func (g requester) scalarCondition(draw func() any) (string, any) {
	operator := oneOf(g, "eq", "neq", "gt", "gte", "lt", "lte", "in", "notIn", "isNull", "isNotNull")
	switch operator {
	case "isNull", "isNotNull":
		return operator, nil
	case "in", "notIn":
		list := []any{}
		for range g.IntN(4) {
			list = append(list, draw())
		}
		return operator, list
	default:
		return operator, draw()
	}
}

// fieldValue is a value for a plain field, seldom null.
func (g requester) fieldValue(field string) any {
	v := oneOf(g, g.rows...)[field]
	if ms, ok := v.(float64); ok && field == "firstMessageTime" && g.chance(0.7) {
		return refTime(ms).Format(oneOf(g, "2006-01-02T15:04:05.000Z", "2006-01-02T15:00:00Z", "2006-01-02T15:04:05.000+00:00"))
	}
	return v
}

// pathValue turns a value into one of another type now and then.
func (g requester) pathValue(v any) any {
	switch {
	case g.chance(0.15):
		return refText(v)
	case g.chance(0.1):
		return oneOf[any](g, true, false, "", "pro", 4.5, 10001.0, []any{"api"}, dict{"lang": "en"})
	default:
		return refNormal(v)
	}
}

func (g requester) object(sample func() any) any {
	for range 10 {
		if o, ok := sample().(dict); ok {
			return refNormal(o)
		}
	}
	return dict{}
}

// structureCondition is an operator that looks into a value.
func (g requester) structureCondition(path []any, sample func() any) (string, any) {
	switch operator := oneOf(g, "jsonContains", "jsonContainedBy", "jsonHasKey", "jsonHasAnyKey", "jsonHasAllKeys", "arrayContains", "jsonArrayContainsObject"); operator {
	case "jsonContains", "jsonContainedBy":
		value := refNormal(sample())
		if o, ok := value.(dict); ok && operator == "jsonContains" {
			for key := range o {
				if g.chance(0.6) {
					delete(o, key)
				}
			}
		}
		if list, ok := value.([]any); ok && g.chance(0.5) {
			value = append(list, oneOf[any](g, list[0], "api", 1.0))
		}
		if o, ok := value.(dict); ok && path == nil && len(o) == 2 && o["path"] != nil {
			return operator, dict{}
		}
		return operator, value
	case "jsonHasKey":
		return operator, oneOf(g, "plan", "page", "lang", "api", "pro", "none")
	case "jsonHasAnyKey", "jsonHasAllKeys":
		list := []any{}
		for range 1 + g.IntN(2) {
			list = append(list, oneOf(g, "plan", "page", "lang", "path", "id", "userId", "api", "bug"))
		}
		return operator, list
	case "arrayContains":
		if list, ok := sample().([]any); ok && g.chance(0.5) {
			return operator, list
		}
		return operator, oneOf(g, "api", "bug", "sso", "none")
	default:
		return operator, dict{"k": 1}
	}
}
