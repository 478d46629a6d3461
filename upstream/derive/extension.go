package derive

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Extension is how a wanted answer consists of one that follows from a known one, and of one that is to be asked: the first is of
// the range of time on one side of a cut, the other of the rest. No group has rows on both sides.
type Extension struct {
	Kept    *Question   // what is wanted, over the range that is known
	Plan    *Plan       // how that follows
	Missing query.Query // what is wanted, over the rest
	Cut     time.Time   // the start of a bucket of the wanted answer
}

// Extend is how to extend a known answer; false if it does not take part in the wanted one, or if more than one range would be
// missing: extending saves rows, and must not cost calls. The wanted query needs a bucket among its keys.
//
// The cut is never after the given time, which is that of the known answer, or before it. A bucket that had not ended by
// then is thereby asked for again, unless all that is wanted after the cut is known: then it is as new as the known answer, and
// what is missing lies before.
func Extend(wanted, known *Question, until time.Time) (*Extension, bool) {
	unit := bucketAmong(wanted.keys)
	if unit == "" {
		return nil, false
	}
	kept, missing := query.Lt, query.Gte
	w, k := wanted.bounds, known.bounds
	cut := until.UTC()
	if (query.Interval{Since: w.Since}).Within(query.Interval{Since: k.Since}) {
		if !k.Before.IsZero() && k.Before.Before(cut) {
			cut = k.Before
		}
		cut = utcBucketStart(unit, cut)
	} else {
		if !(query.Interval{Before: w.Before}).Within(query.Interval{Before: k.Before}) {
			return nil, false
		}
		kept, missing = missing, kept
		cut = startFrom(unit, k.Since)
	}
	if cut.After(until) || cut.Year() < 1 || !w.Since.IsZero() && !cut.After(w.Since) || !w.Before.IsZero() && !cut.Before(w.Before) {
		return nil, false
	}
	part := Prepare(bounded(wanted.query, kept, cut))
	plan, reason := Derive(part, known)
	if reason != Derivable {
		return nil, false
	}
	return &Extension{part, plan, bounded(wanted.query, missing, cut), cut}, true
}

// bucketAmong is the shortest bucket among keys; none is empty.
func bucketAmong(keys []query.Selection) query.TimeUnit {
	unit := query.TimeUnit("")
	for _, k := range keys {
		if k.Unit != "" && k.Field == query.FirstMessageTime && (unit == "" || refines(k.Unit, unit)) {
			unit = k.Unit
		}
	}
	return unit
}

// bounded is the query with another end of its range: before a time, for Lt, or from it on, for Gte. It has to lie within the range.
func bounded(q query.Query, operator query.Operator, end time.Time) query.Query {
	value := jsontext.Value(end.AppendFormat(nil, `"`+time.RFC3339Nano+`"`))
	bound := query.If(query.Condition{Field: query.FirstMessageTime, Operator: operator, Value: value})
	terms, placed := make([]query.Where, 0, 4), false
	for _, w := range q.Where.Conjuncts() {
		c, single := w.Condition()
		have, bounds := c.Interval()
		if replaced := single && bounds && (operator == query.Lt && !have.Before.IsZero() || operator == query.Gte && !have.Since.IsZero()); !replaced {
			terms = append(terms, w)
		} else if !placed {
			terms, placed = append(terms, bound), true
		}
	}
	if !placed {
		terms = append(terms, bound)
	}
	q.Where = query.All(terms...)
	return q
}
