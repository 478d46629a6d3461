package graph_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// A filter from anywhere is either refused with a code, and nothing is sent, or what is sent is as the contract of the
// endpoint has it.
func FuzzWhere(f *testing.F) {
	for _, seed := range []string{
		`{"id":{"eq":"c"}}`,
		`{"id":{"in":["c",7]},"userMessageCount":{"gte":3,"notIn":[1,2]}}`,
		`{"not":{"or":[{"type":{"eq":"OPENAI"}},{"and":[{"type":{"in":[]}},{"not":{"projectId":{"isNull":false}}}]}]}}`,
		`{"firstMessageTime":{"last":"P30D","lt":"2026-01-05T10:00:00.000000001+01:00","in":["2026-01-05T09:30:00Z"]}}`,
		`{"properties":[{"path":["a","b"],"eq":{"c":[1.50,null,"x"]}},{"hasKey":"k"},{"hasAnyKey":["a"],"hasAllKeys":"b"}]}`,
		`{"userProperties":{"contains":{"plan":"pro"},"containedBy":[],"arrayContains":[1],"arrayContainsObject":{"a":1},"isNull":true}}`,
		`{"properties":{"path":"a","in":[1,"1",true,{"a":null}],"notIn":[],"gt":"m","lte":1e400}}`,
		`{"properties":{"eq":{"path":["a"],"value":1}}}`,
		`{"properties":{"eq":{"path":"a","value":null,"more":1}}}`,
		`{"properties":{"eq":[]},"userProperties":{"neq":"","gt":false}}`,
		`{"properties":{"path":[],"eq":1}}`,
		`{"properties":{"path":[""],"isNull":false}}`,
		`{"and":[]}`, `{"and":{}}`, `{"or":null}`, `{"not":{}}`, `{}`, `null`, `[]`, `[{"id":{"eq":"c"}}]`, `0`,
		`{"type":{"eq":"OTHER"}}`, `{"type":{"eq":"openai"}}`, `{"unknown":1}`, `{"id":{"eq":1.5}}`, `{"id":{"eq":null}}`,
		`{"userMessageCount":{"eq":3000000000}}`, `{"userMessageCount":{"eq":"5"}}`, `{"userMessageCount":{"in":null}}`, `{"userMessageCount":{"in":[null]}}`,
		`{"firstMessageTime":{"last":"P9999Y"}}`, `{"firstMessageTime":{"gte":""}}`, `{"firstMessageTime":{"gte":"2026-01-05T9:30:00Z"}}`,
		`{"id":{"eq":"\ud800\u0000\u2028"}}`, `{"properties":{"path":["\"\\"],"eq":"<&>"}}`,
		nested(20), nested(21),
	} {
		f.Add([]byte(seed))
	}
	front := newFront(f, answers(rows(`{"count":1}`)))
	contract := compileContract(f)
	f.Fuzz(func(t *testing.T, where []byte) {
		if !json.Valid(where) {
			t.Skip("no JSON: variables are read by the edge before a filter is")
		}
		answer, sent := front.ask(t, countWhere, `{"where":`+string(where)+`}`)
		data, failures := read(t, answer)
		for _, body := range sent {
			valid(t, contract, body)
		}
		switch code := codes(failures); code {
		case "":
			if !strings.HasPrefix(data, `{"conversations":{"totals":{"count":`) {
				t.Errorf("answered %s", answer)
			}
		case "BAD_USER_INPUT", "QUERY_TOO_COMPLEX", "REQUEST_TOO_LARGE":
			if len(sent) > 0 {
				t.Errorf("sent %s, answered %s", sent, answer)
			}
		default:
			t.Errorf("answered %s", answer)
		}
		if front.log.Len() > 0 {
			t.Errorf("logged %s", front.log.String())
			front.log.Reset()
		}
	})
}

// cursorFields are the columns behind the order of cursorQuery, as a cursor holds their values.
var cursorFields = []string{"integrationId", "userMessageCount", "firstMessageTime", "type", "id"}

