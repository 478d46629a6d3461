package derive

import (
	"time"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// RollUp merges groups into coarser ones: of the rows that pass all tests it makes a row for each combination of the keys'
// values. Without keys it makes exactly one row, also of no rows.
type RollUp struct {
	Tests   []Test
	Keys    []Key
	Metrics []Metric
	One     bool // whether each row that passes is known to be a group of its own

	// Apart are all keys of the rows, by which the endpoint may be seen to tell apart what a collation might not; empty: that is
	// not looked for.
	Apart []query.Selection
}

// Key is a key of the coarser groups: a key of the rows as it is, or one that is computed of a key of time.
type Key struct {
	As   query.Selection // the column that it becomes
	From query.Selection // the column that it is of

	// At most one of them computes: a bucket's start in UTC, or a number such as the hour of the day. A null stays one.
	Time   func(time.Time) time.Time
	Number func(time.Time) float64
}

// Metric is a column of the coarser groups that is merged of their rows.
type Metric struct {
	As    query.Selection
	Merge Merge
}

// Merge makes a metric's column, with one value for each of the groups, or says why it cannot. It may not change the groups.
type Merge func(g *Groups) (query.Column, Reason)

// Apply rolls rows up, in one pass over each column. The groups come in the order of their first rows. It gives ValueUnknown
// where a value cannot be read, or where two would be told apart that the endpoint may take for equal, MetricDoesNotAdd where
// values are not what they are taken for, and APart for rows that are not all.
func (r *RollUp) Apply(rows *query.Rows) (*query.Rows, Reason) {
	if rows.Partial() {
		return nil, APart
	}
	g := newGroups(rows)
	for _, t := range r.Tests {
		if reason := g.exclude(t); reason != Derivable {
			return nil, reason
		}
	}
	if reason := g.form(r); reason != Derivable {
		return nil, reason
	}
	columns := make([]query.Column, 0, len(r.Keys)+len(r.Metrics))
	for _, k := range r.Keys {
		c, reason := g.key(k)
		if reason != Derivable {
			return nil, reason
		}
		columns = append(columns, c)
	}
	for _, m := range r.Metrics {
		c, reason := m.Merge(g)
		if reason != Derivable {
			return nil, reason
		}
		columns = append(columns, c)
	}
	return query.RowsOf(g.Count, rows.PageSize, columns...), Derivable
}

// form puts the rows that are left into groups.
func (g *Groups) form(r *RollUp) Reason {
	switch {
	case r.One && len(r.Keys) > 0:
		g.one()
	case r.One: // the total of a group that is pinned
		if g.one(); g.Count > 1 {
			return ValueUnknown
		}
		g.Count = 1
	case len(r.Keys) > 0:
		for _, k := range r.Keys {
			if reason := g.divide(k, r.Apart); reason != Derivable {
				return reason
			}
		}
		g.findFirst()
	}
	return Derivable
}

// key is the column of a key.
func (g *Groups) key(k Key) (query.Column, Reason) {
	if k.Time == nil && k.Number == nil {
		return g.take(k.From)
	}
	d, reason := g.dictionary(k.From)
	if reason != Derivable || d.times == nil {
		return query.Column{}, ValueUnknown
	}
	kind := query.Time
	if k.Number != nil {
		kind = query.Number
	}
	c := query.NewColumn(k.As, kind, g.Count)
	for _, row := range g.First {
		switch code := d.codes[row]; {
		case code == d.null:
			c.AppendNull()
		case k.Number != nil:
			c.AppendNumber(k.Number(d.times[code]))
		default:
			c.AppendTime(k.Time(d.times[code]))
		}
	}
	return c, Derivable
}
