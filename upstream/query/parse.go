package query

import (
	"bytes"
	"math"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// What the endpoint promises of its values is little; this file is where that is put up with, and no more than that.

// parseText takes a JSON string, as a decoder has read it.
func parseText(raw jsontext.Value) (string, bool) {
	if raw.Kind() != '"' {
		return "", false
	}
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1]), true
	}
	s, err := jsontext.AppendUnquote(nil, raw)
	return string(s), err == nil
}

// parseNumber takes a JSON number or, as a neighbouring endpoint sends its counts, a string that holds one.
func parseNumber(raw jsontext.Value) (float64, bool) {
	if n, ok := parseDigits(raw); ok {
		return n, true
	}
	if raw.Kind() == '"' {
		s, ok := parseText(raw)
		raw = jsontext.Value(s)
		if !ok || !raw.IsValid() { // strconv takes more than JSON has: NaN, 0x5
			return 0, false
		}
	}
	if raw.Kind() != '0' {
		return 0, false
	}
	n, err := strconv.ParseFloat(string(raw), 64)
	return n, err == nil
}

// parseDigits takes what most numbers are: a few digits.
func parseDigits(raw jsontext.Value) (float64, bool) {
	const exact = 15 // digits that every float holds
	if len(raw) == 0 || len(raw) > exact {
		return 0, false
	}
	n := int64(0)
	for _, c := range raw {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int64(c-'0')
	}
	return float64(n), true
}

// timeForms are the forms in which the endpoint may write a time or the start of a bucket. Without an offset UTC is meant.
var timeForms = [...]string{
	time.RFC3339Nano,
	"2006-01-02",
	"2006-01-02T15:04:05.999999999",
	"2006-01-02 15:04:05.999999999",
	"2006-01-02 15:04:05.999999999Z07:00",
	"2006-01-02 15:04:05.999999999Z07",
	"2006-01-02T15:04:05.999999999Z0700",
	"2006-01-02 15:04:05.999999999Z0700",
}

// parseTime takes one of timeForms or, as for the least and the greatest time, a number of milliseconds since 1970.
func parseTime(raw jsontext.Value) (time.Time, bool) {
	if raw.Kind() == '0' {
		ms, ok := parseNumber(raw)
		const most = 8.64e15 // the range of a JavaScript date, which is what writes such a number
		if !ok || math.Abs(ms) > most {
			return time.Time{}, false
		}
		whole, part := math.Modf(ms) // Together, as microseconds, they would have more digits than there is room for.
		return printable(time.UnixMilli(int64(whole)).Add(time.Duration(math.Round(part*1000)) * time.Microsecond).UTC())
	}
	s, ok := parseText(raw)
	if !ok {
		return time.Time{}, false
	}
	for _, form := range timeForms {
		if t, err := time.Parse(form, s); err == nil {
			return printable(t.UTC())
		}
	}
	return time.Time{}, false
}

// printable refuses the years that RFC 3339 has no form for.
func printable(t time.Time) (time.Time, bool) {
	return t, t.Year() >= 0 && t.Year() <= 9999
}
