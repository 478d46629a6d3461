package plan

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/calendar"
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
			function, err := FunctionOf(variables, f)
			if err != nil {
				return nil, err
			}
			of, err := ForColumns(variables, f.Beneath)
			if err != nil {
				return nil, err
			}
			for _, s := range of {
				s.Function, s.P = function.Function, function.P
				metrics = query.Union(metrics, s)
			}
		case spec.repeats == perAggregate:
			metrics = query.Union(metrics, aggregate...)
		}
	}
	return metrics, nil
}

// FunctionOf is the function of a field of ConversationMetrics, of no field of a conversation yet.
func FunctionOf(variables map[string]any, f *Selected) (query.Selection, error) {
	s := query.Selection{Function: f.Spec.Function}
	if s.Function != query.Percentile {
		return s, nil
	}
	p, err := model.UnmarshalFloat(f.Argument(variables, "p"))
	if own := new(model.Error); errors.As(err, &own) {
		return s, own.At("p")
	}
	s.P, err = shareOf(p, "p")
	return s, err
}

// shareOf checks the p of a percentile.
func shareOf(p float64, at string) (float64, error) {
	if p < 0 || p > 1 {
		return 0, noShare().At(at)
	}
	return math.Abs(p), nil // There is a -0.
}

func noShare() *model.Error {
	return model.BadInput("A percentile needs a p from 0 to 1: write p: 0.5 for the median, p: 0.95 for the 95th of 100.")
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

// propertyOf reads the arguments field and path.
func propertyOf(f *Selected, variables map[string]any) (query.Selection, error) {
	field, err := model.PropertyFields.Read(f.Argument(variables, "field"))
	if err != nil {
		return query.Selection{}, err
	}
	var path []string
	for i, v := range graphql.CoerceList(f.Argument(variables, "path")) {
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
		return s, model.BadInput("Every function but COUNT needs a field.").At(at + ".field")
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
	var err error
	s.P, err = percentileOf(a, s.Field, at)
	return s, err
}

// percentileOf is the p of a percentile, 0 of other functions.
func percentileOf(a *model.ConversationAggregate, field query.Field, at string) (float64, error) {
	p := a.P.Value()
	switch {
	case a.Function != query.Percentile && p != nil:
		return 0, model.BadInput("Only PERCENTILE has a p.").At(at + ".p")
	case a.Function != query.Percentile:
		return 0, nil
	case field != query.UserMessageCount:
		return 0, model.BadInput("Only USER_MESSAGE_COUNT has percentiles.").At(at + ".field")
	case p == nil:
		return 0, noShare().At(at + ".p")
	}
	return shareOf(*p, at+".p")
}

// ForGroupBy reads one way to group.
func ForGroupBy(g *model.ConversationGroupBy, at string) (query.Selection, error) {
	switch {
	case g.Field.Value() != nil:
		return query.Selection{Field: *g.Field.Value()}, nil
	case g.Time.Value() != nil:
		bucket := g.Time.Value()
		return query.ByTime(bucket.Field, calendarKey(bucket.Unit, bucket.TimeZone, bucket.WeekStart)), nil
	case g.Part.Value() != nil:
		part := g.Part.Value()
		return query.ByTime(part.Field, calendar.Key{Part: part.Part, Zone: part.TimeZone.Location, WeekStart: time.Monday}), nil
	}
	p := g.Property.Value()
	if len(p.Path) == 0 {
		return query.Selection{}, model.BadInput("A path has at least one segment.").At(at + ".property.path")
	}
	return query.Selection{Field: p.Field, Path: p.Path}, nil
}

// CheckKeys refuses a query whose columns the endpoint would answer under one name: paths that differ only in where a dot
// separates segments. It also refuses percentiles of groups that are not told apart by what is printed of their keys.
func CheckKeys(q query.Query) error {
	if q.Computed() {
		for _, key := range q.GroupBy {
			if key.Kind() == query.Object || key.Kind() == query.Time && key.Unit == "" && key.Calendar == nil {
				return model.BadInput("Groups by %s as a whole have neither percentiles nor buckets of a time zone. Group by a bucket of time, or by a property.",
					model.Fields.Names[key.Field]).At("groupBy")
			}
		}
	}
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
