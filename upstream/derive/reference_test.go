package derive

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// conversation is what the reference counts. Nil is null.
type conversation struct {
	id           string
	integration  *string
	kind         *string
	messages     *float64
	at           time.Time // to the nanosecond; it is printed to the millisecond
	plan         jsontext.Value
	organization *string
}

// table answers queries in plain Go over conversations, one by one, as the endpoint is taken to do.
type table struct {
	conversations []conversation
	ignoresCase   bool // its collation
}

// value is a conversation's value of a field, a property or a bucket: nil, a string, a number or a time.
func (c conversation) value(s query.Selection) any {
	switch {
	case s.Unit != "":
		return referenceBucket(s.Unit, c.at)
	case s.Field == query.ID:
		return c.id
	case s.Field == query.IntegrationID && c.integration != nil:
		return *c.integration
	case s.Field == query.Type && c.kind != nil:
		return *c.kind
	case s.Field == query.OrganizationID && c.organization != nil:
		return *c.organization
	case s.Field == query.UserMessageCount && c.messages != nil:
		return *c.messages
	case s.Field == query.FirstMessageTime:
		return c.at
	case s.Field == query.UserProperties && c.plan != nil:
		if text, ok := query.ReadText(c.plan); ok {
			return text
		}
		return string(c.plan)
	}
	return nil
}

// referenceBucket goes back hour by hour to a time at which a bucket starts.
func referenceBucket(unit query.TimeUnit, t time.Time) time.Time {
	for t = t.Truncate(time.Hour); ; t = t.Add(-time.Hour) {
		switch {
		case unit == query.Hour,
			unit == query.Day && t.Hour() == 0,
			unit == query.Week && t.Hour() == 0 && t.Weekday() == time.Monday,
			unit == query.Month && t.Hour() == 0 && t.Day() == 1:
			return t
		}
	}
}

// same is a value as the table's equality has it.
func (t table) same(v any) string {
	if s, ok := v.(string); ok && t.ignoresCase {
		v = strings.ToLower(s)
	}
	return fmt.Sprintf("%T %v", v, v)
}

func (t table) meets(c conversation, w query.Where) bool {
	condition, single := w.Condition()
	if !single {
		terms := w.Conjuncts()
		if len(terms) == 1 { // an or
			negated, _, ok := w.Not()
			return ok && slices.ContainsFunc(negated.Conjuncts(), func(n query.Where) bool {
				positive, _, _ := n.Not()
				return t.meets(c, positive)
			})
		}
		return !slices.ContainsFunc(terms, func(term query.Where) bool { return !t.meets(c, term) })
	}
	have := c.value(query.Selection{Field: condition.Field, Path: condition.Path})
	switch condition.Operator {
	case query.IsNull:
		return have == nil
	case query.IsNotNull:
		return have != nil
	}
	if have == nil {
		return false
	}
	if len(condition.Path) > 0 { // JSON: 5 is not "5"
		equal := func(v jsontext.Value) bool { return string(v) == string(c.plan) }
		if t.ignoresCase {
			equal = func(v jsontext.Value) bool { return strings.EqualFold(string(v), string(c.plan)) }
		}
		switch condition.Operator {
		case query.Eq:
			return equal(condition.Value)
		case query.Neq:
			return !equal(condition.Value)
		case query.In:
			return slices.ContainsFunc(condition.Values, equal)
		}
		panic("no such operator")
	}
	compare := func(raw jsontext.Value) int { return t.compare(have, raw) }
	equals := func(raw jsontext.Value) bool { return compare(raw) == 0 }
	switch condition.Operator {
	case query.Eq:
		return equals(condition.Value)
	case query.Neq:
		return !equals(condition.Value)
	case query.In:
		return slices.ContainsFunc(condition.Values, equals)
	case query.NotIn:
		return !slices.ContainsFunc(condition.Values, equals)
	case query.Gt:
		return compare(condition.Value) > 0
	case query.Gte:
		return compare(condition.Value) >= 0
	case query.Lt:
		return compare(condition.Value) < 0
	case query.Lte:
		return compare(condition.Value) <= 0
	}
	panic("no such operator")
}

func (t table) compare(have any, raw jsontext.Value) int {
	switch have := have.(type) {
	case float64:
		n, _ := strconv.ParseFloat(string(raw), 64)
		switch {
		case have < n:
			return -1
		case have > n:
			return 1
		}
		return 0
	case time.Time:
		at, _ := query.ReadInstant(raw)
		return have.Compare(at)
	case string:
		text, _ := query.ReadText(raw)
		if t.ignoresCase {
			have, text = strings.ToLower(have), strings.ToLower(text)
		}
		return strings.Compare(have, text)
	}
	panic("no such value")
}

