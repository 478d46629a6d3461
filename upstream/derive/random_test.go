package derive

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

var seed = flag.Uint64("derive.seed", 0, "of the random queries; 0 is one of the time")

func newRandom(t *testing.T) *rand.Rand {
	s := *seed
	if s == 0 {
		s = uint64(time.Now().UnixNano())
	}
	t.Logf("go test ./upstream/derive -run '%s' -derive.seed=%d", t.Name(), s)
	return rand.New(rand.NewPCG(s, s))
}

// TestWhatIsDerivedIsWhatWouldBeAnswered derives answers of random queries from answers of others, and compares them with the
// reference's own.
func TestWhatIsDerivedIsWhatWouldBeAnswered(t *testing.T) {
	r := newRandom(t)
	outcomes := make(map[Reason]int)
	for range 60 {
		data := randomTable(r)
		for range 100 {
			wanted := randomQuery(r)
			known := AddAverageParts(randomKnown(r, wanted))
			rows := data.answer(t, known)
			rows, _ = RecomputeAverages(rows)
			derived, reason := apply(known, rows, wanted)
			outcomes[reason]++
			if reason != Derivable {
				continue
			}
			asked, _ := RecomputeAverages(data.answer(t, AddAverageParts(wanted)))
			if got, want := lines(t, derived, wanted), lines(t, asked, wanted); got != want {
				t.Fatalf("%s\nfrom\n%s\nis derived as\n%s\nand answered as\n%s\nthe known answer was\n%s", wanted.Body(), known.Body(), got, want, lines(t, rows, known))
			}
		}
	}
	t.Log(outcomes)
	for _, reason := range []Reason{NotImplied, BoundsCutBucket, NoSuchKeys, MetricDoesNotAdd, ValueUnknown} {
		if outcomes[reason] < 20 {
			t.Errorf("%v came up %d times only", reason, outcomes[reason])
		}
	}
	if outcomes[Derivable] < 600 {
		t.Errorf("only %d were derived", outcomes[Derivable])
	}
}

func apply(known query.Query, rows *query.Rows, wanted query.Query) (*query.Rows, Reason) {
	plan, reason := Derive(Prepare(wanted), Prepare(known))
	if reason != Derivable {
		return nil, reason
	}
	return plan.Apply(rows)
}

// lines are rows as text, sorted, to the last bit.
func lines(t testing.TB, rows *query.Rows, q query.Query) string {
	t.Helper()
	list := make([]string, rows.Len())
	for row := range list {
		var line []string
		for _, s := range q.Columns() {
			v, err := rows.Column(s).Wire(row)
			if err != nil {
				t.Fatal(err)
			}
			line = append(line, s.Key()+"="+string(v))
		}
		list[row] = strings.Join(line, " ")
	}
	sort.Strings(list)
	return strings.Join(append(list, fmt.Sprintf("(%d of %d)", rows.Len(), rows.Total)), "\n")
}

var (
	byHour        = query.Selection{Field: query.FirstMessageTime, Unit: query.Hour}
	byDay         = query.Selection{Field: query.FirstMessageTime, Unit: query.Day}
	byWeek        = query.Selection{Field: query.FirstMessageTime, Unit: query.Week}
	byMonth       = query.Selection{Field: query.FirstMessageTime, Unit: query.Month}
	byTime        = query.Selection{Field: query.FirstMessageTime}
	byIntegration = query.Selection{Field: query.IntegrationID}
	byType        = query.Selection{Field: query.Type}
	byMessages    = query.Selection{Field: query.UserMessageCount}
	byPlan        = query.Selection{Field: query.UserProperties, Path: []string{"plan"}}
	byID          = query.Selection{Field: query.ID}
)

func metric(f query.Function, of query.Selection) query.Selection {
	of.Function = f
	return of
}

var count = query.Selection{Function: query.Count}

func randomMetrics(r *rand.Rand) []query.Selection {
	all := []query.Selection{count, metric(query.Count, byIntegration), metric(query.Count, byMessages), metric(query.Count, byPlan), metric(query.Sum, byMessages),
		metric(query.Avg, byMessages), metric(query.Min, byMessages), metric(query.Max, byMessages), metric(query.Min, byTime),
		metric(query.Max, byTime), metric(query.Max, byIntegration), metric(query.CountDistinct, byIntegration),
		metric(query.CountDistinct, byType), metric(query.CountDistinct, byID), metric(query.CountDistinct, byPlan)}
	return sample(r, all, 1+r.IntN(3))
}

func sample[T any](r *rand.Rand, list []T, n int) []T {
	list = slices.Clone(list)
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list[:min(n, len(list))]
}

func randomKeys(r *rand.Rand, most int) []query.Selection {
	return sample(r, []query.Selection{byHour, byDay, byWeek, byMonth, byIntegration, byType, byMessages, byPlan, byTime}, r.IntN(most+1))
}

