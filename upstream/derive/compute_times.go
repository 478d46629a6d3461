package derive

import (
	"fmt"
	"slices"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/calendar"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// The endpoint has buckets of UTC only. Other buckets and parts of times are computed of these, in one of two ways.
//
// No bucket that is computed of may lie in two that are wanted. For the wall clock of a zone these are UTC's hours, if the clock is
// whole hours from UTC's. For what UTC's days and months make up, they are UTC's days and months. Whether one lies in two is checked
// again when the answer is read.
//
// The other way asks for some of the wanted buckets at once (see colouring). It serves every zone, over a range that begins.

// timeKeys replaces the keys of times of a query, if the endpoint does not have all of them, by the one bucket that they are computed
// of. It fails where there is none.
func (c *Computed) timeKeys(now time.Time, pageSize int) (keys []query.Selection, err *query.Error) {
	at := slices.IndexFunc(c.wanted.GroupBy, func(key query.Selection) bool { return key.Calendar != nil })
	if at < 0 {
		return c.wanted.GroupBy, nil
	}
	field := c.wanted.GroupBy[at].Field
	c.bucket = query.Selection{Field: field, Unit: query.Month}
	if c.within = Prepare(c.wanted).bounds; c.wanted.Where.Nothing() {
		c.within = query.Interval{Since: now, Before: now}
	}
	for _, s := range c.wanted.GroupBy {
		key, ok := s.TimeKey()
		if s.Calendar != nil && s.Field != field {
			return nil, notComputable(s, "Buckets and parts that the endpoint does not have are computed of one field's times at once.")
		}
		if !ok || s.Field != field {
			keys = append(keys, s)
			continue
		}
		if unit := computedOf(key); unit != c.bucket.Unit && !refines(c.bucket.Unit, unit) {
			c.bucket.Unit = unit
		}
		c.times = append(c.times, key)
	}
	if err := c.chooseWay(now, pageSize); err != nil {
		return nil, err
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

// chooseWay takes the way in which fewer pages are to be read, so far as the range tells. It fails if there is none.
func (c *Computed) chooseWay(now time.Time, pageSize int) *query.Error {
	odd := slices.IndexFunc(c.times, func(key calendar.Key) bool { return !c.wholeHours(key, now) })
	if c.within.Since.IsZero() || c.bucket.Field != query.FirstMessageTime {
		if odd >= 0 {
			return c.partHours(c.times[odd])
		}
		return nil
	}
	pages := pagesOf(bucketsIn(c.bucket.Unit, upTo(c.within, now)), pageSize)
	if odd < 0 && pages <= 1 {
		return nil
	}
	stretches, count := stretchesOf(c.times, c.within, now)
	if count > mostStretches && odd >= 0 {
		return &query.Error{Failure: query.TooComplex, Key: c.keyOf(c.times[odd]), Limit: mostStretches, Amount: count, Message: fmt.Sprintf(
			"The wall clock of %s is not whole hours from UTC's, so that each of its buckets is asked for by its bounds: about %d of them; %d are allowed. Shorten the range, or group by longer buckets.",
			c.times[odd].Zone, count, mostStretches)}
	}
	if best := colour(stretches, pageSize); best != nil && (odd >= 0 || best.pages < pages) {
		c.bucket.Unit, c.colours = best.unit, best.colours
		return nil
	}
	if odd >= 0 && len(stretches) > 0 {
		return c.partHours(c.times[odd])
	}
	return nil
}

// wholeHours says whether a zone's wall clock is whole hours from UTC's in the range of the query. Where the range has no
// beginning, what is long ago is looked at when it is answered.
func (c *Computed) wholeHours(key calendar.Key, now time.Time) bool {
	within := upTo(c.within, now)
	if within.Since.IsZero() {
		within.Since = within.Before
	}
	return calendar.WholeHours(key.Zone, within.Since, within.Before)
}

// upTo is the interval with an end: now, if it has none.
func upTo(i query.Interval, now time.Time) query.Interval {
	if i.Before.IsZero() {
		i.Before = now
	}
	return i
}

func (c *Computed) partHours(key calendar.Key) *query.Error {
	return notComputable(*c.keyOf(key), "The wall clock of %s is not whole hours from UTC's in the whole of the range, and the endpoint has hours of UTC only. "+
		"%sse a zone of whole hours.", key.Zone, c.sayFrom("U", ", or u"))
}

// sayFrom is the advice to say where the range begins, if that helps, with what goes on behind it, or what is there in its place.
func (c *Computed) sayFrom(otherwise, or string) string {
	if c.bucket.Field != query.FirstMessageTime || !c.within.Since.IsZero() {
		return otherwise
	}
	return `Say from when on, by where: { firstMessageTime: { last: "P30D" } }, say` + or
}

// keyOf is the key of the groups that is one of their keys of times.
func (c *Computed) keyOf(key calendar.Key) *query.Selection {
	s := query.ByTime(c.bucket.Field, key)
	return &s
}

// notComputable is the error of a key that cannot be computed.
func notComputable(key query.Selection, format string, a ...any) *query.Error {
	return &query.Error{Failure: query.NotComputable, Key: &key, Message: fmt.Sprintf(format, a...)}
}

// timeKey is a key computed of the bucket.
func (c *Computed) timeKey(s query.Selection) Key {
	key, _ := s.TimeKey()
	k := Key{As: s, From: c.bucket}
	if c.colours != nil {
		k.From = c.stretch()
	}
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
				return c.partHours(key)
			}
		}
	}
	return nil
}
