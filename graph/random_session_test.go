package graph_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// session draws operations that overlap, as those of one who looks at the same conversations in many ways: over a few filters,
// ranges of time that lie in one another, and keys and metrics that recur.
type session struct {
	requester
	filters []dict   // one of them is in every set
	extra   []dict   // none, one or two of them are
	ends    []string // of ranges
	ranges  []dict
	keys    []key    // that are no buckets
	metrics []metric // those that mostly add come first
	adding  int
	recent  []conversationSet // of which a part may be looked at
	folding bool              // the endpoint prints equal texts in several ways
}

// code is a property of which some values are printed alike: 5 and "5".
var code = place{"PROPERTIES", []string{"code"}}

func newSession(q requester, folding bool) *session {
	s := &session{requester: q, folding: folding}
	if folding {
		s.keys = append(s.keys, key{at: place{field: "INTEGRATION_ID"}})
		for _, text := range []string{spelt, misspelt, misspelt, misspelt} {
			s.extra = append(s.extra, dict{"integrationId": dict{"eq": text}})
		}
	} else if q.chance(0.6) {
		s.keys = append(s.keys, key{at: code})
		for _, value := range some[any](q, 5, 5.0, "5", "x", "y", []any{"a"}, `["a"]`) {
			s.extra = append(s.extra, dict{"properties": []any{dict{"path": code.path, "eq": value}}})
		}
	}
	s.filters = []dict{nil, q.where(1, false), s.condition(), {"or": []any{s.condition(), s.condition()}}}
	q.Shuffle(len(s.filters), func(i, j int) { s.filters[i], s.filters[j] = s.filters[j], s.filters[i] })
	s.filters = s.filters[:2]
	places := slices.Concat(textPlaces[:2], []place{code, code, score, {field: "USER_MESSAGE_COUNT"}, {field: "USER_MESSAGE_COUNT"}, {field: "TYPE"}, {field: "INTEGRATION_ID"}, {field: "INTEGRATION_ID"}, {field: "ORGANIZATION_ID"}})
	for len(s.keys) < 3 {
		k := key{at: one(q, places...)}
		if q.chance(0.08) {
			k.at = one(q, place{field: "ID"}, place{field: "FIRST_MESSAGE_TIME"}, manySessions)
		}
		if !slices.ContainsFunc(s.keys, func(have key) bool { return fmt.Sprint(have) == fmt.Sprint(k) }) {
			s.keys = append(s.keys, k)
		}
	}
	for range 2 {
		s.extra = append(s.extra, s.condition())
	}
	for _, k := range s.keys {
		for range 3 {
			s.extra = append(s.extra, s.conditionOn(k.at))
		}
	}
	day := moment.Truncate(24*time.Hour).AddDate(0, 0, -q.IntN(40))
	month := time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, time.UTC)
	for _, t := range []time.Time{
		month.AddDate(0, -1, 0), month, month.AddDate(0, 1, 0), day, day.AddDate(0, 0, 7), weekOf(day), weekOf(day).AddDate(0, 0, 14), moment.Truncate(24 * time.Hour), moment.Truncate(24*time.Hour).AddDate(0, 0, 1),
		day.Add(time.Duration(q.IntN(48)) * time.Hour), day.Add(time.Duration(q.IntN(1e6)) * time.Second), one(q, q.all...)["FIRST_MESSAGE_TIME"].(time.Time),
	} {
		s.ends = append(s.ends, t.Format(time.RFC3339Nano))
	}
	slices.Sort(s.ends)
	for range 5 {
		s.ranges = append(s.ranges, s.during())
	}
	last := len(s.ends) - 1
	s.ranges[0] = dict{"gte": s.ends[0], "lt": s.ends[last]}
	s.ranges[1] = dict{"gte": s.ends[2+q.IntN(4)], "lt": s.ends[last]} // Its end or its start is that of another one.
	s.ranges[2] = dict{"gte": s.ends[0], "lt": s.ends[last-2-q.IntN(4)]}
	count, messages, first := metric{function: "COUNT"}, place{field: "USER_MESSAGE_COUNT"}, place{field: "FIRST_MESSAGE_TIME"}
	plain := slices.DeleteFunc(slices.Clone(s.keys), key.isProperty)
	s.metrics = []metric{count, {function: "AVG", at: messages}, {function: one(q, "SUM", "MIN", "MAX"), at: messages}, {function: one(q, "MIN", "MAX"), at: one(q, messages, first)}, {function: "COUNT", at: one(q, s.keys...).at}, {function: "COUNT_DISTINCT", at: place{field: "ID"}}}
	if len(plain) > 0 {
		s.metrics = append(s.metrics, metric{function: "COUNT_DISTINCT", at: one(q, plain...).at})
	}
	s.adding = len(s.metrics)
	for _, m := range []metric{{function: "COUNT_DISTINCT", at: one(q, s.keys...).at}, {function: one(q, "SUM", "AVG", "MIN", "MAX", "COUNT"), at: score}, {function: one(q, "SUM", "AVG"), at: score}, {function: "COUNT_DISTINCT", at: messages}, q.metric()} {
		if !m.at.equal(code) || m.function == "COUNT" { // The endpoint counts it by what it is.
			s.metrics = append(s.metrics, m)
		}
	}
	return s
}

func weekOf(t time.Time) time.Time { return t.AddDate(0, 0, -(int(t.Weekday())+6)%7) }

// condition draws one on a key, if there are any yet.
func (s *session) condition() dict {
	at := place{field: "INTEGRATION_ID"}
	if len(s.keys) > 0 && s.chance(0.8) {
		at = one(s.requester, s.keys...).at
	} else if s.chance(0.5) {
		at = one(s.requester, place{field: "TYPE"}, place{field: "USER_MESSAGE_COUNT"}, textPlaces[0], place{field: "FIRST_MESSAGE_TIME"})
	}
	return s.conditionOn(at)
}

