// Package query is the language of the analytics endpoint: what can be asked (Query, Where), what is answered (Rows, Error),
// and the form of both on the wire. All of it are values and pure functions. It knows no HTTP, no cache and no GraphQL.
package query

import (
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/upstream/calendar"
)

// Field is a field of a conversation, by its name on the wire.
type Field string

// The fields of a conversation. Properties and UserProperties hold JSON objects, into which a path may lead.
const (
	ID               Field = "id"
	UserMessageCount Field = "userMessageCount"
	OrganizationID   Field = "organizationId"
	ProjectID        Field = "projectId"
	IntegrationID    Field = "integrationId"
	FirstMessageTime Field = "firstMessageTime"
	Type             Field = "type"
	Properties       Field = "properties"
	UserProperties   Field = "userProperties"
)

// IsJSON says whether the field holds JSON, so that a path may lead into it.
func (f Field) IsJSON() bool { return f == Properties || f == UserProperties }

// Nullable says whether the field may be null.
func (f Field) Nullable() bool {
	return f != ID && f != UserMessageCount && f != FirstMessageTime
}

// Function is an aggregate function, by its name on the wire.
type Function string

// The aggregate functions. All of them leave nulls out; Count without a field counts rows.
const (
	Sum           Function = "sum"
	Count         Function = "count"
	CountDistinct Function = "countDistinct"
	Avg           Function = "avg"
	Min           Function = "min"
	Max           Function = "max"
)

// Percentile is a function that the endpoint does not have: the value at P of 0 to 1 in the order of values, between the closest
// ranks by linear interpolation, as SQL's percentile_cont.
const Percentile Function = "percentile"

// TimeUnit is the length of a time bucket, by its name on the wire. Buckets start in UTC, weeks on Monday.
type TimeUnit string

// The lengths of time buckets.
const (
	Hour  TimeUnit = "hour"
	Day   TimeUnit = "day"
	Week  TimeUnit = "week"
	Month TimeUnit = "month"
)

// Selection is one column of an answer: a field, a property (a field with a path), a bucket (a field with a unit), or a
// metric (a function of a field, of a property, or, for Count, of nothing).
type Selection struct {
	Function Function
	Unit     TimeUnit
	Field    Field
	Path     []string
	Calendar *calendar.Key // of a key of times that the endpoint does not have; it must not be changed
	P        float64       // of Percentile
}

// Computed says whether the endpoint does not have the selection. Package derive computes it.
func (s Selection) Computed() bool { return s.Function == Percentile || s.Calendar != nil }

// Key is the name under which the endpoint answers the selection in each row: integrationId, userProperties.plan,
// firstMessageTime_day, count, avg_userMessageCount, countDistinct_userProperties.userId. Two paths that differ only in
// where a dot separates segments have the same key; a query must not hold both.
func (s Selection) Key() string {
	if s.Field == "" {
		return string(s.Function)
	}
	name := string(s.Field)
	if key, ok := metricKeys[metric{s.Function, s.Field}]; ok && len(s.Path) == 0 {
		return key
	}
	if len(s.Path) > 0 {
		name += "." + strings.Join(s.Path, ".")
	}
	switch {
	case s.Function == Percentile:
		return string(s.Function) + "(" + strconv.FormatFloat(s.P, 'g', -1, 64) + ")_" + name
	case s.Function != "":
		return string(s.Function) + "_" + name
	case s.Unit != "":
		return name + "_" + string(s.Unit)
	case s.Calendar != nil:
		return name + "_" + s.Calendar.String()
	}
	return name
}

// metric is a function of a whole field.
type metric struct {
	function Function
	field    Field
}

// metricKeys are the keys of metrics, which are asked for again and again.
var metricKeys = func() map[metric]string {
	keys := make(map[metric]string)
	for _, function := range []Function{Sum, Count, CountDistinct, Avg, Min, Max} {
		for _, field := range []Field{ID, UserMessageCount, OrganizationID, ProjectID, IntegrationID, FirstMessageTime, Type, Properties, UserProperties} {
			keys[metric{function, field}] = string(function) + "_" + string(field)
		}
	}
	return keys
}()

// Equal says whether both denote the same column.
func (s Selection) Equal(o Selection) bool {
	if s.Function != o.Function || s.Unit != o.Unit || s.Field != o.Field || s.P != o.P || len(s.Path) != len(o.Path) || (s.Calendar == nil) != (o.Calendar == nil) {
		return false
	}
	if s.Calendar != nil && *s.Calendar != *o.Calendar {
		return false
	}
	for i := range s.Path {
		if s.Path[i] != o.Path[i] {
			return false
		}
	}
	return true
}

// Kind says what values the selection's column holds.
func (s Selection) Kind() Kind {
	switch s.Function {
	case Count, CountDistinct, Sum, Avg, Percentile:
		return Number
	case Min, Max:
		switch {
		case s.Field == UserMessageCount, len(s.Path) > 0:
			return Number
		case s.Field == FirstMessageTime:
			return Time
		case s.Field.IsJSON():
			return JSON
		}
		return Text
	}
	switch {
	case s.Calendar != nil && s.Calendar.Part != 0:
		return Number
	case s.Unit != "", s.Calendar != nil, s.Field == FirstMessageTime:
		return Time
	case s.Field == UserMessageCount:
		return Number
	case len(s.Path) > 0:
		return JSON
	case s.Field.IsJSON():
		return Object
	}
	return Text
}

