package query

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// What was read stays as it was when the memory that it was read from is used for the next answer.
func TestAnAnswerKeepsItsValuesWhenItsBodyIsUsedAgain(t *testing.T) {
	q := Query{Select: []Selection{{Field: ID}, {Field: Properties}, {Field: Properties, Path: []string{`a\u0041`}}, {Field: UserMessageCount}}}
	body := func(mark string, rows int) []byte {
		list := make([]string, rows)
		for i := range list {
			text := fmt.Sprintf("%s%d%s", mark, i, strings.Repeat("x", i*i%3000))
			list[i] = fmt.Sprintf(`{"id":%q,"properties":{"t":%[1]q},"properties.aA":1,"properties.a\\u0041":[%[1]q],"userMessageCount":%q}`, text, mark)
		}
		return fmt.Appendf(nil, `{"status":"ok","data":{"result":[%s],"total":%d,"pageSize":0,"count":%[2]d}}`, strings.Join(list, ","), rows)
	}
	for _, rows := range []int{1, sample - 1, sample, sample + 1, 500} {
		memory := body("a", rows)
		kept, err := DecodeRows(new(jsontext.Decoder), q, memory, nil)
		if err != nil {
			t.Fatal(err)
		}
		copy(memory, body("b", rows))
		for i := range rows {
			text := fmt.Sprintf("a%d%s", i, strings.Repeat("x", i*i%3000))
			id, _, _ := kept.columns[0].Text(i)
			whole, _, _ := kept.columns[1].JSON(i)
			property, ok, err := kept.columns[2].JSON(i)
			if id != text || string(whole) != fmt.Sprintf(`{"t":%q}`, text) || !ok || err != nil || string(property) != fmt.Sprintf(`[%q]`, text) {
				t.Fatalf("row %d of %d: %.50s, %.50s, %.50s %v %v", i, rows, id, whole, property, ok, err)
			}
			if _, _, err := kept.columns[3].Number(i); err == nil || !strings.Contains(err.Error(), `"a"`) {
				t.Fatalf("row %d of %d: %v", i, rows, err)
			}
		}
	}
}
