package derive

import (
	"cmp"
	"math"
	"slices"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// ranked is a value of a distribution, and how often it occurs.
type ranked struct{ value, times float64 }

// percentiles computes a percentile of a column, which is a key of the rows, by how many conversations each row counts. Nulls
// are left out; of nothing it is null.
func percentiles(s query.Selection) Merge {
	of, count := query.Selection{Field: s.Field}, query.Selection{Function: query.Count}
	return func(g *Groups) (query.Column, Reason) {
		values, counts := g.rows.Column(of), g.rows.Column(count)
		if values == nil || counts == nil {
			return query.Column{}, NoSuchKeys
		}
		distributions, ok := distributionsOf(g, values, counts)
		if !ok {
			return query.Column{}, ValueUnknown
		}
		c := query.NewColumn(s, query.Number, g.Count)
		for _, d := range distributions {
			if len(d) == 0 {
				c.AppendNull()
				continue
			}
			value := percentile(d, s.P)
			if math.IsNaN(value) || math.IsInf(value, 0) {
				return query.Column{}, ValueUnknown // The values are beyond what floats hold.
			}
			c.AppendNumber(value)
		}
		return c, Derivable
	}
}

// distributionsOf are the values of each group, of which a row counts some; false if one is unknown.
func distributionsOf(g *Groups, values, counts *query.Column) ([][]ranked, bool) {
	distributions := make([][]ranked, g.Count)
	for row, group := range g.Of {
		if group == noGroup {
			continue
		}
		value, ok, err := values.Number(row)
		if err != nil {
			return nil, false
		}
		times, counted, err := counts.Number(row)
		if err != nil || !counted {
			return nil, false
		}
		if ok && times > 0 {
			distributions[group] = append(distributions[group], ranked{value, times})
		}
	}
	return distributions, true
}

// percentile is the value at p of 0 to 1 between the first value and the last of a distribution: where it falls between two,
// in proportion.
func percentile(distribution []ranked, p float64) float64 {
	slices.SortFunc(distribution, func(a, b ranked) int { return cmp.Compare(a.value, b.value) })
	values := -1.0 // the rank of the last
	for _, r := range distribution {
		values += r.times
	}
	rank := p * values
	low, high := math.Floor(rank), math.Ceil(rank)
	at := func(rank float64) float64 {
		for _, r := range distribution {
			if rank -= r.times; rank < 0 {
				return r.value
			}
		}
		return distribution[len(distribution)-1].value
	}
	return at(low) + (rank-low)*(at(high)-at(low))
}
