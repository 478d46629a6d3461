package plan

import (
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// having is a condition on a metric. All its tests are to pass.
type having struct {
	Metric query.Selection
	// What fails one of atLeast fails it with every lesser value, too, and what fails one of atMost with every greater.
	atLeast, atMost, other []test
}

// test is a comparison with a value that is not null.
type test func(x float64) bool

func (h having) Passes(x float64) bool {
	for _, tests := range [][]test{h.atLeast, h.atMost, h.other} {
		if fails(tests, x) {
			return false
		}
	}
	return true
}

func fails(tests []test, x float64) bool {
	return slices.ContainsFunc(tests, func(passes test) bool { return !passes(x) })
}

// order is an order of groups in which those that pass come before some that do not; false if there is none.
func (h having) order() (OrderTerm, bool) {
	desc := len(h.atLeast) > 0
	return OrderTerm{By: h.Metric, Desc: desc, NullsFirst: desc}, desc || len(h.atMost) > 0
}

// EndsBehind says whether nothing passes that comes behind a value, or behind null, in an order by the metric. No null
// passes.
func (h having) EndsBehind(x float64, null, desc bool) bool {
	switch {
	case null:
		return !desc
	case desc:
		return fails(h.atLeast, x)
	}
	return fails(h.atMost, x)
}

func (p *GroupsPlan) planHaving(list []model.ConversationHaving) error {
	for i, h := range list {
		at := Indexed("having", i)
		metric, err := ForAggregate(h.Aggregate, at+".aggregate")
		if err != nil {
			return err
		}
		if metric.Kind() != query.Number {
			return model.BadInput("This metric is not a number, so it cannot be compared with one.").At(at + ".aggregate")
		}
		term := having{Metric: metric}
		least := func(t test) { term.atLeast = append(term.atLeast, t) }
		most := func(t test) { term.atMost = append(term.atMost, t) }
		comparisons := []struct {
			name string
			with graphql.Omittable[*float64]
			add  func(y float64)
		}{
			{"eq", h.Eq, func(y float64) {
				least(func(x float64) bool { return x >= y })
				most(func(x float64) bool { return x <= y })
			}},
			{"neq", h.Neq, func(y float64) { term.other = append(term.other, func(x float64) bool { return x != y }) }},
			{"gt", h.Gt, func(y float64) { least(func(x float64) bool { return x > y }) }},
			{"gte", h.Gte, func(y float64) { least(func(x float64) bool { return x >= y }) }},
			{"lt", h.Lt, func(y float64) { most(func(x float64) bool { return x < y }) }},
			{"lte", h.Lte, func(y float64) { most(func(x float64) bool { return x <= y }) }},
		}
		compares := false
		for _, c := range comparisons {
			y, ok := c.with.ValueOK()
			switch {
			case !ok:
			case y == nil:
				return model.BadInput("Null cannot be compared. Leave it out.").At(at + "." + c.name)
			default:
				c.add(*y)
				compares = true
			}
		}
		if !compares {
			return model.BadInput("Give at least one comparison.").At(at)
		}
		p.Having = append(p.Having, term)
		p.Query.Select = query.Union(p.Query.Select, metric)
	}
	return nil
}
