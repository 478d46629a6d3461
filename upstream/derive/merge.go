package derive

import (
	"math"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

func readNumber(c *query.Column, row int) (float64, bool, error) { return c.Number(row) }

func readTime(c *query.Column, row int) (time.Time, bool, error) { return c.Time(row) }

func earlier(a, b time.Time) bool { return a.Before(b) }

// keep is a metric of groups that are not merged. Of no row at all counts are 0, and the rest is null.
func keep(s query.Selection) Merge {
	return func(g *Groups) (query.Column, Reason) {
		if len(g.First) == g.Count {
			return g.take(s)
		}
		c := query.NewColumn(s, s.Kind(), 1)
		if s.Function == query.Count || s.Function == query.CountDistinct {
			c.AppendNumber(0)
		} else {
			c.AppendNull()
		}
		return c, Derivable
	}
}

// counts adds a count.
func counts(s query.Selection) Merge { return countsAs(s, s) }

// countsAs adds a count and calls it by another name.
func countsAs(as, s query.Selection) Merge {
	return func(g *Groups) (query.Column, Reason) {
		totals, counted, reason := g.add(s)
		if reason != Derivable {
			return query.Column{}, reason
		}
		if counted < len(g.Of) {
			return query.Column{}, ValueUnknown // A count is never null.
		}
		c := query.NewColumn(as, query.Number, g.Count)
		for _, t := range totals {
			c.AppendNumber(t.sum)
		}
		return c, Derivable
	}
}

// sums adds a sum of whole numbers, leaving nulls out.
func sums(s query.Selection) Merge {
	return func(g *Groups) (query.Column, Reason) {
		totals, _, reason := g.add(s)
		if reason != Derivable {
			return query.Column{}, reason
		}
		c := query.NewColumn(s, query.Number, g.Count)
		for _, t := range totals {
			if t.values == 0 {
				c.AppendNull()
			} else {
				c.AppendNumber(t.sum)
			}
		}
		return c, Derivable
	}
}

// total is a sum, and of how many values.
type total struct {
	sum    float64
	values int
}

// add adds a column's values for each group. It says in how many rows there was one, or the row was excluded. Numbers that are
// not whole, or beyond those that floats hold exactly, would depend on the order of adding: they do not add.
func (g *Groups) add(s query.Selection) ([]total, int, Reason) {
	c := g.rows.Column(s)
	if c == nil {
		return nil, 0, MetricDoesNotAdd
	}
	totals, there := make([]total, g.Count), 0
	for row, of := range g.Of {
		if of == noGroup {
			there++
			continue
		}
		v, ok, err := c.Number(row)
		if err != nil {
			return nil, 0, ValueUnknown
		}
		if !ok {
			continue
		}
		there++
		t := &totals[of]
		t.sum += v
		t.values++
		if v != math.Trunc(v) || math.Abs(t.sum) >= mostExact {
			return nil, 0, MetricDoesNotAdd
		}
	}
	return totals, there, Derivable
}

// extremes keeps the least value of each group, or the greatest one for max, leaving nulls out.
func extremes[T any](s query.Selection, read func(*query.Column, int) (T, bool, error), less func(a, b T) bool, appendTo func(*query.Column, T)) Merge {
	better := less
	if s.Function == query.Max {
		better = func(a, b T) bool { return less(b, a) }
	}
	return func(g *Groups) (query.Column, Reason) {
		from := g.rows.Column(s)
		if from == nil {
			return query.Column{}, MetricDoesNotAdd
		}
		best, found := make([]T, g.Count), make([]bool, g.Count)
		for row, of := range g.Of {
			if of == noGroup {
				continue
			}
			v, ok, err := read(from, row)
			switch {
			case err != nil:
				return query.Column{}, ValueUnknown
			case ok && (!found[of] || better(v, best[of])):
				best[of], found[of] = v, true
			}
		}
		c := query.NewColumn(s, s.Kind(), g.Count)
		for i, v := range best {
			if found[i] {
				appendTo(&c, v)
			} else {
				c.AppendNull()
			}
		}
		return c, Derivable
	}
}

// distinct counts the values of a key that are not null.
func distinct(as, key query.Selection) Merge {
	return func(g *Groups) (query.Column, Reason) {
		d, reason := g.dictionary(key)
		if reason != Derivable {
			return query.Column{}, reason
		}
		if d.ambiguous() {
			return query.Column{}, ValueUnknown
		}
		pairs := make([]uint32, len(g.Of))
		seen := make([]bool, pair(pairs, g.Of, g.Count, d.codes, d.size))
		count := make([]int, g.Count)
		for row, p := range pairs {
			if p != noGroup && !seen[p] {
				seen[p] = true
				if d.codes[row] != d.null {
					count[g.Of[row]]++
				}
			}
		}
		c := query.NewColumn(as, query.Number, g.Count)
		for _, n := range count {
			c.AppendNumber(float64(n))
		}
		return c, Derivable
	}
}
