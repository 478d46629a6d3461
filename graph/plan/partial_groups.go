package plan

import (
	"slices"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Where the endpoint holds groups back, an order that it is asked for may show that they change nothing: they come behind
// the first groups that are wanted, or behind all that pass having.

// pushed is the order of the endpoint that is just that of the term, if it has one. Its order of strings is not known. It has
// none of the number of rows; that of their identifiers, which are never null, is the same.
func (t OrderTerm) pushed() (query.Order, bool) {
	by := t.By
	if by.Function == query.Count && by.Field == "" {
		by.Field = query.ID
	}
	compares := by.Kind() == query.Number || by.Kind() == query.Time
	nulls := t.NullsFirst == t.Desc || by.Function == query.Count // which is never null
	return query.Order{By: by, Desc: t.Desc}, by.Orderable() && compares && nulls
}

// pushable are the first terms of the plan's order, as far as the endpoint has them.
func (p *GroupsPlan) pushable() []OrderTerm {
	for i, term := range p.Order {
		if _, ok := term.pushed(); !ok {
			return p.Order[:i]
		}
	}
	return p.Order
}

// OrderBegins says whether groups that are in the plan's order are in this one.
func (p *GroupsPlan) OrderBegins(order []OrderTerm) bool {
	return len(order) <= len(p.Order) && slices.EqualFunc(order, p.Order[:len(order)], func(a, b OrderTerm) bool {
		return a.By.Equal(b.By) && a.Desc == b.Desc && a.NullsFirst == b.NullsFirst
	})
}

// Orders are those to ask for in turn where some groups are held back, until one shows that these change nothing.
func (p *GroupsPlan) Orders(rows *query.Rows) (list [][]OrderTerm) {
	if rows == nil || !rows.Partial() || !p.Nodes && !p.TotalCount {
		return nil
	}
	own := p.pushable()
	if p.Nodes && p.Limit > 0 && len(own) > 0 && (!p.TotalCount || len(p.Having) == 0) {
		list = append(list, own)
	}
	for _, h := range p.Having {
		term, ok := h.order()
		if _, pushed := term.pushed(); !ok || !pushed {
			continue
		}
		if len(own) > 0 && own[0].Desc == term.Desc && own[0].By.Equal(term.By) {
			return [][]OrderTerm{own} // It serves both.
		}
		return append(list, []OrderTerm{term})
	}
	return list
}

// InOrder is the plan's query for the first groups in an order of pushed terms. What is ordered by is selected.
func (p *GroupsPlan) InOrder(order []OrderTerm) query.Query {
	q := p.Query
	q.Select = slices.Clip(q.Select)
	for _, term := range order {
		by, _ := term.pushed()
		q.OrderBy = append(q.OrderBy, by)
		if by.By.Function != "" {
			q.Select = query.Union(q.Select, by.By)
		}
	}
	return q
}

// advice is what to do about groups that are held back. Those of a time can be read on by it.
func (p *GroupsPlan) advice(first string) string {
	if order, _ := p.Query.KeyOrder(); len(order) == 0 {
		first += ", group by time as well"
	}
	return first + ", or find fewer by `where`."
}

// AdviceForAll says what would have all groups answered.
func (p *GroupsPlan) AdviceForAll() string {
	return p.advice("Or set `limit` and order by COUNT or another number")
}

// AdviceForFirst says what would have the first groups answered.
func (p *GroupsPlan) AdviceForFirst() string {
	if len(p.pushable()) == 0 {
		return p.advice("Order by COUNT, or by SUM, AVG, MIN or MAX of a number or a time first")
	}
	return p.advice("Set a lower `limit`")
}

// AdviceForPassing says what would have all that pass `having` counted.
func (p *GroupsPlan) AdviceForPassing() string {
	return p.advice("Compare COUNT, or SUM, AVG, MIN or MAX of a field, so that few pass")
}
