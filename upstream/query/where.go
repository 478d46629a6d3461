package query

import (
	"slices"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Operator compares a field with a value, by its name on the wire.
type Operator string

// The operators of the endpoint.
const (
	Eq                      Operator = "eq"
	Neq                     Operator = "neq"
	Gt                      Operator = "gt"
	Gte                     Operator = "gte"
	Lt                      Operator = "lt"
	Lte                     Operator = "lte"
	In                      Operator = "in"
	NotIn                   Operator = "notIn"
	ArrayContains           Operator = "arrayContains"
	JSONContains            Operator = "jsonContains"
	JSONContainedBy         Operator = "jsonContainedBy"
	JSONHasKey              Operator = "jsonHasKey"
	JSONArrayContainsObject Operator = "jsonArrayContainsObject"
	JSONHasAnyKey           Operator = "jsonHasAnyKey"
	JSONHasAllKeys          Operator = "jsonHasAllKeys"
	IsNull                  Operator = "isNull"
	IsNotNull               Operator = "isNotNull"
)

// Opposite is the operator that holds where o does not hold and the field is not null, as SQL's NOT has it; false for the
// operators that have none.
func (o Operator) Opposite() (Operator, bool) {
	switch o {
	case Eq:
		return Neq, true
	case Neq:
		return Eq, true
	case Gt:
		return Lte, true
	case Gte:
		return Lt, true
	case Lt:
		return Gte, true
	case Lte:
		return Gt, true
	case In:
		return NotIn, true
	case NotIn:
		return In, true
	case IsNull:
		return IsNotNull, true
	case IsNotNull:
		return IsNull, true
	default:
		return "", false
	}
}

// Condition compares a field, or the property that Path leads to, with a value.
type Condition struct {
	Field    Field
	Path     []string // only into a JSON field
	Operator Operator
	Value    jsontext.Value   // absent for In and NotIn; null for IsNull and IsNotNull
	Values   []jsontext.Value // of In and NotIn, at least one
}

// Where says which rows are meant: a condition, or others joined by and, or by or. The zero value means all rows. It is
// built by All, Any and If, which keep it free of terms that decide nothing. It does not change: filters may share terms.
type Where struct{ *node }

// node is a condition, or terms that are joined.
type node struct {
	or        bool
	terms     []Where
	condition *Condition

	compare sync.Once
	canon   *canonical // once it was compared
}

// If is a single condition.
func If(c Condition) Where { return Where{&node{condition: &c}} }

// All requires every term. Without terms it means all rows.
func All(terms ...Where) Where { return join(false, terms) }

// Any requires at least one of the terms. Without terms it means no rows.
func Any(terms ...Where) Where { return join(true, terms) }

// Everything says whether w means all rows.
func (w Where) Everything() bool { return w.node == nil }

// Nothing says whether w means no rows, whatever they hold.
func (w Where) Nothing() bool {
	return w.node != nil && w.condition == nil && len(w.terms) == 0
}

// Is says whether w and o are one filter in memory. Equal ones may also be two.
func (w Where) Is(o Where) bool { return w.node == o.node }

// Size is about how many bytes w takes in memory, with what it keeps to be compared.
func (w Where) Size() int {
	if w.Everything() {
		return 0
	}
	const node, slot = 256, 40 // a value is a slice, and has a piece of memory of its own
	size := node
	for _, t := range w.terms {
		size += t.Size()
	}
	if c := w.condition; c != nil {
		size += node + len(c.Value)
		for _, v := range c.Values {
			size += slot + len(v)
		}
		for _, step := range c.Path {
			size += slot + len(step)
		}
	}
	return size
}

// EndsBefore says whether w asks for nothing at or after a time, so that nothing new can come into it.
func (w Where) EndsBefore(t time.Time) bool {
	if w.Everything() {
		return false
	}
	if c := w.condition; c != nil {
		if c.Field != FirstMessageTime || c.Operator != Lt && c.Operator != Lte && c.Operator != Eq {
			return false
		}
		end, ok := parseTime(c.Value)
		return ok && end.Before(t)
	}
	ends := func(term Where) bool { return term.EndsBefore(t) }
	if w.or {
		return len(w.terms) > 0 && !slices.ContainsFunc(w.terms, func(term Where) bool { return !ends(term) })
	}
	return slices.ContainsFunc(w.terms, ends)
}

// join flattens terms of its own kind, leaves out those that decide nothing, and is decided by one that decides all.
func join(or bool, terms []Where) Where {
	var all []Where
	for _, t := range terms {
		switch {
		case t.Everything() && or, t.Nothing() && !or:
			return t
		case t.Everything():
		case t.condition == nil && t.or == or:
			all = append(all, t.terms...)
		default:
			all = append(all, t)
		}
	}
	switch {
	case len(all) == 1:
		return all[0]
	case len(all) == 0 && !or:
		return Where{}
	}
	return Where{&node{or: or, terms: all}}
}

// Not is the opposite of w with SQL's treatment of nulls: a comparison with null is neither true nor false. The endpoint
// has no such operation, so it goes down to the conditions (De Morgan). It fails, and says with which operator, if one of
// them has no opposite.
func (w Where) Not() (Where, Operator, bool) {
	if w.Everything() {
		return Any(), "", true
	}
	if c := w.condition; c != nil {
		opposite, ok := c.Operator.Opposite()
		if !ok {
			return Where{}, c.Operator, false
		}
		negated := *c
		negated.Operator = opposite
		return If(negated), "", true
	}
	terms := make([]Where, len(w.terms))
	for i, t := range w.terms {
		negated, operator, ok := t.Not()
		if !ok {
			return Where{}, operator, false
		}
		terms[i] = negated
	}
	return join(!w.or, terms), "", true
}
