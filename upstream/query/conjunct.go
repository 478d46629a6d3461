package query

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Conjuncts are the distinct filters all of which have to hold for w: the terms of a top-level and, or w alone. For all rows
// there are none. What repeats, also in another order of its own terms, is there once.
func (w Where) Conjuncts() []Where {
	w = encoder{canonical: true}.distinct(w)
	if w.condition != nil || w.or {
		return []Where{w}
	}
	return w.terms
}

// Condition is the one condition that w consists of; false if w is none or several. Its values are shared and must not be
// changed.
func (w Where) Condition() (Condition, bool) {
	if w.condition == nil {
		return Condition{}, false
	}
	return *w.condition, true
}

// Canonical is equal for two filters exactly if they are the same but for the order and the repeats of terms, and of the
// values of an in. It is the filter as the endpoint reads it; for all rows it is empty.
func (w Where) Canonical() string {
	if w.Everything() {
		return ""
	}
	e := encoder{canonical: true}
	return string(e.where(nil, e.distinct(w)))
}

// ReadText is the string of a condition's value; false if that is no string.
func ReadText(raw jsontext.Value) (string, bool) { return parseText(raw) }

// ReadInstant is the time of a condition's value; false if that is none of RFC 3339, the one form that says what it means.
func ReadInstant(raw jsontext.Value) (time.Time, bool) {
	s, ok := parseText(raw)
	if !ok {
		return time.Time{}, false
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, false
	}
	return printable(t.UTC())
}
