package query

import (
	"encoding/binary"
	"math"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Rows that are kept for long are packed into one piece of bytes: the collector of garbage follows every pointer that is kept, each
// time, and rows have dozens of them. What is packed has none. All numbers have a fixed width, so that it is made in its size at once
// and is read without searching.
//
// The bytes are total, page size, length, whether rows are held back, and how many columns there are; then of each column its key,
// its kind, what there is of each value, the values, and the errors of those that could not be read. Only this process reads them.

const (
	packedSize    = 4 // of a size or an index
	packedNumber  = 8
	packedInstant = 8 + packedSize
)

// PackedBytes is how many bytes Pack appends.
func (r *Rows) PackedBytes() int {
	n := 3*packedSize + 1 + packedSize
	for i := range r.columns {
		c := &r.columns[i]
		n += packedSize + len(c.key) + 2 + r.length + packedSize
		switch c.kind {
		case Number:
			n += packedNumber * r.length
		case Time:
			n += packedInstant * r.length
		case Text:
			n += packedTexts(c.texts)
		case Object, JSON:
			n += packedTexts(c.json)
		}
		for _, e := range c.errors {
			n += 2*packedSize + len(e.Message)
		}
	}
	return n
}

func packedTexts[T string | jsontext.Value](texts []T) int {
	n := packedSize * len(texts)
	for _, text := range texts {
		n += len(text)
	}
	return n
}

// Pack appends the rows for Unpack. It panics on rows with a column of which no value can be had (Failing): no endpoint answers one.
func (r *Rows) Pack(to []byte) []byte {
	to = appendSize(to, r.Total, r.PageSize, r.length)
	to = appendFlag(to, r.partial)
	to = appendSize(to, len(r.columns))
	for i := range r.columns {
		to = r.columns[i].pack(to)
	}
	return to
}

func (c *Column) pack(to []byte) []byte {
	if c.failure != nil {
		panic("query: the column " + c.key + " has no values to pack")
	}
	to = append(appendSize(to, len(c.key)), c.key...)
	to = appendFlag(append(to, byte(c.kind)), c.counts) //nolint:gosec // There are five kinds.
	to = append(to, c.cells...)
	switch c.kind {
	case Number:
		for _, v := range c.numbers {
			to = binary.LittleEndian.AppendUint64(to, math.Float64bits(v))
		}
	case Time:
		for _, v := range c.times {
			to = binary.LittleEndian.AppendUint64(to, uint64(v.Unix())) //nolint:gosec // read back as it was
			to = appendSize(to, v.Nanosecond())
		}
	case Text:
		to = appendTexts(to, c.texts)
	case Object, JSON:
		to = appendTexts(to, c.json)
	}
	to = appendSize(to, len(c.errors))
	for row, e := range c.errors { // All of them are of unreadable.
		to = append(appendSize(to, row, len(e.Message)), e.Message...)
	}
	return to
}

// appendTexts appends the lengths of all texts, and then the texts.
func appendTexts[T string | jsontext.Value](to []byte, texts []T) []byte {
	for _, text := range texts {
		to = appendSize(to, len(text))
	}
	for _, text := range texts {
		to = append(to, text...)
	}
	return to
}

func appendSize(to []byte, sizes ...int) []byte {
	for _, n := range sizes {
		to = binary.LittleEndian.AppendUint32(to, uint32(n)) //nolint:gosec // An answer is of fewer bytes.
	}
	return to
}

func appendFlag(to []byte, set bool) []byte {
	if set {
		return append(to, 1)
	}
	return append(to, 0)
}

// Unpack reads what Pack has appended, and nothing else: on other bytes it panics. JSON values are parts of the bytes, which must not
// change.
func Unpack(packed []byte) *Rows {
	p := unpacker{packed}
	r := &Rows{Total: p.size(), PageSize: p.size(), length: p.size(), partial: p.flag()}
	r.columns = make([]Column, p.size())
	for i := range r.columns {
		r.columns[i] = p.column(r.length)
	}
	return r
}

// unpacker has what is still to be read.
type unpacker struct{ rest []byte }

func (p *unpacker) column(length int) Column {
	c := Column{key: string(p.take(p.size())), kind: Kind(p.take(1)[0]), counts: p.flag(), cells: p.take(length)}
	switch c.kind {
	case Number:
		values := p.take(packedNumber * length)
		c.numbers = make([]float64, length)
		for row := range c.numbers {
			c.numbers[row] = math.Float64frombits(binary.LittleEndian.Uint64(values[packedNumber*row:]))
		}
	case Time:
		values := p.take(packedInstant * length)
		c.times = make([]time.Time, length)
		for row := range c.times {
			at := values[packedInstant*row:]
			seconds, nanoseconds := binary.LittleEndian.Uint64(at), binary.LittleEndian.Uint32(at[8:])
			c.times[row] = time.Unix(int64(seconds), int64(nanoseconds)).UTC() //nolint:gosec // as it was written
		}
	case Text:
		lengths, total := p.lengths(length)
		texts := string(p.take(total))
		c.texts = make([]string, length)
		for row := range c.texts {
			n := binary.LittleEndian.Uint32(lengths[packedSize*row:])
			c.texts[row], texts = texts[:n], texts[n:]
		}
	case Object, JSON:
		lengths, _ := p.lengths(length)
		c.json = make([]jsontext.Value, length)
		for row := range c.json {
			c.json[row] = p.take(int(binary.LittleEndian.Uint32(lengths[packedSize*row:])))
		}
	}
	if errors := p.size(); errors > 0 {
		c.errors = make(map[int]*Error, errors)
		for range errors {
			row, length := p.size(), p.size()
			c.errors[row] = &Error{Failure: InvalidResponse, Message: string(p.take(length))}
		}
	}
	return c
}

// lengths are those of so many texts, as they are written, and the sum of them.
func (p *unpacker) lengths(texts int) (lengths []byte, total int) {
	lengths = p.take(packedSize * texts)
	for row := range texts {
		total += int(binary.LittleEndian.Uint32(lengths[packedSize*row:]))
	}
	return lengths, total
}

// take is the next bytes, to which nothing can be appended in place.
func (p *unpacker) take(n int) []byte {
	taken := p.rest[:n:n]
	p.rest = p.rest[n:]
	return taken
}

func (p *unpacker) size() int { return int(binary.LittleEndian.Uint32(p.take(packedSize))) }

func (p *unpacker) flag() bool { return p.take(1)[0] == 1 }
