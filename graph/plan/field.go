package plan

import (
	"maps"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// FieldSpec describes a field of the schema: what it asks of the endpoint, what it costs, and which column it is written
// from. Planning, cost, the announced loads and writing all read it here. Policies and the check of columns read the queries
// that are planned.
type FieldSpec struct {
	// Column is the column of an answer that the field stands for: a field of a conversation, or a metric.
	Column query.Selection
	// Property says that the field stands for the property that its arguments name.
	Property bool
	// Bucket says that the field stands for the time bucket that its arguments name.
	Bucket bool
	// Partial says that the field stands for whether the time buckets of a group are whole.
	Partial bool
	// Wire says that the value is written as the endpoint names it. Other enum values are translated.
	Wire bool
	// Function makes metrics of the fields selected beneath: avg { userMessageCount }.
	Function query.Function

	// Loads is how many queries the field loads.
	Loads int
	// call names the calls that the field makes; fields with equal calls share one. It is empty where there are none.
	call          string
	callGroups    bool     // whether the call depends on how the set is grouped
	callArguments []string // the arguments that it depends on
	// pages is how many calls read what is asked for, by the groups that are expected; nil: one.
	pages func(estimate) int

	ungrouped    bool   // whether what is beneath is about the whole set, however it is grouped
	set          bool   // whether the field is a set of conversations, which the fields beneath it are about
	previous     bool   // whether what is beneath is about the set one period earlier
	repeats      repeat // how often the answer has the fields beneath
	rowsArgument string // the argument that says how many rows there are beneath
	rowsDefault  int    // how many there are without it, or if there is no such argument
	free         bool   // whether it costs nothing
}

// repeat is how often the answer has the fields beneath a field.
type repeat int

const (
	once         repeat = iota
	perRow              // of the slice or the groups
	perKey              // of groupBy
	perAggregate        // of aggregate
)

// specOf is the description of a field of a type. The zero value is that of a field that asks nothing by itself.
func specOf(on, name string) *FieldSpec {
	if s, ok := specs[on][name]; ok {
		return s
	}
	return &plain
}

var plain FieldSpec

// specs are the fields of the schema by their types.
var specs = map[string]map[string]*FieldSpec{
	"Query": {
		"conversations": {set: true},
		"conversation":  {Loads: 1, call: "conversation", callArguments: []string{"id"}},
		"propertyKeys":  {Loads: 1, call: "propertyKeys", callArguments: []string{"field", "where"}, rowsDefault: groupsCost},
		"propertyValues": {Loads: 1, call: "propertyValues", callArguments: []string{"field", "path", "where"},
			rowsArgument: "first", rowsDefault: groupsCost},
		"__schema": {free: true}, // It asks nobody.
		"__type":   {free: true},
	},
	"Conversations": {
		"totals": {Loads: 1, call: "totals", ungrouped: true},
		"groups": {Loads: 1, call: "groups", callGroups: true, callArguments: []string{"having", "orderBy", "limit", "top", "fill"}, pages: groupPages,
			rowsArgument: "limit", rowsDefault: groupsCost},
		"list": {Loads: 2, call: "list", callArguments: []string{"orderBy", "first", "after"}, // a slice, and a count
			rowsArgument: "first", rowsDefault: defaultFirst},
	},
	"ConversationTotals":   comparable(metrics),
	"ConversationGroup":    groupFields,
	"ConversationPrevious": metrics,
	"ConversationRest":     metrics,
	"ConversationGroups": {
		"nodes":      {repeats: perRow},
		"totalCount": {},
		"complete":   {},
		"others":     {call: "others", callGroups: true},
	},
	"PropertyKeys":   {"nodes": {repeats: perRow}, "complete": {}},
	"PropertyValues": {"nodes": {repeats: perRow}, "complete": {}},
	"ConversationConnection": {
		"nodes":      {repeats: perRow},
		"edges":      {repeats: perRow},
		"totalCount": {call: "totals"}, // which may take a call besides its slice's
	},
	"ConversationKey": {
		"conversationId":   column(query.ID),
		"userMessageCount": column(query.UserMessageCount),
		"organizationId":   column(query.OrganizationID),
		"projectId":        column(query.ProjectID),
		"integrationId":    column(query.IntegrationID),
		"firstMessageTime": column(query.FirstMessageTime),
		"type":             column(query.Type),
		"typeName":         {Column: query.Selection{Field: query.Type}, Wire: true},
		"properties":       column(query.Properties),
		"userProperties":   column(query.UserProperties),
		"time":             {Bucket: true},
		"part":             {Bucket: true},
		"partial":          {Partial: true},
		"property":         {Property: true},
		"entries":          {repeats: perKey},
	},
	"Conversation": {
		"id":               column(query.ID),
		"type":             column(query.Type),
		"typeName":         {Column: query.Selection{Field: query.Type}, Wire: true},
		"userMessageCount": column(query.UserMessageCount),
		"organizationId":   column(query.OrganizationID),
		"projectId":        column(query.ProjectID),
		"integrationId":    column(query.IntegrationID),
		"firstMessageTime": column(query.FirstMessageTime),
		"properties":       column(query.Properties),
		// What is selected beneath is read from the object: a path would not tell a user without properties from one
		// without this property.
		"userProperties": column(query.UserProperties),
		"property":       {Property: true},
	},
	"ConversationCounts": {
		"conversationId":   column(query.ID),
		"userMessageCount": column(query.UserMessageCount),
		"organizationId":   column(query.OrganizationID),
		"projectId":        column(query.ProjectID),
		"integrationId":    column(query.IntegrationID),
		"firstMessageTime": column(query.FirstMessageTime),
		"type":             column(query.Type),
		"properties":       column(query.Properties),
		"userProperties":   column(query.UserProperties),
		"property":         {Property: true},
	},
	"ConversationNumbers": {
		"userMessageCount": column(query.UserMessageCount),
		"property":         {Property: true},
	},
	"ConversationPercentiles": {
		"userMessageCount": column(query.UserMessageCount),
	},
	"ConversationExtremes": {
		"userMessageCount": column(query.UserMessageCount),
		"firstMessageTime": column(query.FirstMessageTime),
		"property":         {Property: true},
	},
}

// groupPages and distributionPages are how many calls read groups, and what their percentiles are computed of.
func groupPages(e estimate) int        { return e.calls }
func distributionPages(e estimate) int { return e.distribution }

// distributionCall is the call for how often each value occurs, of which percentiles are computed.
const distributionCall = "distribution"

// metrics are the fields of ConversationMetrics.
var metrics = map[string]*FieldSpec{
	"count":         {Column: query.Selection{Function: query.Count}},
	"countOf":       {Function: query.Count},
	"countDistinct": {Function: query.CountDistinct},
	"sum":           {Function: query.Sum},
	"avg":           {Function: query.Avg},
	"min":           {Function: query.Min},
	"max":           {Function: query.Max},
	"percentile":    {Function: query.Percentile, call: distributionCall, callGroups: true, pages: distributionPages},
	"values":        {repeats: perAggregate}, // the metrics of the argument aggregate
}

// groupFields are the fields of ConversationGroup.
var groupFields = func() map[string]*FieldSpec {
	fields := comparable(metrics)
	fields["isOthers"] = &FieldSpec{}
	return fields
}()

// comparable are fields with that which compares them with those one period earlier.
func comparable(fields map[string]*FieldSpec) map[string]*FieldSpec {
	fields = maps.Clone(fields)
	fields["previous"] = &FieldSpec{previous: true, call: "previous", callGroups: true, callArguments: previousArguments, pages: groupPages}
	return fields
}

// previousArguments are those of the field previous: each of their values is another period.
var previousArguments = []string{"ago", "wholePeriod"}

// column describes a field that stands for a field of a conversation.
func column(f query.Field) *FieldSpec { return &FieldSpec{Column: query.Selection{Field: f}} }

// Loads is how many queries a field loads: one more with top, for the values that are kept, and one for each previous period.
func (s *Selected) Loads() int {
	if s.Spec.Loads == 0 {
		return 0
	}
	loads := s.Spec.Loads + periodsBeneath(s)
	if s.Arguments.ForName("top") != nil {
		loads++
	}
	return loads
}

// periodsBeneath is how many fields beneath a field are about a previous period.
func periodsBeneath(s *Selected) (n int) {
	for _, f := range s.Beneath {
		if f.Spec.previous {
			n++
		} else {
			n += periodsBeneath(f)
		}
	}
	return n
}

// Column is the column that a field of the schema stands for: a field or a property of a conversation, or a metric by itself.
// It says no of a field that stands for none. It fails if the arguments are bad.
func (s *Selected) Column(variables map[string]any) (column query.Selection, ok bool, err error) {
	if s.Spec.Property {
		column, err = propertyOf(s, variables)
		return column, err == nil, err
	}
	column = s.Spec.Column
	return column, column.Field != "" || column.Function != "", nil
}
