package derive

import (
	"testing"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

func TestSumAndCountRideAlongWithAnAverage(t *testing.T) {
	q := asks(query.All(), byDay, average(), count)
	if got, want := string(AddAverageParts(q).Body()), string(asks(query.All(), byDay, average(), count, sum, counted).Body()); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if len(q.Select) != 2 {
		t.Error("the query was changed")
	}
	for _, q := range []query.Query{asks(query.All(), byDay), {}, asks(query.All(), metric(query.Avg, byPlan))} {
		if string(AddAverageParts(q).Body()) != string(q.Body()) {
			t.Errorf("%s does not ride alone", q.Body())
		}
	}
}

func TestAveragesAreWrittenAsSumsOverCountsWhereTheyAgree(t *testing.T) {
	q := AddAverageParts(asks(query.All(), byType, average()))
	row := func(avg, sum, count string) string {
		return `"type":"a","avg_userMessageCount":` + avg + `,"sum_userMessageCount":` + sum + `,"count_userMessageCount":` + count
	}
	for _, test := range []struct {
		name  string
		rows  []string
		want  []float64 // -1 is null
		agree bool
	}{
		{"to the last bit", []string{row("0.3333333333333333", "1", "3")}, []float64{1.0 / 3}, true},
		{"with twelve digits", []string{row("0.333333333333", "1", "3"), row("2", "4", "2")}, []float64{1.0 / 3, 2}, true},
		{"not with ten digits", []string{row("2", "4", "2"), row("0.3333333333", "1", "3")}, []float64{2, 0.3333333333}, false},
		{"of nulls alone", []string{row("null", "null", "0")}, []float64{-1}, true},
		{"not where nulls count as 0", []string{row("0", "null", "0")}, []float64{0}, false},
		{"not where they are null and there are some", []string{row("null", "3", "2")}, []float64{-1}, false},
		{"of zeros", []string{row("0", "0", "3")}, []float64{0}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			rows := answered(t, q, test.rows...)
			recomputed, agree := RecomputeAverages(rows)
			if agree != test.agree || !agree && recomputed != rows {
				t.Errorf("agreed: %v", agree)
			}
			for i, want := range test.want {
				v, ok, err := recomputed.Column(average()).Number(i)
				if !ok {
					v = -1
				}
				if v != want || err != nil {
					t.Errorf("%v, want %v", v, want)
				}
			}
		})
	}
	unread := answered(t, q, `"type":"a","avg_userMessageCount":"?","sum_userMessageCount":1,"count_userMessageCount":1`)
	if recomputed, agree := RecomputeAverages(unread); recomputed != unread || !agree {
		t.Error("an average that cannot be read was judged")
	}
	without := asks(query.All(), byType)
	rows := answered(t, without, `"type":"a","count":1`)
	if recomputed, agree := RecomputeAverages(rows); recomputed != rows || !agree {
		t.Error("rows without an average were changed")
	}
}
