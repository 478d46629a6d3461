package upstream

import (
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// Body is the query as the endpoint reads it.
func (q Query) Body() []byte { return encoder{}.query(q) }

// Identity is equal for two queries exactly if they are the same question: notes do not count, nor the order and the
// repeats of selections, groupings, terms of an and or an or, and values of an in. The order of OrderBy counts.
func (q Query) Identity() string {
	e := encoder{canonical: true}
	q.Where, q.After = e.distinct(q.where()), nil
	return string(e.query(q))
}

// encoder writes queries; canonical, it writes equal ones equally.
type encoder struct{ canonical bool }

func (e encoder) query(q Query) []byte {
	// The endpoint takes a bucket for a selection that groups; its groupBy has no unit.
	var selected, grouped [][]byte
	groups := len(Union(nil, q.GroupBy...)) // the first of the columns
	for i, s := range q.Columns() {
		switch {
		case s.Unit != "" || s.Function != "" || i >= groups:
			selected = append(selected, e.selection(s))
		default:
			grouped = append(grouped, append(e.place([]byte{'{'}, s.Field, s.Path), '}'))
		}
	}
	orders := make([][]byte, len(q.OrderBy))
	for i, o := range q.OrderBy {
		direction := `,"direction":"asc"}`
		if o.Desc {
			direction = `,"direction":"desc"}`
		}
		orders[i] = append(quoted([]byte(`{"field":`), o.By.Key()), direction...)
	}

	b := []byte{'{'}
	if len(selected) > 0 {
		b = list(append(b, `"select":`...), e.set(selected))
	}
	if len(grouped) > 0 {
		b = list(append(comma(b), `"groupBy":`...), e.set(grouped))
	}
	if where := q.where(); !where.Everything() {
		b = append(append(comma(b), `"where":`...), e.where(where)...)
	}
	if len(orders) > 0 {
		b = list(append(comma(b), `"orderBy":`...), orders)
	}
	if q.Notes != "" && !e.canonical {
		b = quoted(append(comma(b), `"notes":`...), q.Notes)
	}
	return append(b, '}')
}

func (e encoder) selection(s Selection) []byte {
	var b []byte
	switch {
	case s.Function != "":
		b = quoted([]byte(`{"type":"aggregation","aggregation":`), string(s.Function))
	case s.Unit != "":
		b = quoted([]byte(`{"type":"time","timeUnit":`), string(s.Unit))
	default:
		b = []byte(`{"type":"field"`)
	}
	return append(e.place(b, s.Field, s.Path), '}')
}

// place writes the members that say of what: a field, and the path into it.
func (e encoder) place(b []byte, f Field, path []string) []byte {
	if f != "" {
		b = quoted(append(comma(b), `"field":`...), string(f))
	}
	if len(path) > 0 {
		b = steps(append(comma(b), `"path":`...), path)
	}
	return b
}

func (e encoder) where(w Where) []byte {
	if c := w.condition; c != nil {
		return e.condition(*c)
	}
	terms := make([][]byte, len(w.terms))
	for i, t := range w.terms {
		terms[i] = e.where(t)
	}
	b := []byte(`{"and":`)
	if w.or {
		b = []byte(`{"or":`)
	}
	return append(list(b, e.set(terms)), '}')
}

// distinct is w without the terms that repeat. It joins the rest anew: an or of one and the same and is that and, and its
// terms may be those of the and around it.
func (e encoder) distinct(w Where) Where {
	if w.condition != nil {
		return w
	}
	var terms []Where
	seen := make(map[string]bool, len(w.terms))
	for _, t := range w.terms {
		t = e.distinct(t)
		if text := string(e.where(t)); !seen[text] {
			seen[text] = true
			terms = append(terms, t)
		}
	}
	return join(w.or, terms)
}

func (e encoder) condition(c Condition) []byte {
	b := quoted([]byte(`{"condition":{"field":`), string(c.Field))
	b = append(quoted(append(b, `,"operator":`...), string(c.Operator)), `,"value":`...)
	value := []byte(c.Value)
	if c.Operator == In || c.Operator == NotIn {
		values := make([][]byte, len(c.Values))
		for i, v := range c.Values {
			values[i] = v
		}
		value = list(nil, e.set(values))
	}
	if len(c.Path) > 0 {
		b = append(append(steps(append(b, `{"path":`...), c.Path), `,"value":`...), value...)
		return append(b, "}}}"...)
	}
	return append(append(b, value...), "}}"...)
}

// set is what an encoder makes of items whose order and repeats mean nothing: canonical, it sorts and drops repeats.
func (e encoder) set(items [][]byte) [][]byte {
	if !e.canonical {
		return items
	}
	slices.SortFunc(items, slices.Compare)
	return slices.CompactFunc(items, slices.Equal)
}

func list(b []byte, items [][]byte) []byte {
	b = append(b, '[')
	for i, item := range items {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, item...)
	}
	return append(b, ']')
}

func steps(b []byte, path []string) []byte {
	b = append(b, '[')
	for i, step := range path {
		if i > 0 {
			b = append(b, ',')
		}
		b = quoted(b, step)
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
