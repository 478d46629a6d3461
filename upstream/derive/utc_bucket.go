package derive

import (
	"time"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// utcBucketStart is the start of the bucket of a length that a time lies in. Buckets start in UTC, weeks on Monday.
func utcBucketStart(unit query.TimeUnit, t time.Time) time.Time {
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	switch unit {
	case query.Hour:
		return day.Add(time.Duration(t.Hour()) * time.Hour)
	case query.Week:
		sinceMonday := (int(day.Weekday()) + 6) % 7
		return day.AddDate(0, 0, -sinceMonday)
	case query.Month:
		return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	default: // query.Day
		return day
	}
}

// starts says whether a time is the start of a bucket.
func starts(unit query.TimeUnit, t time.Time) bool { return utcBucketStart(unit, t).Equal(t) }

// startFrom is the first start of a bucket at or after a time.
func startFrom(unit query.TimeUnit, t time.Time) time.Time {
	start := utcBucketStart(unit, t)
	if start.Equal(t) {
		return start
	}
	return bucketEnd(unit, start)
}

// bucketEnd is the end of the bucket that begins at a time.
func bucketEnd(unit query.TimeUnit, start time.Time) time.Time {
	switch unit {
	case query.Hour:
		return start.Add(time.Hour)
	case query.Week:
		return start.AddDate(0, 0, 7)
	case query.Month:
		return start.AddDate(0, 1, 0)
	default: // query.Day
		return start.AddDate(0, 0, 1)
	}
}

// refines says whether no bucket of one length lies in two of another. A week lies in two months.
func refines(fine, coarse query.TimeUnit) bool {
	switch fine {
	case query.Hour:
		return true
	case query.Day:
		return coarse != query.Hour
	default:
		return fine == coarse
	}
}

// bucketing computes a coarser bucket.
func bucketing(unit query.TimeUnit) func(time.Time) time.Time {
	return func(t time.Time) time.Time { return utcBucketStart(unit, t) }
}