// answer is the table's answer, written and read as the endpoint's.
func (t table) answer(tb testing.TB, q query.Query) *query.Rows {
	tb.Helper()
	var order []string
	groups := make(map[string][]conversation)
	if len(q.GroupBy) == 0 {
		order = []string{""}
	}
	for _, c := range t.conversations {
		if !t.meets(c, q.Where) {
			continue
		}
		var key string
		for _, s := range q.GroupBy {
			key += t.same(c.value(s)) + "\x00"
		}
		if _, known := groups[key]; !known && len(q.GroupBy) > 0 {
			order = append(order, key)
		}
		groups[key] = append(groups[key], c)
	}
	rows := make([]string, len(order))
	for i, key := range order {
		var members []string
		for _, s := range q.Columns() {
			var v any
			if s.Function == "" {
				v = groups[key][0].value(s)
			} else {
				v = t.metric(s, groups[key])
			}
			members = append(members, fmt.Sprintf("%q:%s", s.Key(), printed(v)))
		}
		rows[i] = "{" + strings.Join(members, ",") + "}"
	}
	body := fmt.Sprintf(`{"status":"ok","data":{"result":[%s],"total":%d,"pageSize":0,"count":%[2]d}}`, strings.Join(rows, ","), len(rows))
	answer, err := query.DecodeRows(new(jsontext.Decoder), q, []byte(body), nil)
	if err != nil {
		tb.Fatal(err)
	}
	return answer
}

func (t table) metric(s query.Selection, of []conversation) any {
	var values []any
	seen := make(map[string]bool)
	for _, c := range of {
		if s.Field == "" {
			values = append(values, true)
		} else if v := c.value(query.Selection{Field: s.Field, Path: s.Path}); v != nil {
			values = append(values, v)
			seen[t.same(v)] = true
		}
	}
	switch {
	case s.Function == query.Count:
		return float64(len(values))
	case s.Function == query.CountDistinct:
		return float64(len(seen))
	case len(values) == 0:
		return nil
	}
	least, greatest, sum := values[0], values[0], 0.0
	for _, v := range values {
		if lessValue(v, least) {
			least = v
		}
		if lessValue(greatest, v) {
			greatest = v
		}
		if n, ok := v.(float64); ok {
			sum += n
		}
	}
	switch s.Function {
	case query.Min:
		return least
	case query.Max:
		return greatest
	case query.Sum:
		return sum
	}
	return sum / float64(len(values))
}

func lessValue(a, b any) bool {
	switch a := a.(type) {
	case float64:
		return a < b.(float64)
	case time.Time:
		return a.Before(b.(time.Time))
	}
	return a.(string) < b.(string)
}

func printed(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case time.Time:
		return strconv.Quote(v.Format("2006-01-02T15:04:05.000Z"))
	}
	return strconv.Quote(v.(string))
}

// randomTable is a table of conversations from before Christmas to March: weeks go over the ends of months and of the year.
func randomTable(r *rand.Rand) table {
	t := table{ignoresCase: r.IntN(3) == 0}
	nulls := r.IntN(2) == 0
	names := []string{"abc", "docs", "help", "ABC", "é"}[:2+r.IntN(4)]
	plans := []jsontext.Value{nil, []byte(`"pro"`), []byte(`"free"`), []byte(`"Pro"`), []byte(`5`), []byte(`"5"`), []byte(`"team"`)}[:2+r.IntN(6)]
	kinds := []string{"openai", "support_copilot", "support_ticket"}
	pick := func(list []string) *string {
		if r.IntN(6) == 0 {
			return nil
		}
		return &list[r.IntN(len(list))]
	}
	start := time.Date(2025, 12, 20, 0, 0, 0, 0, time.UTC)
	span := []time.Duration{24 * time.Hour, 10 * 24 * time.Hour, 80 * 24 * time.Hour}[r.IntN(3)]
	for i := range r.IntN(120) {
		c := conversation{id: fmt.Sprintf("c%d", i), integration: pick(names), kind: pick(kinds), organization: pick(names[:2]),
			plan: plans[r.IntN(len(plans))], at: start.Add(time.Duration(r.Int64N(int64(span))))}
		if r.IntN(4) == 0 {
			c.at = c.at.Truncate(24 * time.Hour)
		}
		if n := math.Floor(r.ExpFloat64() * 3); !nulls || r.IntN(4) > 0 {
			c.messages = &n
		}
		t.conversations = append(t.conversations, c)
	}
	return t
}
