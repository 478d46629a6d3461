package graph

import (
	"slices"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// maxLimit is the greatest limit of groups, and the greatest slice of a list.
const maxLimit = 1000

// groupsArguments are what a set's groups are asked by.
type groupsArguments struct {
	where              query.Where
	groupBy, aggregate []query.Selection
	having             []ConversationHaving
	orderBy            []ConversationGroupOrder
	limit              *int
}

// groupsPlan is what the groups of a set need: one query, and what to do with its rows.
type groupsPlan struct {
	query     query.Query
	aggregate []query.Selection
	having    []having
	order     []orderTerm // decides between any two groups
	limit     int         // 0: none

	nodes, totalCount, complete bool // what is selected
}

// asked is the plan's query, or nil if there is nothing to ask: without keys and metrics there is one group, known
// beforehand.
func (p *groupsPlan) asked() *query.Query {
	if !p.nodes && !p.totalCount && !p.complete || len(p.query.GroupBy)+len(p.query.Select) == 0 {
		return nil
	}
	q := p.query
	return &q
}

// orderTerm is a term of the order of groups.
type orderTerm struct {
	by         query.Selection
	desc       bool
	nullsFirst bool
}

// planGroups plans the groups of a set for what is selected on ConversationGroups.
func planGroups(variables map[string]any, fields []*selected, a groupsArguments) (*groupsPlan, error) {
	p := &groupsPlan{query: query.Query{GroupBy: a.groupBy, Where: a.where}, aggregate: a.aggregate}
	for _, f := range fields {
		switch f.Name {
		case "totalCount":
			p.totalCount = true
		case "complete":
			p.complete = true
		case "nodes":
			p.nodes = true
			if err := p.planNodes(variables, f.beneath, a.groupBy); err != nil {
				return p, err
			}
		}
	}
	if a.limit != nil {
		if *a.limit < 1 || *a.limit > maxLimit {
			return p, badInput("The limit is 1 to %d.", maxLimit).at("limit")
		}
		p.limit = *a.limit
	}
	if err := p.planHaving(a.having); err != nil {
		return p, err
	}
	if err := p.planOrder(a.orderBy); err != nil {
		return p, err
	}
	return p, nil
}

func (p *groupsPlan) planNodes(variables map[string]any, fields []*selected, groupBy []query.Selection) error {
	metrics, err := planMetrics(variables, fields, p.aggregate)
	if err != nil {
		return err
	}
	p.query.Select = query.Union(p.query.Select, metrics...)
	for _, f := range fields {
		if f.Name != "key" {
			continue
		}
		for _, key := range f.beneath {
			if _, err := keyOf(key, variables, groupBy); err != nil {
				return err
			}
		}
	}
	return nil
}

// planOrder reads the order. A term that repeats decides nothing. The keys, ascending, break ties.
func (p *groupsPlan) planOrder(list []ConversationGroupOrder) error {
	for i, o := range list {
		at := indexed("orderBy", i)
		key, aggregate := o.Key.Value(), o.Aggregate.Value()
		term := orderTerm{desc: o.Direction, nullsFirst: o.Direction}
		if nulls := o.Nulls.Value(); nulls != nil {
			term.nullsFirst = *nulls
		}
		var err error
		switch {
		case (key == nil) == (aggregate == nil):
			return badInput("Exactly one of key and aggregate is wanted.").at(at)
		case key != nil:
			if term.by, err = planGroupBy(key, at+".key"); err != nil {
				return err
			}
			if !grouped(p.query.GroupBy, term.by) {
				return notGrouped(term.by).at(at + ".key")
			}
		default:
			if term.by, err = planAggregate(aggregate, at+".aggregate"); err != nil {
				return err
			}
			p.query.Select = query.Union(p.query.Select, term.by)
		}
		if !slices.ContainsFunc(p.order, func(t orderTerm) bool { return t.by.Equal(term.by) }) {
			p.order = append(p.order, term)
		}
	}
	for _, key := range p.query.GroupBy {
		if !slices.ContainsFunc(p.order, func(t orderTerm) bool { return t.by.Equal(key) }) {
			p.order = append(p.order, orderTerm{by: key})
		}
	}
	return nil
}