const cursorQuery = `query ($after: String) {
	conversations(where: { firstMessageTime: { last: "P7D" } }) {
		list(after: $after, first: 1, orderBy: [
			{ field: INTEGRATION_ID, direction: DESC }, { field: USER_MESSAGE_COUNT }
			{ field: FIRST_MESSAGE_TIME, direction: DESC }, { field: TYPE }
		]) { edges { cursor } }
	}
}`

// A text is either no cursor, and nothing is sent, or exactly what the gateway writes for a row with the cursor's values.
func FuzzCursor(f *testing.F) {
	var row string // that the endpoint has
	front := newFront(f, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, rows(row))
	}))
	contract := compileContract(f)
	write := func(t testing.TB, after string) (cursor string, sent []string) {
		variables, _ := json.Marshal(map[string]any{"after": after})
		if after == "" {
			variables = nil
		}
		answer, sent := front.ask(t, cursorQuery, string(variables))
		var a struct {
			Data struct {
				Conversations struct {
					List *struct{ Edges []struct{ Cursor string } }
				}
			}
		}
		if err := json.Unmarshal([]byte(answer), &a); err != nil {
			t.Fatalf("%v in %s", err, answer)
		}
		if list := a.Data.Conversations.List; list != nil {
			return list.Edges[0].Cursor, sent
		}
		if _, failures := read(t, answer); codes(failures) != "BAD_USER_INPUT" || len(sent) > 0 {
			t.Errorf("after %q sent %s, answered %s", after, sent, answer)
		}
		return "", nil
	}
	for _, row = range []string{
		cursorRow(`"web"`, `3`, `"2026-01-30T12:00:00.000Z"`, `"openai"`, `"c01"`),
		cursorRow(`null`, `0`, `"2026-01-30T12:00:00.123456789Z"`, `null`, `""`),
		cursorRow(`"\u2028\"<\u0000😀"`, `-2147483648`, `"2026-01-30"`, `"telepathy"`, `"\ud83d\ude00"`),
	} {
		cursor, _ := write(f, "")
		f.Add(cursor)
		f.Add(cursor + "\n")
		f.Add(cursor[:9] + "\r\n" + cursor[9:])
		f.Add(cursor + "=")
		f.Add(cursor[1:])
		text, err := base64.RawURLEncoding.DecodeString(cursor)
		if err != nil {
			f.Fatal(err)
		}
		for _, swap := range [][2]string{
			{"", " "}, {",3,", ",3.0,"}, {",3,", ",-0,"}, {",0,", ",-0,"}, {",3,", ",null,"}, {"Z\"", "+00:00\""}, {"Z\"", ".000Z\""}, {`"web"`, "null"},
			{`"web"`, `"w\u0065b"`}, {`"c01"`, "null"}, {`"openai"`, "null"}, {"[\"2026", "[\"2025"}, {"T10:00", "T9:00"}, {`"]`, `",1]`}, {"3", "3000000000"},
		} {
			f.Add(base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(text), swap[0], swap[1], 1))))
		}
	}
	f.Fuzz(func(t *testing.T, after string) {
		var parts []json.RawMessage
		text, _ := base64.RawURLEncoding.DecodeString(after)
		values := slices.Repeat([]string{"null"}, len(cursorFields))
		if json.Unmarshal(text, &parts) == nil && len(parts) == 2+len(values) {
			for i, v := range parts[2:] {
				values[i] = string(v)
			}
		}
		row = cursorRow(values...)
		cursor, sent := write(t, after)
		if sent == nil {
			return
		}
		if canonical := strings.ToValidUTF8(after, "�"); after != "" && cursor != canonical {
			t.Errorf("%q is taken for the cursor %q: %s", after, cursor, text)
		}
		for _, body := range sent {
			valid(t, contract, body)
		}
	})
}

func cursorRow(values ...string) string {
	members := make([]string, len(values))
	for i, v := range values {
		members[i] = fmt.Sprintf("%q:%s", cursorFields[i], v)
	}
	return "{" + strings.Join(members, ",") + "}"
}
