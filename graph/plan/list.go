package plan

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

const defaultFirst = 20

// ListArguments are what a slice of a set is asked by.
type ListArguments struct {
	Filter  *FilterPlan
	OrderBy []model.ConversationOrder
	First   *int
	After   *string
}

// ListPlan is what a slice needs. What is not needed is nil.
type ListPlan struct {
	Slice       *query.Query // the conversations behind the cursor
	Count       *query.Query // how many there are in all, where the slice's answer does not tell
	First       int
	After       bool
	HasNextPage bool // whether it is selected
	Order       []query.Order
	Stamp       stamp // what cursors carry besides the values of order
}

// ForList plans a slice of a set for what is selected on ConversationConnection. The plan of an error asks nothing.
func ForList(variables map[string]any, fields []*Selected, a ListArguments) (*ListPlan, error) {
	p := &ListPlan{First: defaultFirst, After: a.After != nil}
	if a.First != nil {
		p.First = *a.First
	}
	if p.First < 0 || p.First > maxLimit {
		return p, model.BadInput("Must be 0 to %d.", maxLimit).At("first")
	}
	if err := p.planOrder(a.OrderBy); err != nil {
		return p, err
	}
	p.Stamp = newStamp(p.Order, a.Filter)

	where := a.Filter.Where
	var behind []jsontext.Value
	if a.After != nil {
		values, bounds, err := p.Stamp.read(*a.After, p.Order)
		if err != nil {
			return p, err
		}
		// The slices of a list are cut from the set that the first one saw.
		if p.Stamp.bounds = bounds; len(bounds) > 0 {
			if where, err = planWhereSince(a.Filter.input, bounds); err != nil {
				return p, err
			}
		}
		behind = values
	}
	need, err := needsOf(variables, fields)
	if err != nil {
		return p, err
	}
	p.HasNextPage = need.hasNextPage
	if need.slice && (p.First > 0 || need.hasNextPage) {
		p.Slice = &query.Query{Select: need.columnsIn(p.Order), Where: where, OrderBy: p.Order, After: behind, First: p.First}
	}
	if need.totalCount && (p.Slice == nil || p.After) {
		p.Count = &query.Query{Select: []query.Selection{{Function: query.Count}}, Where: where}
	}
	return p, nil
}

// planOrder is the order asked for, then the identifier: an order that decides between any two conversations.
func (p *ListPlan) planOrder(list []model.ConversationOrder) error {
	for i, o := range list {
		by := query.Selection{Field: o.Field}
		if o.Field.IsJSON() {
			return model.BadInput("Conversations cannot be ordered by JSON.").At(Indexed("orderBy", i) + ".field")
		}
		for _, have := range p.Order {
			if have.By.Equal(by) {
				return model.BadInput("orderBy has this already.").At(Indexed("orderBy", i) + ".field")
			}
		}
		p.Order = append(p.Order, query.Order{By: by, Desc: o.Direction})
	}
	for _, have := range p.Order {
		if have.By.Field == query.ID {
			return nil
		}
	}
	p.Order = append(p.Order, query.Order{By: query.Selection{Field: query.ID}})
	return nil
}

// needs are what the selection on a connection wants to know.
type needs struct {
	slice, totalCount, hasNextPage, cursors bool
	columns                                 []query.Selection
}

// columnsIn are the columns of a slice in an order: at least one, which says how many conversations there are.
func (n needs) columnsIn(order []query.Order) []query.Selection {
	columns := n.columns
	if n.cursors {
		for _, o := range order {
			columns = query.Union(columns, o.By)
		}
	}
	if len(columns) == 0 {
		return []query.Selection{{Field: query.ID}}
	}
	return columns
}

func needsOf(variables map[string]any, fields []*Selected) (needs, error) {
	var n needs
	node := func(f *Selected) error {
		columns, err := ForColumns(variables, f.Beneath)
		n.columns = query.Union(n.columns, columns...)
		return err
	}
	for _, f := range fields {
		switch f.Name {
		case "totalCount":
			n.totalCount = true
		case "nodes":
			n.slice = true
			if err := node(f); err != nil {
				return n, err
			}
		case "edges":
			n.slice = true
			for _, e := range f.Beneath {
				switch e.Name {
				case "cursor":
					n.cursors = true
				case "node":
					if err := node(e); err != nil {
						return n, err
					}
				}
			}
		case "pageInfo":
			for _, i := range f.Beneath {
				switch i.Name {
				case "hasNextPage":
					n.slice, n.hasNextPage = true, true
				case "startCursor", "endCursor":
					n.slice, n.cursors = true, true
				}
			}
		}
	}
	return n, nil
}
