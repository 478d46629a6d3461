package graph_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// groups asks for groups and totals.
func (r trial) groups() string {
	variables := dict{}
	var found []record
	var c *comparedSet
	previous := ""
	if r.chance(0.3) {
		c = r.compared(variables)
		start, end := c.ends()
		found = c.within(r.records, start, end)
	} else {
		found = r.filtered(variables)
	}
	a := r.groupsAsked(variables, true)
	if c != nil {
		c.look(r.records, a.groupBy)
		a.compared = c
		previous = " previous" + c.arguments + " { " + a.metricFields + " values { value } }"
	}
	plain := false
	if c == nil {
		_, plain = r.known(variables)
	}
	if plain {
		a.asksPartial(r.requester)
	}
	body := "nodes { isOthers key { entries { value } " + a.keyFields + " } " + a.metricFields + " values { value }" + previous + " }"
	totalCount, complete := r.chance(0.6), r.chance(0.5)
	if totalCount {
		body += " totalCount"
	}
	if complete {
		body += " complete"
	}
	a.top = r.top(variables, a.groupBy)
	if c != nil {
		c.top = a.top
	}
	ranged := c == nil && a.wantsRange() && r.chance(0.85)
	if ranged {
		found = r.ranged(variables, found)
	}
	var known span
	if plain {
		known, _ = r.known(variables)
		a.known = known
	}
	fills := plain && (ranged || !a.wantsRange()) && a.mayFill(known, r.requester)
	others := a.limit > 0 && (a.top == nil || a.adds()) && r.chance(0.5) && (len(a.having) == 0 || a.adds())
	if others {
		body += " others { " + a.metricFields + " values { value } }"
	}
	all := grouped(found, a.groupBy)
	kept := all
	if a.top != nil {
		kept = a.top.of(all)
	}
	variables["fill"] = false
	if fills {
		filled, amount := a.fill(kept, known)
		if amount > 150 && amount <= mostFilled && r.chance(0.97) { // It would take long.
			fills = false
		} else {
			kept, variables["fill"] = filled, true
		}
	}
	query := `query ($where: ConversationWhere, $groupBy: [ConversationGroupBy!], $aggregate: [ConversationAggregate!],
		$having: [ConversationHaving!], $orderBy: [ConversationGroupOrder!], $limit: Int, $top: ConversationTop, $fill: Boolean!) {
		conversations(where: $where, groupBy: $groupBy, aggregate: $aggregate) {
			totals { ` + a.metricFields + ` values { value }` + previous + ` }
			groups(having: $having, orderBy: $orderBy, limit: $limit, top: $top, fill: $fill) { ` + body + ` }
		}
	}`
	want, passing := a.evaluate(kept)
	for _, node := range want {
		node := node.(dict)
		if node["isOthers"] == nil {
			node["isOthers"] = false
		}
	}
	t := told{nodes: want, passing: passing, limit: a.limit, isPart: isPart(all, a.groupBy, r.pageSize), filled: fills, tooMany: fills && kept == nil && len(all) > 0}
	if others {
		t.others = []any{nil}
		if behind, ok := a.behind(kept); ok {
			t.others[0] = a.metrics(behind)
		}
		t.mayRefuse = !a.adds() || t.isPart
	}
	if a.top != nil { // What does not add is asked for, if it can be, and may be a part.
		t.mayRefuse, t.mayFail = t.mayRefuse || a.groupBy[a.top.key].isProperty() || a.groupBy[a.top.key].at.field == "", r.pageSize < 1000
	}
	if a.wantsRange() {
		t.mayRefuse, t.mayBeTooMany = t.mayRefuse || !ranged, !ranged || a.asksBuckets() && a.manyBuckets()
	}
	if slices.ContainsFunc(a.groupBy, key.computed) && slices.ContainsFunc(a.groupBy, key.isProperty) {
		t.mayFail = r.pageSize < 1000 // The finer groups may be a part.
	}
	totals, setRefused, groupsRefused := a.metrics(found), false, false
	if c != nil { // What it is compared with may be a part, too.
		t.mayFail = t.mayFail || r.pageSize < 1000
		totals["previous"] = a.metrics(c.records)
		setRefused, groupsRefused = c.refused()
	}
	if a.ranks() { // It is computed of finer groups, which may be known where these are a part.
		finer := append(slices.Clone(a.groupBy), key{at: place{field: "USER_MESSAGE_COUNT"}})
		t.isPart = t.isPart || isPart(grouped(found, finer), finer, r.pageSize)
	}
	var outcome string
	for i, answer := range r.ask(query, variables) {
		set := answer.data["conversations"].(dict)
		switch {
		case setRefused && answer.failures["totals"] == "BAD_USER_INPUT":
		case setRefused || !reflect.DeepEqual(set["totals"], any(totals)):
			r.wrong(query, variables, "totals %v, want %v", set["totals"], totals)
		}
		if groupsRefused {
			if outcome = "groups that are not compared"; answer.failures["groups"] != "BAD_USER_INPUT" {
				r.wrong(query, variables, "groups are not refused but %v", set["groups"])
			}
			continue
		}
		judged, wrong := t.judge(set["groups"], answer.failures["groups"])
		if wrong != "" {
			r.wrong(query, variables, "%s", wrong)
		}
		if i == 0 {
			outcome = judged
		}
	}
	if outcome == "whole groups" && len(all) > r.pageSize && slices.ContainsFunc(a.groupBy, key.isProperty) {
		outcome = "groups read by some of their keys"
	}
	return outcome
}