// conditionOn draws one on a place. Some of its values do not occur, or not so.
func (s *session) conditionOn(at place) dict {
	var values []any
	for range 50 {
		v := at.of(one(s.requester, s.all...))
		if _, text := v.(string); at.equal(manySessions) && !text {
			continue // Some are numbers.
		}
		if text, ok := v.(string); ok && at.field == "TYPE" && printed(at, text) == "OTHER" {
			continue // It cannot be asked for.
		}
		if v != nil && (len(values) == 0 || len(values) == 1 && !reflect.DeepEqual(values[0], v)) {
			values = append(values, v)
		}
	}
	for i, v := range values {
		switch v := v.(type) {
		case time.Time:
			values[i] = v.Format(time.RFC3339Nano)
		case string:
			switch {
			case at.field == "TYPE":
				values[i] = strings.ToUpper(v)
			case s.chance(0.35):
				values[i] = one(s.requester, strings.ToUpper(v), "nobody", spelt, misspelt)
			}
		}
	}
	filter := dict{}
	switch c := s.IntN(10); {
	case len(values) < 2 || c == 0:
		filter["isNull"] = s.chance(0.6)
	case (at.equal(code) || at.equal(manySessions)) && c > 3: // Lists, and comparisons, of several kinds are for nobody.
		filter["in"] = values[:1]
	case c <= 3:
		filter["eq"] = values[0]
	case c <= 5:
		filter["in"] = values
	case c == 6:
		filter["neq"] = values[0]
	case c == 7:
		filter["notIn"] = values[:1+s.IntN(2)]
	case at.field == "TYPE":
		filter["eq"] = values[0]
	default:
		filter[one(s.requester, "gt", "gte", "lt", "lte")] = values[0]
	}
	if at.path != nil {
		filter["path"] = at.path
		return dict{member(at.field): []any{filter}}
	}
	return dict{member(at.field): filter}
}

// spelt are two spellings of one text for a collation that ignores case. No other text comes between them.
const spelt, misspelt = "int_discord", "int_discorD"

// during draws a range of time.
func (s *session) during() dict {
	if len(s.ranges) == 5 && s.chance(0.5) {
		return one(s.requester, s.ranges...)
	}
	switch {
	case s.chance(0.12):
		return dict{"last": one(s.requester, "PT6H", "P2D", "P7D", "P30D", "P32D")}
	case s.chance(0.1):
		return dict{"during": one(s.requester, periods...).input}
	}
	a, b := s.IntN(len(s.ends)), s.IntN(len(s.ends))
	if s.chance(0.03) {
		return dict{"eq": s.ends[a]}
	}
	from := dict{one(s.requester, "gte", "gte", "gte", "gt"): s.ends[min(a, b)]}
	if s.chance(0.8) {
		from[one(s.requester, "lt", "lt", "lt", "lte")] = s.ends[max(a, b)]
	}
	return from
}

// spanStart is where a span begins that ends now.
func spanStart(span string, now time.Time) string {
	back, to := map[string]time.Duration{"PT45M": 45, "PT6H": 6 * 60, "P2D": 2 * 24 * 60, "P7D": 7 * 24 * 60, "P2W": 14 * 24 * 60, "P4W": 28 * 24 * 60, "P30D": 30 * 24 * 60, "P31D": 31 * 24 * 60, "P32D": 32 * 24 * 60}[span]*time.Minute, time.Hour
	start := now.Add(-back)
	if span == "P3M" {
		start = time.Date(now.Year(), now.Month()-3, 1, now.Hour(), now.Minute(), now.Second(), now.Nanosecond(), time.UTC)
		start = start.AddDate(0, 0, min(now.Day(), start.AddDate(0, 1, -1).Day())-1)
	}
	switch span {
	case "PT45M":
		to = time.Second
	case "PT6H":
		to = time.Minute
	case "P32D", "P3M":
		to = 24 * time.Hour
	}
	return start.Truncate(to).Format(time.RFC3339Nano)
}

// asked draws keys and metrics of groups.
func (s *session) asked(variables dict, wide bool) groupsAsked {
	return s.askedBy(variables, s.keysOf(wide), wide)
}

func (s *session) keysOf(wide bool) []key {
	var keys []key
	if wide || s.chance(0.65) {
		units := timeUnits
		if wide {
			units = units[:2]
		}
		keys = append(keys, key{unit: one(s.requester, units...)})
	}
	for _, k := range s.keys {
		if wide || s.chance(0.3) {
			keys = append(keys, k)
		}
	}
	s.Shuffle(len(keys), func(a, b int) { keys[a], keys[b] = keys[b], keys[a] })
	return keys
}

// askedBy draws metrics of groups.
func (s *session) askedBy(variables dict, keys []key, wide bool) groupsAsked {
	metrics := slices.Clone(s.metrics)
	switch {
	case wide || s.chance(0.15):
	case s.chance(0.6):
		metrics = some(s.requester, 4, s.metrics[:s.adding]...)
	default:
		metrics = some(s.requester, 4, s.metrics...)
	}
	a := s.groupsOf(variables, keys, metrics, func() metric { return one(s.requester, s.metrics...) })
	if wide || s.folding || s.chance(0.5) {
		a.inOwnOrder(variables)
	}
	return a
}

// inOwnOrder asks for everything in its own order.
func (a *groupsAsked) inOwnOrder(variables dict) {
	a.having, a.orderBy, a.limit = nil, nil, 0
	delete(variables, "having")
	delete(variables, "orderBy")
	delete(variables, "limit")
}
