package graph_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
)

// metric is an aggregate of a place, or the count of conversations.
type metric struct {
	function string
	at       place
	p        float64 // of a percentile
}

var timeUnits = []string{"HOUR", "DAY", "WEEK", "MONTH"}

// metric draws one; typed ones can be selected as fields, numeric ones compared.
func (q requester) metric() metric {
	places := append([]place{{field: "USER_MESSAGE_COUNT"}, {field: "FIRST_MESSAGE_TIME"}, score}, textPlaces...)
	for _, f := range textField {
		places = append(places, place{field: f})
	}
	switch function := one(q, "COUNT", "COUNT", "COUNT_DISTINCT", "SUM", "AVG", "MIN", "MAX", ""); function {
	case "":
		return metric{function: "COUNT"}
	case "COUNT":
		return metric{function: function, at: one(q, append(places, place{field: "PROPERTIES"}, place{field: "USER_PROPERTIES"})...)}
	case "COUNT_DISTINCT":
		return metric{function: function, at: one(q, places...)}
	case "SUM", "AVG":
		return metric{function: function, at: one(q, places[0], score)}
	default:
		if q.chance(0.2) {
			return metric{function: function, at: place{field: one(q, textField...)}}
		}
		return metric{function: function, at: one(q, places[:3]...)}
	}
}

func (m metric) numeric() bool {
	return m.function != "MIN" && m.function != "MAX" || m.at.field == "USER_MESSAGE_COUNT" || m.at.path != nil
}

// typed says whether there is a field for it.
func (m metric) typed() bool { return m.numeric() || m.at.field == "FIRST_MESSAGE_TIME" }

func (m metric) input() dict {
	in := dict{"function": m.function}
	if m.at.field != "" {
		in["field"] = m.at.field
	}
	if m.at.path != nil {
		in["path"] = m.at.path
	}
	if m.function == "PERCENTILE" {
		in["p"] = m.p
	}
	return in
}

// field selects the metric under an alias.
func (m metric) field(alias string) string {
	if m.at.field == "" {
		return alias + ": count"
	}
	outer := map[string]string{"COUNT": "countOf", "COUNT_DISTINCT": "countDistinct"}[m.function]
	if outer == "" {
		outer = strings.ToLower(m.function)
	}
	if m.function == "PERCENTILE" {
		outer += fmt.Sprintf("(p: %v)", m.p)
	}
	inner := member(m.at.field)
	if m.at.field == "ID" {
		inner = "conversationId"
	}
	if m.at.path != nil {
		inner = m.at.property()
	}
	return fmt.Sprintf("%s: %s { v: %s }", alias, outer, inner)
}

func (p place) property() string {
	path, _ := json.Marshal(p.path)
	return fmt.Sprintf("property(field: %s, path: %s)", p.field, path)
}

// of computes the metric.
func (m metric) of(records []record) any {
	if m.at.field == "" {
		return float64(len(records))
	}
	var values []any
	for _, r := range records {
		if v := m.at.of(r); v != nil {
			values = append(values, v)
		}
	}
	exact := new(big.Float).SetPrec(500)
	distinct := map[string]bool{}
	for _, v := range values {
		f, _ := v.(float64)
		exact.Add(exact, big.NewFloat(f))
		distinct[fmt.Sprint(v)] = true
	}
	sum, _ := exact.Float64()
	switch {
	case m.function == "COUNT":
		return float64(len(values))
	case m.function == "COUNT_DISTINCT":
		return float64(len(distinct))
	case len(values) == 0:
		return nil
	case m.function == "SUM":
		return sum
	case m.function == "AVG":
		return sum / float64(len(values))
	case m.function == "PERCENTILE":
		slices.SortFunc(values, order)
		rank := m.p * float64(len(values)-1)
		below, above := values[int(rank)].(float64), values[int(math.Ceil(rank))].(float64)
		return below + (rank-math.Floor(rank))*(above-below)
	case m.function == "MIN":
		return slices.MinFunc(values, order)
	}
	return slices.MaxFunc(values, order)
}

// key is a way to group: a place, or a bucket.
type key struct {
	at   place
	unit string
	computedKey
}

func (q requester) key() key {
	switch {
	case q.chance(0.35):
		return key{unit: one(q, timeUnits...)}
	case q.chance(0.4):
		return key{at: one(q, append(textPlaces, score, manySessions, manySessions, manySessions)...)}
	}
	return key{at: place{field: one(q, append(textField, "USER_MESSAGE_COUNT", "FIRST_MESSAGE_TIME")...)}}
}

func (k key) equal(o key) bool {
	return k.unit == o.unit && k.at.equal(o.at) && k.computedKey == o.computedKey
}

func (k key) input() dict {
	switch {
	case k.computed():
		return k.computedKey.input(k.unit)
	case k.unit != "":
		return dict{"time": dict{"unit": k.unit}}
	case k.at.path != nil:
		return dict{"property": dict{"field": k.at.field, "path": k.at.path}}
	}
	return dict{"field": k.at.field}
}

