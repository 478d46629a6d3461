package graph_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"
)

// versions are the conversations that a filter finds for a caller now, and those that it found before, up to a time ago.
func (s *sequence) versions(c caller, where dict, age time.Duration) (versions [][]record) {
	now := s.clock.now()
	before := c.world.at(now.Add(-age))
	wanted := []dict{s.meant(c, where, now), s.meant(c, c.where, now)}
	var found []record
	for i, r := range c.world.records[:c.world.at(now)] {
		if holds(wanted[0], r) == yes && holds(wanted[1], r) == yes {
			if i >= before {
				versions = append(versions, found)
			}
			found = append(found, r)
		}
	}
	versions = append(versions, found)
	slices.Reverse(versions)
	return versions
}

// meant is a filter as it is now meant by the caller's endpoint: spans and periods as times, and texts as they are there.
func (s *sequence) meant(c caller, where dict, now time.Time) dict {
	var in func(v any) any
	in = func(v any) any {
		switch v := v.(type) {
		case dict:
			out := dict{}
			for name, inner := range v {
				if name != "last" && name != "ago" && name != "during" {
					out[name] = in(inner)
				}
			}
			if period, ok := v["during"].(dict); ok {
				start, end := periodAt(period, now)
				tighten(out, "gte", start, 1)
				tighten(out, "lt", end, -1)
			}
			last, _ := v["last"].(string)
			switch {
			case v["ago"] != nil: // The two weeks before the last two.
				tighten(out, "gte", spanStart("P4W", now), 1)
				tighten(out, "lt", spanStart("P2W", now), -1)
			case last != "":
				tighten(out, "gte", spanStart(last, now), 1)
			}
			return out
		case []any:
			out := make([]any, len(v))
			for i := range v {
				out[i] = in(v[i])
			}
			return out
		case string:
			if c.world.folding && v == misspelt {
				return spelt
			}
		}
		return v
	}
	return in(where).(dict)
}

// tighten adds a bound to a filter, unless it has a tighter one. Of lower bounds the later is tighter, with a sign of 1.
func tighten(filter dict, operator, bound string, sign int) {
	if have, ok := filter[operator].(string); !ok || sign*order(instant(bound), have) > 0 {
		filter[operator] = bound
	}
}

func instant(text string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err)
	}
	return t
}

// judge says what is wrong with the totals or the groups of a set in which these conversations are; nothing if they are right.
func (a conversationSet) judge(field string, value any, code string, found []record, pageSize int, folding, mayFail bool) string {
	if code != "" && mayFail {
		return ""
	}
	if field == "totals" {
		if want := a.asked.metrics(found); code != "" || !reflect.DeepEqual(value, any(want)) {
			return fmt.Sprintf("%v %s\nwant %v", value, code, want)
		}
		return ""
	}
	all := grouped(found, a.asked.groupBy)
	if code != "" {
		if code != "INCOMPLETE_RESULT" || !isPart(all, a.asked.groupBy, pageSize) {
			return "failed with " + code
		}
		return ""
	}
	groups, _ := value.(dict)
	nodes, _ := groups["nodes"].([]any)
	want, passing := a.asked.evaluate(all)
	switch {
	case groups["totalCount"] != float64(passing):
		return fmt.Sprintf("a totalCount of %v, want %d", groups["totalCount"], passing)
	case groups["complete"] == false && !isPart(all, a.asked.groupBy, pageSize):
		return "not complete"
	case groups["complete"] == false && a.asked.limit == 0:
		want = slices.DeleteFunc(want, func(w any) bool {
			return !slices.ContainsFunc(nodes, func(n any) bool { return reflect.DeepEqual(n, w) })
		})
	}
	if folding { // The order of texts is not known.
		nodes, want = sortedByText(nodes), sortedByText(want)
	}
	if !reflect.DeepEqual(slices.Concat([]any{}, nodes), slices.Concat([]any{}, want)) {
		return fmt.Sprintf("%v\nwant %v", nodes, want)
	}
	return ""
}

func sortedByText(list []any) []any {
	texts := map[string]any{}
	for _, v := range list {
		texts[fmt.Sprint(v)] = v
	}
	sorted := []any{}
	for _, text := range slices.Sorted(maps.Keys(texts)) {
		sorted = append(sorted, texts[text])
	}
	if len(sorted) < len(list) { // Some are there twice, which is wrong.
		return list
	}
	return sorted
}
