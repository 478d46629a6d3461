package calendar_test

import (
	_ "embed"
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/calendar"
)

// buckets were made by testdata/make.py.
//
//go:embed testdata/buckets.tsv
var buckets string

var names = []string{"Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia",
	"Africa/Casablanca", "America/St_Johns", "UTC"}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, ok := calendar.Zone(name)
	if !ok {
		t.Fatalf("There is no zone %s", name)
	}
	return z
}

func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestBucketsBeginAndEndAsAnotherReadingOfTheCalendarSays(t *testing.T) {
	keys := map[string]calendar.Key{
		"hour": {Unit: calendar.Hour}, "day": {Unit: calendar.Day}, "month": {Unit: calendar.Month},
		"quarter": {Unit: calendar.Quarter}, "year": {Unit: calendar.Year},
		"week/MONDAY": {Unit: calendar.Week, WeekStart: time.Monday}, "week/SUNDAY": {Unit: calendar.Week, WeekStart: time.Sunday},
	}
	for line := range strings.Lines(buckets) {
		field := strings.Split(strings.TrimSpace(line), "\t")
		key := keys[field[1]]
		key.Zone = zone(t, field[0])
		start, end := instant(t, field[2]), instant(t, field[3])
		for _, at := range []time.Time{start, start.Add(end.Sub(start) / 2), end.Add(-time.Nanosecond)} {
			if got := key.Start(at); !got.Equal(start) {
				t.Errorf("the %s of %s in %s begins at %s, not %s", field[1], at, field[0], got, start)
			}
			if got := key.End(at); !got.Equal(end) {
				t.Errorf("the %s of %s in %s ends at %s, not %s", field[1], at, field[0], got, end)
			}
		}
		if key.Unit != calendar.Hour {
			if got := key.Shift(start, 1); !got.Equal(end) {
				t.Errorf("the %s behind %s in %s begins at %s, not %s", field[1], start, field[0], got, end)
			}
			skipped := field[0] == "Pacific/Apia" && key.Unit == calendar.Day && field[3] == "2011-12-30T10:00:00Z" // The 30th was left out.
			if got := key.Shift(end, -1); !skipped && !got.Equal(start) {
				t.Errorf("the %s before %s in %s begins at %s, not %s", field[1], end, field[0], got, start)
			}
		}
	}
}

// What a key says of any instant up to the next is the same, and each bucket holds its instants.
func TestKeysStayTheSameUpToTheNextInstant(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	var keys []calendar.Key
	for _, name := range names {
		for unit := calendar.Hour; unit <= calendar.Year; unit++ {
			keys = append(keys, calendar.Key{Unit: unit, Zone: zone(t, name), WeekStart: time.Weekday(random.IntN(7))})
		}
		for part := calendar.HourOfDay; part <= calendar.MonthOfYear; part++ {
			keys = append(keys, calendar.Key{Part: part, Zone: zone(t, name)})
		}
	}
	value := func(k calendar.Key, t time.Time) int64 {
		if k.Part != 0 {
			return int64(k.PartOf(t))
		}
		return k.Start(t).UnixNano()
	}
	for range 20_000 {
		key := keys[random.IntN(len(keys))]
		at := time.Unix(random.Int64N(2_000_000_000), 0).UTC()
		next := key.UnchangedUntil(at)
		if !next.After(at) {
			t.Fatalf("the instant behind %s is %s for %s", at, next, key)
		}
		last := next.Add(-time.Nanosecond)
		if value(key, at) != value(key, last) {
			t.Fatalf("%s tells %s from %s", key, at, last)
		}
		if key.Unit == 0 {
			continue
		}
		if start, end := key.Start(at), key.End(at); start.After(at) || end.Before(next) || !key.Start(start).Equal(start) {
			t.Fatalf("the %s of %s begins at %s and ends at %s", key, at, start, end)
		}
	}
}

func TestThereIsTimeBeforeTheYear1(t *testing.T) {
	now := instant(t, "2026-01-31T10:37:12Z")
	for _, name := range names {
		if got := (calendar.Key{Unit: calendar.Year, Zone: zone(t, name)}).Shift(now, -9000); got.Year() > -6973 {
			t.Errorf("9000 years ago it was %s in %s", got, name)
		}
	}
}

