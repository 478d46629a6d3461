package plan

import (
	"slices"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/derive"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// maxTop is how many values of a key may be kept.
const maxTop = 100

// TopPlan keeps the groups of the first values of one key, and makes one group of the rest for each combination of the other
// keys. What adds is merged of the groups; what does not is asked for by excluding the values that are kept.
type TopPlan struct {
	Key    query.Selection
	Rank   *GroupsPlan       // the groups by the key alone: the first ones are kept
	Others []query.Selection // the other keys
	Merge  *derive.RollUp    // of the rest; nil: what is wanted of it does not add
}

// planTop reads which values are kept. All else of the plan is known.
func (p *GroupsPlan) planTop(top *model.ConversationTop) error {
	key, err := ForGroupBy(top.Key, "top.key")
	switch {
	case err != nil:
		return err
	case !grouped(p.Query.GroupBy, key):
		return notGrouped(key).At("top.key")
	case key.Kind() == query.Object || key.Kind() == query.Time && key.Unit == "":
		return model.BadInput("The values of %s as a whole cannot be ranked. Choose a bucket of time, or a property.", model.Fields.Names[key.Field]).At("top.key")
	case top.Count < 1 || top.Count > maxTop:
		return model.BadInput("Must be 1 to %d: write count: 5 for the first five values.", maxTop).At("top.count")
	}
	by := query.Selection{Function: query.Count}
	if a := top.By.Value(); a != nil {
		if by, err = ForAggregate(a, "top.by"); err != nil {
			return err
		}
	}
	t := &TopPlan{Key: key, Rank: &GroupsPlan{
		Query: query.Query{GroupBy: []query.Selection{key}, Select: []query.Selection{by}, Where: p.Query.Where},
		Nodes: true, Limit: top.Count, Order: []OrderTerm{{By: by, Desc: top.Direction}, {By: key}},
	}}
	t.Others = slices.DeleteFunc(slices.Clone(p.Query.GroupBy), key.Equal)
	if len(t.Others) == 0 {
		p.Query.Select = query.Union(slices.Clip(p.Query.Select), by)
	}
	if p.Others != nil && p.Limit > 0 {
		// They are merged of groups some of which have no value of the key.
		rest := p.Query
		rest.GroupBy = t.Others
		var merges bool
		if rest, p.Others.Merge, merges = derive.MergeRest(rest, nil, p.Others.Metrics); !merges {
			return model.BadInput("With top, others has only metrics that add up: count, countOf, and of userMessageCount sum, avg, min and max. Leave out the other metrics, or top.").At("top")
		}
		p.Query.Select = rest.Select
	}
	p.Query, t.Merge = mergingRest(p.Query, t.Others)
	for _, previous := range p.Previous {
		previous.keepTop(t)
	}
	p.Top = t
	return nil
}

// mergingRest is how groups of a query are merged into one for each combination of some of its keys, with all that it selects, and the
// query with what that takes besides; nil where something does not add.
func mergingRest(q query.Query, others []query.Selection) (query.Query, *derive.RollUp) {
	keys := len(query.Union(nil, q.GroupBy...))
	q, _, _ = derive.MergeRest(q, others, q.Columns()[keys:])
	q, merge, _ := derive.MergeRest(q, others, q.Columns()[keys:]) // with what the first ones are merged of
	return q, merge
}

// Asked is the query for the values that are kept; nil if the groups themselves tell them, or are not asked for.
func (t *TopPlan) Asked(p *GroupsPlan) *query.Query {
	if t == nil || len(t.Others) == 0 || p.Asked() == nil {
		return nil
	}
	q := t.Rank.Query
	return &q
}

// AskedRest is the query for the groups of the rest, by excluding the values that are kept: those of some rows. It fails where the
// endpoint cannot be told which these are.
func (t *TopPlan) AskedRest(p *GroupsPlan, ranked *query.Rows, kept []int) (query.Query, error) {
	where, err := excluding([]query.Selection{t.Key}, ranked, kept, func(int) string { return "top.key" })
	return query.Query{GroupBy: t.Others, Select: p.Query.Select, Where: query.All(p.Query.Where, where)}, err
}
