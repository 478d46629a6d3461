package plan

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// A cursor is a row's place in an order: the base64 of a JSON list of a digest, a list of bounds, and the row's values of
// the order's fields. The digest is of the order and of the filter as it was written, so that a cursor of another list is
// refused rather than misread. The bounds are those that each `last`, `ago` and `during` of the filter came to on the first slice;
// they keep the set from moving between two slices of a list.
//
// A cursor is not secret and need not be signed: whatever it says, its bearer could ask for by a filter as well.

// stamp is what all cursors of a list have in common.
type stamp struct {
	digest string
	bounds []time.Time
}

func newStamp(order []query.Order, filter *FilterPlan) stamp {
	h := sha256.New()
	h.Write(query.Query{OrderBy: order}.Body())
	where, _ := model.AppendValue(nil, filter.written) // It was read before.
	h.Write(where)
	return stamp{base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:9]), filter.Bounds}
}

// Cursors are the cursors of the rows of a slice.
type Cursors struct {
	stamped []byte // what all of them begin with
	order   []*query.Column
}

func (s stamp) Cursors(order []query.Order, rows *query.Rows) Cursors {
	b := append(model.AppendQuoted([]byte{'['}, s.digest), ",["...)
	for i, t := range s.bounds {
		if i > 0 {
			b = append(b, ',')
		}
		b = model.AppendTime(b, t)
	}
	c := Cursors{append(b, ']'), make([]*query.Column, len(order))}
	for i, o := range order {
		c.order[i] = rows.Column(o.By)
	}
	return c
}

// Append appends the cursor of a row, which is a text without anything to escape. It fails where a value cannot be read.
func (c Cursors) Append(b []byte, row int) ([]byte, error) {
	text := slices.Clone(c.stamped)
	for _, column := range c.order {
		v, err := column.Wire(row)
		if err != nil {
			return b, err
		}
		text = append(append(text, ','), v...)
	}
	return base64.RawURLEncoding.AppendEncode(b, append(text, ']')), nil
}

// read checks a cursor and gives the values of its row and its bounds. Only the text that the gateway itself writes is a
// cursor.
func (s stamp) read(cursor string, order []query.Order) ([]jsontext.Value, []time.Time, error) {
	unknown := model.BadInput("This cursor is not from this gateway.").At("after")
	text, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || strings.ContainsAny(cursor, "\r\n") { // The decoder passes over ends of lines.
		return nil, nil, unknown
	}
	parts, ok := elements(text)
	if !ok || len(parts) < 2 {
		return nil, nil, unknown
	}
	list, isList := elements(parts[1])
	switch digest, ok := StringOf(parts[0]); {
	case !ok || len(digest) != len(s.digest) || !isList:
		return nil, nil, unknown
	case digest != s.digest:
		return nil, nil, model.BadInput("This cursor belongs to another where or orderBy.").At("after")
	case len(list) != len(s.bounds) || len(parts) != 2+len(order):
		return nil, nil, unknown
	}
	bounds := make([]time.Time, len(list))
	for i, v := range list {
		if bounds[i], ok = timeOf(v); !ok {
			return nil, nil, unknown
		}
	}
	values := parts[2:]
	for i, o := range order {
		if !isValueOf(values[i], o.By) {
			return nil, nil, unknown
		}
	}
	return values, bounds, nil
}

// elements are the elements of a list that is written as the gateway writes: without space, texts in their shortest form.
func elements(text []byte) ([]jsontext.Value, bool) {
	canonical := jsontext.Value(bytes.Clone(text))
	if canonical.Kind() != '[' || canonical.Compact(jsontext.PreserveRawStrings(false)) != nil || !bytes.Equal(canonical, text) {
		return nil, false
	}
	var list []jsontext.Value
	err := jsonv2.Unmarshal(text, &list)
	return list, err == nil
}

func isValueOf(v jsontext.Value, s query.Selection) bool {
	if v.Kind() == 'n' {
		return s.Field.Nullable()
	}
	switch s.Kind() {
	case query.Number:
		n, err := strconv.ParseFloat(string(v), 64) // Whether it is an Int is the field's matter, not the order's.
		return v.Kind() == '0' && err == nil && string(v) == strconv.FormatFloat(n, 'f', -1, 64)
	case query.Time:
		_, ok := timeOf(v)
		return ok
	default:
		text, ok := StringOf(v)
		_, err := model.Storable(text)
		return ok && err == nil
	}
}

func timeOf(v jsontext.Value) (time.Time, bool) {
	s, ok := StringOf(v)
	if !ok {
		return time.Time{}, false
	}
	t, err := model.UnmarshalDateTime(s)
	return t, err == nil && model.FormatTime(t) == s
}

// StringOf is the text of a JSON string; false for anything else.
func StringOf(v jsontext.Value) (string, bool) {
	if v.Kind() != '"' {
		return "", false
	}
	b, err := jsontext.AppendUnquote(nil, v)
	return string(b), err == nil
}
