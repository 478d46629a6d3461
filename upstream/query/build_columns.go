package query

import (
	"math"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// RowsOf are the rows that computed columns make, all of which have that many values. They are whole: nothing is held back.
// It panics if a column has another number of values.
func RowsOf(length, pageSize int, columns ...Column) *Rows {
	for i := range columns {
		if len(columns[i].cells) != length {
			panic("query: a column of " + columns[i].key + " has another length than its rows")
		}
	}
	return &Rows{Total: length, PageSize: pageSize, length: length, columns: columns}
}

// With are the rows with one column in the place of the one of its name. The others are shared. It panics if there is no such
// column, or if it has another number of values.
func (r *Rows) With(column Column) *Rows {
	changed := *r
	changed.columns = slices.Clone(r.columns)
	c := changed.column(column.key)
	if c == nil || len(column.cells) != r.length {
		panic("query: no column " + column.key + " of this length to replace")
	}
	*c = column
	return &changed
}

// NewColumn is a column for a selection's values, with room for so many. Its kind is the selection's, or another where a
// computed key has one.
func NewColumn(s Selection, kind Kind, capacity int) Column {
	c := Column{key: s.Key(), kind: kind}
	c.reserve(capacity)
	return c
}

// AppendNull appends a null.
func (c *Column) AppendNull() {
	c.cells = append(c.cells, null)
	switch c.kind {
	case Text:
		c.texts = append(c.texts, "")
	case Number:
		c.numbers = append(c.numbers, 0)
	case Time:
		c.times = append(c.times, time.Time{})
	case Object, JSON:
		c.json = append(c.json, nil)
	}
}

// AppendText appends a string to a column of kind Text.
func (c *Column) AppendText(v string) {
	c.cells = append(c.cells, present)
	c.texts = append(c.texts, v)
}

// AppendNumber appends a number to a column of kind Number. It panics on one that is not finite.
func (c *Column) AppendNumber(v float64) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		panic("query: no number for " + c.key)
	}
	c.cells = append(c.cells, present)
	c.numbers = append(c.numbers, v)
}

// AppendTime appends a time in UTC to a column of kind Time.
func (c *Column) AppendTime(v time.Time) {
	c.cells = append(c.cells, present)
	c.times = append(c.times, v)
}

// AppendJSON appends a value to a column of kind Object or JSON. It is shared.
func (c *Column) AppendJSON(v jsontext.Value) {
	c.cells = append(c.cells, present)
	c.json = append(c.json, v)
}

// Take is the column with the values of some rows, in their order, as it has them: null, missing and unreadable ones too.
func (c *Column) Take(rows []int) Column {
	taken := Column{key: c.key, kind: c.kind, failure: c.failure, cells: pick(c.cells, rows), texts: pick(c.texts, rows),
		numbers: pick(c.numbers, rows), times: pick(c.times, rows), json: pick(c.json, rows)}
	for i, row := range rows {
		if c.cells[row] == broken {
			taken.addErrors(map[int]*Error{row: c.errors[row]}, i-row)
		}
	}
	return taken
}

// pick are the values at some places; none of a slice that a column of another kind does not fill.
func pick[T any](values []T, at []int) []T {
	if values == nil {
		return nil
	}
	picked := make([]T, len(at))
	for i, place := range at {
		picked[i] = values[place]
	}
	return picked
}

// Take are some columns of some rows, in the order of both. They are whole: nothing is held back. It panics if there is no such
// column.
func (r *Rows) Take(columns []Selection, rows []int) *Rows {
	taken := make([]Column, len(columns))
	for i, s := range columns {
		taken[i] = r.Column(s).Take(rows)
	}
	return RowsOf(len(rows), r.PageSize, taken...)
}
