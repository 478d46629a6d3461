package graph_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
)

// groupsAsked is what a request for groups asks.
type groupsAsked struct {
	groupBy                 []key
	fields, aggregate       []metric
	having                  []having
	orderBy                 []groupOrder
	limit                   int
	top                     *top
	known                   span // in which buckets are whole, if that is asked
	partial                 bool // whether it is
	keyFields, metricFields string
	compared                *comparedSet // nil: with nothing
}

// groupsAsked draws a request for groups, which may have percentiles.
func (q requester) groupsAsked(variables dict, mayRank bool) groupsAsked {
	var keys []key
	for range q.IntN(4) {
		k := q.key()
		if !slices.ContainsFunc(keys, func(have key) bool { return reflect.DeepEqual(have, k) }) {
			keys = append(keys, k)
		}
	}
	mayCompute := mayRank
	// Groups by exact times have none.
	mayRank = mayRank && q.chance(0.4) && !slices.ContainsFunc(keys, func(k key) bool { return k.unit == "" && k.at.field == "FIRST_MESSAGE_TIME" })
	draw := func() metric {
		if mayRank && q.chance(0.4) {
			return metric{"PERCENTILE", place{field: "USER_MESSAGE_COUNT"}, one(q, 0, 0.25, 0.5, 1.0/3, 0.95, 1)}
		}
		return q.metric()
	}
	metrics := make([]metric, q.IntN(5))
	for i := range metrics {
		metrics[i] = draw()
	}
	if mayCompute && q.chance(0.3) {
		keys = q.computable(keys)
	}
	return q.groupsOf(variables, keys, metrics, draw)
}

// ranks says whether a percentile is asked for of the groups.
func (a groupsAsked) ranks() bool {
	return slices.ContainsFunc(a.metricsAsked(), func(m metric) bool { return m.function == "PERCENTILE" })
}

// groupsOf asks for metrics of groups by keys, with having, an order and a limit by metrics that are drawn.
func (q requester) groupsOf(variables dict, keys []key, metrics []metric, draw func() metric) groupsAsked {
	a := groupsAsked{groupBy: keys}
	inputs := map[string][]any{}
	for i, k := range keys {
		a.keyFields += fmt.Sprintf(" k%d: %s", i, k.field())
		inputs["groupBy"] = append(inputs["groupBy"], k.input())
	}
	for _, m := range metrics {
		if m.typed() && q.chance(0.7) {
			a.metricFields += " " + m.field("m"+strconv.Itoa(len(a.fields)))
			a.fields = append(a.fields, m)
		} else {
			a.aggregate = append(a.aggregate, m)
			inputs["aggregate"] = append(inputs["aggregate"], m.input())
		}
	}
	for range max(0, q.IntN(5)-2) {
		if m := draw(); m.numeric() {
			h := having{m, dict{one(q, "gt", "gte", "neq"): float64(q.IntN(4)), one(q, "lt", "lte"): float64(3 + q.IntN(300))}}
			a.having = append(a.having, h)
			in := maps.Clone(h.tests)
			in["aggregate"] = m.input()
			inputs["having"] = append(inputs["having"], in)
		}
	}
	for range q.IntN(4) {
		o := groupOrder{desc: q.chance(0.5), nulls: one(q, "", "", "FIRST", "LAST")}
		if len(a.groupBy) > 0 && q.chance(0.5) {
			o.key = &a.groupBy[q.IntN(len(a.groupBy))]
			o.numbers = o.key.isProperty() && q.chance(0.5)
		} else {
			m := draw()
			o.metric = &m
		}
		a.orderBy = append(a.orderBy, o)
		inputs["orderBy"] = append(inputs["orderBy"], o.input())
	}
	if q.chance(0.5) {
		a.limit = 1 + q.IntN(6)
		variables["limit"] = a.limit
	}
	for name, list := range inputs {
		variables[name] = list
	}
	return a
}

// metrics are the metrics of some conversations as an answer has them.
func (a groupsAsked) metrics(records []record) dict {
	out, values := dict{}, []any{}
	for i, m := range a.fields {
		v := printed(m.at, m.of(records))
		if m.at.field != "" {
			v = dict{"v": v}
		}
		out["m"+strconv.Itoa(i)] = v
	}
	for _, m := range a.aggregate {
		values = append(values, dict{"value": printed(m.at, m.of(records))})
	}
	out["values"] = values
	return out
}

// adds says whether all metrics can be added up of those of groups.
func (a groupsAsked) adds() bool {
	return !slices.ContainsFunc(slices.Concat(a.fields, a.aggregate), func(m metric) bool {
		switch m.function {
		case "COUNT":
			return false
		case "MIN", "MAX":
			return m.at.field != "USER_MESSAGE_COUNT" && m.at.field != "FIRST_MESSAGE_TIME"
		case "SUM", "AVG":
			return m.at.field != "USER_MESSAGE_COUNT"
		}
		return m.function == "PERCENTILE" || m.at.field != "ID"
	})
}

// behind are the conversations of the groups that come behind the limit; false if there are no such groups.
func (a groupsAsked) behind(all []group) (records []record, ok bool) {
	groups := a.sorted(all)
	for _, g := range groups[min(a.limit, len(groups)):] {
		records = append(records, g.records...)
	}
	return records, len(groups) > a.limit
}

// evaluate gives the groups that are answered, and how many pass having.
func (a groupsAsked) evaluate(all []group) (nodes []any, passing int) {
	groups := a.sorted(all)
	passing = len(groups)
	if a.limit > 0 {
		groups = groups[:min(a.limit, passing)]
	}
	for _, g := range groups {
		node, keys, entries := a.metrics(g.records), dict{}, []any{}
		for i, k := range a.groupBy {
			v := printed(k.at, g.keys[i])
			if a.keyFields != "" {
				keys["k"+strconv.Itoa(i)] = v
			}
			if a.keyFields != "" && k.at.field == "TYPE" { // By its name, which tells groups apart that are OTHER.
				keys["k"+strconv.Itoa(i)] = g.keys[i]
			}
			entries = append(entries, dict{"value": v})
		}
		keys["entries"] = entries
		if a.partial {
			keys["partial"] = a.isPartial(g)
		}
		node["key"] = keys
		if g.isOthers {
			node["isOthers"] = true
		}
		if a.compared != nil {
			node["previous"] = a.metrics(a.compared.of(g))
		}
		nodes = append(nodes, node)
	}
	return nodes, passing
}

// sorted are the groups that pass having, in order.
func (a groupsAsked) sorted(all []group) []group {
	groups := slices.DeleteFunc(slices.Clone(all), func(g group) bool {
		return slices.ContainsFunc(a.having, func(h having) bool {
			v := h.metric.of(g.records)
			for operator, wanted := range h.tests {
				if compare(v, operator, wanted) != yes {
					return true
				}
			}
			return false
		})
	})
	slices.SortFunc(groups, func(x, y group) int {
		switch {
		case x.isOthers && !y.isOthers:
			return 1
		case y.isOthers && !x.isOthers:
			return -1
		}
		for _, o := range a.orderBy {
			if c := o.compare(x, y); c != 0 {
				return c
			}
		}
		for i := range a.groupBy {
			if c := (groupOrder{key: &a.groupBy[i]}).compare(x, y); c != 0 {
				return c
			}
		}
		return 0
	})
	return groups
}
