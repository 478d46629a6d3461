package upstream_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	. "github.com/inkeep-gateway/gateway/upstream/query"
)

var (
	someTime  = Selection{Field: FirstMessageTime}
	leastTime = Selection{Function: Min, Field: FirstMessageTime}
	objects   = Selection{Field: Properties}
)

func TestAValueIsReadAsItsColumnPromises(t *testing.T) {
	monday := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	week, month := Selection{Field: FirstMessageTime, Unit: Week}, Selection{Field: FirstMessageTime, Unit: Month}
	for _, test := range []struct {
		name  string
		of    Selection
		value string
		want  any
	}{
		{"a text", byIntegration, `"i1"`, "i1"},
		{"an empty text", byIntegration, `""`, ""},
		{"a text that looks like null", byIntegration, `"null"`, "null"},
		{"a text with escapes", byIntegration, `"a\"b\\\n\u00fc\ud83d\ude00"`, "a\"b\\\nü😀"},
		{"a null text", byIntegration, `null`, nil},
		{"a number", average, `9.25`, 9.25},
		{"a negative number with an exponent", average, `-1.5e3`, -1500.0},
		{"zero", average, `0`, 0.0},
		{"a number in a text", average, `"42"`, 42.0},
		{"a fraction in a text", average, `"9.3333333333333333"`, 9.333333333333334},
		{"a number in an escaped text", average, `"\u0034\u0032"`, 42.0},
		{"a null number", average, `null`, nil},
		{"a date", someTime, `"2026-01-05"`, monday},
		{"a date with a time", someTime, `"2026-01-05T00:00:00"`, monday},
		{"a date with a time and Z", someTime, `"2026-01-05T00:00:00Z"`, monday},
		{"a date with a time and milliseconds", someTime, `"2026-01-05T00:00:00.123Z"`, monday.Add(123 * time.Millisecond)},
		{"microseconds without an offset", someTime, `"2026-01-05T00:00:00.123456"`, monday.Add(123456 * time.Microsecond)},
		{"an offset to the east", someTime, `"2026-01-05T01:30:00+01:30"`, monday},
		{"an offset to the west", someTime, `"2026-01-04T19:00:00.000-05:00"`, monday},
		{"an offset without a colon", someTime, `"2026-01-05T01:00:00+0100"`, monday},
		{"a blank", someTime, `"2026-01-05 00:00:00"`, monday},
		{"a blank and milliseconds", someTime, `"2026-01-05 00:00:00.500"`, monday.Add(500 * time.Millisecond)},
		{"a blank and an offset", someTime, `"2026-01-05 01:00:00+01:00"`, monday},
		{"a blank and an offset of hours", someTime, `"2026-01-05 00:00:00+00"`, monday},
		{"a blank and an offset without a colon", someTime, `"2026-01-04 19:00:00-0500"`, monday},
		{"milliseconds since 1970", leastTime, `1767571200000`, monday},
		{"milliseconds beyond 2^53 as microseconds", leastTime, `253402300799999`, time.Date(9999, 12, 31, 23, 59, 59, 999e6, time.UTC)},
		{"milliseconds long ago", leastTime, `-62167219199999`, time.Date(0, 1, 1, 0, 0, 0, 1e6, time.UTC)},
		{"a fraction of a millisecond before 1970", leastTime, `-0.5`, time.Date(1969, 12, 31, 23, 59, 59, 999_500_000, time.UTC)},
		{"a fraction of a millisecond", leastTime, `1767571200000.5`, monday.Add(500 * time.Microsecond)},
		{"milliseconds before 1970", leastTime, `-1`, time.Date(1969, 12, 31, 23, 59, 59, 999e6, time.UTC)},
		{"the least time as a text", leastTime, `"2026-01-05T00:00:00.000Z"`, monday},
		{"a week", week, `"2026-01-05 00:00:00"`, monday},
		{"a month", month, `"2026-01-01"`, monday.AddDate(0, 0, -4)},
		{"a null bucket", month, `null`, nil},
		{"the first year", someTime, `"0000-01-01"`, time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)},
		{"the last year", someTime, `"9999-12-31T23:59:59Z"`, time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)},
		{"an object", objects, `{"b": 1, "a": [null]}`, `{"b": 1, "a": [null]}`},
		{"a null object", objects, `null`, nil},
		{"a property of text", byPlan, `"pro"`, `"pro"`},
		{"a property of a number keeps its digits", byPlan, `12345678901234567890.10`, `12345678901234567890.10`},
		{"a property of any JSON", byPlan, `[1,{"a":true}]`, `[1,{"a":true}]`},
		{"a null property", byPlan, `null`, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			// The row after it tells whether the rows stay aligned.
			r, err := read(t, Query{Select: []Selection{test.of, count}}, rows(
				fmt.Sprintf(`{%q:%s,"count":1}`, test.of.Key(), test.value), fmt.Sprintf(`{"count":2,%q:null}`, test.of.Key())))
			if err != nil {
				t.Fatal(err)
			}
			c := r.Column(test.of)
			if c.Kind() != test.of.Kind() || c.Key() != test.of.Key() {
				t.Errorf("the column is %s of %v", c.Key(), c.Kind())
			}
			if diff := cmp.Diff(test.want, valueOf(t, c, 0)); diff != "" {
				t.Error(diff)
			}
			if v := valueOf(t, c, 1); v != nil {
				t.Errorf("null is %v", v)
			}
			if n, ok, err := r.Column(count).Int(1); n != 2 || !ok || err != nil {
				t.Errorf("the next row's count is %d, %v, %v", n, ok, err)
			}
		})
	}
}

