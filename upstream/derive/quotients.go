package derive

import (
	"math"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// quotients are sums of a column, over sums of another one if there is one. Of nothing they are null.
func (g *Groups) quotients(as, sum query.Selection, count *query.Selection) (query.Column, Reason) {
	sums, reason := g.addUp(sum)
	if reason != Derivable {
		return query.Column{}, reason
	}
	counts := make([]total, g.Count)
	if count != nil {
		if counts, reason = g.addUp(*count); reason != Derivable {
			return query.Column{}, reason
		}
	}
	c := query.NewColumn(as, query.Number, g.Count)
	for i, t := range sums {
		quotient := t.sum
		if count != nil {
			quotient /= counts[i].sum
		}
		switch {
		case t.values == 0, count != nil && counts[i].sum == 0:
			c.AppendNull()
		case math.IsInf(quotient, 0) || math.IsNaN(quotient):
			return query.Column{}, ValueUnknown // The values are beyond what floats hold.
		default:
			c.AppendNumber(quotient)
		}
	}
	return c, Derivable
}

// addUp adds a column's values for each group, leaving nulls out.
func (g *Groups) addUp(s query.Selection) ([]total, Reason) {
	c := g.rows.Column(s)
	if c == nil {
		return nil, MetricDoesNotAdd
	}
	totals := make([]total, g.Count)
	for row, of := range g.Of {
		if of == noGroup {
			continue
		}
		v, ok, err := c.Number(row)
		switch {
		case err != nil:
			return nil, ValueUnknown
		case ok:
			totals[of].sum += v
			totals[of].values++
		}
	}
	return totals, Derivable
}
