package upstream_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	. "github.com/inkeep-gateway/gateway/upstream/query"
)

func TestAnAnswerIsReadByItsKeys(t *testing.T) {
	path := func(path ...string) Selection { return Selection{Field: Properties, Path: path} }
	q := Query{Select: []Selection{count, path("plan"), path(`a"b`), path("x\ny"), path(`x\ny`), path("ü")}}
	const whole = `{"count":1,"properties.plan":2,"properties.a\"b":3,"properties.x\ny":4,"properties.x\\ny":5,"properties.ü":6}`
	for _, test := range []struct{ name, body string }{
		{"as the contract has it", rows(whole)},
		{"the order of members and of keys is free", `{"data":{"count":1,"pageSize":0,"total":1,"result":[{"properties.ü":6,"properties.x\\ny":5,"properties.x\ny":4,"properties.a\"b":3,"properties.plan":2,"count":1}]},"status":"ok"}`},
		{"unknown members are passed over", `{"took":[1,{"count":9}],"status":"ok","data":{"cursor":null,"result":[` + whole + `],"total":1,"more":{"result":[]},"pageSize":0,"count":1}}`},
		{"unknown keys are passed over", rows(strings.Replace(whole, `{`, `{"counts":"x","properties":{"plan":7,"count":8},"":null,`, 1))},
		{"names may be escaped", `{"st\u0061tus":"ok","d\u0061ta":{"r\u0065sult":[{"c\u006funt":1,"properties\u002eplan":2,"properties.a\u0022b":3,"properties.x\u000ay":4,"properties.x\u005cny":5,"properties.\u00fc":6}],"total":1,"pageSize":0,"count":1}}`},
		{"blanks are free", " \n{ \"status\" :\t\"ok\" , \"data\" : { \"result\" : [ " + strings.ReplaceAll(whole, ",", " ,\r\n ") + " ] , \"total\" : 1 , \"pageSize\" : 0 , \"count\" : 1 } } \n"},
		{"the numbers of rows may be texts", `{"status":"ok","data":{"result":[` + whole + `],"total":"1","pageSize":"0","count":"1"}}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, err := read(t, q, test.body)
			if err != nil {
				t.Fatal(err)
			}
			if r.Len() != 1 || r.Total != 1 || r.PageSize != 0 || r.Partial() {
				t.Errorf("%d rows of %d, %d a page", r.Len(), r.Total, r.PageSize)
			}
			var got []any
			for _, s := range q.Select {
				got = append(got, valueOf(t, r.Column(s), 0))
			}
			if diff := cmp.Diff([]any{1.0, "2", "3", "4", "5", "6"}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnAnswerOfAnotherFormIsRefused(t *testing.T) {
	const form = "The endpoint's answer is not in the form that it promises."
	const lacks = "The endpoint's answer lacks its status or its data."
	const lacksNumbers = "The endpoint's answer lacks its result, total, pageSize or count."
	const behind = "The endpoint's answer goes on behind its end."
	const status = "The endpoint answered with a status other than ok."
	row := rows(`{"count":1}`)
	data := func(members string) string { return `{"status":"ok","data":{` + members + `}}` }
	for _, test := range []struct{ name, body, want string }{
		{"nothing", ``, form},
		{"a blank", ` `, form},
		{"null", `null`, form},
		{"a list", `[]`, form},
		{"a number", `5`, form},
		{"a text", `"ok"`, form},
		{"a page", `<!doctype html>`, form},
		{"no members", `{}`, lacks},
		{"no status", strings.Replace(row, `"status":"ok",`, ``, 1), lacks},
		{"no data", `{"status":"ok"}`, lacks},
		{"another status", strings.Replace(row, `"ok"`, `"error"`, 1), status},
		{"another case", strings.Replace(row, `"ok"`, `"OK"`, 1), status},
		{"a status that is null", strings.Replace(row, `"ok"`, `null`, 1), status},
		{"null for data", `{"status":"ok","data":null}`, form},
		{"a list for data", `{"status":"ok","data":[]}`, form},
		{"no result", data(`"total":0,"pageSize":0,"count":0`), lacksNumbers},
		{"no total", data(`"result":[],"pageSize":0,"count":0`), lacksNumbers},
		{"no size of a page", data(`"result":[],"total":0,"count":0`), lacksNumbers},
		{"no count", data(`"result":[],"total":0,"pageSize":0`), lacksNumbers},
		{"null for result", data(`"result":null,"total":0,"pageSize":0,"count":0`), form},
		{"an object for result", data(`"result":{},"total":0,"pageSize":0,"count":0`), form},
		{"null for a row", rows(`null`), form},
		{"a list for a row", rows(`[1]`), form},
		{"a count above the rows", data(`"result":[{"count":1}],"total":2,"pageSize":0,"count":2`), "The endpoint announced 2 rows and sent 1."},
		{"a count below the rows", data(`"result":[{"count":1}],"total":2,"pageSize":0,"count":0`), "The endpoint announced 0 rows and sent 1."},
		{"a total below the count", data(`"result":[{"count":1}],"total":0,"pageSize":0,"count":1`), "The endpoint sent 1 rows of a total of 0."},
		{"null for a total", data(`"result":[],"total":null,"pageSize":0,"count":0`), `The endpoint answered "total" with null, which is not a number of rows.`},
		{"a word for a total", data(`"result":[],"total":"all","pageSize":0,"count":0`), `The endpoint answered "total" with "all", which is not a number of rows.`},
		{"a part of a row", data(`"result":[],"total":0.5,"pageSize":0,"count":0`), `The endpoint answered "total" with 0.5, which is not a number of rows.`},
		{"less than no rows", data(`"result":[],"total":0,"pageSize":-1,"count":0`), `The endpoint answered "pageSize" with -1, which is not a number of rows.`},
		{"more rows than an Int has", data(`"result":[],"total":2147483648,"pageSize":0,"count":0`), `The endpoint answered "total" with 2147483648, which is not a number of rows.`},
		{"a key twice in a row", rows(`{"count":1,"count":1}`), form},
		{"a key twice, once escaped", rows(`{"count":1,"c\u006funt":1}`), form},
		{"an unknown key twice", rows(`{"count":1,"x":1,"x":2}`), form},
		{"a member twice", strings.Replace(row, `"total"`, `"result":[],"total"`, 1), form},
		{"data twice", strings.Replace(row, `"data"`, `"data":{"result":[],"total":0,"pageSize":0,"count":0},"data"`, 1), form},
		{"an answer after it", row + row, behind},
		{"a bracket after it", row + `}`, behind},
		{"a word after it", row + ` Error`, behind},
		{"a null byte after it", row + "\x00", behind},
		{"cut off in a row", row[:strings.Index(row, `1}`)], form},
		{"cut off before its end", row[:len(row)-1], form},
		{"a comma too many", strings.Replace(row, `1}]`, `1},]`, 1), form},
		{"half a character, and a key twice", rows(`{"count":1,"count":1,"x":"\ud800"}`), form},
		{"half a character, and cut off", `{"status":"ok","data":{"result":[{"x":"\ud800"}`, form},
		{"half a character, and an answer after it", rows(`{"count":1,"x":"\ud800"}`) + row, behind},
		{"brackets without end", rows(`{"x":` + strings.Repeat("[", 100_000)), form},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, err := read(t, Query{Select: []Selection{count}}, test.body)
			if e := failed(t, err, InvalidResponse, ""); r != nil || e.Message != test.want {
				t.Errorf("%v, %s\nwant %s", r, e.Message, test.want)
			}
		})
	}
}

func TestAnAnswerIsAPartIfMoreMatched(t *testing.T) {
	for _, test := range []struct {
		rows, total, pageSize int
		want                  bool
	}{
		{0, 0, 0, false},
		{2, 2, 0, false},
		{2, 3, 0, true},
		{0, 3, 0, true},
		{2, 2, 2, false},
		{2, 3, 2, true},
		{2, 3, 1, true},
		{2, 2, 100, false},
		{0, 0, 100, false},
		{2, 3, 3, true}, // What the page had room for and did not come is held back as well.
		{2, 900, 100, true},
		{2, 1000, 1e9, true},
		{0, 3, 1, true},
	} {
		t.Run(fmt.Sprintf("%d of %d, %d a page", test.rows, test.total, test.pageSize), func(t *testing.T) {
			body := fmt.Sprintf(`{"status":"ok","data":{"result":[%s],"total":%d,"pageSize":%d,"count":%d}}`,
				strings.TrimSuffix(strings.Repeat(`{"count":1},`, test.rows), ","), test.total, test.pageSize, test.rows)
			r, err := read(t, Query{Select: []Selection{count}}, body)
			if err != nil {
				t.Fatal(err)
			}
			if r.Partial() != test.want || r.Total != test.total || r.PageSize != test.pageSize || r.Len() != test.rows {
				t.Errorf("partial %v: %d rows of %d, %d a page", r.Partial(), r.Len(), r.Total, r.PageSize)
			}
		})
	}
}

// What few can read in a value is mended there, and what clients are given is JSON that all can read.
func TestAValueThatFewCanReadIsMended(t *testing.T) {
	text, whole := Selection{Field: IntegrationID}, Selection{Field: Properties}
	plan := Selection{Field: Properties, Path: []string{"plan"}}
	for _, test := range []struct{ name, row, text, whole, plan string }{
		{"half a character", `{"integrationId":"a\ud83d","properties":{"b":["\ude00c"]},"properties.plan":"\ud83d\ud83d\ude00"}`, "a\ufffd", `{"b":["�c"]}`, "\"\ufffd😀\""},
		{"a byte that is no text", "{\"integrationId\":\"\xff\",\"properties\":{\"\xc3\":1},\"properties.plan\":[\"\xe2\x82\"]}", "\ufffd", `{"�":1}`, `["��"]`},
		{"a name twice", `{"integrationId":"a","properties":{"a":1,"b":{"c":1,"d":2,"c":3},"a":[2]},"properties.plan":[{"x":1,"\u0078":{}}]}`, "a", `{"a":[2],"b":{"c":3,"d":2}}`, `[{"x":{}}]`},
		{"names that are one once they are mended", `{"integrationId":"a","properties":{"\ud83d":1,"\ud83e":2},"properties.plan":null}`, "a", `{"�":2}`, ""},
		{"digits stay", `{"integrationId":"a","properties":{"n":12345678901234567890.10,"n":9007199254740993},"properties.plan":1.50}`, "a", `{"n":9007199254740993}`, `1.50`},
		{"in a key that was not asked for", `{"integrationId":"a","properties":{},"properties.plan":"p","other":{"a":"\ud83d","b":1,"b":2}}`, "a", `{}`, `"p"`},
	} {
		for _, mark := range []string{"", "\ufeff"} {
			t.Run(test.name+mark, func(t *testing.T) {
				const next = `{"integrationId":"next","properties":{"a":1},"properties.plan":"pro"}`
				body := mark + `{"status":"ok","data":{"result":[` + next + "," + test.row + "," + next + `],"total":3,"pageSize":0,"count":3}}`
				r, err := read(t, Query{Select: []Selection{text, whole, plan}}, body)
				if err != nil {
					t.Fatal(err)
				}
				var have []string
				for row := range r.Len() {
					for _, s := range []Selection{text, whole, plan} {
						v, _ := valueOf(t, r.Column(s), row).(string)
						have = append(have, v)
					}
				}
				want := []string{"next", `{"a":1}`, `"pro"`, test.text, test.whole, test.plan, "next", `{"a":1}`, `"pro"`}
				if diff := cmp.Diff(want, have); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}
