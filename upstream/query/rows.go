package query

import (
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Kind is what the values of a column are. Any of them may be null.
type Kind int

// The kinds of column.
const (
	Text   Kind = iota // a string
	Number             // a number, or a string that holds one
	Time               // a time, in the forms that parseTime takes
	Object             // a JSON object
	JSON               // any JSON
)

func (k Kind) String() string {
	return [...]string{"a text", "a number", "a time", "a JSON object", "JSON"}[k]
}

// Rows are the rows of an answer, column by column.
type Rows struct {
	Total    int // rows that match; groups, if the query groups
	PageSize int // rows that fit an answer; 0 if the endpoint does not say

	length  int
	partial bool
	columns []Column
}

// Len is the number of rows in this answer.
func (r *Rows) Len() int { return r.length }

// Partial says whether the endpoint held rows back that come behind these.
func (r *Rows) Partial() bool { return r.partial }

// Redact changes the messages of the errors of values that could not be read.
func (r *Rows) Redact(change func(*Error)) {
	for i := range r.columns {
		for _, e := range r.columns[i].errors {
			change(e)
		}
	}
}

// Column is the column of a selection, or nil if the query did not ask for it.
func (r *Rows) Column(s Selection) *Column { return r.column(s.Key()) }

func (r *Rows) column(key string) *Column {
	for i := range r.columns {
		if r.columns[i].key == key {
			return &r.columns[i]
		}
	}
	return nil
}

// EmptyRows is the answer of a query that matches nothing.
func EmptyRows(q Query) *Rows {
	return &Rows{columns: newColumns(q)}
}

// Column holds the values of one selection. Only the slice of its kind is filled. A value that could not be read does not
// spoil the others: it is an error where it is asked for.
type Column struct {
	key    string
	kind   Kind
	counts bool // whether the values are counts
	cells  []cell

	texts   []string
	numbers []float64
	times   []time.Time
	json    []jsontext.Value
	errors  map[int]*Error // by row
	failure *Error         // of all rows; nil if there is none
}

// cell says what there is of a value.
type cell = byte

const (
	missing cell = iota
	null
	present
	broken
)

func newColumns(q Query) []Column {
	var room [fewSelections]Selection
	selections := q.appendColumns(room[:0])
	columns := make([]Column, len(selections))
	for i, s := range selections {
		columns[i] = Column{key: s.Key(), kind: s.Kind(), counts: s.Function == Count || s.Function == CountDistinct}
	}
	return columns
}

// Text is the string of a row in a column of kind Text; false for null.
func (c *Column) Text(row int) (string, bool, error) { return value(c, c.texts, row) }

// Number is the number of a row in a column of kind Number, always finite; false for null.
func (c *Column) Number(row int) (float64, bool, error) { return value(c, c.numbers, row) }

// Numbers are the numbers of all rows, if each of them has one. They must not be changed.
func (c *Column) Numbers() ([]float64, bool) {
	for _, state := range c.cells {
		if state != present {
			return nil, false
		}
	}
	return c.numbers, c.kind == Number && c.failure == nil
}

// Time is the time of a row in a column of kind Time, in UTC; false for null.
func (c *Column) Time(row int) (time.Time, bool, error) { return value(c, c.times, row) }

// JSON is the value of a row in a column of kind Object or JSON, as it was written; false for null.
func (c *Column) JSON(row int) (jsontext.Value, bool, error) { return value(c, c.json, row) }

// Int is Number for what GraphQL's Int holds: whole numbers of 32 bits.
func (c *Column) Int(row int) (int, bool, error) {
	n, ok, err := c.Number(row)
	if err != nil || !ok {
		return 0, false, err
	}
	if n != math.Trunc(n) || n < math.MinInt32 || n > math.MaxInt32 {
		return 0, false, unreadable(c.key, strconv.AppendFloat(nil, n, 'f', -1, 64), "a whole number of 32 bits")
	}
	return int(n), true, nil
}

// Kind is what the column's values are.
func (c *Column) Kind() Kind { return c.kind }

// Key is the column's name in the endpoint's rows.
func (c *Column) Key() string { return c.key }

func value[T any](c *Column, values []T, row int) (T, bool, error) {
	var none T
	if c.failure != nil {
		return none, false, c.failure
	}
	switch c.cells[row] {
	case present:
		return values[row], true, nil
	case null:
		return none, false, nil
	case broken:
		return none, false, c.errors[row]
	default: // missing
		return none, false, Invalid(nil, "The endpoint answered a row without %q.", c.key)
	}
}

// shareRoom makes room for so many rows of empty columns in one piece of memory for all of them: in pieces of their own they would
// be most of the objects that are kept of a short answer.
func shareRoom(columns []Column, rows int) {
	ofNumbers := 0
	for i := range columns {
		if columns[i].kind == Number {
			ofNumbers++
		}
	}
	cells, numbers := make([]cell, rows*len(columns)), make([]float64, rows*ofNumbers)
	for i := range columns {
		c := &columns[i]
		c.cells, cells = cells[:0:rows], cells[rows:]
		if c.kind == Number {
			c.numbers, numbers = numbers[:0:rows], numbers[rows:]
		}
	}
}

// reserve makes room for so many rows in all.
func (c *Column) reserve(rows int) {
	more := rows - len(c.cells)
	if more <= 0 {
		return
	}
	c.cells = slices.Grow(c.cells, more)
	switch c.kind {
	case Text:
		c.texts = slices.Grow(c.texts, more)
	case Number:
		c.numbers = slices.Grow(c.numbers, more)
	case Time:
		c.times = slices.Grow(c.times, more)
	case Object, JSON:
		c.json = slices.Grow(c.json, more)
	}
}

// add reads the next row's value; nil stands for a row without the column's key. Memory for it is taken from an arena.
func (c *Column) add(raw jsontext.Value, memory *arena) {
	state := c.read(raw, memory)
	if state == broken {
		if c.errors == nil {
			c.errors = make(map[int]*Error)
		}
		promised := c.kind.String()
		if _, number := parseNumber(raw); c.counts && (number || raw.Kind() == 'n') {
			promised = "a count"
		}
		c.errors[len(c.cells)] = unreadable(c.key, raw, promised)
	}
	c.cells = append(c.cells, state)
}

// read appends the value to the slice of the column's kind, a zero one where there is none to keep the rows aligned.
func (c *Column) read(raw jsontext.Value, memory *arena) cell {
	state := missing
	switch {
	case raw == nil:
	case raw.Kind() == 'n':
		state = null
	default:
		state = present
	}
	var ok bool
	switch c.kind {
	case Text:
		var v string
		if state == present {
			v, ok = memory.text(raw)
		}
		c.texts = append(c.texts, v)
	case Number:
		var v float64
		if state == present {
			v, ok = parseNumber(raw)
			ok = ok && !(c.counts && (v < 0 || v != math.Trunc(v)))
		}
		c.numbers = append(c.numbers, v)
	case Time:
		var v time.Time
		if state == present {
			v, ok = parseTime(raw)
		}
		c.times = append(c.times, v)
	case Object, JSON:
		var v jsontext.Value
		if state == present {
			v, ok = memory.clone(raw), c.kind == JSON || raw.Kind() == '{'
		}
		c.json = append(c.json, v)
	}
	if state == present && !ok || state == null && c.counts { // A count of nothing is 0.
		return broken
	}
	return state
}
