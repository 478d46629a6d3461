package query

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
)

// mixed are columns of every kind.
var mixed = Query{Select: []Selection{
	{Field: ID}, {Field: UserMessageCount}, {Field: FirstMessageTime}, {Field: Properties}, {Field: UserProperties, Path: []string{"plan"}},
}}

// mixedRows are rows of it, by letters: fine, null, unreadable or missing.
func mixedRows(t *testing.T, kinds string, total int) *Rows {
	var list []string
	for i, kind := range kinds {
		switch kind {
		case 'f':
			list = append(list, fmt.Sprintf(`{"id":"%d","userMessageCount":%[1]d,"firstMessageTime":"2026-01-05T00:00:0%[1]dZ","properties":{"n":%[1]d},"userProperties.plan":"%[1]d"}`, i))
		case 'n':
			list = append(list, `{"id":null,"userMessageCount":null,"firstMessageTime":null,"properties":null,"userProperties.plan":null}`)
		case 'u':
			list = append(list, fmt.Sprintf(`{"id":[%d],"userMessageCount":"x%[1]d","firstMessageTime":"x%[1]d","properties":%[1]d,"userProperties.plan":"%[1]d"}`, i))
		default:
			list = append(list, `{}`)
		}
	}
	rows, err := DecodeRows(new(jsontext.Decoder), mixed, fmt.Appendf(nil, `{"status":"ok","data":{"result":[%s],"total":%d,"pageSize":0,"count":%d}}`, strings.Join(list, ","), total, len(list)), nil)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// cellsOf is what every cell of rows says, row by row.
func cellsOf(r *Rows) []string {
	list := make([]string, r.Len())
	for row := range list {
		for i := range r.columns {
			v, err := r.columns[i].Wire(row)
			list[row] += string(v)
			if err != nil {
				list[row] += "!" + err.Error()
			}
			list[row] += " "
		}
	}
	return list
}

func TestCellsAndTheirErrorsMoveWithTheirRows(t *testing.T) {
	for _, kinds := range []string{"", "f", "u", "fnum", "uuff", "ffuu", "umnfumnf"} {
		rows := mixedRows(t, kinds, len(kinds)+3)
		want := cellsOf(rows)
		for cut := range len(kinds) + 1 {
			rest := rows.From(cut)
			if d := cmp.Diff(want[cut:], cellsOf(rest)); d != "" || rest.Len() != len(kinds)-cut || rest.Total != rows.Total || rest.Partial() != rows.Partial() {
				t.Errorf("%q from %d: %d of %d\n%s", kinds, cut, rest.Len(), rest.Total, d)
			}
			for again := range rest.Len() + 1 {
				if d := cmp.Diff(want[cut+again:], cellsOf(rest.From(again))); d != "" {
					t.Errorf("%q from %d and %d\n%s", kinds, cut, again, d)
				}
			}
			for _, other := range []string{"", "u", "fnmu"} {
				last := mixedRows(t, other, len(other))
				all := Concat([]*Rows{rest, last, rest})
				joined := append(append(append([]string{}, want[cut:]...), cellsOf(last)...), want[cut:]...)
				if d := cmp.Diff(joined, cellsOf(all)); d != "" || all.Total != rows.Total || !all.Partial() {
					t.Errorf("%q from %d with %q: of %d, partial: %v\n%s", kinds, cut, other, all.Total, all.Partial(), d)
				}
				if all = Concat([]*Rows{rest, last}); all.Partial() {
					t.Errorf("%q with %q, to which nothing is lacking, is a part", kinds, other)
				}
			}
		}
		if d := cmp.Diff(want, cellsOf(rows)); d != "" { // It is in the cache, and others read it.
			t.Errorf("%q has changed\n%s", kinds, d)
		}
	}
}

func TestRowsWeighAboutWhatTheyHold(t *testing.T) {
	few, many := mixedRows(t, "f", 1), mixedRows(t, strings.Repeat("f", 9), 9)
	broken := mixedRows(t, strings.Repeat("u", 9), 9)
	if few.Bytes() <= 0 || many.Bytes() <= few.Bytes() || broken.Bytes() <= many.Bytes() {
		t.Errorf("%d, %d, %d bytes", few.Bytes(), many.Bytes(), broken.Bytes())
	}
	long := mixedRows(t, "m", 1)
	long.columns[0].texts[0] = strings.Repeat("x", 10_000)
	if long.Bytes() < 10_000 {
		t.Errorf("a long text weighs %d bytes", long.Bytes())
	}
}
