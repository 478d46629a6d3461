package write

import (
	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Connection is a slice of the conversations of a set.
type Connection struct {
	plan  *plan.ListPlan
	rows  *query.Rows // nil if nothing of the slice is asked for
	shown int         // rows of the slice; behind them may be rows of the next
	total *query.Rows // the count of the set, if it was asked for
}

// ShapeList makes the slice of the rows of a plan's queries; those that the plan does not have are nil. Fewer
// conversations than were asked for, with more to come, are shown only to a client that asks whether there are more.
func ShapeList(p *plan.ListPlan, rows, total *query.Rows) (*Connection, error) {
	c := &Connection{plan: p, rows: rows, total: total}
	if rows == nil {
		return c, nil
	}
	c.shown = min(rows.Len(), p.First)
	if rows.Len() == 0 && rows.Partial() && p.First > 0 {
		// A next page without a cursor to it would be this one again.
		return nil, Incomplete(rows, "conversations", "Where to continue cannot be told.")
	}
	if c.shown < p.First && rows.Partial() && !p.HasNextPage {
		return nil, Incomplete(rows, "conversations", "Select `pageInfo { hasNextPage }` to accept a part.")
	}
	return c, nil
}

// totalCount is how many conversations match the filter, in all slices.
func (c *Connection) totalCount() (int, error) {
	if c.total == nil {
		return c.rows.Total, nil
	}
	row, err := OnlyRow(c.total)
	if err != nil || row == NoRow {
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
func (c *Connection) hasNextPage() bool { return c.rows.Len() > c.shown || c.rows.Partial() }

// cursor appends the cursor of a row.
func (c *Connection) cursors() plan.Cursors { return c.plan.Stamp.Cursors(c.plan.Order, c.rows) }

// Conversation is one conversation: a row of an answer.
type Conversation struct {
	rows *query.Rows
	row  int
}

// ShapeConversation makes the conversation of the rows that have its identifier; nil if there is none. It fails where that cannot
// be told, or if there are several.
func ShapeConversation(rows *query.Rows) (*Conversation, error) {
	switch {
	case rows.Len() == 0 && rows.Partial():
		return nil, Incomplete(rows, "conversations", "Whether this is one of them cannot be told.")
	case rows.Len() == 0:
		return nil, nil
	case rows.Len() > 1:
		return nil, model.InvalidResponse("The endpoint has %d conversations of one identifier.", rows.Len())
	}
	return &Conversation{rows, 0}, nil
}
