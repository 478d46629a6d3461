package derive

import "github.com/inkeep-gateway/gateway/upstream/query"

// keptKeys admits wanted keys each of which is a known one or a coarser bucket of one: of hours any, of days weeks and months.
// It says whether each group is one known group: every known key is then wanted as it is, or left with one value by a test.
//
// It refuses a month from weeks and any finer bucket. Where groups are merged it also refuses exact times and whole JSON
// fields as keys: the endpoint may tell apart what is printed alike (fractions of a second), and print differently what is
// equal (the order of members).
func keptKeys(d *derivation) Reason {
	one := true
	for _, key := range d.known.keys {
		one = one && (holds(d.wanted.keys, key) || holds(d.pinned, key))
	}
	d.plan.rollUp.One = one
	for _, key := range d.wanted.keys {
		from, ok := sourceOf(key, d.known.keys)
		if !ok || !one && !mergeable(key) {
			return NoSuchKeys
		}
		k := Key{As: key, From: from}
		if !from.Equal(key) {
			k.Time = bucketing(key.Unit)
		}
		d.plan.rollUp.Keys = append(d.plan.rollUp.Keys, k)
	}
	return Derivable
}

// sourceOf is the known key that a wanted one follows from.
func sourceOf(key query.Selection, known []query.Selection) (query.Selection, bool) {
	if holds(known, key) {
		return key, true
	}
	if key.Unit != "" {
		for _, from := range known {
			if from.Field == key.Field && refines(from.Unit, key.Unit) {
				return from, true
			}
		}
	}
	return query.Selection{}, false
}

// mergeable says whether the endpoint takes two values of a key for equal exactly if they are printed alike.
func mergeable(key query.Selection) bool {
	exactTime := key.Field == query.FirstMessageTime && key.Unit == ""
	wholeJSON := key.Field.IsJSON() && len(key.Path) == 0
	return !exactTime && !wholeJSON
}
