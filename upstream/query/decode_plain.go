package query

import (
	"bytes"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Nearly all rows are written alike: without spaces, with all columns in their order, of texts without escapes, decimal numbers and
// nulls. Such rows are read here, in a third of the time that a JSON decoder takes, which reads everything else.

// plainRows reads the rows of the result up to the first one that is not plain, and leaves the JSON decoder before that.
func (d *decoder) plainRows() error {
	names := make([][]byte, len(d.rows.columns)) // each with what is before it and behind it
	written := make([]byte, 0, d.leastRow())
	for i := range names {
		key := d.rows.columns[i].key
		if !utf8.ValidString(key) {
			return nil // It would be quoted as another.
		}
		begin := len(written)
		if written = append(written, ','); i == 0 {
			written[0] = '{'
		}
		written, _ = jsontext.AppendQuote(written, key) // It fails for such keys alone.
		written = append(written, ':')
		names[i] = written[begin:]
	}
	values := make([]plain, len(names))
	at := d.start
	for len(names) > 0 {
		end, ok := plainRow(d.body, at, names, values)
		if !ok {
			break
		}
		if err := d.beforeRow(); err != nil {
			return err
		}
		for i := range values {
			d.rows.columns[i].addPlain(&values[i], &d.memory)
		}
		d.rows.length++
		if err := d.afterRow(end); err != nil {
			return err
		}
		if at = end; !bytes.HasPrefix(d.body[at:], []byte(",{")) {
			break // This is the end, or something is wrong with it.
		}
		at++
	}
	return d.goOn(at)
}

// goOn has the JSON decoder go on in the result at another place: as if nothing had been between.
func (d *decoder) goOn(at int) error {
	if at == d.start {
		return nil
	}
	d.passed = at - d.start
	d.json.Reset(bytes.NewBuffer(slices.Concat(d.body[:d.start], d.body[at:])))
	for d.json.InputOffset() < int64(d.start) {
		if _, err := d.json.ReadToken(); err != nil {
			return err
		}
	}
	return nil
}

// plain is a value as it is written, and its number if it is one that is read already.
type plain struct {
	raw    jsontext.Value
	number float64
	isRead bool
}

// addPlain is add.
func (c *Column) addPlain(v *plain, memory *arena) {
	if v.isRead && c.kind == Number && (!c.counts || v.number >= 0 && v.number == math.Trunc(v.number)) {
		c.AppendNumber(v.number)
	} else {
		c.add(v.raw, memory)
	}
}

// plainRow finds the values of a row and the end of it; false if it is not plain.
func plainRow(body []byte, at int, names [][]byte, values []plain) (end int, ok bool) {
	for i, name := range names {
		if !bytes.HasPrefix(body[at:], name) {
			return at, false
		}
		at += len(name)
		length := values[i].find(body[at:])
		if length == 0 {
			return at, false
		}
		at += length
	}
	return at + 1, at < len(body) && body[at] == '}'
}

// find finds the value that a text begins with, and is its length; 0 if it is not plain.
func (v *plain) find(text []byte) (length int) {
	v.isRead = false
	switch {
	case len(text) > 0 && text[0] == '"':
		length = plainText(text)
	case bytes.HasPrefix(text, []byte("null")):
		length = len("null")
	default:
		v.number, length, v.isRead = readDecimal(text)
	}
	v.raw = text[:length]
	return length
}

// plainText is the length of the text in quotes that a text begins with; 0 if it is not plain.
func plainText(text []byte) int {
	ascii := true
	for i, c := range text[1:] {
		switch {
		case c == '"':
			if !ascii && !utf8.Valid(text[1:1+i]) {
				return 0
			}
			return i + 2
		case c == '\\' || c < ' ':
			return 0
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return 0
}
