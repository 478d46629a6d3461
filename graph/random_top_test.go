package graph_test

import (
	"cmp"
	"fmt"
	"slices"
)

// top is how many values of a key are kept, by which metric.
type top struct {
	key   int // of groupBy
	count int
	by    metric
	asc   bool

	kept []any // values, once groups were made
}

// top draws one, or none. Exact times are not ranked.
func (q requester) top(variables dict, groupBy []key) *top {
	if len(groupBy) == 0 || q.chance(0.7) {
		return nil
	}
	t := &top{key: q.IntN(len(groupBy)), count: 1 + q.IntN(4), by: metric{function: "COUNT"}, asc: q.chance(0.3)}
	k := groupBy[t.key]
	if k.unit == "" && k.at.field == "FIRST_MESSAGE_TIME" {
		return nil
	}
	if slices.ContainsFunc(groupBy, func(k key) bool { return k.unit == "" && k.at.field == "FIRST_MESSAGE_TIME" }) && q.chance(0.5) {
		return nil
	}
	in := dict{"key": k.input(), "count": t.count}
	if q.chance(0.5) {
		t.by = q.metric()
		in["by"] = t.by.input()
	}
	if t.asc {
		in["direction"] = "ASC"
	}
	variables["top"] = in
	return t
}

// of are the groups of the values that are kept, and those that the rest makes.
func (t *top) of(all []group) []group {
	values := map[string]*group{}
	for _, g := range all {
		name := fmt.Sprintf("%#v", g.keys[t.key])
		if values[name] == nil {
			values[name] = &group{keys: []any{g.keys[t.key]}, groupBy: g.groupBy[t.key : t.key+1]}
		}
		values[name].records = append(values[name].records, g.records...)
	}
	var ranked []*group
	for _, g := range values {
		ranked = append(ranked, g)
	}
	slices.SortFunc(ranked, func(a, b *group) int {
		by := groupOrder{metric: &t.by, desc: !t.asc, nulls: "LAST"}
		return cmp.Or(by.compare(*a, *b), groupOrder{key: &a.groupBy[0]}.compare(*a, *b))
	})
	kept := map[string]bool{}
	for _, g := range ranked[:min(t.count, len(ranked))] {
		t.kept = append(t.kept, g.keys[0])
		kept[fmt.Sprintf("%#v", g.keys[0])] = true
	}
	var groups []group
	rest := map[string]int{}
	for _, g := range all {
		if kept[fmt.Sprintf("%#v", g.keys[t.key])] {
			groups = append(groups, g)
			continue
		}
		keys := slices.Clone(g.keys)
		keys[t.key] = nil
		name := fmt.Sprintf("%#v", keys)
		at, ok := rest[name]
		if !ok {
			at = len(groups)
			rest[name] = at
			groups = append(groups, group{keys: keys, groupBy: g.groupBy, isOthers: true})
		}
		groups[at].records = append(slices.Clone(groups[at].records), g.records...)
	}
	return groups
}