// Orderable says whether the endpoint can order by the selection: its list of orders is closed, without the count of
// rows, countDistinct and paths.
func (s Selection) Orderable() bool {
	return s.Field != "" && len(s.Path) == 0 && s.Function != CountDistinct && !s.Computed()
}

// Order is one term of an order. Null is greater than every value: last ascending, first descending.
type Order struct {
	By   Selection // Orderable
	Desc bool
}

// Query is one question to the endpoint. The zero value asks for all fields of all rows.
//
// With GroupBy, or with a metric among Select, the rows of the answer are groups; otherwise they are conversations. With Names
// they are names of properties.
type Query struct {
	Names Field // a JSON field, the names of whose properties are asked for; but for Where, the rest is empty then

	GroupBy []Selection // fields, properties and buckets; they are columns of the answer
	Select  []Selection // fields and properties, or metrics
	Where   Where
	OrderBy []Order
	After   []jsontext.Value // of a list: the values of OrderBy in the row behind which to begin; null is a null
	First   int              // of a list: how many rows are wanted; no part of the query's identity
	Notes   string           // at most 80 characters, for debugging; no part of the query's identity
}

// Aggregates says whether the rows of the answer are groups, or one total, rather than conversations.
func (q Query) Aggregates() bool {
	return len(q.GroupBy) > 0 || slices.ContainsFunc(q.Select, func(s Selection) bool { return s.Function != "" })
}

// Computed says whether the query has a column that the endpoint does not have, which cannot be sent as it is.
func (q Query) Computed() bool {
	return slices.ContainsFunc(q.GroupBy, Selection.Computed) || slices.ContainsFunc(q.Select, Selection.Computed)
}

// SelectsOrder says whether the rows of the answer hold their place in the order.
func (q Query) SelectsOrder() bool {
	for _, o := range q.OrderBy {
		if !slices.ContainsFunc(q.Select, o.By.Equal) {
			return false
		}
	}
	return true
}

// KeyOrder is the order by the keys of groups, as far as the endpoint can order and compare by them; decides says whether no
// two groups are equal in it. It is the same for the same keys in any order: they are by name.
func (q Query) KeyOrder() (order []Order, decides bool) {
	for _, key := range q.GroupBy {
		if key.Orderable() && !key.Field.IsJSON() {
			order = append(order, Order{By: key})
		}
	}
	slices.SortStableFunc(order, func(a, b Order) int { return strings.Compare(a.By.Key(), b.By.Key()) })
	return order, len(order) == len(q.GroupBy)
}

// Filter is which rows are meant, those behind After only.
func (q Query) Filter() Where {
	if len(q.After) == 0 {
		return q.Where
	}
	return All(q.Where, keyset(q.OrderBy, q.After))
}

// Columns are the distinct columns of the answer: the keys of the groups, then what is selected.
func (q Query) Columns() []Selection {
	return q.appendColumns(make([]Selection, 0, max(1, len(q.GroupBy)+len(q.Select))))
}

func (q Query) appendColumns(list []Selection) []Selection {
	if q.Names != "" {
		return append(list, PropertyName)
	}
	return Union(Union(list, q.GroupBy...), q.Select...)
}

// fewSelections are so few that looking at all of them costs less than a map of them.
const fewSelections = 16

// Union appends what list does not hold yet. Its work is linear in both.
func Union(list []Selection, more ...Selection) []Selection {
	if len(more) > 1 && len(list)+len(more) > fewSelections {
		return unionOfMany(list, more)
	}
next:
	for _, s := range more {
		for _, have := range list {
			if have.Equal(s) {
				continue next
			}
		}
		list = append(list, s)
	}
	return list
}

func unionOfMany(list, more []Selection) []Selection {
	have := make(map[column]bool, len(list)+len(more))
	for _, s := range list {
		have[s.column()] = true
	}
	for _, s := range more {
		if c := s.column(); !have[c] {
			have[c] = true
			list = append(list, s)
		}
	}
	return list
}

// column is equal for two selections exactly if they are Equal.
type column struct {
	function Function
	unit     TimeUnit
	field    Field
	path     string
	p        float64
	calendar calendar.Key
}

func (s Selection) column() column {
	var path []byte
	for _, step := range s.Path {
		path = append(strconv.AppendInt(path, int64(len(step)), 10), ':')
		path = append(path, step...)
	}
	c := column{function: s.Function, unit: s.Unit, field: s.Field, path: string(path), p: s.P}
	if s.Calendar != nil {
		c.calendar = *s.Calendar
	}
	return c
}

// The limits that the endpoint sets. It names the first as 2 MB; the smaller reading of that is kept.
const (
	MaxBody  = 2_000_000 // bytes of an encoded query
	MaxNotes = 80        // characters
)
