package query

import (
	"bytes"
	"errors"
	"io"
	"math"

	"github.com/go-json-experiment/json/jsontext"
)

// DecodeRows reads an answer straight into the columns that the query asks for. Keys that were not asked for are passed over.
// What is not of the answer's form is an *Error of kind InvalidResponse. The JSON decoder may be one that was used before.
//
// JSON in a value may hold what few can read, half a character or a name twice: the value is mended, and the others stand.
//
// Rows may take far more memory than the answer has bytes: hold, if there is one, is told how many bytes more they are about to
// take besides their texts, and its *Error ends the reading.
func DecodeRows(json *jsontext.Decoder, q Query, body []byte, hold func(bytes int) error) (*Rows, error) {
	if hold == nil {
		hold = func(int) error { return nil }
	}
	body = bytes.TrimPrefix(body, []byte("\ufeff")) // RFC 8259, section 8.1
	rows, err := decodeRows(json, q, body, hold)
	if _, unread := errors.AsType[*jsontext.SyntacticError](err); unread {
		if mended, failed := sanitize(json, body); failed == nil {
			rows, err = decodeRows(json, q, mended, hold)
		}
	}
	if err == nil {
		return rows, nil
	}
	var known *Error
	if errors.As(err, &known) {
		return nil, known
	}
	return nil, Invalid(err, "The endpoint's answer is not in the form that it promises.")
}

func decodeRows(json *jsontext.Decoder, q Query, body []byte, hold func(bytes int) error) (*Rows, error) {
	json.Reset(bytes.NewBuffer(body))
	d := decoder{json: json, body: body, rows: EmptyRows(q), hold: hold}
	read := d.answer
	if q.Names != "" {
		read = d.names
	}
	if err := read(); err != nil {
		return nil, err
	}
	if _, err := d.json.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, Invalid(nil, "The endpoint's answer goes on behind its end.")
	}
	return d.rows, nil
}

type decoder struct {
	json   *jsontext.Decoder
	body   []byte
	rows   *Rows
	memory arena
	index  map[string]int // of the columns, if the rows have their keys in another order

	start  int // of the result's rows in the body
	passed int // bytes of the rows that the JSON decoder does not see, for they were plain

	hold     func(bytes int) error
	reserved int // rows that there is room for
	broken   int // values that the memory of their errors is held for
}

const (
	sample       = 16      // rows that tell how many there are in all
	mostReserved = 1 << 16 // rows, should these not be like the others
	settledEvery = 64      // rows
)

var errForm = errors.New("unexpected JSON")

