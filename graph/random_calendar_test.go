package graph_test

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// computedKey is what a key of times has that the endpoint does not have: a part, or a bucket of a zone. It is computed by the
// library's own zones.
type computedKey struct{ zone, part, weekStart string }

func (k computedKey) computed() bool { return k.zone != "" }

// computedKey draws a bucket or a part.
func (q requester) computedKey() key {
	zone := one(q, "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Africa/Casablanca", "Pacific/Apia", "UTC")
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

// computable draws keys with one that is computed among them, and metrics that can be. Of properties' keys the endpoint may hold
// groups back.
func (q requester) computable(keys []key, metrics []metric) ([]key, []metric) {
	computed := q.computedKey()
	keys = slices.DeleteFunc(keys, func(k key) bool {
		return k.at.field == "FIRST_MESSAGE_TIME" || k.isProperty() || computed.zone == "UTC" && k.unit != "" && k.unit == computed.unit
	})
	metrics = slices.DeleteFunc(metrics, func(m metric) bool { return !m.computes() })
	return append([]key{computed}, keys...), metrics
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

func (k computedKey) of(unit string, t time.Time) any {
	zone, err := time.LoadLocation(k.zone)
	if err != nil {
		panic(err)
	}
	t = t.In(zone)
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
	day := func(month time.Month, day int) time.Time { return time.Date(t.Year(), month, day, 0, 0, 0, 0, zone) }
	switch unit {
	case "HOUR":
		return t.Truncate(time.Hour)
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
