package graph

import "github.com/inkeep-gateway/gateway/upstream/query"

// ConversationGroups are the groups of a set.
type ConversationGroups struct {
	TotalCount int  // that pass having, before limit
	Complete   bool // whether the endpoint held none back

	rows               *query.Rows
	shown              []int // the rows of the groups, in order; noRow if there is none to the only one
	groupBy, aggregate []query.Selection
}

// Nodes are the groups, in order.
func (g *ConversationGroups) Nodes() []*ConversationGroup {
	nodes := make([]*ConversationGroup, len(g.shown))
	for i, row := range g.shown {
		nodes[i] = &ConversationGroup{groupRow{rows: g.rows, row: row, aggregate: g.aggregate, groupBy: g.groupBy}}
	}
	return nodes
}
