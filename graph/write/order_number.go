package write

import (
	"cmp"
	"regexp"

	"github.com/inkeep-gateway/gateway/graph/model"
)

// asNumber is the value of a property's key where such values compare as numbers.
type asNumber struct {
	value  any
	number model.Decimal // of a value that is one, or the text of one
	is     bool
}

// numberForm is a number as JSON writes it.
var numberForm = regexp.MustCompile(`^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$`)

func readAsNumber(value any) asNumber {
	switch v := value.(type) {
	case model.Decimal:
		return asNumber{value, v, true}
	case string:
		if numberForm.MatchString(v) {
			return asNumber{value, model.ParseDecimal(v), true}
		}
	}
	return asNumber{value: value}
}

// readAsNumbers reads the values of all rows once: many comparisons follow.
func readAsNumbers(read func(row int) (any, bool, error), rows int) func(row int) (asNumber, bool, error) {
	values := make([]asNumber, rows)
	for row := range values {
		if v, ok, err := read(row); ok && err == nil {
			values[row] = readAsNumber(v)
		}
	}
	return func(row int) (asNumber, bool, error) {
		_, ok, err := read(row)
		return values[row], ok, err
	}
}

// compareAsNumbers compares numbers by value, and what is equal so by its text. What is no number comes behind all numbers,
// also in a descending order, which takes the result for its opposite.
func compareAsNumbers(desc bool) func(a, b asNumber) int {
	behind := 1
	if desc {
		behind = -1
	}
	return func(a, b asNumber) int {
		switch {
		case a.is && !b.is:
			return -behind
		case b.is && !a.is:
			return behind
		}
		return cmp.Or(model.CompareDecimals(a.number, b.number), orderJSON(a.value, b.value))
	}
}
