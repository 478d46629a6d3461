package graph_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// shift is how much earlier something was.
type shift struct {
	months, days int
	clock        time.Duration
}

// before is a time so much earlier by the wall clock of a zone; the last day of a month stands for those that it does not have.
func (s shift) before(t time.Time, zone *time.Location) time.Time {
	if s.months != 0 || s.days != 0 {
		t = t.In(zone)
		year, month, day := t.Date()
		last := time.Date(year, month-time.Month(s.months)+1, 0, 0, 0, 0, 0, zone).Day()
		t = time.Date(year, month-time.Month(s.months), min(day, last)-s.days, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone)
	}
	return t.Add(-s.clock)
}

// fits says whether buckets of a unit are whole in it.
func (s shift) fits(unit string) bool {
	switch unit {
	case "HOUR":
		return s.months == 0 && s.days == 0 && s.clock%time.Hour == 0
	case "DAY":
		return s.months == 0 && s.clock == 0
	case "WEEK":
		return s.months == 0 && s.clock == 0 && s.days%7 == 0
	}
	return s.days == 0 && s.clock == 0 && s.months%map[string]int{"MONTH": 1, "QUARTER": 3, "YEAR": 12}[unit] == 0
}

// later is the bucket that is compared with one of the past.
func (s shift) later(unit string, bucket time.Time, zone *time.Location) time.Time {
	if unit == "HOUR" {
		return bucket.Add(s.clock)
	}
	year, month, day := bucket.In(zone).Date()
	return time.Date(year, month+time.Month(s.months), day+s.days, 0, 0, 0, 0, zone)
}

// rangeOfTime is a range that a filter has, and what it comes to at the tests' moment. Without an end it is up to now.
type rangeOfTime struct {
	input      dict
	start, end string
	zone       string // that it is by the wall clock of
	bounds     bool   // whether it is given by its ends

	before [2]string // the period before
	shift  shift     // how much earlier that is
}

const hour = time.Hour

