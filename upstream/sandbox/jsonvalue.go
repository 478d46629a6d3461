package sandbox

import (
	"bytes"
	"fmt"
	"math/big"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// decimal is a JSON number by its value: two numbers are equal exactly when their
// decimals are, however they are written and however large.
type decimal string

// parseJSON reads JSON text as nil, bool, string, decimal, []any or map[string]any.
func parseJSON(text string) (any, error) {
	in := jsontext.NewDecoder(bytes.NewBufferString(text))
	return readJSON(in)
}

func readJSON(in *jsontext.Decoder) (any, error) {
	token, err := in.ReadToken()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case 'n':
		return nil, nil
	case 't', 'f':
		return token.Bool(), nil
	case '"':
		return token.String(), nil
	case '0':
		return newDecimal(token.String()), nil
	case '[':
		list := []any{}
		for in.PeekKind() != ']' {
			item, err := readJSON(in)
			if err != nil {
				return nil, err
			}
			list = append(list, item)
		}
		_, err := in.ReadToken()
		return list, err
	case '{':
		object := map[string]any{}
		for in.PeekKind() != '}' {
			name, err := in.ReadToken()
			if err != nil {
				return nil, err
			}
			key := name.String()
			if object[key], err = readJSON(in); err != nil {
				return nil, err
			}
		}
		_, err := in.ReadToken()
		return object, err
	default:
		return nil, fmt.Errorf("unexpected %v in JSON", token.Kind())
	}
}

// newDecimal brings a JSON number to the form digits, "e", exponent without zeros at
// either end of the digits.
func newDecimal(number string) decimal {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(number), "e")
	negative := strings.HasPrefix(mantissa, "-")
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(mantissa, "-"), ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	if digits == "" {
		return "0"
	}
	significant := strings.TrimRight(digits, "0")
	// The exponent may have any number of digits itself.
	shift := new(big.Int)
	if exponent != "" {
		shift.SetString(strings.TrimPrefix(exponent, "+"), 10)
	}
	shift.Add(shift, big.NewInt(int64(len(digits)-len(significant)-len(fraction))))
	sign := ""
	if negative {
		sign = "-"
	}
	return decimal(sign + significant + "e" + shift.String())
}

// equal is equality of jsonb: numbers by value, objects whatever the order of keys.
func equal(a, b any) bool {
	switch a := a.(type) {
	case []any:
		list, ok := b.([]any)
		if !ok || len(a) != len(list) {
			return false
		}
		for i := range a {
			if !equal(a[i], list[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		object, ok := b.(map[string]any)
		if !ok || len(a) != len(object) {
			return false
		}
		for key, value := range a {
			other, present := object[key]
			if !present || !equal(value, other) {
				return false
			}
		}
		return true
	default:
		switch b.(type) {
		case []any, map[string]any:
			return false
		}
		return a == b
	}
}

// contains is PostgreSQL's a @> b. At the top an array also contains a bare scalar
// that is one of its elements; deeper down it does not.
func contains(a, b any) bool {
	list, isList := a.([]any)
	if isList && isScalar(b) {
		return hasElement(list, b)
	}
	return containsDeep(a, b)
}

func containsDeep(a, b any) bool {
	switch b := b.(type) {
	case map[string]any:
		object, ok := a.(map[string]any)
		if !ok {
			return false
		}
		for key, wanted := range b {
			value, present := object[key]
			if !present || !containsDeep(value, wanted) {
				return false
			}
		}
		return true
	case []any:
		list, ok := a.([]any)
		if !ok {
			return false
		}
		for _, wanted := range b {
			if !hasElementContaining(list, wanted) {
				return false
			}
		}
		return true
	default:
		return isScalar(a) && a == b
	}
}

func isScalar(v any) bool {
	switch v.(type) {
	case []any, map[string]any:
		return false
	default:
		return true
	}
}

func hasElement(list []any, wanted any) bool {
	for _, element := range list {
		if equal(element, wanted) {
			return true
		}
	}
	return false
}

func hasElementContaining(list []any, wanted any) bool {
	for _, element := range list {
		if containsDeep(element, wanted) {
			return true
		}
	}
	return false
}

func equalsAny(value, list any) bool {
	values, ok := list.([]any)
	return ok && hasElement(values, value)
}

// hasKey is PostgreSQL's ?: a key of an object, or a string that is an element of an
// array or the value itself.
func hasKey(value, key any) bool {
	name, ok := key.(string)
	if !ok {
		return false
	}
	switch v := value.(type) {
	case map[string]any:
		_, present := v[name]
		return present
	case []any:
		return hasElement(v, name)
	default:
		return v == key
	}
}

func hasAnyKey(value, keys any) bool {
	list, _ := keys.([]any)
	for _, key := range list {
		if hasKey(value, key) {
			return true
		}
	}
	return false
}

func hasAllKeys(value, keys any) bool {
	list, ok := keys.([]any)
	for _, key := range list {
		if !hasKey(value, key) {
			return false
		}
	}
	return ok
}

// arrayContainsAll is true of an array with an element equal to each of the wanted.
func arrayContainsAll(value, wanted any) bool {
	list, isList := value.([]any)
	wantedList, ok := wanted.([]any)
	for _, w := range wantedList {
		if !hasElement(list, w) {
			return false
		}
	}
	return isList && ok
}

func arrayContainsObject(value, object any) bool {
	list, _ := value.([]any)
	return hasElementContaining(list, object)
}
