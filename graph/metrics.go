package graph

import (
	"time"

	"github.com/inkeep-gateway/gateway/upstream"
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
	rows      *upstream.Rows
	row       int
	groupBy   []upstream.Selection
	aggregate []upstream.Selection
}

// IsConversationMetrics marks the implementations of the interface.
func (groupRow) IsConversationMetrics() {}

// Key is what makes the group.
func (g *ConversationGroup) Key() *ConversationKey { return &ConversationKey{g.groupRow} }

// Count is how many conversations there are.
func (g groupRow) Count() (int, error) { return g.count(upstream.Selection{Function: upstream.Count}) }

// CountOf are the counts of values.
func (g groupRow) CountOf() *ConversationCounts { return &ConversationCounts{g, upstream.Count} }

// CountDistinct are the counts of different values.
func (g groupRow) CountDistinct() *ConversationCounts {
	return &ConversationCounts{g, upstream.CountDistinct}
}

// Sum are the sums.
func (g groupRow) Sum() *ConversationNumbers { return &ConversationNumbers{g, upstream.Sum} }

// Avg are the averages.
func (g groupRow) Avg() *ConversationNumbers { return &ConversationNumbers{g, upstream.Avg} }

// Min are the smallest values.
func (g groupRow) Min() *ConversationExtremes { return &ConversationExtremes{g, upstream.Min} }

// Max are the greatest values.
func (g groupRow) Max() *ConversationExtremes { return &ConversationExtremes{g, upstream.Max} }

// Values are the metrics of the argument aggregate.
func (g groupRow) Values() []*AggregateValue {
	values := make([]*AggregateValue, len(g.aggregate))
	for i, s := range g.aggregate {
		values[i] = &AggregateValue{group: g, of: s}
	}
	return values
}

// column is the column of a metric or a key. It fails on one that the plan did not foresee, which would be a defect.
func (g groupRow) column(s upstream.Selection) (*upstream.Column, error) {
	if c := g.rows.Column(s); c != nil {
		return c, nil
	}
	return nil, errNotPlanned
}

func (g groupRow) number(s upstream.Selection) (float64, bool, error) {
	if g.row == noRow {
		return 0, isCount(s.Function), nil
	}
	c, err := g.column(s)
	if err != nil {
		return 0, false, err
	}
	return c.Number(g.row)
}

func (g groupRow) int(s upstream.Selection) (int, bool, error) {
	if g.row == noRow {
		return 0, isCount(s.Function), nil
	}
	c, err := g.column(s)
	if err != nil {
		return 0, false, err
	}
	return c.Int(g.row)
}

func (g groupRow) time(s upstream.Selection) (time.Time, bool, error) {
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
func (g groupRow) count(s upstream.Selection) (int, error) {
	n, ok, err := g.int(s)
	if err == nil && !ok {
		return 0, invalidResponse("The endpoint answered %q with null, which is not a count.", s.Key())
	}
	return n, err
}

func isCount(f upstream.Function) bool { return f == upstream.Count || f == upstream.CountDistinct }

// onlyRow is the row of an aggregate without groups, of which there is one, or none for an empty set.
func onlyRow(rows *upstream.Rows) (int, error) {
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
	function upstream.Function
}

func (c *ConversationCounts) of(f upstream.Field) (int, error) {
	return c.group.count(upstream.Selection{Function: c.function, Field: f})
}

// ConversationID is the count of identifiers.
func (c *ConversationCounts) ConversationID() (int, error) { return c.of(upstream.ID) }

// UserMessageCount is the count of numbers of messages.
func (c *ConversationCounts) UserMessageCount() (int, error) { return c.of(upstream.UserMessageCount) }

// OrganizationID is the count of organizations.
func (c *ConversationCounts) OrganizationID() (int, error) { return c.of(upstream.OrganizationID) }

// ProjectID is the count of projects.
func (c *ConversationCounts) ProjectID() (int, error) { return c.of(upstream.ProjectID) }

// IntegrationID is the count of integrations.
func (c *ConversationCounts) IntegrationID() (int, error) { return c.of(upstream.IntegrationID) }

// FirstMessageTime is the count of times.
func (c *ConversationCounts) FirstMessageTime() (int, error) { return c.of(upstream.FirstMessageTime) }

// Type is the count of types.
func (c *ConversationCounts) Type() (int, error) { return c.of(upstream.Type) }

// Properties is the count of properties as wholes.
func (c *ConversationCounts) Properties() (int, error) { return c.of(upstream.Properties) }

// UserProperties is the count of users' properties as wholes.
func (c *ConversationCounts) UserProperties() (int, error) { return c.of(upstream.UserProperties) }

// Property is the count of one property.
func (c *ConversationCounts) Property(field upstream.Field, path []string) (int, error) {
	return c.group.count(upstream.Selection{Function: c.function, Field: field, Path: path})
}

// ConversationNumbers are sums or averages for each field that is a number.
type ConversationNumbers struct {
	group    groupRow
	function upstream.Function
}

// UserMessageCount is of the number of messages.
func (n *ConversationNumbers) UserMessageCount() (*float64, error) {
	return pointer(n.group.number(upstream.Selection{Function: n.function, Field: upstream.UserMessageCount}))
}

// Property is of one property.
func (n *ConversationNumbers) Property(field upstream.Field, path []string) (*float64, error) {
	return pointer(n.group.number(upstream.Selection{Function: n.function, Field: field, Path: path}))
}

// ConversationExtremes are smallest or greatest values for each field that has an order.
type ConversationExtremes struct {
	group    groupRow
	function upstream.Function
}

// UserMessageCount is of the number of messages.
func (e *ConversationExtremes) UserMessageCount() (*int, error) {
	return pointer(e.group.int(upstream.Selection{Function: e.function, Field: upstream.UserMessageCount}))
}

// FirstMessageTime is of the time.
func (e *ConversationExtremes) FirstMessageTime() (*time.Time, error) {
	return pointer(e.group.time(upstream.Selection{Function: e.function, Field: upstream.FirstMessageTime}))
}

// Property is of one property.
func (e *ConversationExtremes) Property(field upstream.Field, path []string) (*float64, error) {
	return pointer(e.group.number(upstream.Selection{Function: e.function, Field: field, Path: path}))
}
