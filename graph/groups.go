package graph

// ConversationGroups are the groups of a set.
type ConversationGroups struct {
	Nodes      []*ConversationGroup
	TotalCount int  // that pass having, before limit
	Complete   bool // whether the endpoint held none back
}
