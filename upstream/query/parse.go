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
	if n, ok := parseDecimal(raw); ok {
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

// parseDecimal takes what most numbers are: a few digits, and perhaps a point among them. The digits and the power of ten are both
// exact as floats, so that their quotient is the nearest float.
func parseDecimal(raw jsontext.Value) (float64, bool) {
	n, point := int64(0), len(raw)
	for i, c := range raw {
		switch {
		case '0' <= c && c <= '9' && i < len(powersOfTen):
			n = 10*n + int64(c-'0')
		case c == '.' && point == len(raw):
			point = i
		default:
			return 0, false
		}
	}
	switch behind := len(raw) - 1 - point; {
	case len(raw) == 0, behind == 0:
		return 0, false
	case behind > 0:
		return float64(n) / powersOfTen[behind], true
	}
	return float64(n), len(raw) < len(powersOfTen)
}

// powersOfTen are up to as many digits as every float holds.
var powersOfTen = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

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
