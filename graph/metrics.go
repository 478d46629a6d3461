package graph

import (
	"time"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// ConversationMetrics is what totals and groups have in common.
type ConversationMetrics interface{ IsConversationMetrics() }

// ConversationTotals are the metrics over a whole set.
type ConversationTotals struct{ groupRow }

// ConversationGroup is one group: its key and its metrics.
type ConversationGroup struct{ groupRow }

// noRow stands for the row of a set without conversations: counts are 0 and everything else null.
const noRow = -1

// groupRow reads the metrics of one row. The values are those that the plan asked for; each fails for itself.
type groupRow struct {
	rows      *query.Rows
	row       int
	groupBy   []query.Selection
	aggregate []query.Selection
}

// IsConversationMetrics marks the implementations of the interface.
func (groupRow) IsConversationMetrics() {}

// Key is what makes the group.
func (g *ConversationGroup) Key() *ConversationKey { return &ConversationKey{g.groupRow} }

// Count is how many conversations there are.
func (g groupRow) Count() (int, error) { return g.count(query.Selection{Function: query.Count}) }

// CountOf are the counts of values.
func (g groupRow) CountOf() *ConversationCounts { return &ConversationCounts{g, query.Count} }

// CountDistinct are the counts of different values.
func (g groupRow) CountDistinct() *ConversationCounts {
	return &ConversationCounts{g, query.CountDistinct}
}

// Sum are the sums.
func (g groupRow) Sum() *ConversationNumbers { return &ConversationNumbers{g, query.Sum} }

// Avg are the averages.
func (g groupRow) Avg() *ConversationNumbers { return &ConversationNumbers{g, query.Avg} }

// Min are the smallest values.
func (g groupRow) Min() *ConversationExtremes { return &ConversationExtremes{g, query.Min} }

// Max are the greatest values.
func (g groupRow) Max() *ConversationExtremes { return &ConversationExtremes{g, query.Max} }

// Values are the metrics of the argument aggregate.
func (g groupRow) Values() []*AggregateValue {
	values := make([]*AggregateValue, len(g.aggregate))
	for i, s := range g.aggregate {
		values[i] = &AggregateValue{group: g, of: s}
	}
	return values
}

// column is the column of a metric or a key. It fails on one that the plan did not foresee, which would be a defect.
func (g groupRow) column(s query.Selection) (*query.Column, error) {
	if c := g.rows.Column(s); c != nil {
		return c, nil
	}
	return nil, errNotPlanned
}

func (g groupRow) number(s query.Selection) (float64, bool, error) {
	if g.row == noRow {
		return 0, isCount(s.Function), nil
	}
	c, err := g.column(s)
	if err != nil {
		return 0, false, err
	}
	return c.Number(g.row)
}

func (g groupRow) int(s query.Selection) (int, bool, error) {
	if g.row == noRow {
		return 0, isCount(s.Function), nil
	}
	c, err := g.column(s)
	if err != nil {
		return 0, false, err
	}
	return c.Int(g.row)
}

func (g groupRow) time(s query.Selection) (time.Time, bool, error) {
	if g.row == noRow {
		return time.Time{}, false, nil
	}
	c, err := g.column(s)
	if err != nil {
		return time.Time{}, false, err
	}
	return c.Time(g.row)
}

// count is a count, which is never null.
func (g groupRow) count(s query.Selection) (int, error) {
	n, ok, err := g.int(s)
	if err == nil && !ok {
		return 0, invalidResponse("The endpoint answered %q with null, which is not a count.", s.Key())
	}
	return n, err
}

func isCount(f query.Function) bool { return f == query.Count || f == query.CountDistinct }

// onlyRow is the row of an aggregate without groups, of which there is one, or none for an empty set.
func onlyRow(rows *query.Rows) (int, error) {
	switch rows.Len() {
	case 0:
		if rows.Partial() {
			return noRow, incomplete(rows, "rows", "What they come to cannot be told.")
		}
		return noRow, nil
	case 1:
		return 0, nil
	}
	return noRow, invalidResponse("The endpoint answered one total with %d rows.", rows.Len())
}

// pointer is a value that may be null.
func pointer[T any](v T, ok bool, err error) (*T, error) {
	if err != nil || !ok {
		return nil, err
	}
	return &v, nil
}

// ConversationCounts are counts for each field.
type ConversationCounts struct {
	group    groupRow
	function query.Function
}

func (c *ConversationCounts) of(f query.Field) (int, error) {
	return c.group.count(query.Selection{Function: c.function, Field: f})
}

// ConversationID is the count of identifiers.
func (c *ConversationCounts) ConversationID() (int, error) { return c.of(query.ID) }

// UserMessageCount is the count of numbers of messages.
func (c *ConversationCounts) UserMessageCount() (int, error) { return c.of(query.UserMessageCount) }

// OrganizationID is the count of organizations.
func (c *ConversationCounts) OrganizationID() (int, error) { return c.of(query.OrganizationID) }

// ProjectID is the count of projects.
func (c *ConversationCounts) ProjectID() (int, error) { return c.of(query.ProjectID) }

// IntegrationID is the count of integrations.
func (c *ConversationCounts) IntegrationID() (int, error) { return c.of(query.IntegrationID) }

// FirstMessageTime is the count of times.
func (c *ConversationCounts) FirstMessageTime() (int, error) { return c.of(query.FirstMessageTime) }

// Type is the count of types.
func (c *ConversationCounts) Type() (int, error) { return c.of(query.Type) }

// Properties is the count of properties as wholes.
func (c *ConversationCounts) Properties() (int, error) { return c.of(query.Properties) }

// UserProperties is the count of users' properties as wholes.
func (c *ConversationCounts) UserProperties() (int, error) { return c.of(query.UserProperties) }

// Property is the count of one property.
func (c *ConversationCounts) Property(field query.Field, path []string) (int, error) {
	return c.group.count(query.Selection{Function: c.function, Field: field, Path: path})
}

// ConversationNumbers are sums or averages for each field that is a number.
type ConversationNumbers struct {
	group    groupRow
	function query.Function
}

// UserMessageCount is of the number of messages.
func (n *ConversationNumbers) UserMessageCount() (*float64, error) {
	return pointer(n.group.number(query.Selection{Function: n.function, Field: query.UserMessageCount}))
}

// Property is of one property.
func (n *ConversationNumbers) Property(field query.Field, path []string) (*float64, error) {
	return pointer(n.group.number(query.Selection{Function: n.function, Field: field, Path: path}))
}

// ConversationExtremes are smallest or greatest values for each field that has an order.
type ConversationExtremes struct {
	group    groupRow
	function query.Function
}

// UserMessageCount is of the number of messages.
func (e *ConversationExtremes) UserMessageCount() (*int, error) {
	return pointer(e.group.int(query.Selection{Function: e.function, Field: query.UserMessageCount}))
}

// FirstMessageTime is of the time.
func (e *ConversationExtremes) FirstMessageTime() (*time.Time, error) {
	return pointer(e.group.time(query.Selection{Function: e.function, Field: query.FirstMessageTime}))
}

// Property is of one property.
func (e *ConversationExtremes) Property(field query.Field, path []string) (*float64, error) {
	return pointer(e.group.number(query.Selection{Function: e.function, Field: field, Path: path}))
}
