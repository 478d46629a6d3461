package graph

import (
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// connection is a slice of the conversations of a set.
type connection struct {
	plan  *listPlan
	rows  *query.Rows // nil if nothing of the slice is asked for
	shown int         // rows of the slice; behind them may be rows of the next
	total *query.Rows // the count of the set, if it was asked for
}

// shapeList makes the slice of the rows of a plan's queries; those that the plan does not have are nil. Fewer
// conversations than were asked for, with more to come, are shown only to a client that asks whether there are more.
func shapeList(p *listPlan, rows, total *query.Rows) (*connection, error) {
	c := &connection{plan: p, rows: rows, total: total}
	if rows == nil {
		return c, nil
	}
	c.shown = min(rows.Len(), p.first)
	if rows.Len() == 0 && rows.Partial() && p.first > 0 {
		// A next page without a cursor to it would be this one again.
		return nil, incomplete(rows, "conversations", "Where to continue cannot be told.")
	}
	if c.shown < p.first && rows.Partial() && !p.hasNextPage {
		return nil, incomplete(rows, "conversations", "Select `pageInfo { hasNextPage }` to accept a part.")
	}
	return c, nil
}

// totalCount is how many conversations match the filter, in all slices.
func (c *connection) totalCount() (int, error) {
	if c.total == nil {
		return c.rows.Total, nil
	}
	row, err := onlyRow(c.total)
	if err != nil || row == noRow {
		return 0, err
	}
	n, ok, err := c.total.Column(query.Selection{Function: query.Count}).Int(row)
	if err == nil && !ok {
		err = nullCount(query.Selection{Function: query.Count})
	}
	return n, err
}

// hasNextPage says whether conversations follow. The endpoint may have held back rows of the slice itself; they are on the
// next page.
func (c *connection) hasNextPage() bool { return c.rows.Len() > c.shown || c.rows.Partial() }

// cursor appends the cursor of a row.
func (c *connection) cursors() cursors { return c.plan.stamp.cursors(c.plan.order, c.rows) }

// conversation is one conversation: a row of an answer.
type conversation struct {
	rows *query.Rows
	row  int
}