func TestPartsAreThoseOfTheWallClock(t *testing.T) {
	at := instant(t, "2026-03-29T01:30:00Z") // a Sunday; the clock in Berlin has just been put forward
	for name, want := range map[string][4]int{"Europe/Berlin": {3, 7, 29, 3}, "UTC": {1, 7, 29, 3}, "America/Sao_Paulo": {22, 6, 28, 3}} {
		for i, part := range []calendar.Part{calendar.HourOfDay, calendar.DayOfWeek, calendar.DayOfMonth, calendar.MonthOfYear} {
			if got := (calendar.Key{Part: part, Zone: zone(t, name)}).PartOf(at); got != want[i] {
				t.Errorf("part %d in %s is %d, not %d", part, name, got, want[i])
			}
		}
	}
}

func TestZonesHaveTheirExactNames(t *testing.T) {
	for _, name := range []string{"", "Local", "local", "europe/berlin", "Europe", "Europe/", "../Europe/Berlin", "/etc/localtime", "Mars/Olympus", "+02:00"} {
		if _, ok := calendar.Zone(name); ok {
			t.Errorf("%q is a zone", name)
		}
	}
	for _, name := range names {
		if got := zone(t, name).String(); got != name {
			t.Errorf("the zone %s is called %s", name, got)
		}
	}
}

func TestKeysHaveNames(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	for want, key := range map[string]calendar.Key{
		"day@Europe/Berlin":         {Unit: calendar.Day, Zone: berlin, WeekStart: time.Monday},
		"week@UTC/SUNDAY":           {Unit: calendar.Week, Zone: time.UTC, WeekStart: time.Sunday},
		"week@Europe/Berlin/MONDAY": {Unit: calendar.Week, Zone: berlin, WeekStart: time.Monday},
		"quarter":                   {Unit: calendar.Quarter, Zone: time.UTC, WeekStart: time.Monday},
		"dayOfWeek@Europe/Berlin":   {Part: calendar.DayOfWeek, Zone: berlin, WeekStart: time.Monday},
		"hourOfDay":                 {Part: calendar.HourOfDay, Zone: time.UTC, WeekStart: time.Monday},
	} {
		if got := key.String(); got != want {
			t.Errorf("a key is called %s, not %s", got, want)
		}
	}
}

// quarters are instants of a range, each quarter of an hour.
func quarters(since, before time.Time) []time.Time {
	var all []time.Time
	for t := since; t.Before(before); t = t.Truncate(15 * time.Minute).Add(15 * time.Minute) {
		all = append(all, t)
	}
	return all
}

// What the keys say of each quarter of an hour of a range is said by one of its combinations, and by no two.
func TestCombinationsAreAllThatTheCalendarHas(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	said := func(keys []calendar.Key, at time.Time) string {
		text := ""
		for _, key := range keys {
			if key.Part != 0 {
				text += fmt.Sprint(key.PartOf(at), " ")
			} else {
				text += key.Start(at).String() + " "
			}
		}
		return text
	}
	// About a day that was left out, days of 23, 24½ and 25 hours, and anywhere.
	around := []string{"2011-12-29T10:00:00Z", "2026-03-29T00:00:00Z", "2026-04-05T00:00:00Z", "2026-10-25T00:00:00Z", "2026-11-01T04:00:00Z", "2007-11-04T04:00:00Z"}
	for range 300 {
		since := instant(t, around[random.IntN(len(around))]).Add(time.Duration(random.IntN(300)-200) * time.Hour / 4).Add(time.Duration(random.IntN(2)*random.IntN(900)) * time.Second)
		before := since.Add(time.Duration(random.IntN(200*4)) * time.Hour / 4)
		zone := zone(t, names[random.IntN(len(names))])
		var keys []calendar.Key
		if random.IntN(3) > 0 {
			keys = append(keys, calendar.Key{Unit: calendar.Unit(1 + random.IntN(6)), Zone: zone, WeekStart: time.Weekday(random.IntN(7))})
		}
		for part := calendar.HourOfDay; part <= calendar.MonthOfYear; part++ {
			if len(keys) == 0 || random.IntN(3) == 0 {
				keys = append(keys, calendar.Key{Part: part, Zone: zone})
			}
		}
		got, ok := calendar.Combinations(keys, since, before, 10_000)
		if !ok {
			t.Fatalf("%v: too many from %s to %s", keys, since, before)
		}
		have, want := map[string]bool{}, map[string]bool{}
		for _, at := range got {
			if have[said(keys, at)] || at.Before(since) || !at.Before(before) {
				t.Fatalf("%v: %s comes twice, or is out of the range from %s to %s", keys, at, since, before)
			}
			have[said(keys, at)] = true
		}
		for _, at := range quarters(since, before) {
			want[said(keys, at)] = true
		}
		if !maps.Equal(have, want) {
			t.Fatalf("%v from %s to %s: %v, want %v", keys, since, before, have, want)
		}
	}
}

