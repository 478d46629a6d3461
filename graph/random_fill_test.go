package graph_test

import (
	"fmt"
	"slices"
	"time"
)

// mostFilled is how many groups there may be once empty ones are added.
const mostFilled = 10_000

// span is a range of time, half open. A zero end is none.
type span struct{ since, before time.Time }

// known is the range of which a request tells everything, up to the moment; false if a bound stands in an or or a not.
func (q requester) known(variables dict) (s span, ok bool) {
	where, _ := variables["where"].(dict)
	s.before = moment
	seesNothing := q.policy != nil && len(q.records) == 0 // Then it may not be known what he would see.
	return s, s.bounds(where, false) && s.bounds(q.policy, false) && !seesNothing
}

// bounds narrows the range by the bounds of a filter. It is false if one of them is nested in an or or a not.
func (s *span) bounds(where dict, nested bool) bool {
	ok := true
	for name, value := range where {
		switch name {
		case "and", "or":
			for _, w := range value.([]any) {
				ok = s.bounds(w.(dict), nested || name == "or") && ok
			}
		case "not":
			ok = s.bounds(value.(dict), true) && ok
		case "firstMessageTime":
			if list, in := value.(dict)["in"].([]any); in && len(list) == 0 {
				ok = false // That it finds nothing is all that is known of it.
			}
			for operator, bound := range value.(dict) {
				bounds := s.bound(operator, bound, value.(dict))
				ok = ok && (!nested || !bounds)
			}
		}
	}
	return ok
}

// bound narrows the range by one comparison, and says whether that is a bound.
func (s *span) bound(operator string, value any, filter dict) bool {
	at := func(text string) time.Time {
		t, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			panic(err)
		}
		return t.UTC() // Buckets without a zone are those of the place that a time is in.
	}
	since := func(t time.Time) {
		if t.After(s.since) {
			s.since = t
		}
	}
	before := func(t time.Time) {
		if t.Before(s.before) {
			s.before = t
		}
	}
	switch operator {
	case "gt":
		since(at(value.(string)).Add(1))
	case "gte":
		since(at(value.(string)))
	case "lt":
		before(at(value.(string)))
	case "lte":
		before(at(value.(string)).Add(1))
	case "eq":
		since(at(value.(string)))
		before(at(value.(string)).Add(1))
	case "last":
		if _, ago := filter["ago"]; ago {
			since(at("2026-01-03T10:00:00Z"))
			before(at(spans["P2W"]))
		} else {
			since(at(spans[value.(string)]))
		}
	case "during":
		for _, p := range periods {
			if fmt.Sprint(p.input) == fmt.Sprint(value) {
				since(at(p.start))
				before(at(p.end))
			}
		}
	default:
		return false
	}
	return true
}

func (k key) isTime() bool { return k.unit != "" || k.computed() }

// end is where a bucket ends.
func (k key) end(start time.Time) time.Time {
	y, m, d := start.Date()
	months := map[string]int{"MONTH": 1, "QUARTER": 3, "YEAR": 12}[k.unit]
	days := map[string]int{"DAY": 1, "WEEK": 7}[k.unit]
	if k.unit == "HOUR" { // It begins anew where the offset changes.
		end := start.Add(time.Hour - time.Duration(start.Minute())*time.Minute)
		if _, changed := start.ZoneBounds(); !changed.IsZero() && changed.Before(end) {
			return changed
		}
		return end
	}
	return time.Date(y, m+time.Month(months), d+days, 0, 0, 0, 0, start.Location())
}

// asksPartial has the keys tell whether their buckets are whole, now and then.
func (a *groupsAsked) asksPartial(q requester) {
	if !slices.ContainsFunc(a.groupBy, func(k key) bool { return k.unit != "" }) || q.chance(0.5) {
		return
	}
	a.keyFields += " partial"
	a.partial = true
}

func (a groupsAsked) isPartial(g group) bool {
	var bucket span
	for i, k := range a.groupBy {
		start, ok := g.keys[i].(time.Time)
		if k.unit == "" || !ok {
			continue
		}
		if start.After(bucket.since) {
			bucket.since = start
		}
		if end := k.end(start); bucket.before.IsZero() || end.Before(bucket.before) {
			bucket.before = end
		}
	}
	return !bucket.before.IsZero() && (bucket.since.Before(a.known.since) || bucket.before.After(a.known.before))
}

// mayFill draws whether to fill groups of which the calendar tells all. All that there may ever be takes long to find out.
func (a groupsAsked) mayFill(known span, q requester) bool {
	buckets, times := 0, 0
	for i, k := range a.groupBy {
		switch {
		case k.at.field == "FIRST_MESSAGE_TIME":
			return false
		case k.isTime() && a.top != nil && a.top.key == i:
			return false
		case k.isTime():
			times++
		}
		if k.unit != "" {
			buckets++
		}
	}
	return times > 0 && buckets < 2 && q.chance(0.4) && (buckets == 1 || !known.since.IsZero() || q.chance(0.05))
}

// fill adds the groups without conversations, and says how many there are then; it adds none where they are too many. Every zone is
// whole hours or half an hour more from UTC's, so that every half hour has its values.
func (a groupsAsked) fill(all []group, known span) (filled []group, amount int) {
	times, others := []int{}, []int{}
	bucket := -1
	for i, k := range a.groupBy {
		if k.isTime() {
			times = append(times, i)
		} else {
			others = append(others, i)
		}
		if k.unit != "" {
			bucket = i
		}
	}
	at := known.since
	if bucket >= 0 && at.IsZero() {
		for _, g := range all {
			if start := g.keys[bucket].(time.Time); at.IsZero() || start.Before(at) {
				at = start
			}
		}
		if at.IsZero() {
			return all, len(all)
		}
	}
	if at.IsZero() { // Within so many years all parts have had all their values.
		at = known.before.AddDate(-41, 0, 0)
	}
	step := time.Hour
	if slices.ContainsFunc(a.groupBy, func(k key) bool { return slices.Contains(oddZones, k.zone) }) {
		step = time.Hour / 2
	}
	var calendar [][]any
	seen := map[string]bool{}
	for ; at.Before(known.before) && len(calendar) <= mostFilled; at = at.Truncate(step).Add(step) {
		values := make([]any, len(times))
		for i, key := range times {
			values[i] = a.groupBy[key].of(record{"FIRST_MESSAGE_TIME": at})
		}
		if name := fmt.Sprintf("%#v", values); !seen[name] {
			seen[name] = true
			calendar = append(calendar, values)
		}
	}
	have, combinations := map[string]bool{}, map[string]group{}
	for _, g := range all {
		have[fmt.Sprintf("%#v %t", g.keys, g.isOthers)] = true
		keys := make([]any, len(others))
		for i, other := range others {
			keys[i] = g.keys[other]
		}
		combinations[fmt.Sprintf("%#v %t", keys, g.isOthers)] = g
	}
	if len(others) == 0 {
		combinations = map[string]group{"": {keys: make([]any, len(times)), groupBy: a.groupBy}}
	}
	if amount = len(combinations) * len(calendar); amount > mostFilled {
		return nil, amount
	}
	filled = slices.Clone(all)
	for _, g := range combinations {
		for _, values := range calendar {
			keys := slices.Clone(g.keys)
			for i, key := range times {
				keys[key] = values[i]
			}
			if !have[fmt.Sprintf("%#v %t", keys, g.isOthers)] {
				filled = append(filled, group{keys: keys, groupBy: a.groupBy, isOthers: g.isOthers})
			}
		}
	}
	if len(filled) > mostFilled {
		return nil, len(filled)
	}
	return filled, len(filled)
}
