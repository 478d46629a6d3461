// Package calendar tells of an instant in which hour, day, week, month, quarter or year it lies by the wall clock of a time zone,
// and where those begin and end: exactly, over every change of a zone's offset. All of it are pure functions; it knows no query.
//
// Its zones are those of zoneinfo.zip, which is a copy of lib/time/zoneinfo.zip of the Go distribution (tzdata 2025c).
// The system's zones are not looked at, so that all gateways of one version agree.
package calendar

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"io"
	"sync"
	"time"
)

//go:embed zoneinfo.zip
var zoneinfo []byte

// zones are those of the archive by their names, each read when it is first asked for.
var zones = sync.OnceValue(func() map[string]func() *time.Location {
	archive, err := zip.NewReader(bytes.NewReader(zoneinfo), int64(len(zoneinfo)))
	if err != nil {
		panic("calendar: zoneinfo.zip cannot be read: " + err.Error())
	}
	all := make(map[string]func() *time.Location, len(archive.File))
	for _, file := range archive.File {
		if !file.FileInfo().IsDir() {
			all[file.Name] = sync.OnceValue(func() *time.Location { return read(file) })
		}
	}
	all["UTC"] = func() *time.Location { return time.UTC }
	return all
})

// read is the zone of a file. It panics on one that cannot be read: the archive is a part of the program.
func read(file *zip.File) *time.Location {
	content, err := file.Open()
	if err != nil {
		panic("calendar: " + err.Error())
	}
	data, err := io.ReadAll(content)
	if err != nil {
		panic("calendar: " + err.Error())
	}
	zone, err := time.LoadLocationFromTZData(file.Name, data)
	if err != nil {
		panic("calendar: " + file.Name + ": " + err.Error())
	}
	return zone
}

// Zone is the time zone of an IANA name, as Europe/Berlin or UTC; false if there is none of exactly that name. The same name
// gives the same zone.
func Zone(name string) (*time.Location, bool) {
	zone, ok := zones()[name]
	if !ok {
		return nil, false
	}
	return zone(), true
}

// period is the time around an instant during which a zone's offset stays the same. A zero end is none.
type period struct {
	start, end time.Time
	offset     time.Duration
}

// periodAt is the period that an instant lies in. Changes of the name alone, or of what counts as summer, are none. The library
// also lets a period end with the year, and in leap years a day before it, where it says of that day that it has ended already:
// that day is stepped over.
func periodAt(t time.Time, zone *time.Location) period {
	const day = 24 * time.Hour
	t = t.In(zone)
	p := period{offset: offsetAt(t)}
	p.start, p.end = t.ZoneBounds()
	for !p.start.IsZero() {
		before := p.start.Add(-time.Nanosecond)
		if offsetAt(before) != p.offset {
			break
		}
		earlier, _ := before.ZoneBounds()
		if !earlier.IsZero() && !earlier.Before(p.start) {
			earlier = p.start.Add(-day)
		}
		p.start = earlier
	}
	if !p.end.IsZero() && !p.end.After(t) {
		p.end = t.Add(day)
	}
	for !p.end.IsZero() && offsetAt(p.end) == p.offset {
		_, later := p.end.ZoneBounds()
		if !later.IsZero() && !later.After(p.end) {
			later = p.end.Add(day)
		}
		p.end = later
	}
	return p
}

func offsetAt(t time.Time) time.Duration {
	_, seconds := t.Zone()
	return time.Duration(seconds) * time.Second
}

// WholeHours says whether a zone's wall clock is whole hours from UTC's in a range of time. Its hours are then UTC's.
func WholeHours(zone *time.Location, since, before time.Time) bool {
	for at := since; ; {
		p := periodAt(at, zone)
		if p.offset%time.Hour != 0 {
			return false
		}
		if p.end.IsZero() || !p.end.Before(before) {
			return true
		}
		at = p.end
	}
}

// mostOffset is more than any zone's offset ever was.
const mostOffset = 16 * time.Hour

// first is the first instant at which a zone's wall clock shows a time or a later one. The wall clock's time is given as if it
// were UTC's.
func first(wall time.Time, zone *time.Location) time.Time {
	for at := wall.Add(-mostOffset); ; {
		p := periodAt(at, zone)
		t := wall.Add(-p.offset)
		if !p.start.IsZero() && t.Before(p.start) { // The clock was put forward over it.
			t = p.start
		}
		if p.end.IsZero() || t.Before(p.end) {
			return t.UTC()
		}
		at = p.end
	}
}

// last is the instant from which on a zone's wall clock never again shows an earlier time. The wall clock's time is given as if
// it were UTC's.
func last(wall time.Time, zone *time.Location) time.Time {
	for at := wall.Add(mostOffset); ; {
		p := periodAt(at, zone)
		t := wall.Add(-p.offset)
		if !p.end.IsZero() && t.After(p.end) {
			t = p.end
		}
		if p.start.IsZero() || t.After(p.start) {
			return t.UTC()
		}
		at = p.start.Add(-time.Nanosecond)
	}
}

// wallOf is the time that a zone's wall clock shows at an instant, as if it were UTC's.
func wallOf(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}