var rangesOfTime = []rangeOfTime{
	{dict{"last": "P30D"}, "2026-01-01T10:00:00Z", "", "", false, [2]string{"2025-12-02T10:00:00Z", "2026-01-01T10:00:00Z"}, shift{days: 30}},
	{dict{"last": "P2W"}, "2026-01-17T10:00:00Z", "", "", false, [2]string{"2026-01-03T10:00:00Z", "2026-01-17T10:00:00Z"}, shift{days: 14}},
	{dict{"last": "PT6H"}, "2026-01-31T04:37:00Z", "", "", false, [2]string{"2026-01-30T22:37:00Z", "2026-01-31T04:37:00Z"}, shift{clock: 6 * hour}},
	{dict{"last": "P1M"}, "2025-12-31T10:00:00Z", "", "", false, [2]string{"2025-11-30T10:00:00Z", "2025-12-31T10:00:00Z"}, shift{months: 1}},
	{dict{"last": "P2W", "ago": "P2W"}, "2026-01-03T10:00:00Z", "2026-01-17T10:00:00Z", "", false, [2]string{"2025-12-20T10:00:00Z", "2026-01-03T10:00:00Z"}, shift{days: 14}},
	{dict{"during": dict{"unit": "DAY"}}, "2026-01-31T00:00:00Z", "2026-02-01T00:00:00Z", "UTC", false,
		[2]string{"2026-01-30T00:00:00Z", "2026-01-31T00:00:00Z"}, shift{days: 1}},
	{dict{"during": dict{"unit": "MONTH", "offset": -1, "timeZone": "Europe/Berlin"}}, "2025-11-30T23:00:00Z", "2025-12-31T23:00:00Z", "Europe/Berlin", false,
		[2]string{"2025-10-31T23:00:00Z", "2025-11-30T23:00:00Z"}, shift{months: 1}},
	{dict{"during": dict{"unit": "MONTH", "timeZone": "America/New_York"}}, "2026-01-01T05:00:00Z", "2026-02-01T05:00:00Z", "America/New_York", false,
		[2]string{"2025-12-01T05:00:00Z", "2026-01-01T05:00:00Z"}, shift{months: 1}},
	{dict{"during": dict{"unit": "MONTH", "offset": -3, "count": 2, "timeZone": "Europe/Berlin"}}, "2025-09-30T22:00:00Z", "2025-11-30T23:00:00Z", "Europe/Berlin", false,
		[2]string{"2025-07-31T22:00:00Z", "2025-09-30T22:00:00Z"}, shift{months: 2}},
	{dict{"during": dict{"unit": "WEEK", "offset": -2, "count": 2, "weekStart": "SUNDAY"}}, "2026-01-11T00:00:00Z", "2026-01-25T00:00:00Z", "UTC", false,
		[2]string{"2025-12-28T00:00:00Z", "2026-01-11T00:00:00Z"}, shift{days: 14}},
	{dict{"during": dict{"unit": "DAY", "offset": -30, "count": 30, "timeZone": "Europe/Berlin"}}, "2025-12-31T23:00:00Z", "2026-01-30T23:00:00Z", "Europe/Berlin", false,
		[2]string{"2025-12-01T23:00:00Z", "2025-12-31T23:00:00Z"}, shift{days: 30}},
	{dict{"during": dict{"unit": "DAY", "offset": -89, "count": 90, "timeZone": "America/New_York"}}, "2025-11-03T05:00:00Z", "2026-02-01T05:00:00Z", "America/New_York", false,
		[2]string{"2025-08-05T04:00:00Z", "2025-11-03T05:00:00Z"}, shift{days: 90}},
	{dict{"during": dict{"unit": "QUARTER", "timeZone": "America/Sao_Paulo"}}, "2026-01-01T03:00:00Z", "2026-04-01T03:00:00Z", "America/Sao_Paulo", false,
		[2]string{"2025-10-01T03:00:00Z", "2026-01-01T03:00:00Z"}, shift{months: 3}},
	{dict{"during": dict{"unit": "HOUR", "offset": -50, "count": 50}}, "2026-01-29T08:00:00Z", "2026-01-31T10:00:00Z", "UTC", false,
		[2]string{"2026-01-27T06:00:00Z", "2026-01-29T08:00:00Z"}, shift{clock: 50 * hour}},
	{dict{"gte": "2026-01-10T00:00:00Z", "lt": "2026-01-24T00:00:00Z"}, "2026-01-10T00:00:00Z", "2026-01-24T00:00:00Z", "", true,
		[2]string{"2025-12-27T00:00:00Z", "2026-01-10T00:00:00Z"}, shift{clock: 14 * 24 * hour}},
	{dict{"gte": "2026-01-24T00:00:00Z", "lt": "2026-02-07T00:00:00Z"}, "2026-01-24T00:00:00Z", "2026-02-07T00:00:00Z", "", true,
		[2]string{"2026-01-10T00:00:00Z", "2026-01-24T00:00:00Z"}, shift{clock: 14 * 24 * hour}},
	{dict{"gte": "2026-01-10T06:30:00Z", "lt": "2026-01-13T18:30:00Z"}, "2026-01-10T06:30:00Z", "2026-01-13T18:30:00Z", "", true,
		[2]string{"2026-01-06T18:30:00Z", "2026-01-10T06:30:00Z"}, shift{clock: 84 * hour}},
	{dict{"gte": "2026-01-20T00:00:00Z"}, "2026-01-20T00:00:00Z", "", "", true,
		[2]string{"2026-01-08T13:22:48Z", "2026-01-20T00:00:00Z"}, shift{clock: 11*24*hour + 10*hour + 37*time.Minute + 12*time.Second}},
}

var earlier = map[string]shift{
	"PT1H": {clock: hour}, "PT24H": {clock: 24 * hour}, "PT36H": {clock: 36 * hour}, "PT90M": {clock: 90 * time.Minute}, "P1D": {days: 1}, "P7D": {days: 7},
	"P2W": {days: 14}, "P28D": {days: 28}, "P1M": {months: 1}, "P3M": {months: 3}, "P1Y": {months: 12}, "P1DT1H": {days: 1, clock: hour}, "P1M1D": {months: 1, days: 1},
}

// comparedSet is a set that is compared with one some time earlier.
type comparedSet struct {
	rangeOfTime
	rest      dict // what else the filter requires; nil for nothing
	arguments string
	whole     bool
	explicit  bool

	groupBy []key
	records []record // of the past
	top     *top
}

// compared draws what a set is compared with.
func (q requester) compared(variables dict) *comparedSet {
	c := &comparedSet{rangeOfTime: one(q, rangesOfTime...), whole: q.chance(0.3)}
	var arguments []string
	if q.chance(0.5) {
		names := []string{}
		for name := range earlier {
			names = append(names, name)
		}
		slices.Sort(names)
		ago := one(q, names...)
		c.shift, c.explicit = earlier[ago], true
		arguments = append(arguments, fmt.Sprintf("ago: %q", ago))
	}
	if c.whole || q.chance(0.2) {
		arguments = append(arguments, fmt.Sprintf("wholePeriod: %v", c.whole))
	}
	if len(arguments) > 0 {
		c.arguments = "(" + strings.Join(arguments, ", ") + ")"
	}
	variables["where"] = dict{"firstMessageTime": c.input}
	for q.chance(0.6) {
		where := q.where(3, false)
		if text, _ := json.Marshal(where); !strings.Contains(string(text), "firstMessageTime") {
			c.rest = where
			variables["where"] = dict{"and": []any{where, dict{"firstMessageTime": c.input}}}
			break
		}
	}
	return c
}

// within are the records that the filter finds from a time on, and before another, if there is one.
func (c *comparedSet) within(records []record, start, end time.Time) (found []record) {
	for _, r := range records {
		t := r["FIRST_MESSAGE_TIME"].(time.Time)
		if !t.Before(start) && (end.IsZero() || t.Before(end)) && (c.rest == nil || holds(c.rest, r) == yes) {
			found = append(found, r)
		}
	}
	return found
}

func (c *comparedSet) ends() (start, end time.Time) {
	if c.end != "" {
		end = instant(c.end)
	}
	return instant(c.start), end
}

// zones are those that the filter and the keys use.
func (c *comparedSet) zones() (zones []string) {
	if c.zone != "" {
		zones = append(zones, c.zone)
	}
	for _, k := range c.groupBy {
		switch {
		case k.computed():
			zones = append(zones, k.zone)
		case k.unit != "":
			zones = append(zones, "UTC")
		}
	}
	slices.Sort(zones)
	return slices.Compact(zones)
}

// wallClock is the one that days are counted back by.
func (c *comparedSet) wallClock() *time.Location {
	name := "UTC"
	if zones := c.zones(); len(zones) > 0 {
		name = zones[0]
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

// look finds the records of the past.
func (c *comparedSet) look(records []record, groupBy []key) {
	c.groupBy = groupBy
	zone := c.wallClock()
	start, end := c.ends()
	ended := !end.IsZero() && !end.After(moment)
	var until time.Time
	if c.explicit {
		if start = c.shift.before(start, zone); !end.IsZero() {
			until = c.shift.before(end, zone)
		}
	} else {
		start, until = instant(c.before[0]), instant(c.before[1])
	}
	cut := c.shift.before(moment.Truncate(time.Second), zone)
	if until.IsZero() || !ended && !c.whole && cut.Before(until) {
		until = cut
	}
	c.records = c.within(records, start, until)
}

// refused says whether the set is refused, and whether its groups are.
func (c *comparedSet) refused() (set, groups bool) {
	set = len(c.zones()) > 1 && (c.shift.months != 0 || c.shift.days != 0)
	for _, k := range c.groupBy {
		switch {
		case k.part != "":
		case k.unit != "":
			groups = groups || !c.in(k.unit).fits(k.unit)
		case k.at.field == "FIRST_MESSAGE_TIME":
			groups = true
		}
	}
	return set, set || groups
}

// in is how much earlier in terms of a bucket: the time that a range takes may be whole days. No range of the tests has a change of an
// offset near its ends.
func (c *comparedSet) in(unit string) shift {
	s := c.shift
	if c.bounds && !c.explicit && unit != "HOUR" && s.clock%(24*hour) == 0 {
		return shift{days: int(s.clock / (24 * hour))}
	}
	return s
}

// of are the records of the past with the keys of a group.
func (c *comparedSet) of(g group) (found []record) {
	for _, r := range c.records {
		if c.has(g, r) {
			found = append(found, r)
		}
	}
	return found
}

func (c *comparedSet) has(g group, r record) bool {
	for i, k := range c.groupBy {
		v := k.of(r)
		if bucket, ok := v.(time.Time); ok && k.unit != "" {
			zone := time.UTC
			if k.computed() {
				zone, _ = time.LoadLocation(k.zone)
			}
			v = c.in(k.unit).later(k.unit, bucket, zone)
		}
		same := func(other any) bool {
			t, ok := other.(time.Time)
			return ok && v != nil && t.Equal(v.(time.Time)) || !ok && reflect.DeepEqual(v, other)
		}
		if g.isOthers && i == c.top.key {
			if slices.ContainsFunc(c.top.kept, same) {
				return false
			}
		} else if !same(g.keys[i]) {
			return false
		}
	}
	return true
}
