package sandbox

import (
	"slices"
	"strings"
)

// kind is what the values of a field are.
type kind int

const (
	textKind kind = iota
	numberKind
	timeKind
	documentKind
)

// field is one of the nine. Its name is also that of its column, which is why only a
// field of the table below may ever reach SQL text.
type field struct {
	name string
	kind kind
}

// timeField is the only field that is a time, and so the only one with buckets.
var timeField = field{"firstMessageTime", timeKind}

var fields = []field{
	{"id", textKind},
	{"type", textKind},
	{"userMessageCount", numberKind},
	{"organizationId", textKind},
	{"projectId", textKind},
	{"integrationId", textKind},
	timeField,
	{"properties", documentKind},
	{"userProperties", documentKind},
}

func fieldNamed(name string) (field, bool) {
	for _, f := range fields {
		if f.name == name {
			return f, true
		}
	}
	return field{}, false
}

var timeUnits = []string{"hour", "day", "week", "month"}

// target is what a request speaks of: a field, or a place inside a JSON field.
type target struct {
	field field
	path  []string
}

// key is the row key of the target. Two targets may share one, see statement.go.
func (t target) key() string {
	return strings.Join(append([]string{t.field.name}, t.path...), ".")
}

// identity tells targets apart, as SQL and as Go map keys.
func (t target) identity() string {
	return pathKey(append([]string{t.field.name}, t.path...))
}

// checkAggregation fails with 422 when the function makes no sense of the target.
// The values at a path are only known to the engine, which checks them itself.
func (t target) checkAggregation(at, function string) error {
	if function == "count" || function == "countDistinct" || t.path != nil {
		return nil
	}
	ordered := function == "min" || function == "max"
	switch t.field.kind {
	case numberKind:
		return nil
	case textKind, timeKind:
		if ordered {
			return nil
		}
	case documentKind: // It is neither added nor ordered.
	}
	return meaningless("%s: %s of %s makes no sense", at, function, t.field.name)
}

// readTarget reads the members field and path; false if neither is there.
func readTarget(m members) (target, bool, error) {
	name, present, err := m.text("field")
	if err != nil {
		return target{}, false, err
	}
	path, err := m.path()
	if err != nil {
		return target{}, false, err
	}
	if !present {
		if path != nil {
			return target{}, false, meaningless("%s has a path but no field", m.at)
		}
		return target{}, false, nil
	}
	f, known := fieldNamed(name)
	if !known {
		return target{}, false, meaningless("%s: there is no field %q", m.at, name)
	}
	if path != nil && f.kind != documentKind {
		return target{}, false, meaningless("%s: %s has no paths", m.at, name)
	}
	return target{f, path}, true, nil
}

func readRequiredTarget(m members) (target, error) {
	t, present, err := readTarget(m)
	if err == nil && !present {
		err = malformed("%s is missing", m.place("field"))
	}
	return t, err
}

// orderKey is a name of the closed list of orders, taken apart.
type orderKey struct {
	field    field
	function string // sum, count, avg, min, max or none
	unit     string // hour, day, week, month or none
}

// readOrderKey is false for what is not in the list: it has no bare count, no
// countDistinct_… and no paths.
func readOrderKey(name string) (orderKey, bool) {
	if f, ok := fieldNamed(name); ok {
		return orderKey{field: f}, true
	}
	if function, rest, found := strings.Cut(name, "_"); found && aggregates[function] != "" && function != "countDistinct" {
		if f, ok := fieldNamed(rest); ok {
			return orderKey{field: f, function: function}, true
		}
	}
	if rest, unit, found := strings.Cut(name, "_"); found && slices.Contains(timeUnits, unit) {
		if f, ok := fieldNamed(rest); ok {
			return orderKey{field: f, unit: unit}, true
		}
	}
	return orderKey{}, false
}
