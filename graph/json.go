package graph

import (
	"encoding/json"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// JSON is any JSON value, in its text; nil is null.
type JSON jsontext.Value

// MarshalGQL writes the value.
func (j JSON) MarshalGQL(w io.Writer) {
	if j == nil {
		j = JSON("null")
	}
	_, _ = w.Write(j)
}

// UnmarshalGQL reads any value: a literal, or what came in a variable. Equal values are equal texts, however they were
// written: members of objects are sorted by name, texts are escaped no more than they have to be, and numbers are written
// as ECMAScript does. No digit is lost.
func (j *JSON) UnmarshalGQL(v any) error {
	if v == nil {
		*j = nil
		return nil
	}
	b, err := appendValue(nil, v)
	*j = b
	return err
}

// appendValue appends a value as encoding/json decodes it, or as the library gives a literal, whose empty lists are nil.
func appendValue(b []byte, v any) (_ []byte, err error) {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	case string:
		return appendQuoted(b, v), nil
	case int64:
		return strconv.AppendInt(b, v, 10), nil
	case float64:
		return appendDecimal(b, strconv.FormatFloat(v, 'g', -1, 64))
	case json.Number:
		return appendDecimal(b, string(v))
	case []any:
		b = append(b, '[')
		for i, item := range v {
			if i > 0 {
				b = append(b, ',')
			}
			if b, err = appendValue(b, item); err != nil {
				return nil, err
			}
		}
		return append(b, ']'), nil
	case map[string]any:
		b = append(b, '{')
		for i, name := range slices.Sorted(maps.Keys(v)) {
			if i > 0 {
				b = append(b, ',')
			}
			if b, err = appendValue(append(appendQuoted(b, name), ':'), v[name]); err != nil {
				return nil, err
			}
		}
		return append(b, '}'), nil
	}
	return nil, badInput("A JSON value is wanted.")
}

// appendDecimal appends a number with all its digits, in ECMAScript's form (RFC 8785, section 3.2.2.3): without zeros that
// say nothing, and with an exponent only from 1e21 on and below 1e-6. A number beyond a float64 is an error.
func appendDecimal(b []byte, text string) ([]byte, error) {
	if f, err := strconv.ParseFloat(text, 64); err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return nil, badInput("A JSON number within 1.8e308 is wanted.")
	}
	mantissa, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	whole, negative := strings.CutPrefix(mantissa, "-")
	whole, fraction, _ := strings.Cut(whole, ".")
	all := strings.TrimLeft(whole+fraction, "0")
	digits := strings.TrimRight(all, "0")
	if digits == "" {
		return append(b, '0'), nil
	}
	power := 0
	if exponent != "" {
		var err error
		if power, err = strconv.Atoi(exponent); err != nil { // below every float64
			return nil, badInput("A JSON number within 1.8e308 is wanted.")
		}
	}
	if negative {
		b = append(b, '-')
	}
	// The value is 0.digits times ten to the point.
	point := power - len(fraction) + len(all)
	switch {
	case 0 < point && point <= 21 && len(digits) <= point:
		return append(append(b, digits...), strings.Repeat("0", point-len(digits))...), nil
	case 0 < point && point <= 21:
		return append(append(append(b, digits[:point]...), '.'), digits[point:]...), nil
	case -6 < point && point <= 0:
		return append(append(append(b, "0."...), strings.Repeat("0", -point)...), digits...), nil
	}
	b = append(b, digits[0])
	if len(digits) > 1 {
		b = append(append(b, '.'), digits[1:]...)
	}
	b = append(b, 'e')
	if point > 0 {
		b = append(b, '+')
	}
	return strconv.AppendInt(b, int64(point-1), 10), nil
}
