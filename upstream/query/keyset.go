package query

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// keyset is the condition of coming behind a row in an order, by the row's values; a JSON null is a null. Null is greater
// than every value: last ascending, first descending.
func keyset(order []Order, values []jsontext.Value) Where {
	var behind, equal []Where
	for i, o := range order {
		further, same := behindValue(o, values[i])
		behind = append(behind, All(append(append([]Where(nil), equal...), further)...))
		equal = append(equal, same)
	}
	return Any(behind...)
}

// From is the condition of being at a place in an ascending order of fields and buckets, or behind it.
func From(order []Order, place []jsontext.Value) Where {
	last := len(order) - 1
	var equal []Where
	for i, o := range order[:last] {
		_, same := behindValue(o, place[i])
		equal = append(equal, same)
	}
	field, value := order[last].By.Field, place[last]
	from := orNull(field, If(Condition{Field: field, Operator: Gte, Value: value})) // A bucket's value is its start.
	if value.Kind() == 'n' {
		from = If(Condition{Field: field, Operator: IsNull, Value: value})
	}
	return Any(keyset(order[:last], place[:last]), All(append(equal, from)...))
}

// behindValue is what comes behind a value in one term of an order, and what is equal to it.
func behindValue(o Order, value jsontext.Value) (further, same Where) {
	field := o.By.Field
	is := func(operator Operator, v jsontext.Value) Where {
		return If(Condition{Field: field, Operator: operator, Value: v})
	}
	null := jsontext.Value("null")
	switch {
	case value.Kind() == 'n' && o.Desc:
		return is(IsNotNull, null), is(IsNull, null)
	case value.Kind() == 'n':
		return Any(), is(IsNull, null)
	case o.By.Unit != "":
		// A bucket is a span of time. Groups are read by their keys ascending.
		start, _ := parseTime(value)
		next, ok := printable(o.By.Unit.next(start))
		if !ok { // The last one that can be written has nothing behind it.
			return orNull(field, Any()), is(Gte, value)
		}
		end := jsontext.Value(quoted(nil, next.Format(time.RFC3339Nano)))
		return orNull(field, is(Gte, end)), All(is(Gte, value), is(Lt, end))
	case o.Desc:
		return is(Lt, value), is(Eq, value)
	}
	return orNull(field, is(Gt, value)), is(Eq, value)
}

// orNull adds nulls to what comes behind a value, of the fields that may be null.
func orNull(f Field, w Where) Where {
	if !f.Nullable() {
		return w
	}
	return Any(w, If(Condition{Field: f, Operator: IsNull, Value: jsontext.Value("null")}))
}

// next is the start of the bucket behind one that starts at t.
func (u TimeUnit) next(t time.Time) time.Time {
	switch u {
	case Hour:
		return t.Add(time.Hour)
	case Week:
		return t.AddDate(0, 0, 7)
	case Month:
		return t.AddDate(0, 1, 0)
	default: // Day
		return t.AddDate(0, 0, 1)
	}
}
