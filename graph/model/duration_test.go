package model

import (
	"testing"
	"time"
)

// A month earlier than the 31st is the last day of a month that is too short to have one, not some days into the next.
func TestSpansOfMonthsEndWithinTheirMonth(t *testing.T) {
	for _, test := range []struct{ span, now, want string }{
		{"P1M", "2026-03-31T10:20:30Z", "2026-02-28T10:00:00Z"},
		{"P1M", "2028-03-31T10:20:30Z", "2028-02-29T10:00:00Z"},
		{"P1M", "2026-03-15T10:20:30Z", "2026-02-15T10:00:00Z"},
		{"P1M", "2026-01-31T10:20:30Z", "2025-12-31T10:00:00Z"},
		{"P3M", "2026-05-31T10:20:30Z", "2026-02-28T00:00:00Z"},
		{"P1Y", "2028-02-29T10:20:30Z", "2027-02-28T00:00:00Z"},
		{"P1Y2M3D", "2026-05-31T10:20:30Z", "2025-03-28T00:00:00Z"},
		{"P13M", "2026-01-31T10:20:30Z", "2024-12-31T00:00:00Z"},
	} {
		d, err := UnmarshalDuration(test.span)
		if err != nil {
			t.Fatal(err)
		}
		now, _ := time.Parse(time.RFC3339, test.now)
		start, failure := d.Since(now)
		if failure != nil || start.Format(time.RFC3339) != test.want {
			t.Errorf("%s before %s is %v, want %s (%v)", test.span, test.now, start, test.want, failure)
		}
	}
}
