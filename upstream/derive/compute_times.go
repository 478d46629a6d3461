package derive

import (
	"fmt"
	"slices"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/calendar"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// The endpoint has buckets of UTC only. Other buckets and parts of times are computed of these.
//
// No bucket that is computed of may lie in two that are wanted. For the wall clock of a zone these are UTC's hours, if the clock is
// whole hours from UTC's. For what UTC's days and months make up, they are UTC's days and months. Whether one lies in two is checked
// again when the answer is read.

// timeKeys replaces the keys of times of a query, if the endpoint does not have all of them, by the one bucket that they are computed
// of. It fails where there is none.
func (c *Computed) timeKeys(now time.Time) (keys []query.Selection, err *query.Error) {
	at := slices.IndexFunc(c.wanted.GroupBy, func(key query.Selection) bool { return key.Calendar != nil })
	if at < 0 {
		return c.wanted.GroupBy, nil
	}
	field := c.wanted.GroupBy[at].Field
	c.bucket = query.Selection{Field: field, Unit: query.Month}
	c.within = Prepare(c.wanted).bounds
	for _, s := range c.wanted.GroupBy {
		key, ok := s.TimeKey()
		if s.Calendar != nil && s.Field != field {
			return nil, &query.Error{Failure: query.NotComputable, Message: "Buckets and parts that the endpoint does not have are computed of one field's times at once."}
		}
		if !ok || s.Field != field {
			keys = append(keys, s)
			continue
		}
		if err := c.wholeHours(key, now); err != nil {
			return nil, err
		}
		if unit := computedOf(key); unit != c.bucket.Unit && !refines(c.bucket.Unit, unit) {
			c.bucket.Unit = unit
		}
		c.times = append(c.times, key)
	}
	return append([]query.Selection{c.bucket}, keys...), nil
}

// computedOf is the longest of the endpoint's buckets that a key can be computed of.
func computedOf(key calendar.Key) query.TimeUnit {
	switch {
	case key.Zone != time.UTC, key.Unit == calendar.Hour, key.Part == calendar.HourOfDay:
		return query.Hour
	case key.Unit >= calendar.Month, key.Part == calendar.MonthOfYear:
		return query.Month
	}
	return query.Day
}

// wholeHours fails where a zone's wall clock is not whole hours from UTC's in the range of the query. Where the range has no
// beginning, what is long ago is looked at when it is answered.
func (c *Computed) wholeHours(key calendar.Key, now time.Time) *query.Error {
	since, before := c.within.Since, c.within.Before
	if before.IsZero() {
		before = now
	}
	if since.IsZero() {
		since = before
	}
	if !calendar.WholeHours(key.Zone, since, before) {
		return partHours(key)
	}
	return nil
}

func partHours(key calendar.Key) *query.Error {
	return &query.Error{Failure: query.NotComputable, Message: fmt.Sprintf(
		"The wall clock of %s is not whole hours from UTC's in the whole of the range, and the endpoint has hours of UTC only. Use a zone of whole hours.", key.Zone)}
}

// timeKey is a key computed of the bucket.
func (c *Computed) timeKey(s query.Selection) Key {
	key, _ := s.TimeKey()
	k := Key{As: s, From: c.bucket}
	if key.Part != 0 {
		k.Number = func(t time.Time) float64 { return float64(key.PartOf(t)) }
	} else {
		k.Time = key.Start
	}
	return k
}

// checkBuckets fails if a bucket lies in two of the wanted ones.
func (c *Computed) checkBuckets(rows *query.Rows) *query.Error {
	if len(c.times) == 0 || c.bucket.Unit != query.Hour { // Days and months are UTC's, which no change of an offset cuts.
		return nil
	}
	column := rows.Column(c.bucket)
	checked := make(map[time.Time]bool)
	for row := range rows.Len() {
		t, ok, err := column.Time(row)
		if err != nil || !ok {
			return query.Invalid(err, "The endpoint answered an hour that cannot be read.")
		}
		if checked[t] {
			continue
		}
		checked[t] = true
		for _, key := range c.times {
			if !calendar.WholeHours(key.Zone, t, t.Add(time.Hour)) {
				return partHours(key)
			}
		}
	}
	return nil
}

// quotients are sums of a column, over sums of another one if there is one. Of nothing they are null.
func (g *Groups) quotients(as, sum query.Selection, count *query.Selection) (query.Column, Reason) {
	sums, reason := g.addUp(sum)
	if reason != Derivable {
		return query.Column{}, reason
	}
	counts := make([]total, g.Count)
	if count != nil {
		if counts, reason = g.addUp(*count); reason != Derivable {
			return query.Column{}, reason
		}
	}
	c := query.NewColumn(as, query.Number, g.Count)
	for i, t := range sums {
		switch {
		case t.values == 0, count != nil && counts[i].sum == 0:
			c.AppendNull()
		case count != nil:
			c.AppendNumber(t.sum / counts[i].sum)
		default:
			c.AppendNumber(t.sum)
		}
	}
	return c, Derivable
}

// addUp adds a column's values for each group, leaving nulls out.
func (g *Groups) addUp(s query.Selection) ([]total, Reason) {
	c := g.rows.Column(s)
	if c == nil {
		return nil, MetricDoesNotAdd
	}
	totals := make([]total, g.Count)
	for row, of := range g.Of {
		if of == noGroup {
			continue
		}
		v, ok, err := c.Number(row)
		switch {
		case err != nil:
			return nil, ValueUnknown
		case ok:
			totals[of].sum += v
			totals[of].values++
		}
	}
	return totals, Derivable
}
