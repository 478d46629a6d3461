package derive

import (
	"encoding/json"
	"slices"
	"sort"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/calendar"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// The buckets of a zone whose wall clock is not whole hours from UTC's are cut by UTC's. They are coloured in turn, as the fields of a
// chessboard are, and for each colour the conversations in its buckets are asked for, by the longest bucket of UTC that meets no two
// of that colour. What is answered for a bucket of UTC then lies in one bucket of the zone: in one stretch of time.
//
// A stretch is as long as no key changes, so that one colouring serves several keys. Stretches follow each other without gaps.

const (
	// mostStretches is into how many stretches of time a range may fall: about two months by hours, or four years by days. Each is
	// two conditions of a query.
	mostStretches = 1500
	// mostColours is how many there may be. Two serve a zone by its days and what is longer, and three by its hours; several zones
	// at once take more.
	mostColours = 9
	// ahead is how far the clocks of others may be ahead of this one.
	ahead = time.Hour
	// usualPage is how many rows a page is taken to have where that is not known.
	usualPage = 1000
)

// stretchesOf are the stretches of a range, in which no key changes. A range without an end has a last stretch without one, behind
// now, of which the keys are not known. If they are too many there are none, and about how many they would be.
func stretchesOf(keys []calendar.Key, within query.Interval, now time.Time) (stretches []query.Interval, count int) {
	end := within.Before
	if end.IsZero() {
		end = now.Add(ahead)
	}
	var last []int64
	for at := within.Since; at.Before(end); {
		if len(stretches) == mostStretches {
			covered := at.Sub(within.Since).Seconds()
			return nil, max(mostStretches+1, int(mostStretches*(float64(end.Unix()-within.Since.Unix())/covered)))
		}
		next := keys[0].UnchangedUntil(at)
		for _, key := range keys[1:] {
			if other := key.UnchangedUntil(at); other.Before(next) {
				next = other
			}
		}
		if !within.Before.IsZero() && next.After(end) {
			next = end
		}
		if values := valuesAt(keys, at); slices.Equal(values, last) { // The clock changed within a day, say.
			stretches[len(stretches)-1].Before = next
		} else {
			stretches, last = append(stretches, query.Interval{Since: at, Before: next}), values
		}
		at = next
	}
	if within.Before.IsZero() && len(stretches) > 0 {
		stretches = append(stretches, query.Interval{Since: stretches[len(stretches)-1].Before})
	}
	return stretches, len(stretches)
}

// valuesAt are the keys of an instant.
func valuesAt(keys []calendar.Key, t time.Time) []int64 {
	values := make([]int64, len(keys))
	for i, key := range keys {
		if key.Part != 0 {
			values[i] = int64(key.PartOf(t))
		} else {
			values[i] = key.Start(t).Unix()
		}
	}
	return values
}

// colouring is how stretches are coloured, and by which bucket of UTC each colour is asked for.
type colouring struct {
	unit    query.TimeUnit
	colours [][]query.Interval
	pages   int // that are to be read, at least
}

// colour finds the colouring of the fewest pages: of several, that of the fewest colours and the longest buckets. It gives nil if there is none.
func colour(stretches []query.Interval, pageSize int) (best *colouring) {
	for colours := 2; colours <= mostColours && len(stretches) > 0; colours++ {
		for _, unit := range []query.TimeUnit{query.Month, query.Week, query.Day, query.Hour} {
			rows, ok := rowsOf(stretches, colours, unit)
			if !ok {
				continue
			}
			c := colouring{unit: unit}
			for _, n := range rows {
				c.pages += pagesOf(n, pageSize)
			}
			if best == nil || c.pages < best.pages {
				c.colours = make([][]query.Interval, min(colours, len(stretches)))
				for i, s := range stretches {
					c.colours[i%colours] = append(c.colours[i%colours], s)
				}
				best = &c
			}
		}
		if best != nil {
			break // Each colour more is a page more.
		}
	}
	return best
}

// rowsOf is how many buckets of UTC each colour meets; false if one of them meets two stretches of one colour.
func rowsOf(stretches []query.Interval, colours int, unit query.TimeUnit) ([]int, bool) {
	rows := make([]int, min(colours, len(stretches)))
	for i, s := range stretches {
		if i+colours < len(stretches) {
			end := s.Before.Add(-time.Nanosecond)
			if !utcBucketStart(unit, end).Before(utcBucketStart(unit, stretches[i+colours].Since)) {
				return nil, false
			}
		}
		if !s.Before.IsZero() {
			rows[i%colours] += bucketsIn(unit, s)
		}
	}
	return rows, true
}

// bucketsIn is how many buckets of UTC a range meets.
func bucketsIn(unit query.TimeUnit, i query.Interval) int {
	if !i.Since.Before(i.Before) {
		return 0
	}
	first, last := utcBucketStart(unit, i.Since.UTC()), utcBucketStart(unit, i.Before.UTC().Add(-time.Nanosecond))
	const hour = 3600
	seconds := last.Unix() - first.Unix()
	switch unit {
	case query.Hour:
		return int(seconds/hour) + 1
	case query.Week:
		return int(seconds/(7*24*hour)) + 1
	case query.Month:
		return (last.Year()-first.Year())*12 + int(last.Month()-first.Month()) + 1
	default: // query.Day
		return int(seconds/(24*hour)) + 1
	}
}

// pagesOf is how many pages rows are: one also of none.
func pagesOf(rows, pageSize int) int {
	if pageSize <= 0 {
		pageSize = usualPage
	}
	return max(1, (rows+pageSize-1)/pageSize)
}

// filterOf is a filter of the conversations in some stretches of time.
func (c *Computed) filterOf(stretches []query.Interval) query.Where {
	is := func(operator query.Operator, t time.Time) query.Where {
		text, _ := json.Marshal(t.UTC().Format(time.RFC3339Nano)) // which cannot fail
		return query.If(query.Condition{Field: c.bucket.Field, Operator: operator, Value: text})
	}
	terms := make([]query.Where, len(stretches))
	for i, s := range stretches {
		if s.Before.IsZero() {
			terms[i] = is(query.Gte, s.Since)
		} else {
			terms[i] = query.All(is(query.Gte, s.Since), is(query.Lt, s.Before))
		}
	}
	return query.Any(terms...)
}

// stretch is the column with the beginning of the stretch that each row lies in.
func (c *Computed) stretch() query.Selection {
	return query.Selection{Field: c.bucket.Field, Unit: "stretch"}
}

// uncolour is all rows, and the stretch of each, of the answers of the colours.
func (c *Computed) uncolour(answers []*query.Rows) (*query.Rows, *query.Error) {
	stretches := query.NewColumn(c.stretch(), query.Time, 0)
	for i, rows := range answers {
		buckets := rows.Column(c.bucket)
		for row := range rows.Len() {
			t, ok, err := buckets.Time(row)
			if err != nil || !ok {
				return nil, query.Invalid(err, "The endpoint answered a bucket that cannot be read.")
			}
			of := c.colours[i]
			at := sort.Search(len(of), func(j int) bool { return of[j].Before.IsZero() || of[j].Before.After(t) })
			switch {
			case at == len(of) || !starts(c.bucket.Unit, t) || !of[at].Since.Before(bucketEnd(c.bucket.Unit, t)):
				return nil, query.Invalid(nil, "The endpoint answered a bucket that it was not asked for.")
			case of[at].Before.IsZero():
				return nil, c.future()
			}
			stretches.AppendTime(of[at].Since)
		}
	}
	all := query.Concat(answers)
	columns := []query.Column{stretches}
	for _, s := range c.base.Columns() {
		columns = append(columns, *all.Column(s))
	}
	return query.RowsOf(all.Len(), all.PageSize, columns...), nil
}

// future is the error of conversations whose bucket is not known beforehand.
func (c *Computed) future() *query.Error {
	return notComputable(*c.keyOf(c.times[0]), "There are conversations of the future, of which the buckets cannot be told. Say up to when, by where: { firstMessageTime: { lt: \"…\" } }.")
}
