package model

import (
	"io"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/upstream/calendar"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// enum binds the values of a GraphQL enum to those of a Go type.
type enum[T comparable] struct {
	name   string
	values map[string]T
	Names  map[T]string
}

func newEnum[T comparable](name string, values map[string]T) enum[T] {
	e := enum[T]{name, values, make(map[T]string, len(values))}
	for n, v := range values {
		e.Names[v] = n
	}
	return e
}

// Read is exact, where the library lets variables differ in upper and lower case.
func (e enum[T]) Read(v any) (T, error) {
	if s, ok := v.(string); ok {
		if value, ok := e.values[s]; ok {
			return value, nil
		}
		return *new(T), BadInput("%q is not a value of %s.", s, e.name)
	}
	return *new(T), BadInput("Expected a value of %s.", e.name)
}

func (e enum[T]) write(v T) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { _, _ = io.WriteString(w, `"`+e.Names[v]+`"`) })
}

// The enums of the schema, with what their values stand for.
var (
	Fields = newEnum("ConversationField", map[string]query.Field{
		"ID":                 query.ID,
		"USER_MESSAGE_COUNT": query.UserMessageCount,
		"ORGANIZATION_ID":    query.OrganizationID,
		"PROJECT_ID":         query.ProjectID,
		"INTEGRATION_ID":     query.IntegrationID,
		"FIRST_MESSAGE_TIME": query.FirstMessageTime,
		"TYPE":               query.Type,
		"PROPERTIES":         query.Properties,
		"USER_PROPERTIES":    query.UserProperties,
	})
	PropertyFields = newEnum("PropertyField", map[string]query.Field{
		"PROPERTIES":      query.Properties,
		"USER_PROPERTIES": query.UserProperties,
	})
	Functions = newEnum("AggregateFunction", map[string]query.Function{
		"SUM":            query.Sum,
		"COUNT":          query.Count,
		"COUNT_DISTINCT": query.CountDistinct,
		"AVG":            query.Avg,
		"MIN":            query.Min,
		"MAX":            query.Max,
		"PERCENTILE":     query.Percentile,
	})
	Units = newEnum("TimeUnit", map[string]calendar.Unit{
		"HOUR":    calendar.Hour,
		"DAY":     calendar.Day,
		"WEEK":    calendar.Week,
		"MONTH":   calendar.Month,
		"QUARTER": calendar.Quarter,
		"YEAR":    calendar.Year,
	})
	Parts = newEnum("TimePart", map[string]calendar.Part{
		"HOUR_OF_DAY":   calendar.HourOfDay,
		"DAY_OF_WEEK":   calendar.DayOfWeek,
		"DAY_OF_MONTH":  calendar.DayOfMonth,
		"MONTH_OF_YEAR": calendar.MonthOfYear,
	})
	Weekdays = newEnum("Weekday", map[string]time.Weekday{
		"MONDAY":    time.Monday,
		"TUESDAY":   time.Tuesday,
		"WEDNESDAY": time.Wednesday,
		"THURSDAY":  time.Thursday,
		"FRIDAY":    time.Friday,
		"SATURDAY":  time.Saturday,
		"SUNDAY":    time.Sunday,
	})
	// Other stands for every type on the wire that the schema does not know.
	types = newEnum("ConversationType", map[string]string{
		"OPENAI":          "openai",
		"SUPPORT_TICKET":  "support_ticket",
		"SUPPORT_COPILOT": "support_copilot",
	})
	directions     = newEnum("Direction", map[string]bool{"ASC": false, "DESC": true})
	nullPlacements = newEnum("Nulls", map[string]bool{"FIRST": true, "LAST": false})
	comparisons    = newEnum("OrderAs", map[string]bool{"TEXT": false, "NUMBER": true})
)

// MarshalConversationField writes the enum ConversationField.
func MarshalConversationField(f query.Field) graphql.Marshaler { return Fields.write(f) }

// UnmarshalConversationField reads the enum ConversationField.
func UnmarshalConversationField(v any) (query.Field, error) { return Fields.Read(v) }

// MarshalPropertyField writes the enum PropertyField.
func MarshalPropertyField(f query.Field) graphql.Marshaler { return PropertyFields.write(f) }

// UnmarshalPropertyField reads the enum PropertyField.
func UnmarshalPropertyField(v any) (query.Field, error) { return PropertyFields.Read(v) }

// MarshalAggregateFunction writes the enum AggregateFunction.
func MarshalAggregateFunction(f query.Function) graphql.Marshaler { return Functions.write(f) }

// UnmarshalAggregateFunction reads the enum AggregateFunction.
func UnmarshalAggregateFunction(v any) (query.Function, error) { return Functions.Read(v) }

// MarshalTimeUnit writes the enum TimeUnit.
func MarshalTimeUnit(u calendar.Unit) graphql.Marshaler { return Units.write(u) }

// UnmarshalTimeUnit reads the enum TimeUnit.
func UnmarshalTimeUnit(v any) (calendar.Unit, error) { return Units.Read(v) }

// MarshalTimePart writes the enum TimePart.
func MarshalTimePart(p calendar.Part) graphql.Marshaler { return Parts.write(p) }

// UnmarshalTimePart reads the enum TimePart.
func UnmarshalTimePart(v any) (calendar.Part, error) { return Parts.Read(v) }

// MarshalWeekday writes the enum Weekday.
func MarshalWeekday(d time.Weekday) graphql.Marshaler { return Weekdays.write(d) }

// UnmarshalWeekday reads the enum Weekday.
func UnmarshalWeekday(v any) (time.Weekday, error) { return Weekdays.Read(v) }

// MarshalConversationType writes the enum ConversationType from a type on the wire; one that the schema does not know is
// OTHER.
func MarshalConversationType(wire string) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { _, _ = io.WriteString(w, `"`+TypeName(wire)+`"`) })
}

// UnmarshalConversationType reads the enum ConversationType as a type on the wire. OTHER is refused: it stands for types
// whose names are not known, so there is nothing to ask for.
func UnmarshalConversationType(v any) (string, error) {
	if v == "OTHER" {
		return "", BadInput("OTHER stands for types that this schema does not know. It cannot be used in a filter.")
	}
	return types.Read(v)
}

// TypeName is the value of the enum ConversationType for a type on the wire: OTHER for one that the schema does not know.
func TypeName(wire string) string {
	if name, ok := types.Names[wire]; ok {
		return name
	}
	return "OTHER"
}

// MarshalDirection writes the enum Direction.
func MarshalDirection(desc bool) graphql.Marshaler { return directions.write(desc) }

// UnmarshalDirection reads the enum Direction: whether it is descending.
func UnmarshalDirection(v any) (bool, error) { return directions.Read(v) }

// MarshalNulls writes the enum Nulls.
func MarshalNulls(first bool) graphql.Marshaler { return nullPlacements.write(first) }

// UnmarshalNulls reads the enum Nulls: whether nulls come first.
func UnmarshalNulls(v any) (bool, error) { return nullPlacements.Read(v) }

// MarshalOrderAs writes the enum OrderAs.
func MarshalOrderAs(numbers bool) graphql.Marshaler { return comparisons.write(numbers) }

// UnmarshalOrderAs reads the enum OrderAs: whether values compare as numbers.
func UnmarshalOrderAs(v any) (bool, error) { return comparisons.Read(v) }
