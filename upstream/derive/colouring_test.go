package derive

import (
	"archive/zip"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/calendar"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

func zoneOf(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, ok := calendar.Zone(name)
	if !ok {
		t.Fatalf("There is no zone %s", name)
	}
	return zone
}

// Whatever the keys, no one changes within a stretch, and a bucket of UTC in which an instant lies meets no other stretch of that
// instant's colour.
func TestABucketOfUTCMeetsOneStretchOfEachColour(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	zones := []string{"Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu", "Asia/Pyongyang", "Europe/Berlin", "Pacific/Apia", "UTC"}
	for range 150 {
		keys := make([]calendar.Key, 1+random.IntN(3))
		for i := range keys {
			keys[i] = calendar.Key{Zone: zoneOf(t, zones[random.IntN(len(zones))]), WeekStart: time.Weekday(random.IntN(7))}
			if random.IntN(3) == 0 {
				keys[i].Part = calendar.HourOfDay + calendar.Part(random.IntN(4))
			} else {
				keys[i].Unit = calendar.Hour + calendar.Unit(random.IntN(6))
			}
		}
		within := query.Interval{Since: time.Unix(1_200_000_000+random.Int64N(600_000_000), 0).UTC()}
		now := within.Since.Add(time.Duration(1 + random.Int64N(int64(60*24*time.Hour))))
		if random.IntN(2) == 0 {
			within.Before = now
		}
		stretches, count := stretchesOf(keys, within, now)
		if stretches == nil && count <= mostStretches || stretches != nil && (count != len(stretches) || !stretches[0].Since.Equal(within.Since)) {
			t.Fatalf("%d stretches, said to be %d", len(stretches), count)
		}
		if last := len(stretches) - 1; last >= 0 && !stretches[last].Before.Equal(within.Before) {
			t.Fatalf("the stretches of %v to %v end at %v", within.Since, within.Before, stretches[last].Before)
		}
		best := colour(stretches, 1+random.IntN(1000))
		if stretches != nil && best == nil {
			t.Fatalf("%v from %v to %v cannot be coloured", keys, within.Since, now)
		}
		for i, s := range stretches {
			if s.Before.IsZero() {
				continue
			}
			if i > 0 && (!s.Since.Equal(stretches[i-1].Before) || slices.Equal(valuesAt(keys, s.Since), valuesAt(keys, stretches[i-1].Since))) {
				t.Fatalf("%v: the stretch of %v does not go on from %v", keys, s, stretches[i-1])
			}
			at := s.Since.Add(time.Duration(random.Int64N(int64(s.Before.Sub(s.Since)))))
			if !slices.Equal(valuesAt(keys, at), valuesAt(keys, s.Since)) {
				t.Fatalf("%v: a key changes from %v to %v", keys, s.Since, at)
			}
			start := utcBucketStart(best.unit, at)
			end := bucketEnd(best.unit, start)
			met := 0
			for _, other := range best.colours[i%len(best.colours)] {
				if other.Since.Before(end) && (other.Before.IsZero() || other.Before.After(start)) {
					met++
				}
			}
			if met != 1 {
				t.Fatalf("%v from %v: the %s of %v meets %d stretches of its colour", keys, within.Since, best.unit, at, met)
			}
		}
	}
}

func TestHoursOfTwoZonesTakeThreeColours(t *testing.T) {
	now := time.Date(2026, 1, 31, 10, 0, 0, 0, time.UTC)
	hours := func(zone string) calendar.Key { return calendar.Key{Unit: calendar.Hour, Zone: zoneOf(t, zone)} }
	keys := []calendar.Key{hours("Asia/Kolkata"), hours("Asia/Kathmandu")} // half an hour and three quarters from UTC's
	for n := 1; n <= 2; n++ {
		stretches, _ := stretchesOf(keys[:n], query.Interval{Since: now.AddDate(0, 0, -1), Before: now}, now)
		if best := colour(stretches, 0); len(best.colours) != n+1 || best.unit != query.Hour {
			t.Errorf("hours of %d zones take %d colours by %s", n, len(best.colours), best.unit)
		}
	}
}

func TestUTCDaysServeTheDaysOfEveryZoneByTwoColours(t *testing.T) {
	archive, err := zip.OpenReader("../calendar/zoneinfo.zip")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = archive.Close() }()
	now := time.Date(2026, 11, 27, 10, 37, 12, 0, time.UTC)
	where := query.If(query.Condition{Field: query.FirstMessageTime, Operator: query.Gte, Value: []byte(`"2025-11-27T00:00:00Z"`)})
	checked := 0
	for _, file := range archive.File {
		if file.FileInfo().IsDir() || file.Name == "UTC" {
			continue
		}
		checked++
		key := calendar.Key{Unit: calendar.Day, Zone: zoneOf(t, file.Name), WeekStart: time.Monday}
		q := query.Query{GroupBy: []query.Selection{query.ByTime(query.FirstMessageTime, key)}, Select: []query.Selection{{Function: query.Count}}, Where: where}
		switch c, err := Compute(q, now, 0); {
		case err != nil:
			t.Errorf("%s: %v", file.Name, err)
		case len(c.Queries) != 2 || c.bucket.Unit != query.Day:
			t.Errorf("%s takes %d queries by %s", file.Name, len(c.Queries), c.bucket.Unit)
		}
	}
	if checked < 500 {
		t.Errorf("there were %d zones", checked)
	}
}

func TestTheWayOfFewerPagesIsTaken(t *testing.T) {
	now := time.Date(2026, 1, 31, 10, 0, 0, 0, time.UTC)
	day := query.ByTime(query.FirstMessageTime, calendar.Key{Unit: calendar.Day, Zone: zoneOf(t, "Europe/Berlin"), WeekStart: time.Monday})
	for _, test := range []struct {
		days, pageSize, queries int
		unit                    query.TimeUnit
	}{
		{30, 0, 1, query.Hour},    // one page of hours
		{83, 0, 1, query.Hour},    // two, as of colours
		{84, 0, 2, query.Day},     // three
		{30, 100, 2, query.Day},   // eight
		{4, 100, 1, query.Hour},   // one
		{1600, 0, 1, query.Hour},  // more buckets than are coloured
		{30, 1000, 1, query.Hour}, // of a page that is known
	} {
		since := now.AddDate(0, 0, -test.days).Format(`"2006-01-02T15:04:05Z"`)
		q := query.Query{GroupBy: []query.Selection{day}, Select: []query.Selection{{Function: query.Count}},
			Where: query.If(query.Condition{Field: query.FirstMessageTime, Operator: query.Gte, Value: []byte(since)})}
		c, err := Compute(q, now, test.pageSize)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Queries) != test.queries || c.bucket.Unit != test.unit {
			t.Errorf("%d days by pages of %d take %d queries by %s", test.days, test.pageSize, len(c.Queries), c.bucket.Unit)
		}
	}
}
