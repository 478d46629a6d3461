package sandbox

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

const (
	// maxWhereDepth and maxConditions keep a statement within what SQLite takes: an
	// expression 1,000 deep and 32,766 arguments.
	maxWhereDepth = 100
	maxConditions = 2_000
)

// predicate is a checked where: it writes itself as an SQL condition on the table
// conversation, binding its values.
//
// The contract has no negation, so unknown and false are never told apart: a predicate
// may be false where three-valued logic has it unknown, and is so in many places.
type predicate func(a *arguments) string

// arguments collects the values that a statement binds.
type arguments struct {
	values []any
	bound  map[string]string // by path, as statements repeat their paths
}

// bind is the placeholder of a value. It is numbered, so that an expression can be
// written more than once and in any order.
func (a *arguments) bind(value any) string {
	a.values = append(a.values, value)
	return fmt.Sprintf("?%d", len(a.values))
}

// path is the expression of a target's path id, null for a path that never occurs.
func (a *arguments) path(t target) string {
	id := t.identity()
	if _, known := a.bound[id]; !known {
		if a.bound == nil {
			a.bound = make(map[string]string)
		}
		a.bound[id] = "(SELECT id FROM path WHERE segments = " + a.bind(id) + ")"
	}
	return a.bound[id]
}

// never and always are the conditions that no row and every row meets.
func never(*arguments) string  { return "FALSE" }
func always(*arguments) string { return "TRUE" }

// conditionCount counts the conditions of one where while reading it.
type conditionCount int

func (n *conditionCount) read(at string, raw jsontext.Value, depth int) (predicate, error) {
	if depth > maxWhereDepth {
		return nil, meaningless("where is nested deeper than %d", maxWhereDepth)
	}
	m, err := readMembers(at, raw, "condition", "and", "or")
	if err != nil {
		return nil, err
	}
	if len(m.values) != 1 {
		return nil, malformed("%s must have one of condition, and, or", at)
	}
	if condition, present := m.values["condition"]; present {
		if *n++; *n > maxConditions {
			return nil, meaningless("where has more than %d conditions", maxConditions)
		}
		return readCondition(m.place("condition"), condition)
	}
	name, operator := "and", " AND "
	if _, present := m.values["or"]; present {
		name, operator = "or", " OR "
	}
	list, err := m.list(name)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, meaningless("%s is empty", m.place(name))
	}
	parts := make([]predicate, len(list))
	for i, item := range list {
		if parts[i], err = n.read(fmt.Sprintf("%s[%d]", m.place(name), i), item, depth+1); err != nil {
			return nil, err
		}
	}
	return func(a *arguments) string {
		texts := make([]string, len(parts))
		for i, part := range parts {
			texts[i] = part(a)
		}
		return balanced(texts, operator)
	}, nil
}

// balanced joins by halves: SQLite reads a plain chain as a tree as deep as it is long.
func balanced(texts []string, operator string) string {
	if len(texts) == 1 {
		return texts[0]
	}
	half := len(texts) / 2
	return "(" + balanced(texts[:half], operator) + operator + balanced(texts[half:], operator) + ")"
}

// comparisons are the operators that read alike in SQL.
var comparisons = map[string]string{"eq": "=", "neq": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}

var operators = strings.Fields(`eq neq gt gte lt lte in notIn arrayContains jsonContains jsonContainedBy
	jsonHasKey jsonArrayContainsObject jsonHasAnyKey jsonHasAllKeys isNull isNotNull`)

// condition is one comparison before it is known to make sense.
type condition struct {
	at       string
	field    field
	operator string
	value    jsontext.Value
}

func readCondition(at string, raw jsontext.Value) (predicate, error) {
	m, err := readMembers(at, raw, "field", "operator", "value")
	if err != nil {
		return nil, err
	}
	name, err := m.requiredText("field")
	if err != nil {
		return nil, err
	}
	operator, err := m.requiredText("operator")
	if err != nil {
		return nil, err
	}
	f, known := fieldNamed(name)
	if !known {
		return nil, meaningless("%s: there is no field %q", at, name)
	}
	if !slices.Contains(operators, operator) {
		return nil, meaningless("%s: there is no operator %q", at, operator)
	}
	c := condition{at: at, field: f, operator: operator, value: m.values["value"]}
	if c.value == nil && operator != "isNull" && operator != "isNotNull" {
		return nil, malformed("%s is missing", m.place("value"))
	}
	if f.kind == documentKind {
		return c.onDocument()
	}
	return c.onColumn()
}

// unfit is the error of a value that the operator cannot take.
func (c condition) unfit(wanted string) error {
	return meaningless("%s: %s of %s takes %s", c.at, c.operator, c.field.name, wanted)
}
