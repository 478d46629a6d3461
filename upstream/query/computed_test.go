package query_test

import (
	"errors"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	. "github.com/inkeep-gateway/gateway/upstream/query"
)

func TestConjunctsAreWhatHasToHold(t *testing.T) {
	or := Any(wb, wc)
	for _, test := range []struct {
		name  string
		where Where
		want  []string
	}{
		{"of all rows there are none", All(), nil},
		{"no rows are one", Any(), []string{text(Any())}},
		{"a condition is one", wa, []string{text(wa)}},
		{"an or is one", or, []string{text(or)}},
		{"terms of an and", All(wa, or), []string{text(wa), text(or)}},
		{"repeats are left out", All(wa, or, wa, Any(wc, wb, wc)), []string{text(wa), text(or)}},
		{"an or of one and the same condition is that condition", Any(wa, Any(wa, wa)), []string{text(wa)}},
		{"an or of one and the same and is that and", Any(All(wa, wb), All(wb, wa)), []string{text(wa), text(wb)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := test.where.Conjuncts()
			if len(got) != len(test.want) {
				t.Fatalf("%d conjuncts, want %d", len(got), len(test.want))
			}
			for i := range got {
				if text(got[i]) != test.want[i] {
					t.Errorf("%s, want %s", text(got[i]), test.want[i])
				}
			}
		})
	}
	if All(wa, or).Digest() != All(Any(wc, wb), wa, wa).Digest() {
		t.Error("equal filters have two digests")
	}
	if Any(wa, wb).Digest() == All(wa, wb).Digest() {
		t.Error("an or has the digest of an and")
	}
}

func TestAnInstantSaysWhatItMeans(t *testing.T) {
	for raw, want := range map[string]bool{
		`"2026-01-05T00:00:00Z"`:      true,
		`"2026-01-05T02:00:00+02:00"`: true,
		`"2026-01-05"`:                false, // in which zone?
		`"2026-01-05T00:00:00"`:       false,
		`1767571200000`:               false,
		`null`:                        false,
	} {
		got, ok := ReadInstant(jsontext.Value(raw))
		if ok != want || ok && !got.Equal(time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%s is read as %v, %v", raw, got, ok)
		}
	}
}

func TestComputedColumnsMakeRows(t *testing.T) {
	day, plan, n := NewColumn(byDay, Time, 2), NewColumn(byPlan, JSON, 0), NewColumn(count, Number, 2)
	kind := NewColumn(Selection{Field: Type}, Text, 0)
	start := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	day.AppendTime(start)
	day.AppendNull()
	plan.AppendNull()
	plan.AppendJSON(jsontext.Value(`"pro"`))
	n.AppendNumber(3)
	n.AppendNull()
	kind.AppendText("openai")
	kind.AppendNull()
	rows := RowsOf(2, 1000, day, plan, n, kind)
	if rows.Len() != 2 || rows.Total != 2 || rows.PageSize != 1000 || rows.Partial() {
		t.Errorf("%d rows of %d, page size %d", rows.Len(), rows.Total, rows.PageSize)
	}
	first, second := wires(t, rows, 0), wires(t, rows, 1)
	if first != `"2026-01-05T00:00:00Z" null 3 "openai"` || second != `null "pro" null null` {
		t.Errorf("%s; %s", first, second)
	}
	other := NewColumn(count, Number, 2)
	other.AppendNumber(5)
	other.AppendNumber(6)
	if changed := rows.With(other); wires(t, changed, 1) != `null "pro" 6 null` || wires(t, rows, 1) != second {
		t.Error("a column was not replaced in a copy")
	}
}

func TestTakenValuesAreAsTheyWere(t *testing.T) {
	q := Query{GroupBy: []Selection{byIntegration}, Select: []Selection{count}}
	rows, err := DecodeRows(new(jsontext.Decoder), q, []byte(`{"status":"ok","data":{"result":[{"integrationId":"a","count":"x"},
		{"integrationId":null,"count":2},{"integrationId":"c"}],"total":3,"pageSize":0,"count":3}}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	taken := rows.Column(count).Take([]int{2, 0, 1})
	_, _, missing := taken.Number(0)
	_, _, unread := taken.Number(1)
	n, ok, err := taken.Number(2)
	_, _, want := rows.Column(count).Number(0)
	if missing == nil || unread == nil || !errors.Is(unread, want) || !ok || n != 2 || err != nil {
		t.Errorf("%v, %v, %v %v %v", missing, unread, n, ok, err)
	}
}

// wires is a row as conditions would have its values.
func wires(t *testing.T, rows *Rows, row int) string {
	t.Helper()
	var line string
	for i, s := range []Selection{byDay, byPlan, count, {Field: Type}} {
		if i > 0 {
			line += " "
		}
		v, err := rows.Column(s).Wire(row)
		if err != nil {
			t.Fatal(err)
		}
		line += string(v)
	}
	return line
}
