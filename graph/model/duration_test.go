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
		start, _, failure := d.Before(now, nil)
		if failure != nil || start.Format(time.RFC3339) != test.want {
			t.Errorf("%s before %s is %v, want %s (%v)", test.span, test.now, start, test.want, failure)
		}
	}
}

// Months are added up before a month that is too short cuts them, and neighbouring periods touch whatever the hour.
func TestSpansAgoTouch(t *testing.T) {
	for _, test := range []struct{ last, ago, now, start, end string }{
		{"P7D", "P7D", "2026-03-31T10:20:30Z", "2026-03-17T10:00:00Z", "2026-03-24T10:00:00Z"},
		{"P1M", "P1M", "2026-03-31T10:20:30Z", "2026-01-31T10:00:00Z", "2026-02-28T10:00:00Z"},
		{"P1M", "P1Y", "2024-02-29T10:20:30Z", "2023-01-29T10:00:00Z", "2023-02-28T10:00:00Z"},
		{"PT30M", "P1D", "2026-03-31T10:20:30Z", "2026-03-30T09:50:30Z", "2026-03-30T10:20:30Z"},
		{"PT6H", "P1D", "2026-03-31T10:20:30Z", "2026-03-30T04:20:00Z", "2026-03-30T10:20:00Z"},
		{"P90D", "PT1H", "2026-03-31T10:20:30Z", "2025-12-31T00:00:00Z", "2026-03-31T00:00:00Z"},
	} {
		last, _ := UnmarshalDuration(test.last)
		ago, _ := UnmarshalDuration(test.ago)
		now, _ := time.Parse(time.RFC3339, test.now)
		start, end, failure := last.Before(now, &ago)
		if failure != nil || start.Format(time.RFC3339) != test.start || end.Format(time.RFC3339) != test.end {
			t.Errorf("%s ago, %s lasted from %s to %s, not from %s to %s (%v)", test.ago, test.last, start, end, test.start, test.end, failure)
		}
	}
	for _, span := range []string{"P1M", "P7D", "P31D", "PT5H", "P1Y"} {
		for day := range 400 {
			d, _ := UnmarshalDuration(span)
			now := time.Date(2024, 1, 1+day, 13, 14, 15, 16, time.UTC)
			start, _, _ := d.Before(now, nil)
			if _, end, _ := d.Before(now, &d); !end.Equal(start) {
				t.Errorf("on %s the last %s begins at %s, and the one before ends at %s", now, span, start, end)
			}
		}
	}
}
