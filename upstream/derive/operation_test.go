package derive

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

var march = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func rangeOf(since, before string) query.Where {
	var terms []query.Where
	if since != "" {
		terms = append(terms, condition(byTime, query.Gte, `"`+since+`"`))
	}
	if before != "" {
		terms = append(terms, condition(byTime, query.Lt, `"`+before+`"`))
	}
	return query.All(terms...)
}

func counting(where query.Where, keys ...query.Selection) *Question {
	return Prepare(query.Query{GroupBy: keys, Select: []query.Selection{count}, Where: where})
}

// asking is what is asked: the keys of each question, and the indexes of what it answers, with ~ for those that are derived.
func asking(asked []Asked) string {
	var list []string
	for _, a := range asked {
		var parts []string
		for _, p := range a.Parts {
			part := fmt.Sprint(p.Index)
			if p.Plan != nil {
				part = "~" + part
			}
			parts = append(parts, part)
		}
		list = append(list, names(a.Question.keys)+": "+strings.Join(parts, " "))
	}
	return strings.Join(list, "; ")
}

func TestSourcesOnlyAreAsked(t *testing.T) {
	january := rangeOf("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
	openai := query.All(january, condition(byType, query.Eq, `"openai"`))
	for _, test := range []struct {
		name      string
		questions []*Question
		want      string
	}{
		{"nothing", nil, ""},
		{"totals from days", []*Question{counting(january), counting(january, byDay)}, "firstMessageTime_day: ~0 1"},
		{"through one another", []*Question{counting(january), counting(january, byMonth), counting(january, byHour), counting(january, byDay)},
			"firstMessageTime_hour: ~0 ~1 2 ~3"},
		{"the first of two equal ones", []*Question{counting(january, byType, byDay), counting(january, byDay, byType)}, "type × firstMessageTime_day: 0 ~1"},
		{"from the first of two equal ones", []*Question{counting(january), counting(january, byType, byDay), counting(january, byDay, byType)}, "type × firstMessageTime_day: ~0 1 ~2"},
		{"side by side", []*Question{counting(january, byType), counting(january, byDay)}, "type: 0; firstMessageTime_day: 1"},
		{"totals from days rather than from types", []*Question{counting(january), counting(january, byType), counting(january, byDay)}, "type: 1; firstMessageTime_day: ~0 2"},
		{"totals from the first of several by time", []*Question{counting(january), counting(january, byType), counting(january, byWeek), counting(january, byMonth)},
			"type: 1; firstMessageTime_week: ~0 2; firstMessageTime_month: 3"},
		{"one type from all", []*Question{counting(openai, byDay), counting(january, byType, byDay)}, "type × firstMessageTime_day: ~0 1"},
		{"another filter", []*Question{counting(openai), counting(january, byDay)}, "nothing: 0; firstMessageTime_day: 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := asking(Ask(test.questions, nil, 0, march)); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
	many := make([]*Question, 100)
	for i := range many {
		many[i] = counting(query.All(january, condition(byIntegration, query.Eq, fmt.Sprintf(`"%d"`, i))), byDay)
	}
	if got := Ask(many, nil, 0, march); len(got) != len(many) {
		t.Errorf("%d of %d are asked", len(got), len(many))
	}
}

func TestQuestionsOverOneFilterAreAskedJointly(t *testing.T) {
	month, week := rangeOf("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"), rangeOf("2026-02-22T12:00:00Z", "")
	openai := query.All(month, condition(byType, query.Eq, `"openai"`))
	unique := Prepare(query.Query{GroupBy: []query.Selection{byDay}, Select: []query.Selection{count, metric(query.CountDistinct, byPlan)}, Where: month})
	for _, test := range []struct {
		name      string
		questions []*Question
		seen      map[*Question]int
		pageSize  int
		want      string
	}{
		{"a dashboard", []*Question{counting(month), counting(month, byDay), counting(month, byIntegration), counting(month, byType)}, nil, 0,
			"firstMessageTime_day × integrationId × type: ~0 ~1 ~2 ~3"},
		{"the hours where the bounds cut days", []*Question{counting(week), counting(week, byDay), counting(week, byType)}, nil, 0,
			"firstMessageTime_hour × type: ~0 ~1 ~2"},
		{"weeks and months are both of days", []*Question{counting(month, byWeek), counting(month, byMonth)}, nil, 0, "firstMessageTime_day: ~0 ~1"},
		{"nothing to join", []*Question{counting(month, byHour)}, nil, 0, "firstMessageTime_hour: 0"},
		{"a property joins the buckets last used, not the other keys", []*Question{counting(month, byPlan), counting(month, byDay), counting(month, byType)}, nil, 0,
			"firstMessageTime_day × userProperties.plan: ~0 ~1; firstMessageTime_day × type: ~2"},
		{"what does not add stays as it is", []*Question{unique, counting(month, byType)}, nil, 0, "firstMessageTime_day × type: ~1; firstMessageTime_day: 0"},
		{"another filter is another question", []*Question{counting(openai, byIntegration), counting(month, byDay)}, nil, 0, "integrationId: 0; firstMessageTime_day: 1"},
		{"identifiers are too many", []*Question{counting(month, byID), counting(month, byDay)}, nil, 0, "id: 0; firstMessageTime_day: 1"},
		{"seen to be too large", []*Question{counting(month, byDay), counting(month, byType)}, map[*Question]int{counting(month, byDay, byType): 1001}, 0,
			"firstMessageTime_day: 0; type: 1"},
		{"seen to fit", []*Question{counting(month, byDay), counting(month, byType)}, map[*Question]int{counting(month, byDay, byType): 1001}, 2000,
			"firstMessageTime_day × type: ~0 ~1"},
		{"one alone is too large", []*Question{counting(month, byDay), counting(month, byIntegration)}, map[*Question]int{counting(month, byIntegration): 51}, 50,
			"firstMessageTime_day: 0; integrationId: 1"},
		{"days where the hours were seen to be too large", []*Question{counting(week, byDay), counting(week, byType)}, map[*Question]int{counting(week, byHour, byType): 1001}, 0,
			"firstMessageTime_day × type: ~0 ~1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var sizes Sizes
			for q, n := range test.seen {
				sizes.Saw(q, march, n)
			}
			asked := Ask(test.questions, &sizes, test.pageSize, march)
			if got := asking(asked); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
			for _, a := range asked {
				if a.Question != unique && len(a.Question.metrics) > 1 {
					t.Errorf("%v is asked for nobody", a.Question.metrics)
				}
			}
		})
	}
}

func TestTheBucketLastUsedWithAFilterJoins(t *testing.T) {
	var sizes Sizes
	month, quarter := rangeOf("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"), rangeOf("2026-01-01T00:00:00Z", "")
	Ask([]*Question{counting(month, byDay)}, &sizes, 0, march)
	if got := asking(Ask([]*Question{counting(quarter, byPlan)}, &sizes, 0, march)); got != "firstMessageTime_day × userProperties.plan: ~0" {
		t.Error(got)
	}
	sizes.Used(counting(month, byHour))
	if got := asking(Ask([]*Question{counting(month, byPlan)}, &sizes, 0, march)); got != "firstMessageTime_day × userProperties.plan: ~0" {
		t.Error("with more hours than fit: " + got)
	}
	other := query.All(month, condition(byType, query.Eq, `"openai"`))
	if got := asking(Ask([]*Question{counting(other, byPlan)}, &sizes, 0, march)); got != "userProperties.plan: 0" {
		t.Error(got)
	}
	for i := range 10 * mostRecent {
		sizes.Saw(counting(condition(byMessages, query.Gt, fmt.Sprint(i))), march, 1)
	}
	if n := len(sizes.groups.young) + len(sizes.groups.old); n > 2*mostRecent {
		t.Errorf("%d sizes are remembered", n)
	}
}

// TestWhatIsAskedForAnOperationAnswersAllOfIt asks for random operations, with and without joint questions, and compares what
// each question gets with the reference's own answer.
func TestWhatIsAskedForAnOperationAnswersAllOfIt(t *testing.T) {
	r := newRandom(t)
	var derived, joint, failed int
	for range 60 {
		data := randomTable(r)
		var sizes Sizes
		for range 10 {
			var filters []query.Where
			for range 2 {
				filters = append(filters, randomQuery(r).Where)
			}
			questions := make([]*Question, 1+r.IntN(6))
			for i := range questions {
				q := randomQuery(r)
				q.Where = filters[r.IntN(2)]
				questions[i] = Prepare(AddAverageParts(q))
			}
			with := &sizes
			if r.IntN(3) == 0 {
				with = nil
			}
			served := make([]int, len(questions))
			for _, a := range Ask(questions, with, 50, march) {
				rows, _ := RecomputeAverages(data.answer(t, a.Question.query))
				sizes.Saw(a.Question, march, rows.Len())
				if !slices.Contains(questions, a.Question) {
					joint++
				}
				for _, p := range a.Parts {
					served[p.Index]++
					answer, q := rows, questions[p.Index].query
					if p.Plan != nil {
						var reason Reason
						if answer, reason = p.Plan.Apply(rows); reason != Derivable {
							failed++
							continue
						}
						derived++
					}
					own, _ := RecomputeAverages(data.answer(t, q))
					if got, want := lines(t, answer, q), lines(t, own, q); got != want {
						t.Fatalf("%s\nis answered by\n%s\nas\n%s\ninstead of\n%s", q.Body(), a.Question.query.Body(), got, want)
					}
				}
			}
			if slices.ContainsFunc(served, func(n int) bool { return n != 1 }) {
				t.Fatalf("questions are answered %v times", served)
			}
		}
	}
	t.Logf("%d derived, %d joint questions, %d plans did not apply", derived, joint, failed)
	if derived < 200 || joint < 50 {
		t.Error("too few are derived")
	}
}
