package sandbox

import (
	"slices"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

const (
	// maxItems bounds selections, groupings and orders, each; an SQL statement has at
	// most 2,000 columns.
	maxItems = 500
	maxNotes = 80
)

// request is the body, checked as far as that goes without knowing the rest of it.
type request struct {
	selections []selection
	groupings  []grouping
	where      predicate // nil if there is none
	orders     []order
}

// selection is exactly one of: a function, a time unit, a plain target.
type selection struct {
	at       string
	function string // none unless an aggregation
	unit     string // none unless a time bucket
	target   target
	counting bool // a count of rows, without a target
}

type grouping struct {
	target
	include bool
}

type order struct {
	at   string
	key  orderKey
	desc bool
}

func readRequest(body jsontext.Value) (request, error) {
	var r request
	m, err := readMembers("body", body, "select", "groupBy", "where", "orderBy", "notes")
	if err != nil {
		return r, err
	}
	notes, _, err := m.text("notes")
	if err != nil {
		return r, err
	}
	if n := utf8.RuneCountInString(notes); n > maxNotes {
		return r, meaningless("notes has %d characters, more than %d", n, maxNotes)
	}
	if r.selections, err = items(m, "select", readSelection); err != nil {
		return r, err
	}
	if r.groupings, err = items(m, "groupBy", readGrouping); err != nil {
		return r, err
	}
	if r.orders, err = items(m, "orderBy", readOrder); err != nil {
		return r, err
	}
	if raw, present := m.values["where"]; present {
		var size conditionCount
		if r.where, err = size.read("where", raw, 1); err != nil {
			return r, err
		}
	}
	return r, nil
}

// grouped tells whether the answer is of groups; else it is of rows or, with
// aggregations, a single row over all.
func (r request) grouped() bool {
	return len(r.groupings) > 0 || slices.ContainsFunc(r.selections, func(s selection) bool { return s.unit != "" })
}

func (r request) aggregated() bool {
	return slices.ContainsFunc(r.selections, func(s selection) bool { return s.function != "" })
}

func readSelection(at string, raw jsontext.Value) (selection, error) {
	s := selection{at: at}
	// The type decides which members there may be, so it is read before them.
	m, err := readMembers(at, raw, "type", "aggregation", "timeUnit", "field", "path", "mode")
	if err != nil {
		return s, err
	}
	variant, err := m.requiredText("type")
	if err != nil {
		return s, err
	}
	switch variant {
	case "aggregation":
		return readAggregation(at, raw)
	case "time":
		return readBucket(at, raw)
	case "field":
		return readFieldSelection(at, raw)
	default:
		return s, meaningless("%s: there is no selection of type %q", at, variant)
	}
}

func readAggregation(at string, raw jsontext.Value) (selection, error) {
	s := selection{at: at}
	m, err := readMembers(at, raw, "type", "aggregation", "field", "path")
	if err != nil {
		return s, err
	}
	if s.function, err = m.requiredText("aggregation"); err != nil {
		return s, err
	}
	if aggregates[s.function] == "" {
		return s, meaningless("%s: there is no aggregation %q", at, s.function)
	}
	target, present, err := readTarget(m)
	if err != nil {
		return s, err
	}
	if !present {
		if s.function != "count" {
			return s, meaningless("%s: %s needs a field", at, s.function)
		}
		s.counting = true
		return s, nil
	}
	s.target = target
	return s, target.checkAggregation(at, s.function)
}

func readBucket(at string, raw jsontext.Value) (selection, error) {
	s := selection{at: at, target: target{field: timeField}}
	m, err := readMembers(at, raw, "type", "timeUnit", "field")
	if err != nil {
		return s, err
	}
	if s.unit, err = m.requiredText("timeUnit"); err != nil {
		return s, err
	}
	if !slices.Contains(timeUnits, s.unit) {
		return s, meaningless("%s: there is no time unit %q", at, s.unit)
	}
	t, present, err := readTarget(m)
	if err != nil {
		return s, err
	}
	if present && t.field.kind != timeKind {
		return s, meaningless("%s: %s is no time", at, t.field.name)
	}
	return s, nil
}

func readFieldSelection(at string, raw jsontext.Value) (selection, error) {
	s := selection{at: at}
	m, err := readMembers(at, raw, "type", "field", "path", "mode")
	if err != nil {
		return s, err
	}
	mode, present, err := m.text("mode")
	if err != nil {
		return s, err
	}
	if present && mode != "unpack" && mode != "json" {
		return s, meaningless("%s: there is no mode %q", at, mode)
	}
	s.target, err = readRequiredTarget(m)
	return s, err
}

func readGrouping(at string, raw jsontext.Value) (grouping, error) {
	var g grouping
	m, err := readMembers(at, raw, "field", "path", "includeInSelect")
	if err != nil {
		return g, err
	}
	if g.include, err = m.flag("includeInSelect", true); err != nil {
		return g, err
	}
	g.target, err = readRequiredTarget(m)
	return g, err
}

func readOrder(at string, raw jsontext.Value) (order, error) {
	o := order{at: at}
	m, err := readMembers(at, raw, "field", "direction")
	if err != nil {
		return o, err
	}
	name, err := m.requiredText("field")
	if err != nil {
		return o, err
	}
	direction, err := m.requiredText("direction")
	if err != nil {
		return o, err
	}
	key, known := readOrderKey(name)
	if !known {
		return o, meaningless("%s: results cannot be ordered by %q", at, name)
	}
	if direction != "asc" && direction != "desc" {
		return o, meaningless("%s: there is no direction %q", at, direction)
	}
	o.key, o.desc = key, direction == "desc"
	return o, nil
}
