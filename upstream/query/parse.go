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
	if n, length, exact := readDecimal(raw); exact && length == len(raw) {
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

// readDecimal reads what most numbers are, digits and perhaps a point among them, and says how long it is; 0 if a text does not begin
// with one. What comes behind it is not its business. With few digits these and the power of ten are both exact as floats, so that
// their quotient is the nearest float; otherwise the number is not exact.
func readDecimal(text []byte) (n float64, length int, exact bool) {
	negative := len(text) > 0 && text[0] == '-'
	at := 0
	if negative {
		at = 1
	}
	mantissa, start, point := int64(0), at, -1
	for ; at < len(text); at++ {
		if c := text[at]; '0' <= c && c <= '9' {
			mantissa = 10*mantissa + int64(c-'0') // It may overflow if there are many.
		} else if c == '.' && point < 0 {
			point = at
		} else {
			break
		}
	}
	whole, fraction := at-start, 0
	if point >= 0 {
		whole, fraction = point-start, at-point-1
	}
	switch {
	case whole == 0, whole > 1 && text[start] == '0', point >= 0 && fraction == 0:
		return 0, 0, false
	case whole+fraction >= len(powersOfTen):
		return 0, at, false
	}
	n = float64(mantissa) / powersOfTen[fraction]
	if negative {
		n = -n
	}
	return n, at, true
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
