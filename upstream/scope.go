package upstream

import (
	"fmt"
	"slices"
	"strings"
)

// Scope says on whose behalf is asked: with which access key, and what the caller may see. All of it is part of the
// identity of what is asked, so that no two scopes share an answer that one of them must not have.
type Scope struct {
	Key  string // the access key, sent as a bearer token; without one nothing is asked
	Own  bool   // whether the key is the caller's own, who then is told that the endpoint refuses it
	Rows Where  // the rows that the caller may see; the zero value means all of them

	// Limited says that only what is Readable may be selected, grouped by, ordered by or compared with.
	Limited  bool
	Readable []Property
}

// Property is a field of a conversation or, with a path, a property within one of its JSON fields.
type Property struct {
	Field Field
	Path  []string
}

// String is the property as a key of the endpoint's rows has it: integrationId, userProperties.plan.
func (p Property) String() string {
	return strings.Join(append([]string{string(p.Field)}, p.Path...), ".")
}

// holds says whether other is p or lies within it.
func (p Property) holds(other Property) bool {
	return p.Field == other.Field && len(p.Path) <= len(other.Path) && slices.Equal(p.Path, other.Path[:len(p.Path)])
}

// narrow is the query with no rows but those that the caller may see. It fails with Forbidden if the query uses what the
// caller may not read: also a condition or an order tells of the values it compares.
func (s Scope) narrow(q Query) (Query, error) {
	if s.Key == "" {
		return Query{}, &Error{Failure: Internal, Message: "The gateway has no API key for this request."}
	}
	if s.Limited {
		for _, p := range q.uses() {
			if !slices.ContainsFunc(s.Readable, func(readable Property) bool { return readable.holds(p) }) {
				return Query{}, &Error{Failure: Forbidden, Message: fmt.Sprintf("You may not read %.100s.", p)}
			}
		}
	}
	if !s.Rows.Everything() {
		q.Where = All(q.Where, s.Rows)
	}
	return q, nil
}

// uses are the properties that a query depends on.
func (q Query) uses() []Property {
	var all []Property
	for _, selections := range [][]Selection{q.Select, q.GroupBy} {
		for _, s := range selections {
			if s.Field != "" { // count counts rows
				all = append(all, Property{s.Field, s.Path})
			}
		}
	}
	for _, o := range q.OrderBy {
		if o.By.Field != "" {
			all = append(all, Property{o.By.Field, o.By.Path})
		}
	}
	return q.Where.uses(all)
}

// uses adds the properties that conditions compare.
func (w Where) uses(all []Property) []Property {
	if w.condition != nil {
		return append(all, Property{w.condition.Field, w.condition.Path})
	}
	for _, t := range w.terms {
		all = t.uses(all)
	}
	return all
}
