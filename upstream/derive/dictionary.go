package derive

import (
	"strings"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// dictionary is a key's column with each distinct value once. What depends on values is then done once for each of them, and
// groups are made of numbers.
type dictionary struct {
	codes []uint32 // by row: the code of its value
	size  int      // codes are below it
	null  uint32   // the code of null; noCode if there is none

	// By code, one of them by the column's kind; null has a zero value. A whole JSON field has none: its values are null or not.
	texts   []string
	numbers []float64
	times   []time.Time
}

const noCode = noGroup

// encode makes the dictionary of a column; false if a value cannot be read.
func encode(c *query.Column, rows int) (*dictionary, bool) {
	d := &dictionary{codes: make([]uint32, rows), null: noCode}
	var ok bool
	switch c.Kind() {
	case query.Text:
		ok = fill(d, &d.texts, c.Text)
	case query.Number:
		ok = fill(d, &d.numbers, c.Number)
	case query.Time:
		ok = fill(d, &d.times, c.Time)
	case query.JSON:
		ok = d.fillJSON(c)
	case query.Object:
		var values []bool
		ok = fill(d, &values, func(row int) (bool, bool, error) {
			_, present, err := c.JSON(row)
			return true, present, err
		})
	}
	return d, ok
}

// fill numbers the values of a column in the order in which they first occur.
func fill[T comparable](d *dictionary, values *[]T, read func(row int) (T, bool, error)) bool {
	known := make(map[T]uint32)
	var last T // Rows often have the value of the row before.
	lastCode := uint32(noCode)
	*values = make([]T, 0, 16)
	for row := range d.codes {
		v, present, err := read(row)
		switch {
		case err != nil:
			return false
		case !present:
			d.codes[row] = d.nullIn(len(*values))
			if int(d.null) == len(*values) {
				*values = append(*values, v)
			}
			continue
		case lastCode != noCode && v == last:
			d.codes[row] = lastCode
			continue
		}
		code, ok := known[v]
		if !ok {
			code = uint32(len(*values)) // #nosec G115 -- there are no more than rows
			known[v] = code
			*values = append(*values, v)
		}
		d.codes[row], last, lastCode = code, v, code
	}
	d.size = len(*values)
	return true
}

// nullIn is the code of null, which is the next one when it first occurs.
func (d *dictionary) nullIn(next int) uint32 {
	if d.null == noCode {
		d.null = uint32(next) // #nosec G115 -- there are no more than rows
	}
	return d.null
}

// fillJSON numbers the values of a property, whose key is its text: a string or null. Others are not read.
func (d *dictionary) fillJSON(c *query.Column) bool {
	written := make(map[string]string) // texts, by how they are written
	return fill(d, &d.texts, func(row int) (string, bool, error) {
		raw, present, err := c.JSON(row)
		if err != nil || !present {
			return "", false, err
		}
		text, ok := written[string(raw)] // does not allocate
		if !ok {
			if text, ok = query.ReadText(raw); !ok {
				return "", false, errNoText
			}
			written[string(raw)] = text
		}
		return text, true, nil
	})
}

// startsOf says whether all times are starts of buckets of that length; of lengths that the endpoint does not have, always.
func (d *dictionary) startsOf(unit query.TimeUnit) bool {
	switch unit {
	case query.Hour, query.Day, query.Week, query.Month:
	default:
		return true
	}
	for code, t := range d.times {
		if uint32(code) != d.null && !starts(unit, t) { // #nosec G115 -- codes are of 32 bits
			return false
		}
	}
	return true
}

// ambiguous says whether two texts are equal but for what a collation may ignore.
func (d *dictionary) ambiguous() bool {
	var changed bool
	for _, text := range d.texts {
		changed = changed || folded(text) != text
	}
	if !changed {
		return false
	}
	known := make(map[string]bool, len(d.texts))
	for code, text := range d.texts {
		if uint32(code) == d.null { // #nosec G115 -- codes are of 32 bits
			continue
		}
		fold := folded(text)
		if known[fold] {
			return true
		}
		known[fold] = true
	}
	return false
}

// folded is a text without what a collation may ignore: case, and spaces at the end. What is folded already is not copied.
func folded(text string) string {
	text = strings.TrimRight(text, " ")
	for i := range len(text) {
		if text[i] >= 0x80 {
			return strings.ToLower(strings.ToUpper(text)) // ſ is an s, by its capital
		}
	}
	return strings.ToLower(text)
}

// compute are the codes of a computed key by row, and how many there are.
func (d *dictionary) compute(k Key) (codes []uint32, distinct int) {
	of := make([]uint32, d.size) // by code
	times, numbers := make(map[time.Time]uint32), make(map[float64]uint32)
	for code, t := range d.times {
		switch {
		case uint32(code) == d.null: // #nosec G115 -- codes are of 32 bits
			of[code] = uint32(distinct) // #nosec G115
			distinct++
		case k.Number != nil:
			of[code] = numbered(numbers, k.Number(t), &distinct)
		default:
			of[code] = numbered(times, k.Time(t).UTC(), &distinct)
		}
	}
	codes = make([]uint32, len(d.codes))
	for row, code := range d.codes {
		codes[row] = of[code]
	}
	return codes, distinct
}

// numbered is the number of a value, the next one for one that is new.
func numbered[T comparable](known map[T]uint32, v T, next *int) uint32 {
	number, ok := known[v]
	if !ok {
		number = uint32(*next) // #nosec G115 -- there are no more than rows
		known[v] = number
		*next++
	}
	return number
}
