package query

import (
	"crypto/sha256"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Conjuncts are the distinct filters all of which have to hold for w: the terms of a top-level and, or w alone. For all rows
// there are none. What repeats, also in another order of its own terms, is there once; an or of one and the same and is that
// and.
func (w Where) Conjuncts() []Where {
	all := w.conjuncts(nil)
	if len(all) < 2 {
		return all
	}
	seen := make(map[[sha256.Size]byte]bool, len(all))
	return slices.DeleteFunc(all, func(w Where) bool {
		digest := w.Digest()
		repeats := seen[digest]
		seen[digest] = true
		return repeats
	})
}

// conjuncts appends the filters that have to hold for w, repeats included.
func (w Where) conjuncts(all []Where) []Where {
	switch {
	case w.Everything():
	case w.condition == nil && !w.or:
		for _, t := range w.terms {
			all = t.conjuncts(all)
		}
	case w.condition == nil && len(w.terms) > 0 && !w.canonical().or: // an or of terms that are all the same
		all = w.terms[0].conjuncts(all)
	default:
		all = append(all, w)
	}
	return all
}

// Condition is the one condition that w consists of; false if w is none or several. Its values are shared and must not be
// changed.
func (w Where) Condition() (Condition, bool) {
	if w.Everything() || w.condition == nil {
		return Condition{}, false
	}
	return *w.condition, true
}

// Digest is equal for two filters exactly if they are the same but for the order and the repeats of terms, and of the values
// of an in. It is the same in every process.
func (w Where) Digest() [sha256.Size]byte { return w.canonical().digest }

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
