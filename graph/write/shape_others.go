package write

import (
	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/upstream/derive"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// MergeOthers merges the groups behind the limit. It says whether that is all there is to say of them: there are none, or all
// that is wanted of them adds. Otherwise they are to be asked for.
func (g *Groups) MergeOthers(p *plan.GroupsPlan) bool {
	switch {
	case p.Others == nil || p.Limit == 0 || len(g.Behind) == 0 && g.complete:
		return true
	case !g.complete || p.Others.Merge == nil:
		return false
	}
	rest, reason := p.Others.Merge.Apply(g.rows.Take(p.Query.Columns(), g.Behind))
	if reason != derive.Derivable {
		return false
	}
	g.Others = &Totals{Rows: rest, Row: 0, Aggregate: p.Aggregate}
	return true
}

// SetOthers has the rows of the query that was asked for others.
func (g *Groups) SetOthers(p *plan.GroupsPlan, rows *query.Rows) error {
	g.Others = &Totals{Rows: rows, Row: NoRow, Aggregate: p.Aggregate}
	if rows == nil {
		return nil
	}
	var err error
	g.Others.Row, err = OnlyRow(rows)
	return err
}
