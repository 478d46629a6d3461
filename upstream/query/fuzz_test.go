package query

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// FuzzDecodeRows holds that any bytes are either refused as an answer that cannot be read, or are rows as another decoder
// sees them: each column has for each row a value, a null or an error that names the column. It is no matter whether rows are plain.
func FuzzDecodeRows(f *testing.F) {
	plan, odd := Selection{Field: UserProperties, Path: []string{"plan"}}, Selection{Field: Properties, Path: []string{"a\"b\\\n"}}
	queries := []Query{
		{},
		{Select: []Selection{{Function: Count}}},
		{GroupBy: []Selection{{Field: FirstMessageTime, Unit: Day}, {Field: IntegrationID}}, Select: []Selection{{Function: Count}, {Function: Avg, Field: UserMessageCount}}},
		{Select: []Selection{{Field: ID}, {Field: FirstMessageTime}, {Field: UserMessageCount}, {Field: Properties}, plan, odd}},
		{Select: []Selection{{Function: Min, Field: FirstMessageTime}, {Function: Max, Field: Type}, {Function: Min, Field: Properties}}},
	}
	for i, rows := range []string{
		``,
		`{"count":1}`,
		`{"firstMessageTime_day":"2026-01-05 00:00:00+00","integrationId":null,"count":"12","avg_userMessageCount":9.25},{"count":2147483648}`,
		`{"id":"a","firstMessageTime":"2026-01-05T09:12:44.123Z","userMessageCount":3,"properties":{"a":[1]},"userProperties.plan":"pro","properties.a\"b\\\n":true}`,
		`{"min_firstMessageTime":1767571200000.5,"max_type":"openai","min_properties":[]},{"min_firstMessageTime":-8.64e15}`,
		`{"m\u0069n_firstMessageTime":"0000-01-01T00:00:00+01:00","max_type":5,"min_properties":null}`,
		`{"count":1},{"count":null},{"count":-1},{"count":1.5},{"count":"2"},{"count":01},{"count":1.},{"count":1e2},{"count":3}`,
		`{"count":1},{"count":"ä"},{"count":2,"x":1},{"count":4},]`,
		`{"count":" 5"},{"count":1e999},{"count":"NaN"},{"count":"0x5"},{},{"count":{"a":1}}`,
		`{"count":1,"count":1}`,
		`{"count":1,"x":"\ud83d"}`,
		`{"id":"\ude00","properties":{"a":"\ud83d","b":[],"a":{"c":1,"\u0063":2}},"userProperties.plan":"\ud83d\ud83d\ude00","userMessageCount":-1}`,
		`null`,
	} {
		for _, around := range [][2]string{
			{`{"status":"ok","data":{"result":[`, `],"total":2,"pageSize":0,"count":1}}`},
			{`{"status":"ok","data":{"count":"2","total":2,"pageSize":100,"more":{},"result":[`, `]}}`},
			{`{"data":{"total":0,"pageSize":0,"count":0,"result":[`, `]},"status":"ok"} {`},
		} {
			f.Add(uint8(i%len(queries)), []byte(around[0]+rows+around[1]))
		}
	}
	f.Add(uint8(1), manyGroups(3))
	f.Add(uint8(1), []byte(`null`))
	f.Add(uint8(1), []byte("\ufeff"+`{"status":"ok","data":{"result":[{"count":-1}],"total":1000,"pageSize":1e9,"count":1}}`))
	decoder := new(jsontext.Decoder) // one for all: what one answer left in it is nothing to the next
	f.Fuzz(func(t *testing.T, which uint8, body []byte) {
		q := queries[int(which)%len(queries)]
		rows, err := DecodeRows(decoder, q, body, nil)
		const before = `"result":[`
		spaced := bytes.Replace(body, []byte(before), []byte(before+" "), 1) // which makes the first row one that is not plain
		if other, failure := DecodeRows(decoder, q, spaced, nil); !reflect.DeepEqual(other, rows) || (failure == nil) != (err == nil) {
			t.Fatalf("with a space before the rows they are\n%+v, %v, without\n%+v, %v", other, failure, rows, err)
		}
		if err != nil {
			var e *Error
			if rows != nil || !errors.As(err, &e) || e.Failure != InvalidResponse || e.Message == "" {
				t.Fatalf("refused with %#v", err)
			}
			return
		}
		sayTheSame(t, repacked(t, rows), rows)
		body = bytes.TrimPrefix(body, []byte("\ufeff"))
		var answer, data map[string]json.RawMessage // for a struct's names case would not count
		var result []map[string]json.RawMessage
		if err := errors.Join(json.Unmarshal(body, &answer), json.Unmarshal(answer["data"], &data), json.Unmarshal(data["result"], &result)); err != nil {
			t.Fatalf("rows of an answer that has none: %v", err)
		}
		if len(result) != rows.Len() || rows.Total < rows.Len() || rows.PageSize < 0 {
			t.Fatalf("%d rows, want %d", rows.Len(), len(result))
		}
		for _, s := range q.Columns() {
			c := rows.Column(s)
			for i := range rows.Len() {
				raw, sent := result[i][s.Key()]
				there, err := sound(t, c, i)
				switch null := string(raw) == "null"; {
				case err != nil:
					var e *Error
					if !errors.As(err, &e) || e.Failure != InvalidResponse || !strings.Contains(e.Message, strconv.Quote(s.Key())) || null && !c.counts {
						t.Fatalf("row %d, %s: %s is refused with %#v", i, s.Key(), raw, err)
					}
				case !sent || there == null:
					t.Fatalf("row %d, %s: %s (sent: %v) is a value: %v", i, s.Key(), raw, sent, there)
				}
			}
		}
	})
}

// sound says whether there is a value, and fails for one that its kind does not have.
func sound(t *testing.T, c *Column, row int) (there bool, err error) {
	ok := true
	switch c.Kind() {
	case Text:
		_, there, err = c.Text(row)
	case Number:
		var n float64
		n, there, err = c.Number(row)
		ok = !math.IsNaN(n) && !math.IsInf(n, 0)
		if i, whole, err := c.Int(row); err == nil && whole && float64(i) != n {
			t.Fatalf("%v is the Int %d", n, i)
		}
	case Time:
		v, is, failure := c.Time(row)
		there, err = is, failure
		ok = !is || v.Year() >= 0 && v.Year() <= 9999
	case Object, JSON:
		v, is, failure := c.JSON(row)
		there, err = is, failure
		ok = !is || v.IsValid() && (c.Kind() == JSON || v.Kind() == '{')
	}
	if !ok {
		t.Fatalf("row %d, %s: a value that is none of its kind", row, c.Key())
	}
	return there, err
}