func TestAValueThatIsNotWhatItsColumnPromisesIsNamed(t *testing.T) {
	long := strings.Repeat("ü", 80)
	for _, test := range []struct {
		name  string
		of    Selection
		value string
		want  string
	}{
		{"nothing for a count", count, `null`, `The endpoint answered "count" with null, which is not a count.`},
		{"a text for a number", count, `"many"`, `The endpoint answered "count" with "many", which is not a number.`},
		{"an empty text for a number", count, `""`, `The endpoint answered "count" with "", which is not a number.`},
		{"NaN", average, `"NaN"`, `The endpoint answered "avg_userMessageCount" with "NaN", which is not a number.`},
		{"Infinity", average, `"-Infinity"`, `The endpoint answered "avg_userMessageCount" with "-Infinity", which is not a number.`},
		{"a blank before a number", count, `" 5"`, `The endpoint answered "count" with " 5", which is not a number.`},
		{"a blank after a number", count, `"5 "`, `The endpoint answered "count" with "5 ", which is not a number.`},
		{"two numbers", count, `"5 6"`, `The endpoint answered "count" with "5 6", which is not a number.`},
		{"a number of base 16", count, `"0x5"`, `The endpoint answered "count" with "0x5", which is not a number.`},
		{"a number with separators", count, `"1_000"`, `The endpoint answered "count" with "1_000", which is not a number.`},
		{"a number that begins with a plus", count, `"+5"`, `The endpoint answered "count" with "+5", which is not a number.`},
		{"a number beyond all", average, `1e999`, `The endpoint answered "avg_userMessageCount" with 1e999, which is not a number.`},
		{"a number beyond all in a text", average, `"-1e999"`, `The endpoint answered "avg_userMessageCount" with "-1e999", which is not a number.`},
		{"true for a number", count, `true`, `The endpoint answered "count" with true, which is not a number.`},
		{"an object for a number", count, `{"n":5}`, `The endpoint answered "count" with {"n":5}, which is not a number.`},
		{"a number in a list", count, `[5]`, `The endpoint answered "count" with [5], which is not a number.`},
		{"a number for a text", byIntegration, `5`, `The endpoint answered "integrationId" with 5, which is not a text.`},
		{"false for a text", byIntegration, `false`, `The endpoint answered "integrationId" with false, which is not a text.`},
		{"a word for a time", byDay, `"Monday"`, `The endpoint answered "firstMessageTime_day" with "Monday", which is not a time.`},
		{"an empty text for a time", byDay, `""`, `The endpoint answered "firstMessageTime_day" with "", which is not a time.`},
		{"a day that is none", byDay, `"2026-02-30"`, `The endpoint answered "firstMessageTime_day" with "2026-02-30", which is not a time.`},
		{"a time before the year 0", someTime, `"0000-01-01T00:00:00+01:00"`, `The endpoint answered "firstMessageTime" with "0000-01-01T00:00:00+01:00", which is not a time.`},
		{"a time after the year 9999", leastTime, `253402300800000`, `The endpoint answered "min_firstMessageTime" with 253402300800000, which is not a time.`},
		{"a time beyond all", leastTime, `1e300`, `The endpoint answered "min_firstMessageTime" with 1e300, which is not a time.`},
		{"true for a time", byDay, `true`, `The endpoint answered "firstMessageTime_day" with true, which is not a time.`},
		{"a list for an object", objects, `[]`, `The endpoint answered "properties" with [], which is not a JSON object.`},
		{"an object in a text", objects, `"{}"`, `The endpoint answered "properties" with "{}", which is not a JSON object.`},
		{"a long value is cut", count, `"` + long + `"`, `The endpoint answered "count" with "` + long[:2*59] + `…, which is not a number.`},
	} {
		t.Run(test.name, func(t *testing.T) {
			before, want := "null", any(nil)
			if test.of.Equal(count) {
				before, want = "7", 7.0
			}
			r, err := read(t, Query{Select: []Selection{test.of, {Field: Type}}}, rows(
				fmt.Sprintf(`{%q:%s,"type":"openai"}`, test.of.Key(), before), fmt.Sprintf(`{%q:%s,"type":"openai"}`, test.of.Key(), test.value)))
			if err != nil {
				t.Fatal(err)
			}
			_, ok, err := valueAt(r.Column(test.of), 1)
			if e := failed(t, err, InvalidResponse, ""); ok || e.Message != test.want {
				t.Errorf("%v, %s\nwant %s", ok, e.Message, test.want)
			}
			if v := valueOf(t, r.Column(test.of), 0); v != want {
				t.Errorf("the row before is spoilt: %v", v)
			}
			if v := valueOf(t, r.Column(Selection{Field: Type}), 1); v != "openai" {
				t.Errorf("the column beside is spoilt: %v", v)
			}
		})
	}
}

