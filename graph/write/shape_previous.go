package write

import (
	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Previous is what a set or its groups are compared with, by the field that shows it.
type Previous map[*plan.Selected]Compared

// Compared are the rows of another period, and which of them each row is compared with.
type Compared struct {
	rows *query.Rows // nil if no metric is asked for
	row  func(row int) int
}

// Compare has the only row of another period, or none.
func (t *Totals) Compare(field *plan.Selected, rows *query.Rows) error {
	only, err := onlyRow(rows)
	if err != nil {
		return err
	}
	if t.Previous == nil {
		t.Previous = make(Previous)
	}
	t.Previous[field] = Compared{rows, func(int) int { return only }}
	return nil
}

// Compare finds for each group that is shown the one of another period with the same keys. Those of that period that top makes begin at
// a row. It fails with IncompleteResult if one is not found and may be held back.
func (g *Groups) Compare(field *plan.Selected, rows *query.Rows, rest int) error {
	if g.Previous == nil {
		g.Previous = make(Previous)
	}
	if rows == nil || len(g.groupBy) == 0 {
		only, err := onlyRow(rows)
		g.Previous[field] = Compared{rows, func(int) int { return only }}
		return err
	}
	keys := query.Union(nil, g.groupBy...)
	theirs, err := rows.Tuples(keys)
	if err != nil {
		return err
	}
	type group struct {
		tuple    string
		isOthers bool
	}
	found := make(map[group]int, len(theirs))
	for row, tuple := range theirs {
		found[group{tuple, row >= rest}] = row
	}
	own, err := g.rows.Take(keys, g.Shown).Tuples(keys)
	if err != nil {
		return err
	}
	compared := make(map[int]int, len(own))
	for i, tuple := range own {
		row, ok := found[group{tuple, g.Shown[i] >= g.rest}]
		switch {
		case ok:
			compared[g.Shown[i]] = row
		case rows.Partial():
			return Incomplete(rows, "groups of the period before", "What the groups that are shown are compared with cannot be told. Group by fewer keys, or find fewer by `where`.")
		default:
			compared[g.Shown[i]] = NoRow
		}
	}
	g.Previous[field] = Compared{rows, func(row int) int { return compared[row] }}
	return nil
}

// onlyRow is the row of a total; noRow if nothing was asked.
func onlyRow(rows *query.Rows) (int, error) {
	if rows == nil {
		return NoRow, nil
	}
	return OnlyRow(rows)
}

// previous adds what a row is compared with.
func (g groupCompiler) previous(c compiler, f *plan.Selected) {
	compared := g.compared[f]
	c.rows = compared.rows
	before := c.apart()
	before.object(f, groupCompiler{aggregate: g.aggregate}.metric)
	c.cell(func(b []byte, row int) []byte { return before.append(b, compared.row(row)) })
}
