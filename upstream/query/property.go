package query

import (
	"slices"
	"strings"
)

// Property is a field of a conversation or, with a path, a property within one of its JSON fields.
type Property struct {
	Field Field
	Path  []string
}

// String is the property as a key of the endpoint's rows has it: integrationId, userProperties.plan.
func (p Property) String() string {
	return strings.Join(append([]string{string(p.Field)}, p.Path...), ".")
}

// Holds says whether other is p or lies within it.
func (p Property) Holds(other Property) bool {
	return p.Field == other.Field && len(p.Path) <= len(other.Path) && slices.Equal(p.Path, other.Path[:len(p.Path)])
}

// Uses are the properties that a query depends on. The count of rows depends on none, nor does that of their identifiers,
// which are never null: it is the same.
func (q Query) Uses() []Property {
	var all []Property
	for _, selections := range [][]Selection{q.Select, q.GroupBy} {
		for _, s := range selections {
			if !s.countsRows() {
				all = append(all, Property{s.Field, s.Path})
			}
		}
	}
	for _, o := range q.OrderBy {
		if !o.By.countsRows() {
			all = append(all, Property{o.By.Field, o.By.Path})
		}
	}
	return q.Where.uses(all)
}

func (s Selection) countsRows() bool {
	return s.Function == Count && (s.Field == "" || s.Field == ID)
}

// uses adds the properties that conditions compare.
func (w Where) uses(all []Property) []Property {
	if w.Everything() {
		return all
	}
	if w.condition != nil {
		return append(all, Property{w.condition.Field, w.condition.Path})
	}
	for _, t := range w.terms {
		all = t.uses(all)
	}
	return all
}
