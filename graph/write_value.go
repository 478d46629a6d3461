package graph

import (
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// The cells of a column, each as its scalar is written. One of a column that is not there has a value only where there is
// no row: it is null.

// nullable is a cell that may be null.
func nullable[T any](column *query.Column, read func(c *query.Column, row int) (T, bool, error), write func([]byte, T) []byte) cell {
	return func(b []byte, row int) ([]byte, bool) {
		if row == noRow {
			return append(b, "null"...), true
		}
		if column == nil {
			return b, false
		}
		v, ok, err := read(column, row)
		switch {
		case err != nil:
			return b, false
		case !ok:
			return append(b, "null"...), true
		}
		return write(b, v), true
	}
}

// promised is a cell that the schema says is not null.
func promised[T any](column *query.Column, read func(c *query.Column, row int) (T, bool, error), write func([]byte, T) []byte) cell {
	return func(b []byte, row int) ([]byte, bool) {
		if row == noRow || column == nil {
			return b, false
		}
		v, ok, err := read(column, row)
		if err != nil || !ok {
			return b, false
		}
		return write(b, v), true
	}
}

// counted is a cell that is a count, and 0 where there is no row.
func counted(column *query.Column) cell {
	some := promised(column, (*query.Column).Int, appendInt)
	return func(b []byte, row int) ([]byte, bool) {
		if row == noRow {
			return append(b, '0'), true
		}
		return some(b, row)
	}
}

// column is the column of a selection, or nil.
func (c compiler) column(s query.Selection) *query.Column {
	if c.rows == nil {
		return nil
	}
	return c.rows.Column(s)
}

func (c compiler) int(s query.Selection) {
	c.cell(nullable(c.column(s), (*query.Column).Int, appendInt))
}

func (c compiler) number(s query.Selection) {
	c.cell(nullable(c.column(s), (*query.Column).Number, appendNumber))
}

func (c compiler) time(s query.Selection) {
	c.cell(nullable(c.column(s), (*query.Column).Time, appendTime))
}

func (c compiler) string(s query.Selection) {
	c.cell(nullable(c.column(s), (*query.Column).Text, appendQuoted))
}

func (c compiler) typeName(s query.Selection) {
	c.cell(nullable(c.column(s), (*query.Column).Text, appendType))
}

func (c compiler) json(s query.Selection) {
	c.cell(nullable(c.column(s), (*query.Column).JSON, appendJSON))
}

func (c compiler) count(s query.Selection) { c.cell(counted(c.column(s))) }

// value adds a value as its typed field would print it.
func (c compiler) value(s query.Selection) {
	switch kind := s.Kind(); {
	case isCount(s.Function):
		c.count(s)
	case kind == query.Number && s.Field == query.UserMessageCount && s.Function != query.Sum && s.Function != query.Avg:
		c.int(s)
	case kind == query.Number:
		c.number(s)
	case kind == query.Time:
		c.time(s)
	case kind == query.Text && s.Field == query.Type:
		c.typeName(s)
	case kind == query.Text:
		c.string(s)
	default:
		c.json(s)
	}
}

// fieldOf adds a field or a property of a conversation, with its scalar.
func (c compiler) fieldOf(f *selected) {
	s, ok := c.selectionOf(f)
	c.unknown = c.unknown || !ok
	c.value(s)
}

// selectionOf is what a field stands for that stands for one field or property of a conversation.
func (c compiler) selectionOf(f *selected) (query.Selection, bool) {
	if f.Name == "property" {
		s, err := propertyOf(f.arguments(c.variables))
		return s, err == nil
	}
	field, ok := fieldNamed(f.Name)
	return query.Selection{Field: field}, ok
}

func appendInt(b []byte, n int) []byte { return strconv.AppendInt(b, int64(n), 10) }

func appendNumber(b []byte, f float64) []byte { return jsontext.AppendFloat(b, f, 64) }

func appendTime(b []byte, t time.Time) []byte {
	return append(t.UTC().AppendFormat(append(b, '"'), time.RFC3339Nano), '"')
}

func appendQuoted(b []byte, s string) []byte {
	b, _ = jsontext.AppendQuote(b, s) // Its only error is what it mends: bytes that are no UTF-8.
	return b
}

func appendType(b []byte, wire string) []byte {
	return append(append(append(b, '"'), typeName(wire)...), '"')
}

func appendJSON(b []byte, v jsontext.Value) []byte { return append(b, v...) }
