package sandbox

import (
	"time"
)

const (
	instantLayout = "2006-01-02T15:04:05.000Z"

	hour = int64(time.Hour / time.Millisecond)
	day  = 24 * hour
	week = 7 * day
	// monday is the first Monday of the epoch, from which weeks are counted.
	monday = 4 * day
)

// formatInstant writes epoch milliseconds as the endpoint does.
func formatInstant(ms int64) string {
	return time.UnixMilli(ms).UTC().Format(instantLayout)
}

// instantLayouts are the ISO 8601 forms that a comparison may be written in. A form
// without offset is in UTC, as everything of the endpoint's is.
var instantLayouts = []string{
	time.RFC3339Nano,
	"2006-01-02T15:04:05.999999999Z0700",
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04:05.999999999",
	"2006-01-02T15:04",
	time.DateOnly,
}

// parseInstant reads an ISO 8601 time as epoch milliseconds: an int64, or a float64
// when it is finer, so that it lies between two rows rather than on one.
func parseInstant(text string) (any, bool) {
	for _, layout := range instantLayouts {
		t, err := time.Parse(layout, text)
		if err != nil {
			continue
		}
		if t.Nanosecond()%int(time.Millisecond) != 0 {
			return float64(t.UnixMilli()) + 0.5, true // A float64 has no room for nanoseconds.
		}
		return t.UnixMilli(), true
	}
	return nil, false
}

// bucketStart is the start of the bucket that holds an instant, in UTC.
func bucketStart(unit string, ms int64) int64 {
	switch unit {
	case "hour":
		return floor(ms, hour)
	case "day":
		return floor(ms, day)
	case "week":
		return monday + floor(ms-monday, week)
	default:
		y, m, _ := time.UnixMilli(ms).UTC().Date()
		return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
	}
}

// floor rounds down to a multiple of step, before 1970 as after it.
func floor(ms, step int64) int64 {
	return ms - ((ms%step)+step)%step
}