func TestARowWithoutAKeyIsAnErrorThatNamesIt(t *testing.T) {
	r, err := read(t, Query{Select: []Selection{count, byIntegration}}, rows(`{"count":1}`, `{}`, `{"integrationId":"x","count":3}`))
	if err != nil {
		t.Fatal(err)
	}
	for row, want := range []string{"", `The endpoint answered a row without "count".`, ""} {
		_, _, err := r.Column(count).Int(row)
		if message := messageOf(err); message != want {
			t.Errorf("row %d: %q", row, message)
		}
	}
	for row, want := range []string{`The endpoint answered a row without "integrationId".`, `The endpoint answered a row without "integrationId".`, ""} {
		_, _, err := r.Column(byIntegration).Text(row)
		if message := messageOf(err); message != want {
			t.Errorf("row %d: %q", row, message)
		}
	}
	if r.Column(average) != nil {
		t.Error("a column that was not asked for is there")
	}
}

func TestAnIntIsAWholeNumberOf32Bits(t *testing.T) {
	messages := Selection{Field: UserMessageCount}
	for _, test := range []struct {
		value, message string
		want           int
	}{
		{`0`, "", 0},
		{`-7`, "", -7},
		{`"12"`, "", 12},
		{`1e3`, "", 1000},
		{`2147483647`, "", math.MaxInt32},
		{`-2147483648`, "", math.MinInt32},
		{`null`, "", 0},
		{`2147483648`, `The endpoint answered "userMessageCount" with 2147483648, which is not a whole number of 32 bits.`, 0},
		{`-2147483649`, `The endpoint answered "userMessageCount" with -2147483649, which is not a whole number of 32 bits.`, 0},
		{`1.5`, `The endpoint answered "userMessageCount" with 1.5, which is not a whole number of 32 bits.`, 0},
		{`"x"`, `The endpoint answered "userMessageCount" with "x", which is not a number.`, 0},
	} {
		t.Run(test.value, func(t *testing.T) {
			r, err := read(t, Query{Select: []Selection{messages}}, rows(`{"userMessageCount":`+test.value+`}`))
			if err != nil {
				t.Fatal(err)
			}
			n, ok, err := r.Column(messages).Int(0)
			if n != test.want || ok != (test.message == "" && test.value != "null") || messageOf(err) != test.message {
				t.Errorf("%d, %v, %v", n, ok, err)
			}
		})
	}
}

// A count is a whole number of what there is.
func TestACountIsNotBelowNothing(t *testing.T) {
	distinct := Selection{Function: CountDistinct, Field: IntegrationID}
	r, err := read(t, Query{Select: []Selection{count, distinct}}, rows(`{"count":-1,"countDistinct_integrationId":1.5}`, `{"count":0,"countDistinct_integrationId":"-7"}`))
	if err != nil {
		t.Fatal(err)
	}
	for i, test := range []struct {
		of   Selection
		row  int
		want string
	}{
		{count, 0, `The endpoint answered "count" with -1, which is not a count.`},
		{count, 1, ""},
		{distinct, 0, `The endpoint answered "countDistinct_integrationId" with 1.5, which is not a count.`},
		{distinct, 1, `The endpoint answered "countDistinct_integrationId" with "-7", which is not a count.`},
	} {
		if _, _, err := r.Column(test.of).Number(test.row); messageOf(err) != test.want {
			t.Errorf("%d: %v", i, err)
		}
	}
}

// valueAt is the value of a row, whatever the column holds.
func valueAt(c *Column, row int) (any, bool, error) {
	switch c.Kind() {
	case Text:
		return boxed(c.Text(row))
	case Number:
		return boxed(c.Number(row))
	case Time:
		return boxed(c.Time(row))
	}
	v, ok, err := c.JSON(row)
	return boxed(string(v), ok, err)
}

func boxed[T any](v T, ok bool, err error) (any, bool, error) { return v, ok, err }

// valueOf is the value of a row that can be read; nil is null.
func valueOf(t *testing.T, c *Column, row int) any {
	t.Helper()
	v, ok, err := valueAt(c, row)
	if err != nil {
		t.Fatal(err)
	}
	if !ok {
		return nil
	}
	return v
}

func messageOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Message
	}
	if err != nil {
		return "not of this package: " + err.Error()
	}
	return ""
}
