package derive

import (
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

func TestKeysAreComputedOfTimes(t *testing.T) {
	rows := answered(t, asks(query.All(), byHour), `"firstMessageTime_hour":"2026-03-29T00:00:00Z","count":1`,
		`"firstMessageTime_hour":"2026-03-29T22:00:00Z","count":2`, `"firstMessageTime_hour":"2026-03-28T00:00:00Z","count":4`, `"firstMessageTime_hour":null,"count":8`)
	berlin := time.FixedZone("", 2*60*60)
	local := query.Selection{Field: query.FirstMessageTime, Unit: "day@Europe/Berlin"}
	hour := query.Selection{Field: query.FirstMessageTime, Unit: "hourOfDay"}
	add := Metric{As: count, Merge: counts(count)}
	days := RollUp{Metrics: []Metric{add}, Keys: []Key{{As: local, From: byHour, Time: func(t time.Time) time.Time {
		t = t.In(berlin)
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, berlin).UTC()
	}}}}
	got, reason := days.Apply(rows)
	if reason != Derivable {
		t.Fatal(reason)
	}
	want := `firstMessageTime_day@Europe/Berlin="2026-03-27T22:00:00Z" count=4
firstMessageTime_day@Europe/Berlin="2026-03-28T22:00:00Z" count=1
firstMessageTime_day@Europe/Berlin="2026-03-29T22:00:00Z" count=2
firstMessageTime_day@Europe/Berlin=null count=8
(4 of 4)`
	if lines := lines(t, got, asks(query.All(), local)); lines != want {
		t.Error(lines)
	}
	hours := RollUp{Metrics: []Metric{add}, Keys: []Key{{As: hour, From: byHour, Number: func(t time.Time) float64 { return float64(t.Hour()) }}}}
	if got, reason = hours.Apply(rows); reason != Derivable {
		t.Fatal(reason)
	}
	if lines := lines(t, got, asks(query.All(), hour)); lines != "firstMessageTime_hourOfDay=0 count=5\nfirstMessageTime_hourOfDay=22 count=2\nfirstMessageTime_hourOfDay=null count=8\n(3 of 3)" {
		t.Error(lines)
	}
}

func TestOfAPartNothingFollows(t *testing.T) {
	known := asks(query.All(), byType)
	part, err := query.DecodeRows(new(jsontext.Decoder), known, []byte(`{"status":"ok","data":{"result":[{"type":"a","count":1}],"total":2,"pageSize":1,"count":1}}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, reason := apply(known, part, asks(query.All())); reason != APart {
		t.Error(reason)
	}
}

func TestWhatIsTheSameIsShared(t *testing.T) {
	known := asks(query.All(), byType, count, sum)
	rows := answered(t, known, `"type":"a","count":1,"sum_userMessageCount":1`, `"type":"b","count":"?","sum_userMessageCount":1`)
	got, reason := apply(known, rows, asks(query.All(), byType))
	if reason != Derivable {
		t.Fatal(reason)
	}
	if got.Column(sum) != nil {
		t.Error("a column that was not wanted is there")
	}
	if _, _, err := got.Column(count).Number(1); err == nil {
		t.Error("a value that cannot be read is read")
	}
	many := manyRows(asks(query.All(), byHour, byType, byIntegration), 10_000)
	plan, _ := Derive(Prepare(asks(query.All(), byIntegration, byHour, byType)), Prepare(asks(query.All(), byHour, byType, byIntegration)))
	if n := testing.AllocsPerRun(10, func() { plan.Apply(many) }); n > 8 { // copies would take as many more
		t.Errorf("%v allocations", n)
	}
}

func TestAPlanExplainsItself(t *testing.T) {
	known := asks(query.All(), byDay, byType, byPlan, byMessages)
	for _, test := range []struct {
		wanted query.Query
		want   string
		sure   bool
	}{
		{asks(query.All(), byPlan, byMessages, byType, byDay), "groups by firstMessageTime_day × type × userProperties.plan × userMessageCount, as they are by userProperties.plan × userMessageCount × type × firstMessageTime_day", true},
		{asks(query.All()), "groups by firstMessageTime_day × type × userProperties.plan × userMessageCount, merged by nothing", true},
		{asks(query.All(openai, inJan, condition(byMessages, query.Gt, "3"), condition(byMessages, query.NotIn, "4", "5"), condition(byPlan, query.IsNull, "null")), byWeek),
			"groups by firstMessageTime_day × type × userProperties.plan × userMessageCount, where type is \"openai\", where userMessageCount gt 3, where userMessageCount notIn 2 values, where userProperties.plan is null, where firstMessageTime_day is not before 2026-01-01T00:00:00Z, where firstMessageTime_day is before 2026-02-01T00:00:00Z, merged by firstMessageTime_week, firstMessageTime_week of firstMessageTime_day", false},
	} {
		plan, reason := Derive(Prepare(test.wanted), Prepare(known))
		if reason != Derivable {
			t.Fatal(reason)
		}
		if plan.String() != test.want || plan.sure() != test.sure {
			t.Errorf("%s (%v), want %s", plan, plan.sure(), test.want)
		}
	}
}

func TestReasonsAreAClosedListInTheOrderOfNearness(t *testing.T) {
	seen := map[string]bool{Derivable.String(): true}
	for _, r := range Reasons() {
		if seen[r.String()] {
			t.Errorf("%v is there twice", r)
		}
		seen[r.String()] = true
	}
	if len(seen) != 10 {
		t.Errorf("%d reasons", len(seen))
	}
	if Nearest(NoSuchKeys, NotImplied) != NoSuchKeys || Nearest(NothingKnown, TooOld) != TooOld || Nearest(TooOld, Derivable) != Derivable {
		t.Error("the nearest reason is another")
	}
}