func (d *decoder) answer() error {
	var status, data bool
	err := d.object(func(name []byte) (err error) {
		switch string(name) {
		case "status":
			status = true
			err = d.status()
		case "data":
			data = true
			err = d.data()
		default:
			err = d.json.SkipValue()
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case !status || !data:
		return Invalid(nil, "The endpoint's answer lacks its status or its data.")
	}
	return nil
}

func (d *decoder) status() error {
	raw, err := d.json.ReadValue()
	if err != nil {
		return err
	}
	if string(raw) != `"ok"` {
		return Invalid(nil, "The endpoint answered with a status other than ok.")
	}
	return nil
}

func (d *decoder) data() error {
	wanted, count := 4, 0
	err := d.object(func(name []byte) error {
		wanted--
		switch string(name) {
		case "result":
			return d.list(d.leastRow(), d.plainRows, d.resultRow)
		case "total":
			return d.number("total", &d.rows.Total)
		case "pageSize":
			return d.number("pageSize", &d.rows.PageSize)
		case "count":
			return d.number("count", &count)
		}
		wanted++
		return d.json.SkipValue()
	})
	switch {
	case err != nil:
		return err
	case wanted > 0:
		return Invalid(nil, "The endpoint's answer lacks its result, total, pageSize or count.")
	case count != d.rows.length:
		return Invalid(nil, "The endpoint announced %d rows and sent %d.", count, d.rows.length)
	case d.rows.Total < count:
		return Invalid(nil, "The endpoint sent %d rows of a total of %d.", count, d.rows.Total)
	}
	// More may match than came although the page had room for it. What has become of the rest is not known then, so that it
	// is held back like any other: to read on shows whether there is one.
	d.rows.partial = d.rows.length < d.rows.Total
	return nil
}

// number reads a number of rows.
func (d *decoder) number(name string, n *int) error {
	raw, err := d.json.ReadValue()
	if err != nil {
		return err
	}
	value, ok := parseNumber(raw)
	if !ok || value != math.Trunc(value) || value < 0 || value > math.MaxInt32 {
		return unreadable(name, raw, "a number of rows")
	}
	*n = int(value)
	return nil
}

// list reads a list of rows, each of which has at least so many bytes: first what plain reads of them, then the others.
func (d *decoder) list(leastRow int, plain, row func() error) error {
	if err := d.open('['); err != nil {
		return err
	}
	if err := d.reserve(min(len(d.body)/leastRow+1, sample)); err != nil {
		return err
	}
	d.start = int(d.json.InputOffset())
	if err := plain(); err != nil {
		return err
	}
	for d.json.PeekKind() != ']' {
		if err := d.beforeRow(); err != nil {
			return err
		}
		if err := row(); err != nil {
			return err
		}
		if err := d.afterRow(int(d.json.InputOffset()) + d.passed); err != nil {
			return err
		}
	}
	_, err := d.json.ReadToken()
	return err
}

// beforeRow makes room for a row.
func (d *decoder) beforeRow() error {
	if d.rows.length < d.reserved {
		return nil
	}
	return d.reserve(2 * d.reserved)
}

// afterRow makes room for all rows, once some tell how many there are, and has memory held that rows took beyond it. The row ends
// there in the body.
func (d *decoder) afterRow(end int) error {
	if d.rows.length == sample {
		each := (end - d.start) / sample
		if err := d.reserve(min(len(d.body)/each+1, mostReserved)); err != nil {
			return err
		}
	}
	if d.rows.length%settledEvery == 0 {
		return d.settle()
	}
	return nil
}

// leastRow is how many bytes a row has that has all columns.
func (d *decoder) leastRow() int {
	n := len(`{},`)
	for i := range d.rows.columns {
		n += len(`"":0,`) + len(d.rows.columns[i].key)
	}
	return n
}

// reserve makes room for so many rows in all.
func (d *decoder) reserve(rows int) error {
	if rows <= d.reserved {
		return nil
	}
	bytes := 0
	for i := range d.rows.columns {
		bytes += d.rows.columns[i].kind.bytes()
	}
	if err := d.hold((rows - d.reserved) * bytes); err != nil {
		return err
	}
	if d.reserved == 0 {
		shareRoom(d.rows.columns, rows)
	}
	d.reserved = rows
	for i := range d.rows.columns {
		d.rows.columns[i].reserve(rows)
	}
	return nil
}

// settle has the errors of values held that could not be read since it last did.
func (d *decoder) settle() error {
	broken := 0
	for i := range d.rows.columns {
		broken += len(d.rows.columns[i].errors)
	}
	more := broken - d.broken
	d.broken = broken
	if more == 0 {
		return nil
	}
	return d.hold(more * errorBytes)
}

func (d *decoder) resultRow() error {
	if err := d.open('{'); err != nil {
		return err
	}
	columns := d.rows.columns
	next := 0 // Most rows have their keys in the order of the columns.
	for d.json.PeekKind() != '}' {
		name, err := d.name()
		if err != nil {
			return err
		}
		i, ok := next, next < len(columns) && string(name) == columns[next].key
		if !ok {
			i, ok = d.find(name)
		}
		value, err := d.json.ReadValue()
		if err != nil {
			return err
		}
		if ok {
			columns[i].add(value, &d.memory)
			next = i + 1
		}
	}
	d.rows.length++
	for i := range columns {
		if len(columns[i].cells) < d.rows.length {
			columns[i].add(nil, &d.memory)
		}
	}
	_, err := d.json.ReadToken()
	return err
}

// find is the index of the column of a name, if it has one.
func (d *decoder) find(name []byte) (int, bool) {
	if d.index == nil {
		d.index = make(map[string]int, len(d.rows.columns))
		for i := range d.rows.columns {
			d.index[d.rows.columns[i].key] = i
		}
	}
	i, ok := d.index[string(name)] // does not allocate
	return i, ok
}
