package graph

import (
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// ConversationConnection is a slice of the conversations of a set.
type ConversationConnection struct {
	plan  *listPlan
	rows  *query.Rows // nil if nothing of the slice is asked for
	shown int         // rows of the slice; behind them may be rows of the next
	total *query.Rows // the count of the set, if it was asked for
}

// shapeList makes the slice of the rows of a plan's queries; those that the plan does not have are nil. Fewer
// conversations than were asked for, with more to come, are shown only to a client that asks whether there are more.
func shapeList(p *listPlan, rows, total *query.Rows) (*ConversationConnection, error) {
	c := &ConversationConnection{plan: p, rows: rows, total: total}
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

// Nodes are the conversations.
func (c *ConversationConnection) Nodes() []*Conversation {
	nodes := make([]*Conversation, c.shown)
	for i := range nodes {
		nodes[i] = &Conversation{c.rows, i}
	}
	return nodes
}

// Edges are the conversations with their cursors.
func (c *ConversationConnection) Edges() []*ConversationEdge {
	edges := make([]*ConversationEdge, c.shown)
	for i := range edges {
		edges[i] = &ConversationEdge{c, i}
	}
	return edges
}

// PageInfo is where the slice stands.
func (c *ConversationConnection) PageInfo() *PageInfo { return &PageInfo{c} }

// TotalCount is how many conversations match the filter, in all slices.
func (c *ConversationConnection) TotalCount() (int, error) {
	if c.total == nil {
		return c.rows.Total, nil
	}
	row, err := onlyRow(c.total)
	if err != nil {
		return 0, err
	}
	return groupRow{rows: c.total, row: row}.Count()
}

// ConversationEdge is a conversation and its cursor.
type ConversationEdge struct {
	connection *ConversationConnection
	row        int
}

// Cursor is the place of the conversation in the list.
func (e *ConversationEdge) Cursor() (string, error) {
	text, err := e.connection.plan.stamp.cursors(e.connection.plan.order, e.connection.rows).append(nil, e.row)
	return string(text), err
}

// Node is the conversation.
func (e *ConversationEdge) Node() *Conversation { return &Conversation{e.connection.rows, e.row} }

// PageInfo is where a slice stands in its list.
type PageInfo struct{ connection *ConversationConnection }

// HasNextPage says whether conversations follow. The endpoint may have held back rows of the slice itself; they are on the
// next page.
func (i *PageInfo) HasNextPage() bool {
	c := i.connection
	return c.rows.Len() > c.shown || c.rows.Partial()
}

// HasPreviousPage says whether conversations precede: the one that the cursor is of does.
func (i *PageInfo) HasPreviousPage() bool { return i.connection.plan.after }

// StartCursor is the cursor of the first conversation; nil of an empty slice.
func (i *PageInfo) StartCursor() (*string, error) { return i.cursor(0) }

// EndCursor is the cursor of the last conversation; nil of an empty slice.
func (i *PageInfo) EndCursor() (*string, error) { return i.cursor(i.connection.shown - 1) }

func (i *PageInfo) cursor(row int) (*string, error) {
	if i.connection.shown == 0 {
		return nil, nil
	}
	text, err := (&ConversationEdge{i.connection, row}).Cursor()
	return pointer(text, true, err)
}