func condition(s query.Selection, o query.Operator, values ...string) query.Where {
	c := query.Condition{Field: s.Field, Path: s.Path, Operator: o}
	for _, v := range values {
		c.Values = append(c.Values, jsontext.Value(v))
	}
	if o != query.In && o != query.NotIn {
		c.Value, c.Values = c.Values[0], nil
	}
	return query.If(c)
}

func randomTerm(r *rand.Rand) query.Where {
	integrations := []string{`"abc"`, `"ABC"`, `"docs"`, `"nobody"`}
	plans := []string{`"pro"`, `"free"`, `"Pro"`, `"5"`, `5`}
	one := func(list []string) string { return list[r.IntN(len(list))] }
	null := []query.Operator{query.IsNull, query.IsNotNull}[r.IntN(2)]
	compare := []query.Operator{query.Eq, query.Neq, query.Gt, query.Gte, query.Lt, query.Lte}
	switch r.IntN(12) {
	case 0, 1:
		return condition(byIntegration, query.Eq, one(integrations))
	case 2:
		return condition(byIntegration, query.In, one(integrations), one(integrations))
	case 3:
		return condition([]query.Selection{byIntegration, byType, byPlan}[r.IntN(3)], null, "null")
	case 4:
		return condition(byType, query.Eq, `"openai"`)
	case 5, 6:
		return condition(byPlan, query.Eq, one(plans))
	case 7:
		return condition(byPlan, query.In, one(plans), one(plans))
	case 8:
		return condition(byMessages, compare[r.IntN(len(compare))], one([]string{"0", "1", "2.5", "4"}))
	case 9:
		return condition(byMessages, []query.Operator{query.In, query.NotIn}[r.IntN(2)], "0", "3")
	case 10:
		return condition(byIntegration, compare[1+r.IntN(5)], one(integrations))
	}
	return query.Any(condition(byType, query.Eq, `"openai"`), condition(byIntegration, query.Eq, `"docs"`))
}

// randomEnd is a time that often is the start of a bucket.
func randomEnd(r *rand.Rand) time.Time {
	t := time.Date(2025, 12, 19, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.Int64N(int64(85 * 24 * time.Hour))))
	if r.IntN(4) == 0 { // where there are many
		t = time.Date(2025, 12, 20, r.IntN(24), r.IntN(3)*20, 0, 0, time.UTC)
	}
	if unit := []query.TimeUnit{"", query.Hour, query.Day, query.Week, query.Month}[r.IntN(5)]; unit != "" {
		t = referenceBucket(unit, t)
	}
	return t
}

func randomBound(r *rand.Rand) query.Where {
	o := []query.Operator{query.Gte, query.Gte, query.Gte, query.Lt, query.Lt, query.Lt, query.Gt, query.Lte, query.Eq}[r.IntN(9)]
	return condition(byTime, o, `"`+randomEnd(r).Format(time.RFC3339Nano)+`"`)
}

func randomQuery(r *rand.Rand) query.Query {
	var terms []query.Where
	for range r.IntN(3) {
		terms = append(terms, randomBound(r))
	}
	for range max(0, r.IntN(4)-1) {
		terms = append(terms, randomTerm(r))
	}
	return query.Query{GroupBy: randomKeys(r, 2), Select: randomMetrics(r), Where: query.All(terms...)}
}

// randomKnown is a query that is often near to one from which another follows.
func randomKnown(r *rand.Rand, wanted query.Query) query.Query {
	if r.IntN(10) == 0 {
		return randomQuery(r)
	}
	known := query.Query{Select: query.Union(slices.Clone(wanted.Select), count)}
	for _, key := range wanted.GroupBy {
		if key.Unit != "" && r.IntN(2) == 0 {
			key.Unit = []query.TimeUnit{query.Hour, query.Day, query.Week, query.Month}[r.IntN(4)]
		}
		if r.IntN(12) > 0 {
			known.GroupBy = query.Union(known.GroupBy, key)
		}
	}
	var terms []query.Where
	for _, term := range wanted.Where.Conjuncts() {
		c, single := term.Condition()
		switch {
		case r.IntN(3) == 0 || !single:
			terms = append(terms, term)
		case c.Field == query.FirstMessageTime:
			known.GroupBy = query.Union(known.GroupBy, []query.Selection{byHour, byDay, byWeek, byMonth}[r.IntN(4)])
		default:
			known.GroupBy = query.Union(known.GroupBy, query.Selection{Field: c.Field, Path: c.Path})
		}
	}
	if r.IntN(4) == 0 {
		known.GroupBy = query.Union(known.GroupBy, randomKeys(r, 1)...)
	}
	if r.IntN(12) == 0 {
		terms = append(terms, randomBound(r))
	}
	known.Where = query.All(terms...)
	return known
}
