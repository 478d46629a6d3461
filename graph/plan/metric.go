package plan

import (
	"errors"
	"fmt"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// ForMetrics is what the fields selected on ConversationMetrics need, in their order. Others, which the implementing
// types have besides, are passed over.
func ForMetrics(variables map[string]any, fields []*Selected, aggregate []query.Selection) ([]query.Selection, error) {
	var metrics []query.Selection
	for _, f := range fields {
		switch spec := f.Spec; {
		case spec.Column.Function != "":
			metrics = query.Union(metrics, spec.Column)
		case spec.Function != "":
			of, err := ForColumns(variables, f.Beneath)
			if err != nil {
				return nil, err
			}
			for _, s := range of {
				s.Function = spec.Function
				metrics = query.Union(metrics, s)
			}
		case spec.repeats == perAggregate:
			metrics = query.Union(metrics, aggregate...)
		}
	}
	return metrics, nil
}

// ForColumns are the columns that fields of the schema stand for. Fields that stand for none are passed over.
func ForColumns(variables map[string]any, fields []*Selected) ([]query.Selection, error) {
	var columns []query.Selection
	for _, f := range fields {
		s, ok, err := f.Column(variables)
		if err != nil {
			return nil, err
		}
		if ok {
			columns = query.Union(columns, s)
		}
	}
	return columns, nil
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
