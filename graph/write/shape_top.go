package write

import (
	"math"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/upstream/derive"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// NoRest is the first row of the groups that top makes where there are none.
const NoRest = math.MaxInt

// Top are groups of which some are kept and the rest are made fewer.
type Top struct {
	plan       *plan.GroupsPlan
	rows       *query.Rows
	kept, rest []int // rows
}

// SplitTop finds the groups of the values that are kept: those of some rows of the ranking. It fails if the groups are a part, or
// have values that the ranking does not have, unless they are of another period.
func SplitTop(p *plan.GroupsPlan, rows, ranked *query.Rows, first []int, otherPeriod bool) (*Top, error) {
	if rows.Partial() {
		return nil, Incomplete(rows, "groups", "What the rest comes to cannot be told. Group by fewer keys, or find fewer by `where`.")
	}
	key := []query.Selection{p.Top.Key}
	values, err := ranked.Tuples(key)
	if err != nil {
		return nil, err
	}
	keep := make(map[string]bool, len(values)) // by all values: whether it is kept
	for _, value := range values {
		keep[value] = false
	}
	for _, row := range first {
		keep[values[row]] = true
	}
	of, err := rows.Tuples(key)
	if err != nil {
		return nil, err
	}
	t := &Top{plan: p, rows: rows}
	for row, value := range of {
		switch kept, known := keep[value]; {
		case kept:
			t.kept = append(t.kept, row)
		case !known && !ranked.Partial() && !otherPeriod:
			return nil, model.InvalidResponse("The groups changed between two calls of the endpoint. Ask again.")
		default:
			t.rest = append(t.rest, row)
		}
	}
	return t, nil
}

// Merge merges the rest. It says no if the rest has to be asked for.
func (t *Top) Merge() (*query.Rows, bool) {
	if len(t.rest) == 0 {
		return nil, true
	}
	if t.plan.Top.Merge == nil {
		return nil, false
	}
	rest, reason := t.plan.Top.Merge.Apply(t.rows.Take(t.plan.Query.Columns(), t.rest))
	return rest, reason == derive.Derivable
}

// With are the groups that are kept, and behind them those of the rest, if there are any, which begin at a row.
func (t *Top) With(rest *query.Rows) (rows *query.Rows, at int, err error) {
	columns := t.plan.Query.Columns()
	kept := t.rows.Take(columns, t.kept)
	if rest == nil {
		return kept, NoRest, nil
	}
	if rest.Partial() {
		return nil, 0, Incomplete(rest, "groups", "What the rest comes to cannot be told. Group by fewer keys, or find fewer by `where`.")
	}
	list := make([]query.Column, len(columns))
	for i, s := range columns {
		if s.Equal(t.plan.Top.Key) {
			list[i] = query.NewColumn(s, kept.Column(s).Kind(), rest.Len())
			for range rest.Len() {
				list[i].AppendNull()
			}
		} else {
			list[i] = *rest.Column(s)
		}
	}
	return query.Concat([]*query.Rows{kept, query.RowsOf(rest.Len(), rest.PageSize, list...)}), kept.Len(), nil
}
