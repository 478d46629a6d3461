package calendar

import (
	"strings"
	"time"
)

// Unit is the length of a bucket of time. The order is that of their lengths.
type Unit int

// The units.
const (
	Hour Unit = iota + 1
	Day
	Week
	Month
	Quarter
	Year
)

// Part is a part of a wall clock's time.
type Part int

// The parts, with their ranges.
const (
	HourOfDay   Part = iota + 1 // 0 to 23
	DayOfWeek                   // 1 to 7, from Monday, as in ISO 8601
	DayOfMonth                  // 1 to 31
	MonthOfYear                 // 1 to 12
)

// Key is what an instant is told by: its bucket, or a part of its time, by the wall clock of a zone. Exactly one of Unit and Part
// is set.
type Key struct {
	Unit      Unit
	Part      Part
	Zone      *time.Location
	WeekStart time.Weekday // of the unit Week; Monday otherwise
}

// String is the key's name: day, quarter, dayOfWeek; behind @ the zone, if it is not UTC, and of weeks their first day, if the zone
// is named or it is not Monday.
func (k Key) String() string {
	name := [...]string{"", "hour", "day", "week", "month", "quarter", "year"}[k.Unit] +
		[...]string{"", "hourOfDay", "dayOfWeek", "dayOfMonth", "monthOfYear"}[k.Part]
	switch {
	case k.Unit == Week && (k.Zone != time.UTC || k.WeekStart != time.Monday):
		return name + "@" + k.Zone.String() + "/" + strings.ToUpper(k.WeekStart.String())
	case k.Zone != time.UTC:
		return name + "@" + k.Zone.String()
	}
	return name
}

// firstDay is the midnight of the wall clock at which a bucket of days begins.
func (k Key) firstDay(wall time.Time) time.Time {
	year, month, day := wall.Date()
	switch k.Unit {
	case Week:
		day -= (int(wall.Weekday()) - int(k.WeekStart) + 7) % 7
	case Month:
		day = 1
	case Quarter:
		month, day = month-(month-1)%3, 1
	case Year:
		month, day = time.January, 1
	default: // An hour, a day and a part lie in the day itself.
	}
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// move is the first day of the bucket so many further.
func (k Key) move(day time.Time, buckets int) time.Time {
	switch k.Unit {
	case Week:
		return day.AddDate(0, 0, 7*buckets)
	case Month:
		return day.AddDate(0, buckets, 0)
	case Quarter:
		return day.AddDate(0, 3*buckets, 0)
	case Year:
		return day.AddDate(buckets, 0, 0)
	default: // days
		return day.AddDate(0, 0, buckets)
	}
}

// Start is the first instant of the bucket that an instant lies in. An hour begins anew where the offset changes; days and what is
// longer do not, so that their instants may lie apart where a clock is put back over midnight.
func (k Key) Start(t time.Time) time.Time {
	if k.Unit != Hour {
		return first(k.firstDay(wallOf(t, k.Zone)), k.Zone)
	}
	p := periodAt(t, k.Zone)
	start := wallOf(t, k.Zone).Truncate(time.Hour).Add(-p.offset)
	if !p.start.IsZero() && start.Before(p.start) {
		return p.start.UTC()
	}
	return start
}

// End is the instant behind the last one of the bucket that an instant lies in.
func (k Key) End(t time.Time) time.Time {
	if k.Unit == Hour {
		return k.UnchangedUntil(t)
	}
	return last(k.move(k.firstDay(wallOf(t, k.Zone)), 1), k.Zone)
}

// Shift is the first instant of the bucket so many behind that of an instant; before it, if it is below 0. Hours are those of the
// time line.
func (k Key) Shift(t time.Time, buckets int) time.Time {
	if k.Unit == Hour {
		return k.Start(k.Start(t).Add(time.Duration(buckets) * time.Hour))
	}
	return first(k.move(k.firstDay(wallOf(t, k.Zone)), buckets), k.Zone)
}

// UnchangedUntil returns an instant behind t up to which the key stays the same. From it on the key may be another.
func (k Key) UnchangedUntil(t time.Time) time.Time {
	wall := wallOf(t, k.Zone)
	var next time.Time
	switch {
	case k.Unit == Hour || k.Part == HourOfDay:
		next = wall.Truncate(time.Hour).Add(time.Hour)
	case k.Part == MonthOfYear:
		month := Key{Unit: Month}
		next = month.move(month.firstDay(wall), 1)
	default: // of a part: days
		next = k.move(k.firstDay(wall), 1)
	}
	p := periodAt(t, k.Zone)
	next = next.Add(-p.offset)
	if !p.end.IsZero() && p.end.Before(next) {
		return p.end.UTC()
	}
	return next
}

// PartOf returns the part of an instant that the key is.
func (k Key) PartOf(t time.Time) int {
	t = t.In(k.Zone)
	switch k.Part {
	case HourOfDay:
		return t.Hour()
	case DayOfWeek:
		return (int(t.Weekday())+6)%7 + 1
	case DayOfMonth:
		return t.Day()
	default: // MonthOfYear
		return int(t.Month())
	}
}