func TestCombinationsOfAnyTimeAreAllThatThereMayBe(t *testing.T) {
	at := instant(t, "2026-01-31T10:37:12Z")
	for _, c := range []struct {
		zone  string
		parts []calendar.Part
		want  int
	}{
		{"UTC", []calendar.Part{calendar.DayOfWeek}, 7},
		{"Europe/Berlin", []calendar.Part{calendar.DayOfWeek, calendar.HourOfDay}, 168},
		{"UTC", []calendar.Part{calendar.DayOfMonth, calendar.MonthOfYear}, 366},
		{"Asia/Kolkata", []calendar.Part{calendar.DayOfWeek, calendar.DayOfMonth, calendar.MonthOfYear}, 7 * 366},
		{"America/New_York", []calendar.Part{calendar.HourOfDay, calendar.DayOfMonth, calendar.MonthOfYear}, 24 * 366},
	} {
		var keys []calendar.Key
		for _, part := range c.parts {
			keys = append(keys, calendar.Key{Part: part, Zone: zone(t, c.zone)})
		}
		if got, ok := calendar.Combinations(keys, time.Time{}, at, 10_000); !ok || len(got) != c.want {
			t.Errorf("%v in %s: %d, %t, want %d", c.parts, c.zone, len(got), ok, c.want)
		}
	}
}

func TestTooManyCombinationsAreNone(t *testing.T) {
	at := instant(t, "2026-01-31T10:37:12Z")
	hour := calendar.Key{Unit: calendar.Hour, Zone: time.UTC}
	for most, want := range map[int]bool{24: true, 23: false} {
		if got, ok := calendar.Combinations([]calendar.Key{hour}, at.Truncate(time.Hour), at.Truncate(time.Hour).AddDate(0, 0, 1), most); ok != want || ok && len(got) != 24 {
			t.Errorf("with at most %d there are %d, %t", most, len(got), ok)
		}
	}
	byHour := []calendar.Key{{Unit: calendar.Year, Zone: time.UTC}, {Part: calendar.HourOfDay, Zone: time.UTC}}
	if got, ok := calendar.Combinations(byHour, at.AddDate(-50, 0, 0), at, 10_000); ok {
		t.Errorf("the hours of 50 years are looked at for %d combinations", len(got))
	}
}

func TestBucketsOfARangeAreCounted(t *testing.T) {
	for _, c := range []struct {
		unit          calendar.Unit
		since, before string
		want          int
	}{
		{calendar.Hour, "2026-01-31T10:30:00Z", "2026-01-31T12:00:00Z", 2},
		{calendar.Hour, "2026-01-31T10:30:00Z", "2026-01-31T12:00:01Z", 3},
		{calendar.Day, "2025-12-31T22:59:59Z", "2026-01-31T23:00:00Z", 32},
		{calendar.Week, "2026-01-25T22:00:00Z", "2026-01-31T12:00:00Z", 2},
		{calendar.Month, "2025-11-30T23:00:00Z", "2026-01-31T23:00:00Z", 2},
		{calendar.Quarter, "2025-11-30T23:00:00Z", "2026-01-31T23:00:00Z", 2},
		{calendar.Year, "2024-12-31T23:00:00Z", "2026-01-31T23:00:00Z", 2},
	} {
		key := calendar.Key{Unit: c.unit, Zone: zone(t, "Europe/Berlin"), WeekStart: time.Monday}
		if got := key.Buckets(instant(t, c.since), instant(t, c.before)); got != c.want {
			t.Errorf("from %s to %s there are %d %s, not %d", c.since, c.before, got, key, c.want)
		}
	}
}
