package sandbox

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"modernc.org/sqlite"
)

// errNotNumeric is what a sum over a path comes to when a row has something else
// there. The engine hands errors of functions on as text only, see castFailed.
var errNotNumeric = errors.New("invalid input for type numeric")

// castFailed tells an error of the data under a query from one of the engine.
func castFailed(err error) bool {
	return strings.Contains(err.Error(), errNotNumeric.Error()) || strings.Contains(err.Error(), "integer overflow")
}

// aggregates are the aggregate functions, as SQL of a value.
var aggregates = map[string]string{
	"sum":           "sum(%s)",
	"count":         "count(%s)",
	"countDistinct": "count(DISTINCT %s)",
	"avg":           "avg(%s)",
	"min":           "min(%s)",
	"max":           "max(%s)",
}

// registerFunctions adds the functions of JSON that SQLite lacks. Each takes a value as
// JSON text from a row and another from the request.
func registerFunctions(d *sqlite.Driver) error {
	for name, relation := range map[string]func(value, argument any) bool{
		"json_contains":              contains,
		"json_contained_by":          func(value, argument any) bool { return contains(argument, value) },
		"json_equals_any":            equalsAny,
		"json_has_any_key":           hasAnyKey,
		"json_has_all_keys":          hasAllKeys,
		"json_array_contains_all":    arrayContainsAll,
		"json_array_contains_object": arrayContainsObject,
	} {
		if err := d.RegisterFunction(name, relationFunction(relation)); err != nil {
			return fmt.Errorf("registering %s: %w", name, err)
		}
	}
	return d.RegisterScalarFunction("no_number", 1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		return nil, fmt.Errorf("%w: %q", errNotNumeric, args[0])
	})
}

// parsed is a JSON text with its value.
type parsed struct {
	text  string
	value any
}

func relationFunction(holds func(value, argument any) bool) *sqlite.FunctionImpl {
	// The argument is the same for every row of a query, so the last one is kept.
	var last atomic.Pointer[parsed]
	return &sqlite.FunctionImpl{
		NArgs:         2,
		Deterministic: true,
		// Texts are views into the engine's memory: parsing copies what it keeps.
		VolatileArgs: true,
		Scalar: func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
			row, ok1 := args[0].(string)
			text, ok2 := args[1].(string)
			if !ok1 || !ok2 {
				return nil, nil
			}
			value, err := parseJSON(row)
			if err != nil {
				return nil, err
			}
			argument := last.Load()
			if argument == nil || argument.text != text {
				v, err := parseJSON(text)
				if err != nil {
					return nil, err
				}
				argument = &parsed{strings.Clone(text), v}
				last.Store(argument)
			}
			return holds(value, argument.value), nil
		},
	}
}
