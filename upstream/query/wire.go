package query

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
)

// Body is the query as the endpoint reads it.
func (q Query) Body() []byte { return encoder{}.query(make([]byte, 0, 512), q) }

// Identity is equal for two queries exactly if they are the same question: notes do not count, nor the order and the
// repeats of selections, groupings, terms of an and or an or, and values of an in. The order of OrderBy counts.
func (q Query) Identity() string { return string(q.appendIdentity(nil)) }

// Hash is the SHA-256 of the Identity.
func (q Query) Hash() [sha256.Size]byte {
	b := identities.Get().(*[]byte)
	*b = q.appendIdentity((*b)[:0])
	hash := sha256.Sum256(*b)
	if cap(*b) <= longIdentity {
		identities.Put(b)
	}
	return hash
}

// longIdentity is how many bytes an identity has whose memory is not kept for others.
const longIdentity = 16 << 10

// identities are the memory of identities that are hashed.
var identities = sync.Pool{New: func() any { return new([]byte) }}

func (q Query) appendIdentity(b []byte) []byte { return encoder{canonical: true}.query(b, q) }

// encoder writes queries; canonical, it writes equal ones equally.
type encoder struct{ canonical bool }

func (e encoder) query(b []byte, q Query) []byte {
	if q.Names != "" {
		return e.names(b, q)
	}
	// The endpoint takes a bucket for a selection that groups; its groupBy has no unit.
	var room [2][fewSelections]Selection // Most queries have no more: their columns need no memory of their own.
	keys := Union(room[0][:0], q.GroupBy...)
	columns := Union(keys, q.Select...)
	selected, grouped := columns[:0], room[1][:0]
	for i, s := range columns {
		switch {
		case s.Unit != "" || s.Function != "" || i >= len(keys):
			selected = append(selected, s) // in the place of one that was read
		default:
			grouped = append(grouped, s)
		}
	}
	b = append(b, '{')
	if len(selected) > 0 {
		b = set(append(b, `"select":`...), e.canonical, selected, e.selection)
	}
	if len(grouped) > 0 {
		b = set(append(comma(b), `"groupBy":`...), e.canonical, grouped, func(b []byte, s Selection) []byte {
			return append(e.place(append(b, '{'), s.Field, s.Path), '}')
		})
	}
	b = e.filter(b, q.Filter())
	if len(q.OrderBy) > 0 {
		b = set(append(comma(b), `"orderBy":`...), false, q.OrderBy, order)
	}
	if q.Notes != "" && !e.canonical {
		b = quoted(append(comma(b), `"notes":`...), q.Notes)
	}
	return append(b, '}')
}

// filter appends the member for a filter, if it is one.
func (e encoder) filter(b []byte, where Where) []byte {
	if where.Everything() {
		return b
	}
	b = append(comma(b), `"where":`...)
	if e.canonical {
		return append(b, where.canonical().digest[:]...)
	}
	return e.where(b, where)
}

func order(b []byte, o Order) []byte {
	b = quoted(append(b, `{"field":`...), o.By.Key())
	if o.Desc {
		return append(b, `,"direction":"desc"}`...)
	}
	return append(b, `,"direction":"asc"}`...)
}

// Size is how many bytes the selection takes in a body.
func (s Selection) Size() int { return len(encoder{}.selection(nil, s)) }

func (e encoder) selection(b []byte, s Selection) []byte {
	switch {
	case s.Function != "":
		b = quoted(append(b, `{"type":"aggregation","aggregation":`...), string(s.Function))
	case s.Unit != "":
		b = quoted(append(b, `{"type":"time","timeUnit":`...), string(s.Unit))
	default:
		b = append(b, `{"type":"field"`...)
	}
	return append(e.place(b, s.Field, s.Path), '}')
}

// place writes the members that say of what: a field, and the path into it.
func (e encoder) place(b []byte, f Field, path []string) []byte {
	if f != "" {
		b = quoted(append(comma(b), `"field":`...), string(f))
	}
	if len(path) > 0 {
		b = set(append(comma(b), `"path":`...), false, path, quoted)
	}
	return b
}

func (e encoder) where(b []byte, w Where) []byte {
	if c := w.condition; c != nil {
		return e.condition(b, c)
	}
	operator := `{"and":`
	if w.or {
		operator = `{"or":`
	}
	return append(set(append(b, operator...), false, w.terms, e.where), '}')
}

func (e encoder) condition(b []byte, c *Condition) []byte {
	b = quoted(append(b, `{"condition":{"field":`...), string(c.Field))
	b = append(quoted(append(b, `,"operator":`...), string(c.Operator)), `,"value":`...)
	if len(c.Path) > 0 {
		b = append(set(append(b, `{"path":`...), false, c.Path, quoted), `,"value":`...)
	}
	if c.Operator == In || c.Operator == NotIn {
		b = set(b, e.canonical, c.Values, func(b []byte, v jsontext.Value) []byte { return append(b, v...) })
	} else {
		b = append(b, c.Value...)
	}
	if len(c.Path) > 0 {
		b = append(b, '}')
	}
	return append(b, "}}"...)
}

// set appends a list. If it is of items whose order and repeats mean nothing, and has to be canonical, they are sorted and
// each is there once.
func set[T any](b []byte, canonical bool, items []T, item func(b []byte, v T) []byte) []byte {
	b = append(b, '[')
	start := len(b)
	canonical = canonical && len(items) > 1
	var texts [][2]int
	if canonical {
		texts = make([][2]int, 0, len(items))
	}
	for i, v := range items {
		if i > 0 {
			b = append(b, ',')
		}
		from := len(b)
		b = item(b, v)
		if canonical {
			texts = append(texts, [2]int{from - start, len(b) - start})
		}
	}
	if canonical {
		written := slices.Clone(b[start:])
		text := func(at [2]int) []byte { return written[at[0]:at[1]] }
		slices.SortFunc(texts, func(x, y [2]int) int { return bytes.Compare(text(x), text(y)) })
		texts = slices.CompactFunc(texts, func(x, y [2]int) bool { return bytes.Equal(text(x), text(y)) })
		b = b[:start]
		for i, at := range texts {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, text(at)...)
		}
	}
	return append(b, ']')
}

// comma separates the next member from what stands before it, if anything does.
func comma(b []byte) []byte {
	if b[len(b)-1] == '{' {
		return b
	}
	return append(b, ',')
}

// quoted appends s as a JSON string; bytes that are no UTF-8 become U+FFFD, the only error there could be.
func quoted(b []byte, s string) []byte {
	b, _ = jsontext.AppendQuote(b, s)
	return b
}
