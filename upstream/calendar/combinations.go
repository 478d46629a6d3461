package calendar

import (
	"strconv"
	"time"
)

const (
	// cycle is after how many years the weekdays of the calendar repeat.
	cycle = 400
	// stepsEach is how many hours or days are looked at for each combination: an hour of the day comes again with each day.
	stepsEach = 10
)

// Combinations are instants of a range of time, one for each combination of values that keys have in it, in the order in which these
// come first: by a day and the hour of the day, each hour that the wall clock shows. Without a beginning the range is so long that
// parts have all the values that they ever have.
//
// It says no where there are more than most combinations, or where more hours or days than ten times as many would have to be looked at.
func Combinations(keys []Key, since, before time.Time, most int) (instants []time.Time, ok bool) {
	if since.IsZero() {
		since = before.AddDate(-cycle, 0, 0)
	}
	values, until := make([]int64, len(keys)), make([]time.Time, len(keys))
	all, seen := combinationsOf(keys), make(map[string]bool)
	var name []byte
	for steps, t := 0, since; t.Before(before); steps++ {
		if steps == most*stepsEach {
			return nil, false
		}
		next := before
		name = name[:0]
		for i, key := range keys {
			if !until[i].After(t) {
				values[i], until[i] = key.value(t), key.UnchangedUntil(t)
			}
			if until[i].Before(next) {
				next = until[i]
			}
			name = append(strconv.AppendInt(name, values[i], 10), ' ')
		}
		if !seen[string(name)] {
			if len(instants) == most {
				return nil, false
			}
			seen[string(name)] = true
			instants = append(instants, t)
		}
		if len(instants) == all {
			break
		}
		t = next
	}
	return instants, true
}

// combinationsOf is how many combinations of values parts may have; 0 if that is not known, as of buckets.
func combinationsOf(keys []Key) int {
	sizes := make(map[Part]int)
	for _, key := range keys {
		if key.Part == 0 || key.Zone != keys[0].Zone {
			return 0
		}
		sizes[key.Part] = [...]int{HourOfDay: 24, DayOfWeek: 7, DayOfMonth: 31, MonthOfYear: 12}[key.Part]
	}
	if sizes[DayOfMonth] > 0 && sizes[MonthOfYear] > 0 {
		sizes[DayOfMonth], sizes[MonthOfYear] = 366, 1
	}
	all := 1
	for _, size := range sizes {
		all *= size
	}
	return all
}

// value tells the values of a key apart.
func (k Key) value(t time.Time) int64 {
	if k.Part != 0 {
		return int64(k.PartOf(t))
	}
	return k.Start(t).Unix()
}

// Buckets is how many buckets of the key a range of time has, or so: changes of the offset are passed over.
func (k Key) Buckets(since, before time.Time) int {
	first, last := wallOf(since, k.Zone), wallOf(before.Add(-time.Nanosecond), k.Zone)
	months := func(t time.Time) int { return 12*t.Year() + int(t.Month()) - 1 }
	days := func(t time.Time) int { return int(k.firstDay(t).Unix() / (24 * 60 * 60)) }
	switch k.Unit {
	case Hour:
		return int(last.Truncate(time.Hour).Sub(first.Truncate(time.Hour))/time.Hour) + 1
	case Day:
		return days(last) - days(first) + 1
	case Week:
		return (days(last)-days(first))/7 + 1
	case Month:
		return months(last) - months(first) + 1
	case Quarter:
		return months(last)/3 - months(first)/3 + 1
	default: // Year
		return last.Year() - first.Year() + 1
	}
}