// field selects the key.
func (k key) field() string {
	switch {
	case k.computed():
		return k.computedKey.field(k.unit)
	case k.unit != "":
		return "time(unit: " + k.unit + `, timeZone: "UTC", weekStart: MONDAY)`
	case k.at.path != nil:
		return k.at.property()
	case k.at.field == "ID":
		return "conversationId"
	case k.at.field == "TYPE":
		return "typeName"
	}
	return member(k.at.field)
}

// of is the key of a conversation; a property is a key by its text.
func (k key) of(r record) any {
	if k.computed() {
		return k.computedKey.of(k.unit, r["FIRST_MESSAGE_TIME"].(time.Time))
	}
	if k.unit == "" {
		v := k.at.of(r)
		if k.at.path == nil {
			return v
		}
		switch v := v.(type) {
		case float64:
			return strconv.FormatFloat(v, 'f', -1, 64)
		case bool:
			return strconv.FormatBool(v)
		case []any:
			text, _ := json.Marshal(v)
			return string(text)
		}
		return v
	}
	t := r["FIRST_MESSAGE_TIME"].(time.Time)
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	switch k.unit {
	case "HOUR":
		return day.Add(time.Duration(t.Hour()) * time.Hour)
	case "WEEK":
		for day.Weekday() != time.Monday {
			day = day.AddDate(0, 0, -1)
		}
	case "MONTH":
		return day.AddDate(0, 0, 1-day.Day())
	}
	return day
}

// having is a comparison of a metric with numbers.
type having struct {
	metric metric
	tests  dict
}

// groupOrder is a term of an order, of either a key or a metric.
type groupOrder struct {
	key     *key
	metric  *metric
	desc    bool
	nulls   string
	numbers bool // as which a property's values compare
}

func (o groupOrder) input() dict {
	in := dict{}
	if o.key != nil {
		in["key"] = o.key.input()
	} else {
		in["aggregate"] = o.metric.input()
	}
	if o.desc {
		in["direction"] = "DESC"
	}
	if o.nulls != "" {
		in["nulls"] = o.nulls
	}
	if o.numbers {
		in["as"] = "NUMBER"
	}
	return in
}

func (o groupOrder) compare(a, b group) int {
	x, y := a.valueOf(o), b.valueOf(o)
	nullsFirst := o.desc
	if o.nulls != "" {
		nullsFirst = o.nulls == "FIRST"
	}
	switch {
	case x == nil && y == nil:
		return 0
	case x == nil && nullsFirst, y == nil && !nullsFirst:
		return -1
	case x == nil || y == nil:
		return 1
	case o.numbers:
		return o.compareNumbers(x.(string), y.(string))
	case o.desc:
		return order(y, x)
	}
	return order(x, y)
}

// compareNumbers has what is no number last.
func (o groupOrder) compareNumbers(x, y string) int {
	read := func(text string) (number float64, is bool) {
		is = text != "" && strings.ContainsAny(text[:1], "-0123456789") && json.Unmarshal([]byte(text), &number) == nil
		return number, is
	}
	a, isA := read(x)
	b, isB := read(y)
	switch {
	case isA && !isB:
		return -1
	case isB && !isA:
		return 1
	case o.desc:
		return cmp.Or(cmp.Compare(b, a), cmp.Compare(y, x))
	}
	return cmp.Or(cmp.Compare(a, b), cmp.Compare(x, y))
}

// group is some conversations with equal keys.
type group struct {
	keys    []any
	groupBy []key
	records []record

	isOthers bool // see top
}

func (g group) valueOf(o groupOrder) any {
	if o.metric != nil {
		return o.metric.of(g.records)
	}
	return g.keys[slices.IndexFunc(g.groupBy, o.key.equal)]
}

// grouped are the groups of conversations, in any order. Without keys there is always one.
func grouped(records []record, groupBy []key) []group {
	index := map[string]int{}
	var groups []group
	if len(groupBy) == 0 {
		return []group{{records: records}}
	}
	for _, r := range records {
		keys := make([]any, len(groupBy))
		for i, k := range groupBy {
			keys[i] = k.of(r)
		}
		name := fmt.Sprintf("%#v", keys)
		i, ok := index[name]
		if !ok {
			i = len(groups)
			index[name] = i
			groups = append(groups, group{keys: keys, groupBy: groupBy})
		}
		groups[i].records = append(groups[i].records, r)
	}
	return groups
}

var knownTypes = []string{"OPENAI", "SUPPORT_TICKET", "SUPPORT_COPILOT"}

// printed is a value as answers have it.
func printed(at place, v any) any {
	switch v := v.(type) {
	case time.Time:
		return v.Format(time.RFC3339Nano)
	case string:
		if at.field == "TYPE" {
			if name := strings.ToUpper(v); slices.Contains(knownTypes, name) {
				return name
			}
			return "OTHER"
		}
	}
	return v
}
