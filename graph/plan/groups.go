package plan

import (
	"slices"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// maxLimit is the greatest limit of groups, and the greatest slice of a list.
const maxLimit = 1000

// GroupsArguments are what a set's groups are asked by.
type GroupsArguments struct {
	Filter             *FilterPlan
	GroupBy, Aggregate []query.Selection
	Having             []model.ConversationHaving
	OrderBy            []model.ConversationGroupOrder
	Limit              *int
	Top                *model.ConversationTop
	Fill               bool
}

// GroupsPlan is what the groups of a set need: one query, and what to do with its rows.
type GroupsPlan struct {
	Query     query.Query
	Aggregate []query.Selection
	Having    []having
	Order     []OrderTerm // decides between any two groups
	Limit     int         // 0: none
	Top       *TopPlan    // nil: all values of all keys are kept
	Fill      *FillPlan   // nil: only groups that have conversations

	Nodes, TotalCount, Complete bool      // what is selected
	Others                      *RestPlan // nil if they are not selected
	Previous                    []*PreviousPlan
}

// Asked is the plan's query, or nil if there is nothing to ask: without keys and metrics there is one group, known
// beforehand.
func (p *GroupsPlan) Asked() *query.Query {
	if !p.Nodes && !p.TotalCount && !p.Complete || len(p.Query.GroupBy)+len(p.Query.Select) == 0 {
		return nil
	}
	q := p.Query
	return &q
}

// OrderTerm is a term of the order of groups.
type OrderTerm struct {
	By         query.Selection
	Desc       bool
	NullsFirst bool
	AsNumbers  bool // of a property's key: texts of numbers by their values
}

// ForGroups plans the groups of a set for what is selected on ConversationGroups. The range of time is that of the conversations that
// the caller sees, up to now.
func ForGroups(variables map[string]any, fields []*Selected, a GroupsArguments, visible query.Interval) (*GroupsPlan, error) {
	p := &GroupsPlan{Query: query.Query{GroupBy: a.GroupBy, Where: a.Filter.Where}, Aggregate: a.Aggregate}
	for _, f := range fields {
		switch f.Name {
		case "totalCount":
			p.TotalCount = true
		case "complete":
			p.Complete = true
		case "nodes":
			p.Nodes = true
			if err := p.planNodes(variables, f.Beneath, a); err != nil {
				return p, err
			}
		case "others":
			if err := p.planOthers(variables, f.Beneath); err != nil {
				return p, err
			}
		}
	}
	if a.Limit != nil {
		if *a.Limit < 1 || *a.Limit > maxLimit {
			return p, model.BadInput("Must be 1 to %d.", maxLimit).At("limit")
		}
		p.Limit = *a.Limit
	}
	if err := p.planHaving(a.Having); err != nil {
		return p, err
	}
	if err := p.planOrder(a.OrderBy); err != nil {
		return p, err
	}
	var err error
	if a.Top != nil {
		err = p.planTop(a.Top)
	} else {
		err = p.mergeOthers()
	}
	if err == nil && a.Fill {
		err = p.planFill(a.Filter, visible)
	}
	return p, err
}

func (p *GroupsPlan) planNodes(variables map[string]any, fields []*Selected, a GroupsArguments) error {
	metrics, err := ForMetrics(variables, fields, p.Aggregate)
	if err != nil {
		return err
	}
	p.Query.Select = query.Union(p.Query.Select, metrics...)
	for _, f := range fields {
		if f.Name != "key" {
			continue
		}
		for _, key := range f.Beneath {
			if _, err := KeyOf(key, variables, a.GroupBy); err != nil {
				return err
			}
		}
	}
	previous, err := planPrevious(variables, fields, a.Filter, a.GroupBy, p.Aggregate, true)
	p.Previous = append(p.Previous, previous...)
	return err
}

// planOrder reads the order. A term that repeats decides nothing. The keys, ascending, break ties.
func (p *GroupsPlan) planOrder(list []model.ConversationGroupOrder) error {
	for i, o := range list {
		at := Indexed("orderBy", i)
		key, aggregate := o.Key.Value(), o.Aggregate.Value()
		term := OrderTerm{Desc: o.Direction, NullsFirst: o.Direction}
		if nulls := o.Nulls.Value(); nulls != nil {
			term.NullsFirst = *nulls
		}
		var err error
		switch {
		case (key == nil) == (aggregate == nil):
			return model.BadInput("Give exactly one of key and aggregate.").At(at)
		case key != nil:
			if term.By, err = ForGroupBy(key, at+".key"); err != nil {
				return err
			}
			if !grouped(p.Query.GroupBy, term.By) {
				return notGrouped(term.By).At(at + ".key")
			}
			term.AsNumbers = o.As && hasPath(term.By)
		default:
			if term.By, err = ForAggregate(aggregate, at+".aggregate"); err != nil {
				return err
			}
			p.Query.Select = query.Union(p.Query.Select, term.By)
		}
		if o.As && !term.AsNumbers {
			return model.BadInput("Only the keys of properties can be sorted as numbers. Leave out as.").At(at + ".as")
		}
		if !slices.ContainsFunc(p.Order, func(t OrderTerm) bool { return t.By.Equal(term.By) }) {
			p.Order = append(p.Order, term)
		}
	}
	for _, key := range p.Query.GroupBy {
		if !slices.ContainsFunc(p.Order, func(t OrderTerm) bool { return t.By.Equal(key) }) {
			p.Order = append(p.Order, OrderTerm{By: key})
		}
	}
	return nil
}
