package query

import "time"

// Interval is a range of time, half open. A zero end is none.
type Interval struct{ Since, Before time.Time }

// Interval is the range of firstMessageTime that a filter leaves: what its bounds come to that all have to hold. Bounds within an
// or are none.
func (w Where) Interval() Interval {
	var all Interval
	for _, w := range w.Conjuncts() {
		if c, ok := w.Condition(); ok {
			if bounds, ok := c.Interval(); ok {
				all = all.Intersect(bounds)
			}
		}
	}
	return all
}

// Interval is the range that a condition on firstMessageTime means; false for any other, and for one on a null or on a list of
// times. A time that is excluded or included is the nanosecond beside it: no time is stored more exactly.
func (c Condition) Interval() (Interval, bool) {
	if c.Field != FirstMessageTime || len(c.Path) > 0 {
		return Interval{}, false
	}
	t, ok := ReadInstant(c.Value)
	if !ok {
		return Interval{}, false
	}
	switch next := t.Add(time.Nanosecond); c.Operator {
	case Gte:
		return Interval{Since: t}, true
	case Gt:
		return Interval{Since: next}, true
	case Lt:
		return Interval{Before: t}, true
	case Lte:
		return Interval{Before: next}, true
	case Eq:
		return Interval{t, next}, true
	default:
		return Interval{}, false
	}
}

// Intersect is the range that lies in both.
func (i Interval) Intersect(o Interval) Interval {
	if i.Since.IsZero() || !o.Since.IsZero() && o.Since.After(i.Since) {
		i.Since = o.Since
	}
	if i.Before.IsZero() || !o.Before.IsZero() && o.Before.Before(i.Before) {
		i.Before = o.Before
	}
	return i
}

// Within says whether all of i lies in o.
func (i Interval) Within(o Interval) bool {
	return (o.Since.IsZero() || !i.Since.IsZero() && !i.Since.Before(o.Since)) &&
		(o.Before.IsZero() || !i.Before.IsZero() && !i.Before.After(o.Before))
}
