package model

import (
	"io"
	"regexp"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/upstream/calendar"
)

// Duration is a span of time by the calendar: months and years have the length that they have where they are applied.
type Duration struct {
	years, months, days int
	clock               time.Duration
	text                string
}

var durationForm = regexp.MustCompile(
	`^P(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?$`)

// UnmarshalDuration reads a positive span in ISO 8601, of whole numbers: P7D, PT1H, P1Y2M.
func UnmarshalDuration(v any) (Duration, error) {
	s, _ := v.(string)
	m := durationForm.FindStringSubmatch(s)
	if m == nil || s[len(s)-1] == 'T' {
		return Duration{}, BadInput("Expected a Duration: ISO 8601 with whole numbers, for example PT1H, P7D or P3M.")
	}
	n := make([]int, len(m))
	for i, digits := range m[1:] {
		n[i], _ = strconv.Atoi(digits) // At most nine digits or none.
	}
	d := Duration{
		years: n[0], months: n[1], days: 7*n[2] + n[3],
		clock: time.Duration(n[4])*time.Hour + time.Duration(n[5])*time.Minute + time.Duration(n[6])*time.Second,
		text:  s,
	}
	if d.years+d.months+d.days == 0 && d.clock == 0 {
		return Duration{}, BadInput("A Duration must be longer than zero.")
	}
	return d, nil
}

// MarshalDuration writes the span as it was read.
func MarshalDuration(d Duration) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { _, _ = io.WriteString(w, Quote(d.text)) })
}

// Before is the span that ended so long ago, aligned down in UTC to a granularity that fits it, so that equal dashboards ask equal
// questions: the second for spans under an hour, the minute under a day, the hour up to 31 days, the day beyond. A span that begins
// where another ends is aligned as that one is. Without ago it ends now, which is not aligned.
func (d Duration) Before(now time.Time, ago *Duration) (start, end time.Time, err *Error) {
	now = now.UTC()
	start, end = d.back(now), now
	span, granularity := now.Sub(start), 24*time.Hour
	switch {
	case span < time.Hour:
		granularity = time.Second
	case span < 24*time.Hour:
		granularity = time.Minute
	case span <= 31*24*time.Hour:
		granularity = time.Hour
	}
	if ago != nil {
		end = ago.back(now).Truncate(granularity)
		start = d.Plus(*ago).back(now)
	}
	if start.Year() < 1 || start.After(now) {
		return start, end, BadInput("%s reaches back before the year 1.", d.text)
	}
	return start.Truncate(granularity), end, nil
}

// Plus is a span of the parts of both: months and days of the one count with those of the other.
func (d Duration) Plus(o Duration) Duration {
	return Duration{d.years + o.years, d.months + o.months, d.days + o.days, d.clock + o.clock, d.text}
}

// Parts are the months, the days and the rest that the span is made of.
func (d Duration) Parts() (months, days int, clock time.Duration) {
	return 12*d.years + d.months, d.days, d.clock
}

// back is the time so much earlier: first the months, all at once, then the days, then the rest.
func (d Duration) back(t time.Time) time.Time {
	months, days, clock := d.Parts()
	return calendar.Earlier(t, time.UTC, months, days).Add(-clock)
}