// told is what is true of the groups that a request asks for.
type told struct {
	nodes   []any
	passing int // before the limit
	limit   int
	isPart  bool // whether the endpoint does not give them all

	others    []any // what all behind the limit come to; empty if that is not asked for
	filled    bool  // with groups that have no conversations
	tooMany   bool  // whether these are more than may be
	mayFail   bool  // whether what it is computed of may be a part
	mayRefuse bool  // whether those that are shown may be such as cannot be excluded, or keys such as want a range

	mayBeTooMany bool // whether the buckets may be more than are asked for one by one
}

// judge says what an answer's groups, or the code of their error, come to, and what is wrong with them. A gateway may know them all
// where the endpoint does not give them: it derives them, or adds them up.
func (t told) judge(answered any, code string) (outcome, wrong string) {
	groups, _ := answered.(dict)
	if t.tooMany {
		if code == "BAD_USER_INPUT" && t.mayRefuse {
			return "groups that cannot be excluded", ""
		}
		if code != "QUERY_TOO_COMPLEX" && (code != "INCOMPLETE_RESULT" || !t.isPart && !t.mayFail) {
			return "", fmt.Sprintf("too many groups are answered, with %q", code)
		}
		return "too many groups to fill", ""
	}
	if groups == nil {
		if code == "BAD_USER_INPUT" && t.mayRefuse {
			return "groups that cannot be excluded", ""
		}
		if code == "QUERY_TOO_COMPLEX" && t.mayBeTooMany {
			return "groups of too many buckets", ""
		}
		if code != "INCOMPLETE_RESULT" || !t.isPart && !t.mayFail {
			return "", fmt.Sprintf("failed with %q", code)
		}
		return "groups that cannot be told", ""
	}
	complete, says := groups["complete"].(bool)
	isPart, want := t.isPart && !complete, t.nodes
	if t.filled && says && !complete {
		return "", "a part is filled"
	}
	if says && complete != !isPart {
		return "", fmt.Sprintf("complete is %v", complete)
	}
	if totalCount, ok := groups["totalCount"]; ok && totalCount != float64(t.passing) {
		return "", fmt.Sprintf("totalCount is %v, want %d", totalCount, t.passing)
	}
	if len(t.others) > 0 && !reflect.DeepEqual(groups["others"], t.others[0]) {
		return "", fmt.Sprintf("others are %v, want %v", groups["others"], t.others[0])
	}
	nodes, _ := groups["nodes"].([]any)
	outcome = "whole groups"
	switch {
	case isPart && t.limit > 0:
		outcome = "first groups told from a part"
	case isPart && says && len(nodes) < len(want):
		want = slices.DeleteFunc(slices.Clone(want), func(w any) bool {
			return !slices.ContainsFunc(nodes, func(n any) bool { return reflect.DeepEqual(n, w) })
		})
		outcome = "groups of a part"
	case isPart:
		outcome = "all that pass told from a part"
	}
	if !reflect.DeepEqual(slices.Concat([]any{}, nodes), slices.Concat([]any{}, want)) {
		return "", fmt.Sprintf("groups\n%v, want\n%v", nodes, want)
	}
	return outcome, ""
}

// isPart says whether some of all groups cannot be read. They are read in the order of those of their keys that are no
// properties, by name, as long as those that are equal in these do not fill a page.
func isPart(all []group, groupBy []key, pageSize int) bool {
	if !slices.ContainsFunc(groupBy, key.isProperty) {
		return false
	}
	by := slices.DeleteFunc(slices.Clone(groupBy), key.isProperty)
	slices.SortFunc(by, func(a, b key) int { return strings.Compare(a.name(), b.name()) })
	equal := func(a, b group) int {
		for i := range by {
			if c := (groupOrder{key: &by[i]}).compare(a, b); c != 0 {
				return c
			}
		}
		return 0
	}
	rest := slices.SortedFunc(slices.Values(all), equal)
	for range mostPages {
		if len(rest) <= pageSize {
			return false
		}
		cut := slices.IndexFunc(rest, func(g group) bool { return equal(g, rest[pageSize-1]) == 0 })
		if cut == 0 {
			return true
		}
		rest = rest[cut:]
	}
	return true
}

// mostPages are read of one query.
const mostPages = 20

func (k key) isProperty() bool { return k.at.path != nil }

// name is the endpoint's name of a key that is no property.
func (k key) name() string {
	if k.unit != "" {
		return "firstMessageTime_" + strings.ToLower(k.unit)
	}
	return member(k.at.field)
}
