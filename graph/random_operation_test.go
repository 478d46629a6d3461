package graph_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// operation is a document, and what it asks.
type operation struct {
	document  string
	variables dict
	sets      []conversationSet
}

// conversationSet is one of an operation's.
type conversationSet struct {
	where     dict
	asked     groupsAsked
	variables dict // that say what is asked of it
}

// operation draws a document over some sets; of a wide one the first set is one from which much follows.
func (s *session) operation(wide bool) operation {
	filter, during := one(s.requester, s.filters...), s.during()
	wide = wide || s.chance(0.1)
	if wide || s.chance(0.6) {
		filter, during = s.filters[0], s.ranges[0]
	}
	if s.chance(0.05) {
		during = nil
	}
	var sets []conversationSet
	for i := range 1 + max(0, s.IntN(6)-2) {
		if len(s.recent) > 0 && s.chance(0.15) {
			if set, ok := s.partOf(one(s.requester, s.recent...)); ok {
				sets = append(sets, set)
				continue
			}
		}
		switch {
		case wide && i == 0:
		case s.chance(0.1):
			filter, during = one(s.requester, s.filters...), s.during()
		case s.chance(0.4):
			during = s.during()
		}
		var extra []any
		for range one(s.requester, 0, 0, 0, 1, 1, 2) {
			if wide && i == 0 {
				break
			}
			if s.chance(0.9) {
				extra = append(extra, one(s.requester, s.extra...))
			} else {
				extra = append(extra, s.condition())
			}
		}
		variables := dict{}
		asked := s.asked(variables, wide && i == 0)
		sets = append(sets, conversationSet{s.whole(filter, during, extra...), asked, variables})
	}
	s.recent = append(s.recent, sets...)
	s.recent = s.recent[max(0, len(s.recent)-8):]
	return s.written(sets...)
}

// partOf is what somebody asks next who has seen groups: the same without a key, of those that have some values of it. There is none
// of groups by time alone.
func (s *session) partOf(seen conversationSet) (conversationSet, bool) {
	keys := slices.Clone(seen.asked.groupBy)
	s.Shuffle(len(keys), func(a, b int) { keys[a], keys[b] = keys[b], keys[a] })
	at := slices.IndexFunc(keys, func(k key) bool { return k.unit == "" })
	if at < 0 {
		return conversationSet{}, false
	}
	terms, _ := seen.where["and"].([]any)
	where := dict{"and": append(slices.Clone(terms), s.conditionOn(keys[at].at))}
	variables := dict{}
	return conversationSet{where, s.askedBy(variables, slices.Delete(keys, at, at+1), false), variables}, true
}

// whole is a filter of which all parts have to hold; nil if there are none.
func (s *session) whole(filter, during dict, extra ...any) dict {
	terms := slices.Clone(extra)
	if filter != nil {
		terms = append(terms, filter)
	}
	if during != nil {
		terms = append(terms, dict{"firstMessageTime": during})
	}
	if len(terms) == 0 {
		return nil
	}
	s.Shuffle(len(terms), func(a, b int) { terms[a], terms[b] = terms[b], terms[a] })
	return dict{"and": terms}
}

// inPieces draws operations that ask for the same groups by time of ranges that meet at a time, or grow, and are each other's parts.
func (s *session) inPieces(cut string) (pieces []operation) {
	var variables dict
	var asked groupsAsked
	for !slices.ContainsFunc(asked.groupBy, func(k key) bool { return k.unit != "" }) {
		variables = dict{}
		asked = s.asked(variables, false)
	}
	asked.inOwnOrder(variables)
	since, before, later := s.ends[0], "2026-02-10T00:00:00Z", "2026-02-12T00:00:00Z"
	if s.chance(0.5) {
		since = one(s.requester, s.ends...)
	}
	ranges := []dict{{"gte": since, "lt": cut}, {"gte": cut, "lt": before}, {"gte": since, "lt": before}}
	if s.chance(0.5) {
		ranges = []dict{{"gte": cut, "lt": before}, {"gte": since, "lt": before}, {"gte": since, "lt": later}}
	}
	if s.chance(0.3) {
		ranges[0], ranges[1] = ranges[1], ranges[0]
	}
	filter := one(s.requester, nil, s.filters[0])
	for _, during := range ranges {
		pieces = append(pieces, s.written(conversationSet{s.whole(filter, during), asked, variables}))
	}
	return pieces
}

// written is the operation that asks for sets.
func (s *session) written(sets ...conversationSet) operation {
	var declared, body strings.Builder
	variables := dict{}
	for i, set := range sets {
		own := maps.Clone(set.variables)
		if set.where != nil {
			own["where"] = set.where
		}
		for _, argument := range [][2]string{
			{"where", "ConversationWhere"}, {"groupBy", "[ConversationGroupBy!]"}, {"aggregate", "[ConversationAggregate!]"},
			{"having", "[ConversationHaving!]"}, {"orderBy", "[ConversationGroupOrder!]"}, {"limit", "Int"},
		} {
			name, kind := argument[0], argument[1]
			if value, ok := own[name]; ok {
				fmt.Fprintf(&declared, " $%s%d: %s", name, i, kind)
				variables[fmt.Sprint(name, i)] = value
			}
		}
		arguments := func(names ...string) string {
			var list []string
			for _, name := range names {
				if own[name] != nil {
					list = append(list, fmt.Sprintf("%s: $%[1]s%d", name, i))
				}
			}
			if len(list) == 0 {
				return ""
			}
			return "(" + strings.Join(list, ", ") + ")"
		}
		a := set.asked
		fmt.Fprintf(&body, "\n\tc%d: conversations%s {", i, arguments("where", "groupBy", "aggregate"))
		if s.chance(0.7) {
			fmt.Fprintf(&body, "\n\t\ttotals { %s values { value } }", a.metricFields)
		}
		fmt.Fprintf(&body, "\n\t\tgroups%s { nodes { key { entries { value } %s } %s values { value } } totalCount complete }\n\t}", arguments("having", "orderBy", "limit"), a.keyFields, a.metricFields)
	}
	document := "{" + body.String() + "\n}"
	if declared.Len() > 0 {
		document = "query (" + declared.String() + ") " + document
	}
	return operation{document, variables, sets}
}
