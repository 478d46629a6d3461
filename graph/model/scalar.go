package model

import (
	"encoding/json"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/go-json-experiment/json/jsontext"
)

// The scalars are stricter than the library's: a text is no number and a number no text, in variables as in literals.
// A variable's number arrives as json.Number, a literal's as int64 or float64.

// ScalarsWanted say what a value of a scalar has to be.
var ScalarsWanted = map[string]string{
	"Int":     "Expected an Int: a whole number of 32 bits.",
	"Float":   "Expected a Float: a finite number.",
	"String":  "Expected a String.",
	"Boolean": "Expected a Boolean.",
	"ID":      "Expected an ID: a string or a whole number.",
}

func write(s string) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { _, _ = io.WriteString(w, s) })
}

// Quote is a JSON string.
func Quote(s string) string {
	b, _ := jsontext.AppendQuote(nil, s) // Its only error is what it mends: bytes that are no UTF-8.
	return string(b)
}

// MarshalInt writes an Int.
func MarshalInt(n int) graphql.Marshaler { return write(strconv.Itoa(n)) }

// UnmarshalInt reads a whole number of 32 bits.
func UnmarshalInt(v any) (int, error) {
	f, ok := number(v)
	if !ok || f != math.Trunc(f) || f < math.MinInt32 || f > math.MaxInt32 {
		return 0, BadInput("%s", ScalarsWanted["Int"])
	}
	return int(f), nil
}

// MarshalFloat writes a finite number with all its digits, without an exponent unless it is beyond 1e21 or below 1e-6.
func MarshalFloat(f float64) graphql.Marshaler { return write(FormatNumber(f)) }

// UnmarshalFloat reads a finite number.
func UnmarshalFloat(v any) (float64, error) {
	f, ok := number(v)
	if !ok {
		return 0, BadInput("%s", ScalarsWanted["Float"])
	}
	return f, nil
}

func number(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case int: // a default of the schema's
		return float64(v), true
	case float64:
		return v, !math.IsInf(v, 0) && !math.IsNaN(v)
	case json.Number:
		f, err := strconv.ParseFloat(string(v), 64)
		return f, err == nil
	}
	return 0, false
}

// FormatNumber is the shortest text that reads back as f, in ECMAScript's form (RFC 8785, section 3.2.2.3).
func FormatNumber(f float64) string { return jsontext.Float(f).String() }

// MarshalString writes a String.
func MarshalString(s string) graphql.Marshaler { return write(Quote(s)) }

// Storable is a text that the endpoint can look for. PostgreSQL's texts have no U+0000; other control characters are passed on.
func Storable(text string) (string, error) {
	if strings.Contains(text, "\x00") {
		return "", BadInput("A text cannot hold the character U+0000.")
	}
	return text, nil
}

// UnmarshalString reads a String.
func UnmarshalString(v any) (string, error) {
	if s, ok := v.(string); ok {
		return Storable(s)
	}
	return "", BadInput("%s", ScalarsWanted["String"])
}

// MarshalBoolean writes a Boolean.
func MarshalBoolean(b bool) graphql.Marshaler { return write(strconv.FormatBool(b)) }

// UnmarshalBoolean reads a Boolean.
func UnmarshalBoolean(v any) (bool, error) {
	if b, ok := v.(bool); ok {
		return b, nil
	}
	return false, BadInput("%s", ScalarsWanted["Boolean"])
}

// MarshalID writes an ID.
func MarshalID(s string) graphql.Marshaler { return write(Quote(s)) }

// UnmarshalID reads an ID: a string, or a whole number, which is taken by its digits.
func UnmarshalID(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return Storable(v)
	case int64:
		return strconv.FormatInt(v, 10), nil
	case json.Number:
		if !strings.ContainsAny(string(v), ".eE") {
			return string(v), nil
		}
	}
	return "", BadInput("%s", ScalarsWanted["ID"])
}

// MarshalDateTime writes a time in UTC.
func MarshalDateTime(t time.Time) graphql.Marshaler { return write(`"` + FormatTime(t) + `"`) }

// FormatTime is a time in UTC as DateTime is written, RFC 3339.
func FormatTime(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// dateTimeForm keeps to RFC 3339; the library also takes an hour of one digit, a decimal comma and an offset of a day.
var dateTimeForm = regexp.MustCompile(`^.{11}\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

// UnmarshalDateTime reads a time in RFC 3339, of the years 0 to 9999 in UTC. A bare date is refused: whose midnight it means is
// not known.
func UnmarshalDateTime(v any) (time.Time, error) {
	s, _ := v.(string)
	if _, err := time.Parse(time.DateOnly, s); err == nil {
		return time.Time{}, BadInput("A DateTime has a time of day. For the beginning of that day in UTC write %sT00:00:00Z.", s)
	}
	s = strings.ToUpper(s) // RFC 3339, section 5.6: t and z serve as well.
	t, err := time.Parse(time.RFC3339Nano, s)
	if year := t.UTC().Year(); err != nil || !dateTimeForm.MatchString(s) || year < 0 || year > 9999 {
		return time.Time{}, BadInput("Expected a DateTime: RFC 3339, for example 2026-01-05T09:30:00Z.")
	}
	return t.UTC(), nil
}
