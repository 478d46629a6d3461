package graph_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

// The random tests answer requests in plain Go over the sandbox's rows, and share nothing with the gateway but those.

type dict = map[string]any

// record is a conversation by the names of GraphQL's enum of fields. A value is nil, a string, a bool, a float64, a
// time.Time, a list or a dict.
type record dict

func newRecord(c sandbox.Conversation) record {
	text := func(p *string) any {
		if p == nil {
			return nil
		}
		return *p
	}
	document := func(raw json.RawMessage) (v any) {
		if raw != nil {
			if err := json.Unmarshal(raw, &v); err != nil {
				panic(err)
			}
		}
		return v
	}
	return record{
		"ID": c.ID, "TYPE": text(c.Type), "USER_MESSAGE_COUNT": float64(c.UserMessageCount), "FIRST_MESSAGE_TIME": c.FirstMessageTime.UTC(),
		"ORGANIZATION_ID": text(c.OrganizationID), "PROJECT_ID": text(c.ProjectID), "INTEGRATION_ID": text(c.IntegrationID),
		"PROPERTIES": document(bytes.ReplaceAll(c.Properties, []byte(`"cut 😀"`), []byte(`"cut \ufffd"`))), "USER_PROPERTIES": document(c.UserProperties),
	}
}

// place is a field, or a property within one.
type place struct {
	field string
	path  []string
}

func (p place) equal(o place) bool { return p.field == o.field && slices.Equal(p.path, o.path) }

func (p place) of(r record) any {
	v := r[p.field]
	for _, step := range p.path {
		object, _ := v.(dict)
		v = object[step]
	}
	return v
}

// The places that are always texts, or always numbers, where they are at all.
var (
	textPlaces = []place{
		{"PROPERTIES", []string{"plan"}}, {"PROPERTIES", []string{"page", "lang"}}, {"PROPERTIES", []string{"page", "path"}},
		{"USER_PROPERTIES", []string{"plan"}}, {"USER_PROPERTIES", []string{"userType"}}, {"USER_PROPERTIES", []string{"supportAgentName"}}, odd,
	}
	manySessions = place{"USER_PROPERTIES", []string{"session"}} // of hundreds of values
	score        = place{"PROPERTIES", []string{"score"}}
	beta         = place{"PROPERTIES", []string{"beta"}}
	textField    = []string{"ID", "TYPE", "ORGANIZATION_ID", "PROJECT_ID", "INTEGRATION_ID"}
)

// spans are spans and what they come to at the tests' moment.
var spans = map[string]string{
	"PT45M": "2026-01-31T09:52:12Z", "PT6H": "2026-01-31T04:37:00Z", "P2W": "2026-01-17T10:00:00Z",
	"P30D": "2026-01-01T10:00:00Z", "P31D": "2025-12-31T10:00:00Z", "P32D": "2025-12-30T00:00:00Z", "P3M": "2025-10-31T00:00:00Z",
}

// period is a period of the calendar, and what it comes to at the tests' moment.
type period struct {
	input      dict
	start, end string
}

var periods = []period{
	{dict{"unit": "DAY"}, "2026-01-31T00:00:00Z", "2026-02-01T00:00:00Z"},
	{dict{"unit": "MONTH", "offset": -1, "timeZone": "Europe/Berlin"}, "2025-11-30T23:00:00Z", "2025-12-31T23:00:00Z"},
	{dict{"unit": "MONTH", "offset": -4, "timeZone": "Europe/Berlin"}, "2025-08-31T22:00:00Z", "2025-09-30T22:00:00Z"},
	{dict{"unit": "WEEK", "offset": -2, "count": 2, "weekStart": "SUNDAY"}, "2026-01-11T00:00:00Z", "2026-01-25T00:00:00Z"},
	{dict{"unit": "DAY", "offset": -30, "count": 30, "timeZone": "Asia/Kolkata"}, "2025-12-31T18:30:00Z", "2026-01-30T18:30:00Z"},
	{dict{"unit": "QUARTER", "timeZone": "America/Sao_Paulo"}, "2026-01-01T03:00:00Z", "2026-04-01T03:00:00Z"},
	{dict{"unit": "YEAR", "offset": -1, "timeZone": "Australia/Lord_Howe"}, "2024-12-31T13:00:00Z", "2025-12-31T13:00:00Z"},
	{dict{"unit": "HOUR", "offset": -5, "count": 5}, "2026-01-31T05:00:00Z", "2026-01-31T10:00:00Z"},
}

// requester draws requests over records.
type requester struct {
	*rand.Rand
	records []record // that are seen
	all     []record // whose values are drawn, for a filter may well name what is not seen
	policy  dict     // the filter of those that are seen, nil if that are all
}

func (q requester) chance(p float64) bool { return q.Float64() < p }

