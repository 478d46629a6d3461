package derive

import (
	"time"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// interval is a range of time, half open. A zero end is none.
type interval struct{ since, before time.Time }

// boundsOf is the range that a condition on firstMessageTime means. Others, on a null or on a list of times, are none. A time
// that is excluded or included is the nanosecond beside it: no time is stored more exactly.
func boundsOf(c query.Condition) (interval, bool) {
	if c.Field != query.FirstMessageTime || len(c.Path) > 0 {
		return interval{}, false
	}
	t, ok := query.ReadInstant(c.Value)
	if !ok {
		return interval{}, false
	}
	switch next := t.Add(time.Nanosecond); c.Operator {
	case query.Gte:
		return interval{since: t}, true
	case query.Gt:
		return interval{since: next}, true
	case query.Lt:
		return interval{before: t}, true
	case query.Lte:
		return interval{before: next}, true
	case query.Eq:
		return interval{t, next}, true
	default:
		return interval{}, false
	}
}

func (i interval) intersect(o interval) interval {
	if i.since.IsZero() || !o.since.IsZero() && o.since.After(i.since) {
		i.since = o.since
	}
	if i.before.IsZero() || !o.before.IsZero() && o.before.Before(i.before) {
		i.before = o.before
	}
	return i
}

// within says whether all of i lies in o.
func (i interval) within(o interval) bool {
	return (o.since.IsZero() || !i.since.IsZero() && !i.since.Before(o.since)) &&
		(o.before.IsZero() || !i.before.IsZero() && !i.before.After(o.before))
}
