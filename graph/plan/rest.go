package plan

import (
	"errors"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/derive"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// RestPlan is what the groups behind the limit come to as one. What adds is merged of their rows; what does not is asked for by
// excluding the groups shown.
type RestPlan struct {
	Metrics []query.Selection
	Merge   *derive.RollUp // nil: they do not add
}

// planOthers plans the groups behind the limit.
func (p *GroupsPlan) planOthers(variables map[string]any, fields []*Selected) error {
	metrics, err := ForMetrics(variables, fields, p.Aggregate)
	if err != nil {
		return err
	}
	p.Nodes, p.Others = true, &RestPlan{Metrics: metrics}
	return nil
}

// mergeOthers has the query select what others are merged of, if they can be.
func (p *GroupsPlan) mergeOthers() error {
	if p.Others == nil || p.Limit == 0 {
		return nil
	}
	var merges bool
	if p.Query, p.Others.Merge, merges = derive.MergeRest(p.Query, nil, p.Others.Metrics); !merges && len(p.Having) > 0 {
		return model.BadInput("With having, others has only metrics that add up: count, countOf, and of userMessageCount sum, avg, min and max. Leave out the other metrics, or having.").At("having")
	}
	return nil
}

// AskedOthers is the query for what others come to, by excluding the groups shown. It fails where the endpoint cannot be told
// which these are.
func (p *GroupsPlan) AskedOthers(rows *query.Rows, shown []int) (query.Query, error) {
	if p.Top != nil {
		return query.Query{}, model.BadInput("The groups that top makes cannot be excluded. Leave it out, or others.").At("top")
	}
	if len(p.Having) > 0 {
		return query.Query{}, model.BadInput("The groups that pass having cannot be excluded. Leave it out, or others.").At("having")
	}
	where, err := excluding(p.Query.GroupBy, rows, shown, func(key int) string { return Indexed("groupBy", key) })
	return query.Query{Select: p.Others.Metrics, Where: query.All(p.Query.Where, where)}, err
}

// excluding is a filter of the conversations that are in none of some groups, nulls kept in mind. Where a key is in the arguments is
// for its errors.
func excluding(keys []query.Selection, rows *query.Rows, shown []int, input func(key int) string) (query.Where, error) {
	terms := make([]query.Where, len(shown))
	for i, row := range shown {
		differs := make([]query.Where, len(keys))
		for j, key := range keys {
			var err error
			if differs[j], err = unlike(key, rows.Column(key), row); err != nil {
				if refusal := (*model.Error)(nil); errors.As(err, &refusal) {
					err = refusal.At(input(j))
				}
				return query.Where{}, err
			}
		}
		terms[i] = query.Any(differs...)
	}
	return query.All(terms...), nil
}

// unlike is a filter of the conversations with another value of a key than a row, or with none.
func unlike(key query.Selection, c *query.Column, row int) (query.Where, error) {
	cannot := func() (query.Where, error) {
		return query.Where{}, model.BadInput("Groups by %s cannot be excluded. From others, select only metrics that add up, such as count.", key.Key())
	}
	is := func(operator query.Operator, value jsontext.Value) query.Where {
		return query.If(query.Condition{Field: key.Field, Path: key.Path, Operator: operator, Value: value})
	}
	value, err := c.Wire(row)
	if err != nil {
		return query.Where{}, err
	}
	null := jsontext.Value("null")
	if value.Kind() == 'n' {
		return is(query.IsNotNull, null), nil
	}
	switch {
	case key.Computed() || key.Kind() == query.Object || key.Kind() == query.Time && key.Unit == "":
		return cannot()
	case key.Unit != "":
		start, _, err := c.Time(row)
		if err != nil {
			return query.Where{}, err
		}
		end, ok := bucketEnd(key.Unit, start)
		if !ok {
			return cannot()
		}
		return query.Any(is(query.Lt, encodeTime(start)), is(query.Gte, encodeTime(end)), is(query.IsNull, null)), nil
	case len(key.Path) > 0:
		// The text of a property may be that of a number or of a string.
		if text, ok := query.ReadText(value); !ok || jsontext.Value(text).IsValid() {
			return cannot()
		}
	}
	return query.Any(is(query.Neq, value), is(query.IsNull, null)), nil
}

// bucketEnd is the end of a bucket of UTC.
func bucketEnd(unit query.TimeUnit, start time.Time) (time.Time, bool) {
	switch unit {
	case query.Hour:
		return start.Add(time.Hour), true
	case query.Day:
		return start.AddDate(0, 0, 1), true
	case query.Week:
		return start.AddDate(0, 0, 7), true
	case query.Month:
		return start.AddDate(0, 1, 0), true
	}
	return start, false
}
