package derive

import (
	"math"
	"slices"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// An average cannot be merged, but it is a sum over a count. That the endpoint means this by it is inferred: wherever all
// three are known they are compared.

// averageParts are the sum and the count that the average of userMessageCount is made of.
func averageParts() (sum, count query.Selection) {
	return query.Selection{Function: query.Sum, Field: query.UserMessageCount}, query.Selection{Function: query.Count, Field: query.UserMessageCount}
}

func average() query.Selection {
	return query.Selection{Function: query.Avg, Field: query.UserMessageCount}
}

// AddAverageParts adds the sum and the count of userMessageCount to a query that selects its average. RecomputeAverages is to be
// called with the answer. It returns other queries as they are.
func AddAverageParts(q query.Query) query.Query {
	if holds(q.Select, average()) {
		sum, count := averageParts()
		q.Select = query.Union(slices.Clip(q.Select), sum, count)
	}
	return q
}

// RecomputeAverages replaces averages by sums over counts, so that one that is asked and one that is derived are equal to the last
// bit. It does so if they agree to 12 digits in all rows. Otherwise the endpoint means something else by an average, and the rows
// are returned as they are, with false. Rows that lack one of the three, or have values that cannot be read, are returned as they
// are, with true.
func RecomputeAverages(rows *query.Rows) (recomputed *query.Rows, agree bool) {
	sum, count := averageParts()
	have := rows.Column(average())
	s, n := rows.Column(sum), rows.Column(count)
	if have == nil || s == nil || n == nil {
		return rows, true
	}
	if haveQuotients(have, s, n) {
		return rows, true // as most are
	}
	for row := range rows.Len() {
		switch _, _, same, err := averageOf(have, s, n, row); {
		case err != nil:
			return rows, true
		case !same:
			return rows, false
		}
	}
	c := query.NewColumn(average(), query.Number, rows.Len())
	for row := range rows.Len() {
		if v, ok, _, _ := averageOf(have, s, n, row); ok {
			c.AppendNumber(v)
		} else {
			c.AppendNull()
		}
	}
	return rows.With(c), true
}

// haveQuotients says whether all averages are their sums over their counts, to the last bit.
func haveQuotients(average, sum, count *query.Column) bool {
	averages, ok := average.Numbers()
	sums, summed := sum.Numbers()
	counts, counted := count.Numbers()
	if !ok || !summed || !counted {
		return false
	}
	for row, own := range averages {
		if counts[row] <= 0 || sums[row]/counts[row] != own {
			return false
		}
	}
	return true
}

// averageOf is the average of a row by its sum and count, false for null, and whether the endpoint's own is the same.
func averageOf(average, sum, count *query.Column, row int) (v float64, ok, same bool, err error) {
	own, has, err := average.Number(row)
	if err != nil {
		return 0, false, false, err
	}
	total, hasTotal, err := sum.Number(row)
	if err != nil {
		return 0, false, false, err
	}
	n, counted, err := count.Number(row)
	if err != nil {
		return 0, false, false, err
	}
	if !counted || has != hasTotal || has != (n > 0) {
		return 0, false, false, nil
	}
	if !has {
		return 0, false, true, nil
	}
	v = total / n
	const twelveDigits = 5e-12 // half a unit of the twelfth of them, where the first is a 1
	return v, true, math.Abs(v-own) <= twelveDigits*math.Abs(v), nil
}

// averages merges averages as sums over counts, where those agree with all averages known.
func averages(as, sum, count query.Selection) Merge {
	return func(g *Groups) (query.Column, Reason) {
		none := query.Column{}
		have, s, n := g.rows.Column(as), g.rows.Column(sum), g.rows.Column(count)
		if have == nil || s == nil || n == nil {
			return none, MetricDoesNotAdd
		}
		for row := range g.Of {
			_, _, same, err := averageOf(have, s, n, row)
			if err != nil {
				return none, ValueUnknown
			}
			if !same {
				return none, MetricDoesNotAdd
			}
		}
		sums, _, reason := g.add(sum)
		if reason != Derivable {
			return none, reason
		}
		counts, _, reason := g.add(count)
		if reason != Derivable {
			return none, reason
		}
		c := query.NewColumn(as, query.Number, g.Count)
		for i := range sums {
			if counts[i].sum == 0 {
				c.AppendNull()
			} else {
				c.AppendNumber(sums[i].sum / counts[i].sum)
			}
		}
		return c, Derivable
	}
}
