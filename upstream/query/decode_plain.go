package query

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Nearly all rows are written alike: without spaces, with all columns in their order, of texts without escapes, decimal numbers and
// nulls. Such rows are read here, in a third of the time that a JSON decoder takes, which reads everything else.

// plainRows reads the rows of the result up to the first one that is not plain, and leaves the JSON decoder before that.
func (d *decoder) plainRows() error {
	names := make([][]byte, len(d.rows.columns)) // each with what is before it and behind it
	for i := range names {
		key := d.rows.columns[i].key
		if !utf8.ValidString(key) {
			return nil // It would be quoted as another.
		}
		name, _ := jsontext.AppendQuote([]byte{','}, key) // It fails for such keys alone.
		if names[i] = append(name, ':'); i == 0 {
			names[i][0] = '{'
		}
	}
	values := make([]jsontext.Value, len(names))
	at := d.start
	for len(names) > 0 {
		end, ok := plainRow(d.body, at, names, values)
		if !ok {
			break
		}
		if err := d.beforeRow(); err != nil {
			return err
		}
		for i, value := range values {
			d.rows.columns[i].add(value, &d.memory)
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

// plainRow finds the values of a row and the end of it; false if it is not plain.
func plainRow(body []byte, at int, names [][]byte, values []jsontext.Value) (end int, ok bool) {
	for i, name := range names {
		if !bytes.HasPrefix(body[at:], name) {
			return at, false
		}
		at += len(name)
		length := plainValue(body[at:])
		if length == 0 {
			return at, false
		}
		values[i] = body[at : at+length]
		at += length
	}
	return at + 1, at < len(body) && body[at] == '}'
}

// plainValue is the length of the value that a text begins with; 0 if it is not plain.
func plainValue(text []byte) int {
	switch {
	case len(text) == 0:
		return 0
	case text[0] == '"':
		return plainText(text)
	case bytes.HasPrefix(text, []byte("null")):
		return len("null")
	}
	return plainNumber(text)
}

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

// plainNumber takes numbers without an exponent. What comes behind the number is not its business.
func plainNumber(text []byte) int {
	at := 0
	if text[0] == '-' {
		at++
	}
	whole := digits(text[at:])
	if whole == 0 || whole > 1 && text[at] == '0' {
		return 0
	}
	if at += whole; at < len(text) && text[at] == '.' {
		fraction := digits(text[at+1:])
		if fraction == 0 {
			return 0
		}
		at += 1 + fraction
	}
	return at
}

func digits(text []byte) int {
	for i, c := range text {
		if c < '0' || c > '9' {
			return i
		}
	}
	return len(text)
}
