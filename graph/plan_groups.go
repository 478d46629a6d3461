package graph

import (
	"slices"

	"github.com/99designs/gqlgen/graphql"

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
	pushable  []query.Order // the first terms of order, as far as the endpoint orders by them just as the gateway does
	aggregate []query.Selection
	having    []having
	order     []orderTerm // decides between any two groups
	parsed    *parsedColumns
	limit     int // 0: none

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

// askedForFirst is a query for the first groups by the plan's order, where not all of them could be read and the endpoint
// can order by it.
func (p *groupsPlan) askedForFirst(rows *query.Rows) (query.Query, bool) {
	if rows == nil || !rows.Partial() || !p.nodes || p.limit == 0 || len(p.pushable) == 0 {
		return query.Query{}, false
	}
	q := p.query
	q.OrderBy = p.pushable
	return q, true
}

// having is a condition on a metric.
type having struct {
	metric query.Selection
	tests  []func(float64) bool
}

// orderTerm is a term of the order of groups.
type orderTerm struct {
	by         query.Selection
	desc       bool
	nullsFirst bool
}

// pushable says whether the endpoint orders by the term just as the gateway does. It does for numbers and times; its
// order of strings is not known.
func (t orderTerm) pushable() bool {
	kind := t.by.Kind()
	return t.by.Orderable() && (kind == query.Number || kind == query.Time) && t.nullsFirst == t.desc
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

func (p *groupsPlan) planHaving(list []ConversationHaving) error {
	for i, h := range list {
		at := indexed("having", i)
		metric, err := planAggregate(h.Aggregate, at+".aggregate")
		if err != nil {
			return err
		}
		if metric.Kind() != query.Number {
			return badInput("A metric that is no number cannot be compared with one.").at(at + ".aggregate")
		}
		term := having{metric: metric}
		comparisons := []struct {
			name string
			with graphql.Omittable[*float64]
			test func(x, y float64) bool
		}{
			{"eq", h.Eq, func(x, y float64) bool { return x == y }},
			{"neq", h.Neq, func(x, y float64) bool { return x != y }},
			{"gt", h.Gt, func(x, y float64) bool { return x > y }},
			{"gte", h.Gte, func(x, y float64) bool { return x >= y }},
			{"lt", h.Lt, func(x, y float64) bool { return x < y }},
			{"lte", h.Lte, func(x, y float64) bool { return x <= y }},
		}
		for _, c := range comparisons {
			y, ok := c.with.ValueOK()
			switch {
			case !ok:
			case y == nil:
				return badInput("Nothing compares with null. Leave it out.").at(at + "." + c.name)
			default:
				term.tests = append(term.tests, func(x float64) bool { return c.test(x, *y) })
			}
		}
		if len(term.tests) == 0 {
			return badInput("At least one comparison is wanted.").at(at)
		}
		p.having = append(p.having, term)
		p.query.Select = query.Union(p.query.Select, metric)
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
	for _, term := range p.order {
		if !term.pushable() {
			break
		}
		p.pushable = append(p.pushable, query.Order{By: term.by, Desc: term.desc})
	}
	return nil
}
