package graph_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// together asks for totals, groups and lists of several sets in one operation. Some of the sets are equal, if not in how
// they are written, so that their queries merge.
func (r trial) together() string {
	var wheres []dict
	for range 1 + r.IntN(2) {
		wheres = append(wheres, r.where(2, false))
	}
	grouping := dict{}
	shared := r.groupsAsked(grouping, false)
	type set struct {
		where dict
		asked groupsAsked
	}
	var sets []set
	var declared, body strings.Builder
	variables := dict{}
	for i := range 2 + r.IntN(3) {
		own := dict{}
		s := set{one(r.requester, wheres...), r.groupsAsked(own, false)}
		if r.chance(0.7) {
			// The grouping of another set, and then nothing that speaks of this one's own.
			own["groupBy"] = grouping["groupBy"]
			delete(own, "orderBy")
			s.asked.groupBy, s.asked.keyFields, s.asked.orderBy = shared.groupBy, "", nil
		}
		own["where"] = s.where
		if r.chance(0.5) {
			own["where"] = dict{"and": []any{s.where, s.where}}
		}
		for name, kind := range map[string]string{
			"where": "ConversationWhere", "groupBy": "[ConversationGroupBy!]", "aggregate": "[ConversationAggregate!]",
			"having": "[ConversationHaving!]", "orderBy": "[ConversationGroupOrder!]", "limit": "Int",
		} {
			fmt.Fprintf(&declared, " $%s%d: %s", name, i, kind)
		}
		for name, value := range own {
			variables[fmt.Sprint(name, i)] = value
		}
		a := s.asked
		fmt.Fprintf(&body, `
			c%d: conversations(where: $where%[1]d, groupBy: $groupBy%[1]d, aggregate: $aggregate%[1]d) {
				totals { %[2]s values { value } }
				again: totals { count }
				g%[1]d: groups(having: $having%[1]d, orderBy: $orderBy%[1]d, limit: $limit%[1]d) { nodes { key { entries { value } %[3]s } %[2]s values { value } } totalCount complete }
				h%[1]d: groups { nodes { m0: count key { entries { value } } } complete }
				l%[1]d: list(first: %[4]d, orderBy: { field: %[5]s }) { nodes { id %[6]s } pageInfo { hasNextPage %[7]s } totalCount }
			}`, i, a.metricFields, a.keyFields, r.IntN(40), one(r.requester, "TYPE", "USER_MESSAGE_COUNT", "FIRST_MESSAGE_TIME"),
			strings.Join(some(r.requester, 3, slices.Sorted(maps.Keys(nodeFields))...), " "), one(r.requester, "", "endCursor"))
		sets = append(sets, s)
	}
	query := "query (" + declared.String() + ") {" + body.String() + "\n}"
	answers := r.ask(query, variables)
	for i, s := range sets {
		found := slices.DeleteFunc(slices.Clone(r.records), func(c record) bool { return holds(s.where, c) != yes })
		all, totals := grouped(found, s.asked.groupBy), s.asked.metrics(found)
		isPart := isPart(all, s.asked.groupBy, r.pageSize)
		counted := groupsAsked{groupBy: s.asked.groupBy, fields: []metric{{function: "COUNT"}}}
		groups := map[string]told{}
		for name, a := range map[string]groupsAsked{"g": s.asked, "h": counted} {
			nodes, passing := a.evaluate(all)
			groups[fmt.Sprint(name, i)] = told{nodes: nodes, passing: passing, limit: a.limit, isPart: isPart}
		}
		for _, node := range groups[fmt.Sprint("h", i)].nodes {
			delete(node.(dict), "values") // which are not selected
		}
		for _, answer := range answers {
			c := answer.data[fmt.Sprint("c", i)].(dict)
			if !reflect.DeepEqual(c["totals"], any(totals)) {
				r.wrong(query, variables, "c%d has totals %v, want %v", i, c["totals"], totals)
			}
			if want := (dict{"count": float64(len(found))}); !reflect.DeepEqual(c["again"], any(want)) {
				r.wrong(query, variables, "c%d has again %v, want %v", i, c["again"], want)
			}
			for at, t := range groups {
				if _, wrong := t.judge(c[at], answer.failures[at]); wrong != "" {
					r.wrong(query, variables, "%s: %s", at, wrong)
				}
			}
			name := fmt.Sprint("l", i)
			list, ok := c[name].(dict)
			if ok && list["totalCount"] != float64(len(found)) {
				r.wrong(query, variables, "c%d has a totalCount of %v, want %d", i, list["totalCount"], len(found))
			}
			if first := answers[0].data[fmt.Sprint("c", i)].(dict)[name]; !reflect.DeepEqual(c[name], first) {
				r.wrong(query, variables, "one that derives lists\n%v, one that merges\n%v", c[name], first)
			}
		}
	}
	return "several sets"
}