func one[T any](q requester, from ...T) T { return from[q.IntN(len(from))] }

// some are up to most of the values, without repeats.
func some[T any](q requester, most int, from ...T) []T {
	from = slices.Clone(from)
	q.Shuffle(len(from), func(i, j int) { from[i], from[j] = from[j], from[i] })
	return from[:min(q.IntN(most+1), len(from))]
}

// where draws a filter. What cannot be negated is left out beneath a not.
func (q requester) where(depth int, negated bool) dict {
	w := dict{}
	for range 1 + q.IntN(2) {
		switch {
		case depth > 0 && q.chance(0.25):
			w["not"] = q.where(depth-1, true)
		case depth > 0 && q.chance(0.4):
			list := make([]any, 1+q.IntN(3))
			for i := range list {
				list[i] = q.where(depth-1, negated)
			}
			w[one(q, "and", "or", "or")] = list
		case q.chance(0.35):
			at := one(q, append(textPlaces, score, score, beta)...)
			list := []any{q.property(at)}
			if !negated && q.chance(0.4) {
				list = append(list, q.structure())
				at.field = list[1].(dict)["of"].(string)
				delete(list[1].(dict), "of")
				list = list[1:]
			}
			w[member(at.field)] = list
		default:
			field := one(q, append(textField, "USER_MESSAGE_COUNT", "USER_MESSAGE_COUNT", "FIRST_MESSAGE_TIME")...)
			w[member(field)] = q.comparisons(place{field: field})
		}
	}
	return w
}

// member is the name of a field in inputs and outputs: USER_PROPERTIES is userProperties.
func member(field string) string {
	parts := strings.Split(strings.ToLower(field), "_")
	for i := range parts[1:] {
		parts[i+1] = strings.ToUpper(parts[i+1][:1]) + parts[i+1][1:]
	}
	return strings.Join(parts, "")
}

func (q requester) property(at place) dict {
	filter := q.comparisons(at)
	filter["path"] = at.path
	return filter
}

// comparisons draws one or two comparisons of a place with values that occur there.
func (q requester) comparisons(at place) dict {
	filter := dict{}
	value := func() any {
		for {
			switch v := at.of(one(q, q.all...)).(type) {
			case nil:
			case time.Time:
				return v.In(time.FixedZone("", 3600*q.IntN(3))).Format(time.RFC3339Nano)
			case string:
				switch name := printed(at, v); name {
				case "OTHER": // It cannot be asked for.
				default:
					return name
				}
			default:
				return v
			}
		}
	}
	for range 1 + q.IntN(2) {
		operator := one(q, "eq", "neq", "gt", "gte", "lt", "lte", "in", "notIn", "isNull")
		if (at.field == "TYPE" || at.field == beta.field && at.path[0] == "beta") && strings.ContainsAny(operator, "gl") {
			operator = "eq"
		}
		switch operator {
		case "in", "notIn":
			list := make([]any, q.IntN(4))
			for i := range list {
				list[i] = value()
			}
			filter[operator] = list
		case "isNull":
			filter[operator] = q.chance(0.3)
		default:
			filter[operator] = value()
		}
	}
	if at.field == "FIRST_MESSAGE_TIME" && q.chance(0.3) {
		filter["last"] = one(q, "PT45M", "PT6H", "P2W", "P30D", "P31D", "P32D", "P3M")
		if q.chance(0.3) {
			filter["last"], filter["ago"] = "P2W", "P2W"
		}
	}
	if at.field == "FIRST_MESSAGE_TIME" && q.chance(0.2) {
		filter["during"] = one(q, periods...).input
	}
	return filter
}

// structure draws a condition that looks into a value, for the field named by its member of.
func (q requester) structure() dict {
	return one(q,
		dict{"of": "PROPERTIES", "hasKey": one(q, "plan", "page", "none")},
		dict{"of": "USER_PROPERTIES", "hasAnyKey": []any{"supportAgentName", one(q, "userType", "none")}},
		dict{"of": "USER_PROPERTIES", "hasAllKeys": []any{"userId", one(q, "plan", "userType")}},
		dict{"of": "PROPERTIES", "path": []string{"page"}, "hasKey": "lang"},
		dict{"of": "PROPERTIES", "contains": dict{"plan": one(q, "free", "pro")}},
		dict{"of": "PROPERTIES", "contains": dict{"page": dict{"lang": one(q, "en", "de")}}},
		dict{"of": "PROPERTIES", "path": []string{"tags"}, "eq": one(q, []any{}, []any{"api", "bug"}, []any{"billing"})},
		dict{"of": "PROPERTIES", "path": []string{"tags"}, "in": []any{[]any{}, []any{"setup"}}},
		dict{"of": "PROPERTIES", "path": []string{"tags"}, "arrayContains": one(q, "api", "billing", "none")},
	)
}
