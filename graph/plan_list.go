package graph

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

const defaultFirst = 20

// listArguments are what a slice of a set is asked by.
type listArguments struct {
	filter  *filterPlan
	orderBy []ConversationOrder
	first   *int
	after   *string
}

// listPlan is what a slice needs. What is not needed is nil.
type listPlan struct {
	slice       *query.Query // the conversations behind the cursor
	count       *query.Query // how many there are in all, where the slice's answer does not tell
	first       int
	after       bool
	hasNextPage bool // whether it is selected
	order       []query.Order
	stamp       stamp // what cursors carry besides the values of order
}

// planList plans a slice of a set for what is selected on ConversationConnection. The plan of an error asks nothing.
func planList(variables map[string]any, fields []*selected, a listArguments) (*listPlan, error) {
	p := &listPlan{first: defaultFirst, after: a.after != nil}
	if a.first != nil {
		p.first = *a.first
	}
	if p.first < 0 || p.first > maxLimit {
		return p, badInput("A slice has 0 to %d conversations.", maxLimit).at("first")
	}
	if err := p.planOrder(a.orderBy); err != nil {
		return p, err
	}
	p.stamp = newStamp(p.order, a.filter)

	where := a.filter.where
	var behind []jsontext.Value
	if a.after != nil {
		values, bounds, err := p.stamp.read(*a.after, p.order)
		if err != nil {
			return p, err
		}
		// The slices of a list are cut from the set that the first one saw.
		if p.stamp.bounds = bounds; len(bounds) > 0 {
			if where, err = planWhereSince(a.filter.input, bounds); err != nil {
				return p, err
			}
		}
		behind = values
	}
	need, err := needsOf(variables, fields)
	if err != nil {
		return p, err
	}
	p.hasNextPage = need.hasNextPage
	if need.slice && (p.first > 0 || need.hasNextPage) {
		columns := need.columns
		if need.cursors {
			for _, o := range p.order {
				columns = query.Union(columns, o.By)
			}
		}
		if len(columns) == 0 {
			columns = []query.Selection{{Field: query.ID}} // how many there are
		}
		p.slice = &query.Query{Select: columns, Where: where, OrderBy: p.order, After: behind, First: p.first}
	}
	if need.totalCount && (p.slice == nil || p.after) {
		p.count = &query.Query{Select: []query.Selection{{Function: query.Count}}, Where: where}
	}
	return p, nil
}

// planOrder is the order asked for, then the identifier: an order that decides between any two conversations.
func (p *listPlan) planOrder(list []ConversationOrder) error {
	for i, o := range list {
		by := query.Selection{Field: o.Field}
		if o.Field.IsJSON() {
			return badInput("Conversations are not ordered by JSON.").at(indexed("orderBy", i) + ".field")
		}
		for _, have := range p.order {
			if have.By.Equal(by) {
				return badInput("This is ordered by already.").at(indexed("orderBy", i) + ".field")
			}
		}
		p.order = append(p.order, query.Order{By: by, Desc: o.Direction})
	}
	for _, have := range p.order {
		if have.By.Field == query.ID {
			return nil
		}
	}
	p.order = append(p.order, query.Order{By: query.Selection{Field: query.ID}})
	return nil
}

// needs are what the selection on a connection wants to know.
type needs struct {
	slice, totalCount, hasNextPage, cursors bool
	columns                                 []query.Selection
}

func needsOf(variables map[string]any, fields []*selected) (needs, error) {
	var n needs
	node := func(f *selected) error {
		columns, err := planConversation(variables, f.beneath)
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
			for _, e := range f.beneath {
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
			for _, i := range f.beneath {
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

// planConversation is what the fields selected on Conversation need. What is selected beneath userProperties is read from
// the whole object: a path would not tell a user without properties from one without this property.
func planConversation(variables map[string]any, fields []*selected) ([]query.Selection, error) {
	var columns []query.Selection
	for _, f := range fields {
		if f.Name == "id" {
			columns = query.Union(columns, query.Selection{Field: query.ID})
			continue
		}
		of, err := planFields(variables, []*selected{f})
		if err != nil {
			return nil, err
		}
		columns = query.Union(columns, of...)
	}
	return columns, nil
}
