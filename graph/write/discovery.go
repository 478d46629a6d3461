package write

import (
	"slices"
	"strconv"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Texts are names or values of properties.
type Texts struct {
	nodes    []string
	complete bool // whether there are no more
}

// ShapePropertyKeys makes names of the rows of a query for them: each once, in order. It fails if one cannot be read.
func ShapePropertyKeys(rows *query.Rows) (*Texts, error) {
	column := rows.Column(query.PropertyName)
	names := make([]string, 0, rows.Len())
	for row := range rows.Len() {
		name, ok, err := column.Text(row)
		if err != nil {
			return nil, err
		}
		if ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return firstTexts(slices.Compact(names), plan.MaxNames, true), nil
}

// ShapePropertyValues makes values of the groups of a plan, in their order: each once, null left out. It fails if one cannot be read.
func ShapePropertyValues(p *plan.GroupsPlan, groups *Groups) (*Texts, error) {
	column, rows := groups.rows.Column(p.Query.GroupBy[0]), groups.Shown
	if groups.complete {
		rows = slices.Concat(groups.Shown, groups.Behind) // Several groups may be one text.
	}
	var values []string
	seen := make(map[string]bool)
	for _, row := range rows {
		raw, ok, err := column.JSON(row)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		value, isText := query.ReadText(raw)
		if !isText {
			value = string(raw)
		}
		if !seen[value] {
			seen[value] = true
			values = append(values, value)
		}
		if len(values) == p.Limit {
			break // There are more than are wanted.
		}
	}
	return firstTexts(values, p.Limit-1, groups.complete), nil
}

// firstTexts are the first of texts, and whether these are all.
func firstTexts(all []string, most int, complete bool) *Texts {
	if len(all) > most {
		return &Texts{all[:most], false}
	}
	return &Texts{all, complete}
}

func (t *Texts) compile(c compiler, field *plan.Selected) {
	rows := make([]int, len(t.nodes))
	for i := range rows {
		rows[i] = i
	}
	c.object(field, func(c compiler, f *plan.Selected) {
		switch f.Name {
		case "nodes":
			c.list(rows, func(c compiler) {
				c.cell(func(b []byte, row int) []byte { return model.AppendQuoted(b, t.nodes[row]) })
			})
		case "complete":
			c.text(strconv.FormatBool(t.complete))
		}
	})
}
