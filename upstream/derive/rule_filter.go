package derive

import "github.com/inkeep-gateway/gateway/upstream/query"

// impliedFilter admits a wanted filter that has all conditions of the known one, equal as canonical conditions, and beyond
// them only such as a test of keys of the known answer decides exactly as the endpoint would:
//
//   - eq and in on a key of text, if all their values occur (a collation may ignore case, so a value that does not occur may
//     still match another);
//   - eq and in on a property's key, of strings that are no JSON themselves (5 and "5" have the same text);
//   - isNull and isNotNull on any key that is no bucket;
//   - comparisons on a key of userMessageCount.
//
// It refuses ranges on text (their collation is not known), neq and notIn where the key may be null, anything on exact times
// (what is printed may be less than what is stored), and an or. Bounds of time are for impliedBounds.
func impliedFilter(d *derivation) Reason {
	if len(d.known.lacking(d.wanted)) > 0 {
		return NotImplied
	}
	d.extra = d.wanted.lacking(d.known)
	for _, w := range d.extra {
		c, single := w.Condition()
		key := query.Selection{Field: c.Field, Path: c.Path}
		if !single || !holds(d.known.keys, key) {
			return NotImplied
		}
		check, pins, ok := checkOf(c, key.Kind())
		if !ok {
			return NotImplied
		}
		d.plan.rollUp.Tests = append(d.plan.rollUp.Tests, Test{on: key, check: check})
		if pins {
			d.pinned = append(d.pinned, key)
		}
	}
	return Derivable
}
