package query_test

import (
	"errors"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	. "github.com/inkeep-gateway/gateway/upstream/query"
)

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
