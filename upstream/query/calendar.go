package query

import (
	"time"

	"github.com/inkeep-gateway/gateway/upstream/calendar"
)

// units are the buckets that the endpoint has, all of them in UTC, by their units of the calendar.
var units = map[calendar.Unit]TimeUnit{calendar.Hour: Hour, calendar.Day: Day, calendar.Week: Week, calendar.Month: Month}

// ByTime is the key that tells times of a field by a key of the calendar: a bucket of the endpoint's, where it has it, or one that is
// computed.
func ByTime(field Field, key calendar.Key) Selection {
	if unit, ok := units[key.Unit]; ok && key.Zone == time.UTC && key.WeekStart == time.Monday {
		return Selection{Unit: unit, Field: field}
	}
	return Selection{Field: field, Calendar: &key}
}

// TimeKey is the key of the calendar that the selection tells times by; false if it is no key of times.
func (s Selection) TimeKey() (calendar.Key, bool) {
	if s.Calendar != nil {
		return *s.Calendar, true
	}
	for unit, name := range units {
		if s.Unit == name {
			return calendar.Key{Unit: unit, Zone: time.UTC, WeekStart: time.Monday}, true
		}
	}
	return calendar.Key{}, false
}
