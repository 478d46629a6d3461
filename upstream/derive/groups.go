package derive

import (
	"math"
	"slices"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Groups are rows that were put into groups.
type Groups struct {
	Of    []uint32 // by row: its group, or noGroup
	Count int      // how many groups there are
	First []int    // by group: its first row; empty for the one group without keys

	rows         *query.Rows
	dictionaries map[string]*dictionary // by the column's key
}

// noGroup is the group of a row that is excluded.
const noGroup = math.MaxUint32

// newGroups has all rows in one group.
func newGroups(rows *query.Rows) *Groups {
	return &Groups{rows: rows, Of: make([]uint32, rows.Len()), Count: 1, dictionaries: make(map[string]*dictionary, 4)}
}

// dictionary is the dictionary of a column, made when it is first asked for.
func (g *Groups) dictionary(s query.Selection) (*dictionary, Reason) {
	key := s.Key()
	if d, ok := g.dictionaries[key]; ok {
		return d, Derivable
	}
	c := g.rows.Column(s)
	if c == nil {
		return nil, NoSuchKeys
	}
	d, ok := encode(c, g.rows.Len())
	if !ok || s.Unit != "" && !d.startsOf(s.Unit) {
		return nil, ValueUnknown
	}
	g.dictionaries[key] = d
	return d, Derivable
}

// exclude leaves out the rows that do not pass a test.
func (g *Groups) exclude(t Test) Reason {
	d, reason := g.dictionary(t.on)
	if reason != Derivable {
		return reason
	}
	passes, reason := t.check.passes(d)
	if reason != Derivable {
		return reason
	}
	for row, code := range d.codes {
		if !passes[code] {
			g.Of[row] = noGroup
		}
	}
	return Derivable
}

// one makes a group of each row that is left.
func (g *Groups) one() {
	g.First = make([]int, 0, len(g.Of))
	for row, of := range g.Of {
		if of != noGroup {
			g.Of[row] = uint32(len(g.First)) // #nosec G115 -- there are fewer rows
			g.First = append(g.First, row)
		}
	}
	g.Count = len(g.First)
}

// divide divides each group by the values of a key. It fails with ValueUnknown if the endpoint may take two of them for equal.
func (g *Groups) divide(k Key, apart []query.Selection) Reason {
	d, reason := g.dictionary(k.From)
	if reason != Derivable {
		return reason
	}
	if d.ambiguous() && !g.tellsApart(k.From, d, apart) {
		return ValueUnknown
	}
	codes, distinct := d.codes, d.size
	if k.Time != nil || k.Number != nil {
		if d.times == nil {
			return ValueUnknown
		}
		codes, distinct = d.compute(k)
	}
	g.Count = pair(g.Of, g.Of, g.Count, codes, distinct)
	return Derivable
}

// tellsApart says whether the endpoint is seen to tell apart texts of a key that are equal but for what a collation may ignore:
// in two rows that have all other keys in common.
func (g *Groups) tellsApart(key query.Selection, d *dictionary, keys []query.Selection) bool {
	others := slices.DeleteFunc(slices.Clone(keys), key.Equal)
	if len(others) == len(keys) {
		return false
	}
	tuples, err := g.rows.Tuples(others)
	if err != nil {
		return false
	}
	seen := make(map[string]bool, len(tuples))
	for row, tuple := range tuples {
		code := d.codes[row]
		if code == d.null {
			continue
		}
		tuple += folded(d.texts[code])
		if seen[tuple] {
			return true
		}
		seen[tuple] = true
	}
	return false
}

func (g *Groups) findFirst() {
	g.First = make([]int, g.Count)
	for row := len(g.Of) - 1; row >= 0; row-- {
		if of := g.Of[row]; of != noGroup {
			g.First[of] = row
		}
	}
}

// take is a column with the values of each group's first row.
func (g *Groups) take(s query.Selection) (query.Column, Reason) {
	c := g.rows.Column(s)
	switch {
	case c == nil:
		return query.Column{}, NoSuchKeys
	case len(g.First) == g.rows.Len(): // all of them, in their order
		return *c, Derivable
	}
	return c.Take(g.First), Derivable
}

// pair numbers the pairs of two numbers of each row in the order in which they first occur, and says how many there are. A
// row of noGroup stays one. The first numbers are below m, the second ones below n; to may be a.
func pair(to, a []uint32, m int, b []uint32, n int) int {
	const dense = 1 << 16 // pairs that may occur, for which a table of all of them is the quickest
	found := uint32(0)
	if m*n <= max(dense, 2*len(a)) {
		number := make([]uint32, m*n) // from 1 on
		for row, x := range a {
			if x == noGroup {
				to[row] = noGroup
				continue
			}
			at := int(x)*n + int(b[row])
			if number[at] == 0 {
				found++
				number[at] = found
			}
			to[row] = number[at] - 1
		}
		return int(found)
	}
	number := make(map[uint64]uint32, min(m*n, len(a)))
	for row, x := range a {
		if x == noGroup {
			to[row] = noGroup
			continue
		}
		at := uint64(x)<<32 | uint64(b[row])
		known, ok := number[at]
		if !ok {
			known = found
			number[at] = known
			found++
		}
		to[row] = known
	}
	return int(found)
}
