package graph

import (
	"fmt"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/upstream"
)

// metricFields are the fields of ConversationMetrics that compute something of each field of a conversation.
var metricFields = map[string]upstream.Function{
	"countOf":       upstream.Count,
	"countDistinct": upstream.CountDistinct,
	"sum":           upstream.Sum,
	"avg":           upstream.Avg,
	"min":           upstream.Min,
	"max":           upstream.Max,
}

// planMetrics is what the fields selected on ConversationMetrics need, in their order. Others, which the implementing
// types have besides, are passed over.
func planMetrics(variables map[string]any, fields []*selected, aggregate []upstream.Selection) ([]upstream.Selection, error) {
	var metrics []upstream.Selection
	for _, f := range fields {
		switch function, ok := metricFields[f.Name]; {
		case f.Name == "count":
			metrics = upstream.Union(metrics, upstream.Selection{Function: upstream.Count})
		case f.Name == "values":
			metrics = upstream.Union(metrics, aggregate...)
		case ok:
			of, err := planFields(variables, f.beneath)
			if err != nil {
				return nil, err
			}
			for _, s := range of {
				s.Function = function
				metrics = upstream.Union(metrics, s)
			}
		}
	}
	return metrics, nil
}

// planFields are the endpoint's fields and properties behind fields of the schema that stand for one each. Others are
// passed over.
func planFields(variables map[string]any, fields []*selected) ([]upstream.Selection, error) {
	var of []upstream.Selection
	for _, f := range fields {
		if f.Name == "property" {
			s, err := propertyOf(f.arguments(variables))
			if err != nil {
				return nil, err
			}
			of = upstream.Union(of, s)
		} else if field, ok := fieldNamed(f.Name); ok {
			of = upstream.Union(of, upstream.Selection{Field: field})
		}
	}
	return of, nil
}

// fieldNamed is the endpoint's field behind a field of the schema. Those agree but for the identifier's.
func fieldNamed(name string) (upstream.Field, bool) {
	if name == "conversationId" {
		return upstream.ID, true
	}
	_, ok := fields.names[upstream.Field(name)]
	return upstream.Field(name), ok
}

// propertyOf reads the arguments field and path.
func propertyOf(args map[string]any) (upstream.Selection, error) {
	field, err := propertyFields.read(args["field"])
	if err != nil {
		return upstream.Selection{}, err
	}
	var path []string
	for _, v := range graphql.CoerceList(args["path"]) {
		step, err := UnmarshalString(v)
		if err != nil {
			return upstream.Selection{}, err
		}
		path = append(path, step)
	}
	return property(field, path)
}

func property(field upstream.Field, path []string) (upstream.Selection, error) {
	if len(path) == 0 {
		return upstream.Selection{}, badInput("A path has at least one segment.").at("path")
	}
	return upstream.Selection{Field: field, Path: path}, nil
}

// planAggregate reads a metric that is chosen at run time.
func planAggregate(a *ConversationAggregate, at string) (upstream.Selection, error) {
	s := upstream.Selection{Function: a.Function}
	if field := a.Field.Value(); field != nil {
		s.Field = *field
	} else if a.Function != upstream.Count {
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
func planGroupBy(g *ConversationGroupBy, at string) (upstream.Selection, error) {
	switch {
	case g.Field.Value() != nil:
		return upstream.Selection{Field: *g.Field.Value()}, nil
	case g.Time.Value() != nil:
		return upstream.Selection{Unit: g.Time.Value().Unit, Field: g.Time.Value().Field}, nil
	}
	p := g.Property.Value()
	if len(p.Path) == 0 {
		return upstream.Selection{}, badInput("A path has at least one segment.").at(at + ".property.path")
	}
	return upstream.Selection{Field: p.Field, Path: p.Path}, nil
}

// checkKeys refuses a query whose columns the endpoint would answer under one name: paths that differ only in where a dot
// separates segments.
func checkKeys(q upstream.Query) error {
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

func hasPath(s upstream.Selection) bool { return len(s.Path) > 0 }

func indexed(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }
