package query

import (
	"errors"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Parse reads a Body back: Parse(q.Body()) has the Identity of q, but for an order by what is no column, which fails. So does
// whatever else a Body does not write.
func Parse(body []byte) (Query, error) {
	var b struct {
		Select  []bodySelection `json:"select"`
		GroupBy []bodySelection `json:"groupBy"`
		Where   jsontext.Value  `json:"where"`
		OrderBy []struct {
			Field     string `json:"field"`
			Direction string `json:"direction"`
		} `json:"orderBy"`
		Notes string `json:"notes"`
	}
	if err := json.Unmarshal(body, &b, json.RejectUnknownMembers(true)); err != nil {
		return Query{}, errBody
	}
	q := Query{Notes: b.Notes}
	for _, s := range b.Select {
		selection := Selection{Function: s.Function, Unit: s.Unit, Field: s.Field, Path: s.Path}
		switch {
		case s.Type == "time" && s.Unit != "" && s.Function == "":
			q.GroupBy = append(q.GroupBy, selection)
		case s.Type == "aggregation" && s.Function != "" && s.Unit == "", s.Type == "field" && s.Function == "" && s.Unit == "" && s.Field != "":
			q.Select = append(q.Select, selection)
		default:
			return Query{}, errBody
		}
	}
	for _, s := range b.GroupBy {
		if s.Type != "" || s.Function != "" || s.Unit != "" || s.Field == "" {
			return Query{}, errBody
		}
		q.GroupBy = append(q.GroupBy, Selection{Field: s.Field, Path: s.Path})
	}
	for _, o := range b.OrderBy {
		by, ok := q.columnNamed(o.Field)
		if !ok || !by.Orderable() || o.Direction != "asc" && o.Direction != "desc" {
			return Query{}, errBody
		}
		q.OrderBy = append(q.OrderBy, Order{by, o.Direction == "desc"})
	}
	if len(b.Where) > 0 {
		var err error
		if q.Where, err = parseWhere(b.Where); err != nil {
			return Query{}, err
		}
	}
	return q, nil
}

type bodySelection struct {
	Type     string   `json:"type"`
	Function Function `json:"aggregation"`
	Unit     TimeUnit `json:"timeUnit"`
	Field    Field    `json:"field"`
	Path     []string `json:"path"`
}

var errBody = errors.New("it is not the body of a query")

func (q Query) columnNamed(key string) (Selection, bool) {
	for _, s := range q.Columns() {
		if s.Key() == key {
			return s, true
		}
	}
	return Selection{}, false
}

func parseWhere(text jsontext.Value) (Where, error) {
	var w struct {
		And       []jsontext.Value `json:"and"`
		Or        []jsontext.Value `json:"or"`
		Condition *struct {
			Field    Field          `json:"field"`
			Operator Operator       `json:"operator"`
			Value    jsontext.Value `json:"value"`
		} `json:"condition"`
	}
	if err := json.Unmarshal(text, &w, json.RejectUnknownMembers(true)); err != nil {
		return Where{}, errBody
	}
	switch {
	case w.Condition != nil && w.And == nil && w.Or == nil:
		return parseCondition(w.Condition.Field, w.Condition.Operator, w.Condition.Value)
	case w.And != nil && w.Or == nil && w.Condition == nil:
		terms, err := parseTerms(w.And)
		return All(terms...), err
	case w.Or != nil && w.And == nil && w.Condition == nil:
		terms, err := parseTerms(w.Or)
		return Any(terms...), err
	}
	return Where{}, errBody
}

func parseTerms(texts []jsontext.Value) (terms []Where, err error) {
	terms = make([]Where, len(texts))
	for i, text := range texts {
		if terms[i], err = parseWhere(text); err != nil {
			return nil, err
		}
	}
	return terms, nil
}

func parseCondition(field Field, operator Operator, value jsontext.Value) (Where, error) {
	c := Condition{Field: field, Operator: operator, Value: value}
	if field.IsJSON() && value.Kind() == '{' {
		var within struct {
			Path  []string       `json:"path"`
			Value jsontext.Value `json:"value"`
		}
		if json.Unmarshal(value, &within, json.RejectUnknownMembers(true)) == nil && len(within.Path) > 0 && len(within.Value) > 0 {
			c.Path, c.Value = within.Path, within.Value
		}
	}
	if field == "" || operator == "" || len(c.Value) == 0 {
		return Where{}, errBody
	}
	if operator == In || operator == NotIn {
		if json.Unmarshal(c.Value, &c.Values) != nil || len(c.Values) == 0 {
			return Where{}, errBody
		}
		c.Value = nil
	}
	return If(c), nil
}
