package query

import (
	"bytes"
	"crypto/sha256"
	"slices"
)

// canonical is what a filter means, however it is written: terms that repeat are there once, in the order of their digests,
// and an or of one and the same and is that and. Two filters are the same exactly if the digests of theirs are.
//
// Digests are made of the digests of the terms, so that a term is read once however many filters hold it, however deep.
type canonical struct {
	digest    [sha256.Size]byte
	condition bool
	or        bool
	terms     []*canonical
}

// canonical is that of w. It is made once.
func (w Where) canonical() *canonical {
	if w.Everything() {
		return joined(false, nil)
	}
	w.compare.Do(func() {
		if w.condition != nil {
			w.canon = &canonical{condition: true, digest: sha256.Sum256(encoder{canonical: true}.condition([]byte("if"), w.condition))}
			return
		}
		terms := make([]*canonical, 0, len(w.terms))
		for _, t := range w.terms {
			// What was two of one kind may have become one of the other, whose terms are those of the kind around it.
			if c := t.canonical(); !c.condition && c.or == w.or {
				terms = append(terms, c.terms...)
			} else {
				terms = append(terms, c)
			}
		}
		w.canon = joined(w.or, terms)
	})
	return w.canon
}

// joined is that of terms that are joined, none of them by the same.
func joined(or bool, terms []*canonical) *canonical {
	slices.SortFunc(terms, func(a, b *canonical) int { return bytes.Compare(a.digest[:], b.digest[:]) })
	terms = slices.CompactFunc(terms, func(a, b *canonical) bool { return a.digest == b.digest })
	if len(terms) == 1 {
		return terms[0]
	}
	text := append(make([]byte, 0, len("and")+len(terms)*sha256.Size), "and"...)
	if or {
		text = append(text[:0], "or"...)
	}
	for _, t := range terms {
		text = append(text, t.digest[:]...)
	}
	return &canonical{digest: sha256.Sum256(text), or: or, terms: terms}
}
