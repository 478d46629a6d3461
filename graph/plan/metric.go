package plan

import (
	"errors"
	"fmt"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// MetricFields are the fields of ConversationMetrics that compute something of each field of a conversation.
var MetricFields = map[string]query.Function{
	"countOf":       query.Count,
	"countDistinct": query.CountDistinct,
	"sum":           query.Sum,
	"avg":           query.Avg,
	"min":           query.Min,
	"max":           query.Max,
}

// ForMetrics is what the fields selected on ConversationMetrics need, in their order. Others, which the implementing
// types have besides, are passed over.
func ForMetrics(variables map[string]any, fields []*Selected, aggregate []query.Selection) ([]query.Selection, error) {
	var metrics []query.Selection
	for _, f := range fields {
		switch function, ok := MetricFields[f.Name]; {
		case f.Name == "count":
			metrics = query.Union(metrics, query.Selection{Function: query.Count})
		case f.Name == "values":
			metrics = query.Union(metrics, aggregate...)
		case ok:
			of, err := planFields(variables, f.Beneath)
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
func planFields(variables map[string]any, fields []*Selected) ([]query.Selection, error) {
	var of []query.Selection
	for _, f := range fields {
		if f.Name == "property" {
			s, err := PropertyOf(f.ArgumentsWith(variables))
			if err != nil {
				return nil, err
			}
			of = query.Union(of, s)
		} else if field, ok := FieldNamed(f.Name); ok {
			of = query.Union(of, query.Selection{Field: field})
		}
	}
	return of, nil
}

// TypeNameField is the field of the schema that has a type as the endpoint names it.
const TypeNameField = "typeName"

// FieldNamed is the endpoint's field behind a field of the schema. Those agree but for the identifier's, and the type is there
// by either name.
func FieldNamed(name string) (query.Field, bool) {
	switch name {
	case "conversationId":
		return query.ID, true
	case TypeNameField:
		return query.Type, true
	}
	_, ok := model.Fields.Names[query.Field(name)]
	return query.Field(name), ok
}

// PropertyOf reads the arguments field and path.
func PropertyOf(args map[string]any) (query.Selection, error) {
	field, err := model.PropertyFields.Read(args["field"])
	if err != nil {
		return query.Selection{}, err
	}
	var path []string
	for i, v := range graphql.CoerceList(args["path"]) {
		step, err := model.UnmarshalString(v)
		if own := new(model.Error); errors.As(err, &own) {
			return query.Selection{}, own.At(Indexed("path", i))
		}
		path = append(path, step)
	}
	return property(field, path)
}

func property(field query.Field, path []string) (query.Selection, error) {
	if len(path) == 0 {
		return query.Selection{}, model.BadInput("A path has at least one segment.").At("path")
	}
	return query.Selection{Field: field, Path: path}, nil
}

// ForAggregate reads a metric that is chosen at run time.
func ForAggregate(a *model.ConversationAggregate, at string) (query.Selection, error) {
	s := query.Selection{Function: a.Function}
	if field := a.Field.Value(); field != nil {
		s.Field = *field
	} else if a.Function != query.Count {
		return s, model.BadInput("Only COUNT may go without a field.").At(at + ".field")
	}
	if path := a.Path.Value(); path != nil {
		switch {
		case len(path) == 0:
			return s, model.BadInput("A path has at least one segment.").At(at + ".path")
		case !s.Field.IsJSON():
			return s, model.BadInput("Only PROPERTIES and USER_PROPERTIES have paths.").At(at + ".path")
		}
		s.Path = path
	}
	return s, nil
}

// ForGroupBy reads one way to group.
func ForGroupBy(g *model.ConversationGroupBy, at string) (query.Selection, error) {
	switch {
	case g.Field.Value() != nil:
		return query.Selection{Field: *g.Field.Value()}, nil
	case g.Time.Value() != nil:
		return query.Selection{Unit: g.Time.Value().Unit, Field: g.Time.Value().Field}, nil
	}
	p := g.Property.Value()
	if len(p.Path) == 0 {
		return query.Selection{}, model.BadInput("A path has at least one segment.").At(at + ".property.path")
	}
	return query.Selection{Field: p.Field, Path: p.Path}, nil
}

// CheckKeys refuses a query whose columns the endpoint would answer under one name: paths that differ only in where a dot
// separates segments.
func CheckKeys(q query.Query) error {
	if !slices.ContainsFunc(q.GroupBy, hasPath) && !slices.ContainsFunc(q.Select, hasPath) {
		return nil
	}
	seen := make(map[string]bool)
	for _, s := range q.Columns() {
		key := s.Key()
		if seen[key] {
			return model.BadInput("Two paths are both %q in the endpoint's answer and cannot be told apart. Ask for them in two fields.", key)
		}
		seen[key] = true
	}
	return nil
}

func hasPath(s query.Selection) bool { return len(s.Path) > 0 }

// Indexed is the path of an element of a list of arguments: orderBy[2].
func Indexed(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }
