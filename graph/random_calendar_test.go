package graph_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// computedKey is what a key of times has that the endpoint does not have: a part, or a bucket of a zone. It is computed by the
// library's own zones.
type computedKey struct{ zone, part, weekStart string }

func (k computedKey) computed() bool { return k.zone != "" }

// oddZones are some of which the wall clock is not whole hours from UTC's.
var oddZones = []string{"Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns"}

// computedKey draws a bucket or a part.
func (q requester) computedKey() key {
	zone := one(q, slices.Concat(oddZones, []string{"Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Africa/Casablanca", "Pacific/Apia", "UTC"})...)
	if q.chance(0.4) {
		return key{computedKey: computedKey{zone: zone, part: one(q, "HOUR_OF_DAY", "DAY_OF_WEEK", "DAY_OF_MONTH", "MONTH_OF_YEAR")}}
	}
	k := key{unit: one(q, "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR"), computedKey: computedKey{zone: zone, weekStart: "MONDAY"}}
	if k.unit == "WEEK" {
		k.weekStart = one(q, "MONDAY", "SUNDAY", "SATURDAY")
	}
	return k
}

// computes says whether a metric can be computed of those of finer buckets.
func (m metric) computes() bool {
	switch m.function {
	case "MIN", "MAX":
		return m.numeric() || m.at.field == "FIRST_MESSAGE_TIME"
	case "COUNT_DISTINCT":
		return m.at.path == nil && m.at.field != "FIRST_MESSAGE_TIME"
	}
	return true
}

// computable draws keys with one that is computed among them.
func (q requester) computable(keys []key) []key {
	computed := q.computedKey()
	keys = slices.DeleteFunc(keys, func(k key) bool {
		return k.at.field == "FIRST_MESSAGE_TIME" || computed.zone == "UTC" && k.unit != "" && k.unit == computed.unit
	})
	return append([]key{computed}, keys...)
}

// metricsAsked are all metrics that a request for groups is about.
func (a groupsAsked) metricsAsked() []metric {
	all := slices.Concat(a.fields, a.aggregate)
	for _, h := range a.having {
		all = append(all, h.metric)
	}
	for _, o := range a.orderBy {
		if o.metric != nil {
			all = append(all, *o.metric)
		}
	}
	if a.top != nil {
		all = append(all, a.top.by)
	}
	return all
}

// asksBuckets says whether each bucket is asked for by itself, for a metric that is not computed of those of finer buckets.
func (a groupsAsked) asksBuckets() bool {
	return slices.ContainsFunc(a.groupBy, key.computed) && slices.ContainsFunc(a.metricsAsked(), func(m metric) bool { return !m.computes() })
}

// wantsRange says whether a request is answered only over a range of time that begins.
func (a groupsAsked) wantsRange() bool {
	return a.asksBuckets() || slices.ContainsFunc(a.groupBy, func(k key) bool { return slices.Contains(oddZones, k.zone) })
}

// manyBuckets says whether a month may have more buckets than are asked for one by one.
func (a groupsAsked) manyBuckets() bool {
	times := 0
	for _, k := range a.groupBy {
		if k.unit == "HOUR" {
			return true
		}
		if k.unit != "" || k.computed() {
			times++
		}
	}
	return times > 1
}

// ranged adds a range of up to a month to a request, and gives which of the conversations it leaves.
func (r trial) ranged(variables dict, found []record) []record {
	days := r.IntN(30)
	start := moment.Add(-time.Duration(24*60*days+r.IntN(24*60))*time.Minute - time.Duration(r.IntN(100))*24*time.Hour)
	within := dict{"gte": start.Format(time.RFC3339)}
	if end := start.Add(time.Duration(24*60*days+r.IntN(24*60)) * time.Minute); end.Before(moment.Add(-48*time.Hour)) || r.chance(0.5) {
		within["lt"] = end.Format(time.RFC3339)
	}
	where := []any{dict{"firstMessageTime": within}}
	if asked, ok := variables["where"]; ok {
		where = append(where, asked)
	}
	variables["where"] = dict{"and": where}
	return slices.DeleteFunc(slices.Clone(found), func(c record) bool { return holds(dict{"firstMessageTime": within}, c) != yes })
}

func (k computedKey) input(unit string) dict {
	if k.part != "" {
		return dict{"part": dict{"part": k.part, "timeZone": k.zone}}
	}
	return dict{"time": dict{"unit": unit, "timeZone": k.zone, "weekStart": k.weekStart}}
}

func (k computedKey) field(unit string) string {
	if k.part != "" {
		return fmt.Sprintf("part(part: %s, timeZone: %q)", k.part, k.zone)
	}
	return fmt.Sprintf("time(unit: %s, timeZone: %q, weekStart: %s)", unit, k.zone, k.weekStart)
}

// located is a zone of the library's, read once.
func located(name string) *time.Location {
	if zone, ok := locations.Load(name); ok {
		return zone.(*time.Location)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	locations.Store(name, zone)
	return zone
}

var locations sync.Map

func (k computedKey) of(unit string, t time.Time) any {
	t = t.In(located(k.zone))
	weekday := (int(t.Weekday()) + 6) % 7
	switch k.part {
	case "HOUR_OF_DAY":
		return float64(t.Hour())
	case "DAY_OF_WEEK":
		return float64(weekday + 1)
	case "DAY_OF_MONTH":
		return float64(t.Day())
	case "MONTH_OF_YEAR":
		return float64(t.Month())
	}
	day := func(month time.Month, day int) time.Time {
		return time.Date(t.Year(), month, day, 0, 0, 0, 0, t.Location())
	}
	switch unit {
	case "HOUR":
		start := t.Add(-time.Duration(t.Minute())*time.Minute - time.Duration(t.Second())*time.Second - time.Duration(t.Nanosecond()))
		if changed, _ := t.ZoneBounds(); start.Before(changed) {
			return changed
		}
		return start
	case "WEEK":
		for day(t.Month(), t.Day()).Weekday().String()[:3] != k.weekStart[:1]+strings.ToLower(k.weekStart[1:3]) {
			t = t.AddDate(0, 0, -1)
		}
	case "MONTH":
		return day(t.Month(), 1)
	case "QUARTER":
		return day(t.Month()-(t.Month()-1)%3, 1)
	case "YEAR":
		return day(time.January, 1)
	}
	return day(t.Month(), t.Day())
}

// periodAt is from when to when a period of the calendar is, seen from a time.
func periodAt(in dict, now time.Time) (start, end string) {
	unit := in["unit"].(string)
	zone, _ := in["timeZone"].(string)
	weekStart, _ := in["weekStart"].(string)
	offset, _ := in["offset"].(int)
	count, _ := in["count"].(int)
	present := computedKey{zone: cmp.Or(zone, "UTC"), weekStart: cmp.Or(weekStart, "MONDAY")}.of(unit, now).(time.Time)
	move := func(n int) string {
		to := present
		switch unit {
		case "HOUR":
			to = to.Add(time.Duration(n) * time.Hour)
		case "DAY":
			to = to.AddDate(0, 0, n)
		case "WEEK":
			to = to.AddDate(0, 0, 7*n)
		case "MONTH":
			to = to.AddDate(0, n, 0)
		case "QUARTER":
			to = to.AddDate(0, 3*n, 0)
		case "YEAR":
			to = to.AddDate(n, 0, 0)
		}
		return to.UTC().Format(time.RFC3339Nano)
	}
	return move(offset), move(offset + cmp.Or(count, 1))
}

func TestPeriodsAreAsWrittenDownForTheMoment(t *testing.T) {
	for _, p := range periods {
		if start, end := periodAt(p.input, moment); start != p.start || end != p.end {
			t.Errorf("%v is from %s to %s, want %s to %s", p.input, start, end, p.start, p.end)
		}
	}
}
