package query

import (
	"maps"
	"math"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// From is the rows from one on. They share their values with r.
func (r *Rows) From(row int) *Rows {
	rest := *r
	rest.length = r.length - row
	rest.columns = make([]Column, len(r.columns))
	for i := range r.columns {
		rest.columns[i] = r.columns[i].from(row)
	}
	return &rest
}

// Before is the rows before one; others are held back. They share their values with r.
func (r *Rows) Before(row int) *Rows {
	some := *r
	some.length, some.partial = row, true
	some.columns = make([]Column, len(r.columns))
	for i := range r.columns {
		some.columns[i] = r.columns[i].before(row)
	}
	return &some
}

func (c Column) from(row int) Column {
	c.cells = c.cells[row:]
	c.texts = tail(c.texts, row)
	c.numbers = tail(c.numbers, row)
	c.times = tail(c.times, row)
	c.json = tail(c.json, row)
	errors := c.errors
	c.errors = nil
	c.addErrors(errors, -row)
	return c
}

func (c Column) before(row int) Column {
	c.cells = c.cells[:row]
	c.texts = head(c.texts, row)
	c.numbers = head(c.numbers, row)
	c.times = head(c.times, row)
	c.json = head(c.json, row)
	c.errors = maps.Clone(c.errors)
	maps.DeleteFunc(c.errors, func(at int, _ *Error) bool { return at >= row })
	return c
}

// head is a slice up to an index, or nothing of one that a column of another kind does not fill.
func head[T any](s []T, to int) []T {
	if s == nil {
		return nil
	}
	return s[:to:to]
}

// tail is a slice from an index on, or nothing of one that a column of another kind does not fill.
func tail[T any](s []T, from int) []T {
	if s == nil {
		return nil
	}
	return s[from:]
}

// Concat is the rows of several pages of one query, in turn. The total is the first one's, and what is held back is what
// the last one holds back. The pages may have their columns in different orders: one that another query has asked for serves
// all that select the same, in whatever order they do.
func Concat(pages []*Rows) *Rows {
	all := *pages[0]
	all.columns = make([]Column, len(pages[0].columns))
	for i := range all.columns {
		all.columns[i] = Column{key: pages[0].columns[i].key, kind: pages[0].columns[i].kind, counts: pages[0].columns[i].counts}
	}
	all.length = 0
	for _, p := range pages {
		for i := range all.columns {
			all.columns[i].append(p.column(all.columns[i].key))
		}
		all.length += p.length
		all.partial = p.partial
	}
	return &all
}

func (c *Column) append(o *Column) {
	if c.failure == nil {
		c.failure = o.failure
	}
	c.addErrors(o.errors, len(c.cells))
	c.cells = append(c.cells, o.cells...)
	c.texts = append(c.texts, o.texts...)
	c.numbers = append(c.numbers, o.numbers...)
	c.times = append(c.times, o.times...)
	c.json = append(c.json, o.json...)
}

// addErrors adds errors of rows that have moved.
func (c *Column) addErrors(errors map[int]*Error, by int) {
	if len(errors) == 0 {
		return
	}
	c.errors = maps.Clone(c.errors)
	if c.errors == nil {
		c.errors = make(map[int]*Error, len(errors))
	}
	for row, err := range errors {
		if row+by >= 0 {
			c.errors[row+by] = err
		}
	}
}

// Place is a row's place in an order, as conditions have the values.
func (r *Rows) Place(order []Order, row int) ([]jsontext.Value, error) {
	values := make([]jsontext.Value, len(order))
	for i, o := range order {
		c := r.Column(o.By)
		if c == nil {
			return nil, &Error{Failure: Internal, Message: "A place in an order that was not asked for."}
		}
		var err error
		if values[i], err = c.Wire(row); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// Note notes the places of all rows. It fails on one that was seen before: an endpoint that does not keep to the order and
// the condition would otherwise be read in a circle, and its rows be counted twice.
func (r *Rows) Note(order []Order, seen map[string]bool) error {
	for row := range r.length {
		values, err := r.Place(order, row)
		if err != nil {
			return err
		}
		place := placeText(values)
		if seen[place] {
			return Invalid(nil, "The endpoint answered a row again that it had answered on the page before.")
		}
		seen[place] = true
	}
	return nil
}

// Cut is the first of the last rows that are at one place in an order, and that place. It fails if others there are elsewhere:
// the rows are not in the order.
func (r *Rows) Cut(order []Order) (row int, place []jsontext.Value, err error) {
	seen := make(map[string]bool)
	last := ""
	for i := range r.length {
		values, err := r.Place(order, i)
		if err != nil {
			return 0, nil, err
		}
		switch text := placeText(values); {
		case i > 0 && text == last:
		case seen[text]:
			return 0, nil, Invalid(nil, "The endpoint answered rows that are not in the order that it was asked for.")
		default:
			seen[text], last = true, text
			row, place = i, values
		}
	}
	return row, place, nil
}

// Tuples are the values of some columns by row, as texts that are equal for equal values only.
func (r *Rows) Tuples(columns []Selection) ([]string, error) {
	order := make([]Order, len(columns))
	for i, s := range columns {
		order[i].By = s
	}
	tuples := make([]string, r.length)
	for row := range r.length {
		values, err := r.Place(order, row)
		if err != nil {
			return nil, err
		}
		tuples[row] = placeText(values)
	}
	return tuples, nil
}

// placeText is equal for equal places only.
func placeText(values []jsontext.Value) string {
	var text []byte
	for _, v := range values {
		text = append(append(text, v...), 0)
	}
	return string(text)
}

// Find is the row at a place in an order; below 0 if there is none. A row that has come to another place since is none.
func (r *Rows) Find(order []Order, place []jsontext.Value) int {
	columns := make([]*Column, len(order))
	for i, o := range order {
		if columns[i] = r.Column(o.By); columns[i] == nil {
			return -1
		}
	}
next:
	for row := range r.length {
		for i := len(order) - 1; i >= 0; i-- { // Most orders end with the identifier, which decides.
			if v, err := columns[i].Wire(row); err != nil || string(v) != string(place[i]) {
				continue next
			}
		}
		return row
	}
	return -1
}

// Wire is the value of a row as a condition has it: a JSON text, number or null.
func (c *Column) Wire(row int) (jsontext.Value, error) {
	null := jsontext.Value("null")
	switch c.kind {
	case Number:
		v, ok, err := c.Number(row)
		if err != nil || !ok {
			return null, err
		}
		if math.Abs(v) > 1<<53 {
			return null, Invalid(nil, "The endpoint answered %q with a number of more digits than its place in an order can be told by.", c.key)
		}
		return jsontext.Value(strconv.AppendFloat(nil, v, 'f', -1, 64)), nil
	case Time:
		v, ok, err := c.Time(row)
		if err != nil || !ok {
			return null, err
		}
		return quoted(nil, v.Format(time.RFC3339Nano)), nil
	case Text:
		v, ok, err := c.Text(row)
		if err != nil || !ok {
			return null, err
		}
		return quoted(nil, v), nil
	default: // Object, JSON
		v, ok, err := c.JSON(row)
		if err != nil || !ok {
			return null, err
		}
		return v, nil
	}
}

// Bytes is about what the rows take in memory.
func (r *Rows) Bytes() int {
	n := 0
	for _, c := range r.columns {
		n += 128 + len(c.cells)*c.kind.bytes() + errorBytes*len(c.errors)
		for _, s := range c.texts {
			n += len(s)
		}
		for _, v := range c.json {
			n += len(v)
		}
	}
	return n
}

// errorBytes is about what the error of a value takes.
const errorBytes = 256

// bytes is what a value of the kind takes in a column, without its text.
func (k Kind) bytes() int {
	switch k {
	case Number:
		return 1 + 8
	case Text:
		return 1 + 16
	case Time, Object, JSON:
		return 1 + 24
	}
	return 1
}
