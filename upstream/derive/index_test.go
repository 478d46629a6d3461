package derive

import (
	"fmt"
	"slices"
	"testing"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

func TestTheIndexFindsWhatAnAnswerMayFollowFrom(t *testing.T) {
	january := condition(byTime, query.Gte, `"2026-01-01T00:00:00Z"`)
	openai, docs, pro := condition(byType, query.Eq, `"openai"`), condition(byIntegration, query.Eq, `"docs"`), condition(byPlan, query.Eq, `"pro"`)
	or := query.Any(openai, docs)
	prepare := func(terms ...query.Where) *Question { return Prepare(query.Query{Where: query.All(terms...)}) }
	var x Index[string, string]
	x.Add("a", prepare(), "all")
	x.Add("a", prepare(january), "january")
	x.Add("a", prepare(openai), "openai")
	x.Add("a", prepare(or), "or")
	x.Add("b", prepare(), "another's")
	for _, test := range []struct {
		name  string
		scope string
		asked *Question
		want  []string
	}{
		{"the same filter whatever the range, the newest first", "a", prepare(), []string{"january", "all"}},
		{"the whole filter before a part of it", "a", prepare(openai, january), []string{"openai", "january", "all"}},
		{"without two conditions", "a", prepare(openai, docs), []string{"openai", "january", "all"}},
		{"not without three", "a", prepare(docs, openai, pro), []string{"openai"}},
		{"an or stays", "a", prepare(or, openai), []string{"or"}},
		{"the other scope has its own", "b", prepare(openai), []string{"another's"}},
		{"a third scope has none", "c", prepare(), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := x.Candidates(test.scope, test.asked)
			if !slices.Equal(got, test.want) {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
	x.Remove("january")
	x.Remove("nothing")
	if got := x.Candidates("a", prepare()); len(got) != 1 || got[0] != "all" {
		t.Errorf("%v after a removal", got)
	}
	x.Add("a", prepare(openai), "all") // whose question has become another
	if got := x.Candidates("a", prepare()); len(got) != 0 {
		t.Errorf("%v in its old place", got)
	}
}

func TestTheIndexIsBoundedByWhatIsKnown(t *testing.T) {
	var x Index[string, int]
	for i := range 1000 {
		x.Add("", Prepare(query.Query{}), 1+i)
	}
	got := x.Candidates("", Prepare(query.Query{}))
	if len(got) != candidatesPerFilter || got[0] != 1000 || x.Len() != candidatesPerFilter {
		t.Errorf("%d candidates, %d known", len(got), x.Len())
	}
	for i := range 1000 {
		x.Remove(1 + i)
	}
	if x.Len() != 0 || len(x.newest) != 0 {
		t.Errorf("%d known in %d places after all were removed", x.Len(), len(x.newest))
	}
	terms := make([]query.Where, 100)
	for i := range terms {
		terms[i] = condition(byIntegration, query.Eq, fmt.Sprintf(`"%d"`, i))
	}
	if n := len(Prepare(query.Query{Where: query.All(terms...)}).FilterHashes()); n != 37 {
		t.Errorf("%d look-ups for many conditions", n)
	}
}

func BenchmarkIndex(b *testing.B) {
	for _, fill := range []int{1_000, 100_000} {
		var x Index[string, int]
		for i := range fill {
			x.Add("scope", Prepare(query.Query{Where: query.All(condition(byIntegration, query.Eq, fmt.Sprintf(`"%d"`, i/10)),
				condition(byType, query.Eq, `"openai"`))}), 1+i)
		}
		asked := Prepare(query.Query{Where: query.All(condition(byIntegration, query.Eq, `"17"`), condition(byType, query.Eq, `"openai"`), condition(byPlan, query.Eq, `"pro"`))})
		b.Run(fmt.Sprintf("candidates of %d", fill), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if len(x.Candidates("scope", asked)) != 10 {
					b.Fatal("not all found")
				}
			}
		})
		b.Run(fmt.Sprintf("adding to and removing of %d", fill), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				x.Add("scope", asked, -1)
				x.Remove(-1)
			}
		})
	}
}
