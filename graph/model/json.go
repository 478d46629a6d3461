package model

import (
	"encoding/json"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"

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
	b, err := AppendValue(nil, v)
	*j = b
	return err
}

// AppendValue appends a value as encoding/json decodes it, or as the library gives a literal, whose empty lists are nil.
func AppendValue(b []byte, v any) (_ []byte, err error) {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	case string:
		if v, err = Storable(v); err != nil {
			return nil, err
		}
		return AppendQuoted(b, v), nil
	case int64:
		return strconv.AppendInt(b, v, 10), nil
	case float64:
		return appendNumberIn(b, strconv.FormatFloat(v, 'g', -1, 64))
	case json.Number:
		return appendNumberIn(b, string(v))
	case []any:
		b = append(b, '[')
		for i, item := range v {
			if i > 0 {
				b = append(b, ',')
			}
			if b, err = AppendValue(b, item); err != nil {
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
			if _, err = Storable(name); err != nil {
				return nil, err
			}
			if b, err = AppendValue(append(AppendQuoted(b, name), ':'), v[name]); err != nil {
				return nil, err
			}
		}
		return append(b, '}'), nil
	}
	return nil, BadInput("Expected a JSON value.")
}

// appendNumberIn appends a number as decimals are written. One beyond a float64 is an error.
func appendNumberIn(b []byte, text string) ([]byte, error) {
	if f, err := strconv.ParseFloat(text, 64); err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return nil, BadInput("Expected a JSON number within 1.8e308.")
	}
	return ParseDecimal(text).append(b), nil
}
