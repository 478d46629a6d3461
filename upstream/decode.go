package upstream

import (
	"bytes"
	"errors"
	"io"
	"math"

	"github.com/go-json-experiment/json/jsontext"
)

// decodeRows reads an answer straight into the columns that the query asks for. Keys that were not asked for are passed over.
// What is not of the answer's form is an *Error of kind InvalidResponse.
func decodeRows(q Query, body []byte) (*Rows, error) {
	d := decoder{json: jsontext.NewDecoder(bytes.NewBuffer(body)), size: len(body), rows: emptyRows(q)}
	if err := d.answer(); err != nil {
		var known *Error
		if errors.As(err, &known) {
			return nil, known
		}
		return nil, invalid(err, "The endpoint's answer is not in the form that it promises.")
	}
	return d.rows, nil
}

type decoder struct {
	json   *jsontext.Decoder
	size   int // of the answer
	rows   *Rows
	memory arena
}

const (
	sample       = 16      // rows that tell how many there are in all; before them, columns grow as they do
	mostReserved = 1 << 16 // rows, should these not be like the others
)

var errForm = errors.New("unexpected JSON")

func (d *decoder) answer() error {
	var status, data bool
	err := d.object(func(name string) (err error) {
		switch name {
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
		return invalid(nil, "The endpoint's answer lacks its status or its data.")
	}
	if _, err := d.json.ReadToken(); !errors.Is(err, io.EOF) {
		return invalid(nil, "The endpoint's answer goes on behind its end.")
	}
	return nil
}

func (d *decoder) status() error {
	raw, err := d.json.ReadValue()
	if err != nil {
		return err
	}
	if string(raw) != `"ok"` {
		return invalid(nil, "The endpoint answered with a status other than ok.")
	}
	return nil
}

func (d *decoder) data() error {
	numbers := map[string]*int{"total": &d.rows.Total, "pageSize": &d.rows.PageSize, "count": new(int)}
	wanted := len(numbers) + 1
	err := d.object(func(name string) error {
		if name == "result" {
			wanted--
			return d.result()
		}
		n, ok := numbers[name]
		if !ok {
			return d.json.SkipValue()
		}
		wanted--
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
	})
	switch count := *numbers["count"]; {
	case err != nil:
		return err
	case wanted > 0:
		return invalid(nil, "The endpoint's answer lacks its result, total, pageSize or count.")
	case count != d.rows.length:
		return invalid(nil, "The endpoint announced %d rows and sent %d.", count, d.rows.length)
	case d.rows.Total < count:
		return invalid(nil, "The endpoint sent %d rows of a total of %d.", count, d.rows.Total)
	}
	// How to tell a part is inferred: a total above what came counts only if the page was full.
	d.rows.partial = d.rows.length < d.rows.Total && (d.rows.PageSize == 0 || d.rows.length >= d.rows.PageSize)
	return nil
}

func (d *decoder) result() error {
	if err := d.open('['); err != nil {
		return err
	}
	index := make(map[string]int, len(d.rows.columns))
	for i := range d.rows.columns {
		index[d.rows.columns[i].key] = i
	}
	start := d.json.InputOffset()
	for d.json.PeekKind() != ']' {
		if err := d.resultRow(index); err != nil {
			return err
		}
		if d.rows.length == sample {
			each := int(d.json.InputOffset()-start) / sample
			for i := range d.rows.columns {
				d.rows.columns[i].reserve(min(d.size/each+1, mostReserved))
			}
		}
	}
	_, err := d.json.ReadToken()
	return err
}

func (d *decoder) resultRow(index map[string]int) error {
	if err := d.open('{'); err != nil {
		return err
	}
	columns := d.rows.columns
	next := 0 // Most rows have their keys in the order of the columns.
	for d.json.PeekKind() != '}' {
		name, err := d.json.ReadValue()
		if err != nil {
			return err
		}
		var i int
		var ok bool
		if bytes.IndexByte(name, '\\') >= 0 {
			if plain, readable := parseText(name); readable {
				i, ok = index[plain]
			}
		} else if plain := name[1 : len(name)-1]; next < len(columns) && string(plain) == columns[next].key {
			i, ok = next, true
		} else {
			i, ok = index[string(plain)] // does not allocate
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

// object reads an object and hands each member's name to a function that reads the value.
func (d *decoder) object(member func(name string) error) error {
	if err := d.open('{'); err != nil {
		return err
	}
	for d.json.PeekKind() != '}' {
		name, err := d.json.ReadToken()
		if err != nil {
			return err
		}
		if err := member(name.String()); err != nil {
			return err
		}
	}
	_, err := d.json.ReadToken()
	return err
}

func (d *decoder) open(kind jsontext.Kind) error {
	token, err := d.json.ReadToken()
	if err != nil {
		return err
	}
	if token.Kind() != kind {
		return errForm
	}
	return nil
}
