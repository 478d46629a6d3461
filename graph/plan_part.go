package graph

import (
	"slices"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Where the endpoint holds groups back, an order that it is asked for may show that they change nothing: they come behind
// the first groups that are wanted, or behind all that pass having.

// pushed is the order of the endpoint that is just that of the term, if it has one. Its order of strings is not known. It has
// none of the number of rows; that of their identifiers, which are never null, is the same.
func (t orderTerm) pushed() (query.Order, bool) {
	by := t.by
	if by.Function == query.Count && by.Field == "" {
		by.Field = query.ID
	}
	compares := by.Kind() == query.Number || by.Kind() == query.Time
	nulls := t.nullsFirst == t.desc || by.Function == query.Count // which is never null
	return query.Order{By: by, Desc: t.desc}, by.Orderable() && compares && nulls
}

// pushable are the first terms of the plan's order, as far as the endpoint has them.
func (p *groupsPlan) pushable() []orderTerm {
	for i, term := range p.order {
		if _, ok := term.pushed(); !ok {
			return p.order[:i]
		}
	}
	return p.order
}

// orderBegins says whether groups that are in the plan's order are in this one.
func (p *groupsPlan) orderBegins(order []orderTerm) bool {
	return len(order) <= len(p.order) && slices.EqualFunc(order, p.order[:len(order)], func(a, b orderTerm) bool {
		return a.by.Equal(b.by) && a.desc == b.desc && a.nullsFirst == b.nullsFirst
	})
}

// orders are those to ask for in turn where some groups are held back, until one shows that these change nothing.
func (p *groupsPlan) orders(rows *query.Rows) (list [][]orderTerm) {
	if rows == nil || !rows.Partial() || !p.nodes && !p.totalCount {
		return nil
	}
	own := p.pushable()
	if p.nodes && p.limit > 0 && len(own) > 0 && (!p.totalCount || len(p.having) == 0) {
		list = append(list, own)
	}
	for _, h := range p.having {
		term, ok := h.order()
		if _, pushed := term.pushed(); !ok || !pushed {
			continue
		}
		if len(own) > 0 && own[0].desc == term.desc && own[0].by.Equal(term.by) {
			return [][]orderTerm{own} // It serves both.
		}
		return append(list, []orderTerm{term})
	}
	return list
}

// inOrder is the plan's query for the first groups in an order of pushed terms. What is ordered by is selected.
func (p *groupsPlan) inOrder(order []orderTerm) query.Query {
	q := p.query
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
func (p *groupsPlan) advice(first string) string {
	if order, _ := p.query.KeyOrder(); len(order) == 0 {
		first += ", group by time as well"
	}
	return first + ", or find fewer by `where`."
}

func (p *groupsPlan) adviceForAll() string {
	return p.advice("Or set `limit` and order by COUNT or another number")
}

func (p *groupsPlan) adviceForFirst() string {
	if len(p.pushable()) == 0 {
		return p.advice("Order by COUNT, or by SUM, AVG, MIN or MAX of a number or a time first")
	}
	return p.advice("Set a lower `limit`")
}

func (p *groupsPlan) adviceForPassing() string {
	return p.advice("Compare COUNT, or SUM, AVG, MIN or MAX of a field, so that few pass")
}
