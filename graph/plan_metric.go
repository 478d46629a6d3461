package graph

import (
	"errors"
	"fmt"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// metricFields are the fields of ConversationMetrics that compute something of each field of a conversation.
var metricFields = map[string]query.Function{
	"countOf":       query.Count,
	"countDistinct": query.CountDistinct,
	"sum":           query.Sum,
	"avg":           query.Avg,
	"min":           query.Min,
	"max":           query.Max,
}

// planMetrics is what the fields selected on ConversationMetrics need, in their order. Others, which the implementing
// types have besides, are passed over.
func planMetrics(variables map[string]any, fields []*selected, aggregate []query.Selection) ([]query.Selection, error) {
	var metrics []query.Selection
	for _, f := range fields {
		switch function, ok := metricFields[f.Name]; {
		case f.Name == "count":
			metrics = query.Union(metrics, query.Selection{Function: query.Count})
		case f.Name == "values":
			metrics = query.Union(metrics, aggregate...)
		case ok:
			of, err := planFields(variables, f.beneath)
			if err != nil {
				return nil, err
			}
			for _, s := range of {
				s.Function = function
				metrics = query.Union(metrics, s)
			}
		}
	}
	return metrics, nil
}

// planFields are the endpoint's fields and properties behind fields of the schema that stand for one each. Others are
// passed over.
func planFields(variables map[string]any, fields []*selected) ([]query.Selection, error) {
	var of []query.Selection
	for _, f := range fields {
		if f.Name == "property" {
			s, err := propertyOf(f.arguments(variables))
			if err != nil {
				return nil, err
			}
			of = query.Union(of, s)
		} else if field, ok := fieldNamed(f.Name); ok {
			of = query.Union(of, query.Selection{Field: field})
		}
	}
	return of, nil
}

// typeNameField is the field of the schema that has a type as the endpoint names it.
const typeNameField = "typeName"

// fieldNamed is the endpoint's field behind a field of the schema. Those agree but for the identifier's, and the type is there
// by either name.
func fieldNamed(name string) (query.Field, bool) {
	switch name {
	case "conversationId":
		return query.ID, true
	case typeNameField:
		return query.Type, true
	}
	_, ok := fields.names[query.Field(name)]
	return query.Field(name), ok
}

// propertyOf reads the arguments field and path.
func propertyOf(args map[string]any) (query.Selection, error) {
	field, err := propertyFields.read(args["field"])
	if err != nil {
		return query.Selection{}, err
	}
	var path []string
	for i, v := range graphql.CoerceList(args["path"]) {
		step, err := UnmarshalString(v)
		if own := new(Error); errors.As(err, &own) {
			return query.Selection{}, own.at(indexed("path", i))
		}
		path = append(path, step)
	}
	return property(field, path)
}

func property(field query.Field, path []string) (query.Selection, error) {
	if len(path) == 0 {
		return query.Selection{}, badInput("A path has at least one segment.").at("path")
	}
	return query.Selection{Field: field, Path: path}, nil
}

// planAggregate reads a metric that is chosen at run time.
func planAggregate(a *ConversationAggregate, at string) (query.Selection, error) {
	s := query.Selection{Function: a.Function}
	if field := a.Field.Value(); field != nil {
		s.Field = *field
	} else if a.Function != query.Count {
		return s, badInput("Only COUNT may go without a field.").at(at + ".field")
	}
	if path := a.Path.Value(); path != nil {
		switch {
		case len(path) == 0:
			return s, badInput("A path has at least one segment.").at(at + ".path")
		case !s.Field.IsJSON():
			return s, badInput("Only PROPERTIES and USER_PROPERTIES have paths.").at(at + ".path")
		}
		s.Path = path
	}
	return s, nil
}

// planGroupBy reads one way to group.
func planGroupBy(g *ConversationGroupBy, at string) (query.Selection, error) {
	switch {
	case g.Field.Value() != nil:
		return query.Selection{Field: *g.Field.Value()}, nil
	case g.Time.Value() != nil:
		return query.Selection{Unit: g.Time.Value().Unit, Field: g.Time.Value().Field}, nil
	}
	p := g.Property.Value()
	if len(p.Path) == 0 {
		return query.Selection{}, badInput("A path has at least one segment.").at(at + ".property.path")
	}
	return query.Selection{Field: p.Field, Path: p.Path}, nil
}

// checkKeys refuses a query whose columns the endpoint would answer under one name: paths that differ only in where a dot
// separates segments.
func checkKeys(q query.Query) error {
	if !slices.ContainsFunc(q.GroupBy, hasPath) && !slices.ContainsFunc(q.Select, hasPath) {
		return nil
	}
	seen := make(map[string]bool)
	for _, s := range q.Columns() {
		key := s.Key()
		if seen[key] {
			return badInput("Two paths are both %q in the endpoint's answer and cannot be told apart. Ask for them in two fields.", key)
		}
		seen[key] = true
	}
	return nil
}

func hasPath(s query.Selection) bool { return len(s.Path) > 0 }

func indexed(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }
