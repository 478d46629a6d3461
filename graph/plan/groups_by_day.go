package plan

import (
	"slices"

	"github.com/inkeep-gateway/gateway/upstream/derive"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// ByDay makes a query for the plan's groups of each day, and the roll-up of these into the plan's groups. The endpoint does not
// order by properties, so that it cannot be asked for the groups behind a page of them; by days it can. ByDay says no where no key
// is a property, where one is a time already, and where a metric does not add.
func (p *GroupsPlan) ByDay() (q query.Query, merge *derive.RollUp, ok bool) {
	keys := p.Query.GroupBy
	isProperty := func(k query.Selection) bool { return len(k.Path) > 0 }
	isTime := func(k query.Selection) bool { return k.Field == query.FirstMessageTime }
	if p.Query.Computed() || !slices.ContainsFunc(keys, isProperty) || slices.ContainsFunc(keys, isTime) {
		return q, nil, false
	}
	q = p.Query
	q.GroupBy = append(slices.Clip(keys), query.Selection{Field: query.FirstMessageTime, Unit: query.Day})
	return derive.MergeRest(q, query.Union(nil, keys...), p.Query.Columns()[len(query.Union(nil, keys...)):])
}
