package graph

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

func compareTimes(a, b time.Time) int { return a.Compare(b) }

func parsedJSON(c *query.Column) func(row int) (any, bool, error) {
	return func(row int) (any, bool, error) {
		raw, ok, err := c.JSON(row)
		if err != nil || !ok {
			return nil, false, err
		}
		var v any
		if err := json.Unmarshal(raw, &v, withDecimals); err != nil {
			return nil, false, invalidResponse("The endpoint answered %q with a value that cannot be compared.", c.Key())
		}
		return v, true, nil
	}
}

// withDecimals reads numbers as decimals.
var withDecimals = json.WithUnmarshalers(json.UnmarshalFromFunc(func(d *jsontext.Decoder, v *any) error {
	if d.PeekKind() != '0' {
		return errors.ErrUnsupported
	}
	number, err := d.ReadValue()
	*v = parseDecimal(string(number))
	return err
}))

// orderJSON is a total order of JSON values: null, then texts by code point, numbers by value, false, true, lists,
// objects. It is that of PostgreSQL's jsonb among the kinds (documentation, 8.14.4) and within texts, numbers and
// booleans; lists compare element by element, objects by their sorted names, then by their values.
func orderJSON(a, b any) int {
	if c := cmp.Compare(rankJSON(a), rankJSON(b)); c != 0 {
		return c
	}
	switch a := a.(type) {
	case string:
		return cmp.Compare(a, b.(string))
	case decimal:
		return compareDecimals(a, b.(decimal))
	case []any:
		return slices.CompareFunc(a, b.([]any), orderJSON)
	case map[string]any:
		b := b.(map[string]any)
		names := slices.Sorted(maps.Keys(a))
		if c := slices.Compare(names, slices.Sorted(maps.Keys(b))); c != 0 {
			return c
		}
		for _, name := range names {
			if c := orderJSON(a[name], b[name]); c != 0 {
				return c
			}
		}
	}
	return 0
}

func rankJSON(v any) int {
	switch v := v.(type) {
	case string:
		return 1
	case decimal:
		return 2
	case bool:
		if v {
			return 4
		}
		return 3
	case []any:
		return 5
	case map[string]any:
		return 6
	}
	return 0
}

// objectMembers are the members of a JSON object.
func objectMembers(v jsontext.Value) (map[string]jsontext.Value, error) {
	var members map[string]jsontext.Value
	err := json.Unmarshal(v, &members)
	return members, err
}
