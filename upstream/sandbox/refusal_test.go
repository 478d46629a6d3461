package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRequestsThatCannotBeAnsweredAreRefused(t *testing.T) {
	s := serve(t, Options{Data: strings.NewReader(oddities)})
	where := func(field, operator, value string) string {
		return fmt.Sprintf(`{"where":{"condition":{"field":%q,"operator":%q,"value":%s}}}`, field, operator, value)
	}
	sel := func(selection string) string { return `{"select":[` + selection + `]}` }
	const count = `{"type":"aggregation","aggregation":"count"}`
	order := func(field string) string { return `"orderBy":[{"field":"` + field + `","direction":"asc"}]` }
	for _, test := range []struct {
		name   string
		status int
		body   string
	}{
		{"no body", 400, ``},
		{"no JSON", 400, `{`},
		{"no object", 400, `[]`},
		{"null", 400, `null`},
		{"trailing data", 400, `{} {}`},
		{"a duplicate key", 400, `{"notes":"a","notes":"b"}`},
		{"a duplicate key deep down", 400, where("properties", "eq", `{"a":1,"a":2}`)},
		{"text that is not UTF-8", 400, "{\"notes\":\"\xff\"}"},
		{"an unknown member", 400, `{"limit":10}`},
		{"an unknown member of a selection", 400, sel(`{"type":"time","timeUnit":"day","path":["a"]}`)},
		{"an unknown member of a condition", 400, `{"where":{"condition":{"field":"id","operator":"eq","value":"a","not":true}}}`},
		{"a select that is no array", 400, `{"select":{}}`},
		{"a null for an absent part", 400, `{"select":null}`},
		{"a selection without type", 400, sel(`{"field":"id"}`)},
		{"a field that is no string", 400, sel(`{"type":"field","field":1}`)},
		{"a field selection without field", 400, sel(`{"type":"field"}`)},
		{"an aggregation without function", 400, sel(`{"type":"aggregation"}`)},
		{"a path that is no array", 400, sel(`{"type":"field","field":"properties","path":"plan"}`)},
		{"a path of other than strings", 400, sel(`{"type":"field","field":"properties","path":["tags",0]}`)},
		{"an includeInSelect that is no boolean", 400, `{"groupBy":[{"field":"id","includeInSelect":"yes"}]}`},
		{"an order without direction", 400, `{"orderBy":[{"field":"id"}]}`},
		{"a where of nothing", 400, `{"where":{}}`},
		{"a where of two", 400, `{"where":{"and":[],"or":[]}}`},
		{"a not", 400, `{"where":{"not":{}}}`},
		{"a condition without value", 400, `{"where":{"condition":{"field":"id","operator":"eq"}}}`},
		{"notes that are no string", 400, `{"notes":1}`},
		{"more than two megabytes", 400, `{"notes":"` + strings.Repeat("x", 2_000_000) + `"}`},

		{"long notes", 422, `{"notes":"` + strings.Repeat("ü", 81) + `"}`},
		{"an unknown selection", 422, sel(`{"type":"sum","field":"id"}`)},
		{"an unknown field", 422, sel(`{"type":"field","field":"name"}`)},
		{"a field in other case", 422, sel(`{"type":"field","field":"ID"}`)},
		{"SQL for a field", 422, sel(`{"type":"field","field":"id FROM conversation --"}`)},
		{"an unknown function", 422, sel(`{"type":"aggregation","aggregation":"median","field":"userMessageCount"}`)},
		{"an unknown unit", 422, sel(`{"type":"time","timeUnit":"year"}`)},
		{"an unknown mode", 422, sel(`{"type":"field","field":"id","mode":"csv"}`)},
		{"a bucket of what is no time", 422, sel(`{"type":"time","timeUnit":"day","field":"id"}`)},
		{"a path in a plain field", 422, sel(`{"type":"field","field":"id","path":["a"]}`)},
		{"an empty path", 422, sel(`{"type":"field","field":"properties","path":[]}`)},
		{"a path without field", 422, sel(`{"type":"aggregation","aggregation":"count","path":["a"]}`)},
		{"a sum without field", 422, sel(`{"type":"aggregation","aggregation":"sum"}`)},
		{"a distinct count without field", 422, sel(`{"type":"aggregation","aggregation":"countDistinct"}`)},
		{"a sum of text", 422, sel(`{"type":"aggregation","aggregation":"sum","field":"id"}`)},
		{"an average of times", 422, sel(`{"type":"aggregation","aggregation":"avg","field":"firstMessageTime"}`)},
		{"the least document", 422, sel(`{"type":"aggregation","aggregation":"min","field":"properties"}`)},
		{"a sum of a path with text", 422, sel(`{"type":"aggregation","aggregation":"sum","field":"properties","path":["plan"]}`)},
		{"a sum of a path with booleans", 422, sel(`{"type":"aggregation","aggregation":"avg","field":"userProperties","path":["id"]}`)},
		{"a field beside an aggregation", 422, sel(count + `,{"type":"field","field":"id"}`)},
		{"a field beside a bucket", 422, sel(`{"type":"time","timeUnit":"day"},{"type":"field","field":"id"}`)},
		{"a path beside its grouped document", 422, `{"select":[{"type":"field","field":"properties","path":["plan"]}],"groupBy":[{"field":"properties"}]}`},
		{"two paths under one key", 422, sel(`{"type":"field","field":"userProperties","path":["a.b"]},{"type":"field","field":"userProperties","path":["a","b"]}`)},
		{"more selections than SQL has columns", 422, sel(strings.Repeat(count+",", 500) + count)},

		{"an unknown operator", 422, where("id", "like", `"a"`)},
		{"an unknown field of a condition", 422, where("count", "eq", `1`)},
		{"an operator of JSON on text", 422, where("id", "jsonContains", `{}`)},
		{"a number for text", 422, where("id", "eq", `1`)},
		{"text for a number", 422, where("userMessageCount", "eq", `"1"`)},
		{"a pair for a plain field", 422, where("id", "eq", `{"path":["a"],"value":1}`)},
		{"no time", 422, where("firstMessageTime", "eq", `"yesterday"`)},
		{"in without an array", 422, where("id", "in", `"a"`)},
		{"eq with an array", 422, where("id", "eq", `["a"]`)},
		{"in with mixed types", 422, where("id", "in", `["a",1]`)},
		{"an empty path of a condition", 422, where("properties", "eq", `{"path":[],"value":1}`)},
		{"text for a whole document", 422, where("properties", "eq", `"a"`)},
		{"an order among whole documents", 422, where("properties", "gt", `{}`)},
		{"an order among booleans", 422, where("properties", "lt", `{"path":["beta"],"value":true}`)},
		{"in without an array at a path", 422, where("properties", "in", `{"path":["plan"],"value":"pro"}`)},
		{"a key that is no string", 422, where("properties", "jsonHasKey", `1`)},
		{"keys that are no strings", 422, where("properties", "jsonHasAnyKey", `["a",1]`)},
		{"an element that is no object", 422, where("properties", "jsonArrayContainsObject", `{"path":["tags"],"value":["a"]}`)},
		{"a number out of range", 422, where("properties", "eq", `{"path":["score"],"value":1e999}`)},
		{"an empty and", 422, `{"where":{"and":[]}}`},
		{"an empty or within", 422, `{"where":{"and":[{"or":[]}]}}`},
		{"a very deep where", 422, `{"where":` + strings.Repeat(`{"and":[`, 100) + `{"condition":{"field":"id","operator":"eq","value":"a"}}` + strings.Repeat(`]}`, 100) + `}`},

		{"an order by a bare count", 422, `{"select":[` + count + `],"groupBy":[{"field":"type"}],` + order("count") + `}`},
		{"an order by a distinct count", 422, `{"groupBy":[{"field":"type"}],` + order("countDistinct_id") + `}`},
		{"an order by a path", 422, `{"groupBy":[{"field":"properties","path":["plan"]}],` + order("properties.plan") + `}`},
		{"an unknown direction", 422, `{"orderBy":[{"field":"id","direction":"ASC"}]}`},
		{"rows by an aggregate", 422, `{` + order("sum_userMessageCount") + `}`},
		{"rows by a bucket", 422, `{` + order("firstMessageTime_day") + `}`},
		{"groups by what they are not grouped by", 422, `{"groupBy":[{"field":"type"}],` + order("id") + `}`},
		{"groups by another bucket", 422, `{"select":[{"type":"time","timeUnit":"day"}],` + order("firstMessageTime_week") + `}`},
		{"groups by a bucket of what is no time", 422, `{"groupBy":[{"field":"id"}],` + order("id_day") + `}`},
		{"groups by a document of which a path is grouped", 422, `{"groupBy":[{"field":"properties","path":["plan"]}],` + order("properties") + `}`},
		{"groups by a sum of text", 422, `{"groupBy":[{"field":"type"}],` + order("sum_id") + `}`},
		{"one row by a field", 422, `{"select":[` + count + `],` + order("id") + `}`},
		{"one row by a sum of text", 422, `{"select":[` + count + `],` + order("sum_id") + `}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			checkProblem(t, s.send(t, ReadKey, test.body), test.status)
		})
	}
}

// checkProblem has the body in exactly the contract's form.
func checkProblem(t *testing.T, a answered, status int) {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d: %s", a.status, status, a.body)
	}
	if media := a.header.Get("Content-Type"); media != "application/problem+json" {
		t.Errorf("content type %q", media)
	}
	var p map[string]any
	if err := json.Unmarshal(a.body, &p); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
	detail, _ := p["detail"].(string)
	requestID, _ := p["requestId"].(string)
	if detail == "" || requestID == "" {
		t.Errorf("a detail or a requestId is missing in %s", a.body)
	}
	code := map[int]string{400: "bad_request", 401: "unauthorized", 403: "forbidden", 404: "not_found",
		405: "method_not_allowed", 415: "unsupported_media_type", 422: "unprocessable_entity", 500: "internal_server_error"}[status]
	want := map[string]any{
		"title": http.StatusText(status), "status": float64(status), "detail": detail, "requestId": requestID,
		"instance": p["instance"], "code": code, "error": map[string]any{"code": code, "message": detail},
	}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Errorf("problem (-want +got):\n%s", diff)
	}
}

func TestOnlyAReaderMayQueryAndOnlyByPost(t *testing.T) {
	s := serve(t, Options{Data: strings.NewReader(oddities)})
	for _, test := range []struct {
		name, method, path, authorization, media string
		status                                   int
		header, value                            string
	}{
		{"a reader", "POST", "/query/conversations", "Bearer sandbox", "application/json", 200, "Content-Type", "application/json"},
		{"a reader with a charset", "POST", "/query/conversations", "bearer sandbox", "application/json; charset=utf-8", 200, "Content-Type", "application/json"},
		{"a writer", "POST", "/query/conversations", "Bearer sandbox-web", "application/json", 403, "", ""},
		{"nobody", "POST", "/query/conversations", "", "application/json", 401, "Www-Authenticate", "Bearer"},
		{"an unknown key", "POST", "/query/conversations", "Bearer other", "application/json", 401, "Www-Authenticate", "Bearer"},
		{"another scheme", "POST", "/query/conversations", "Basic sandbox", "application/json", 401, "", ""},
		{"another path", "POST", "/query/events", "Bearer sandbox", "application/json", 404, "", ""},
		{"a path below", "POST", "/query/conversations/export", "Bearer sandbox", "application/json", 404, "", ""},
		{"another method", "GET", "/query/conversations", "Bearer sandbox", "application/json", 405, "Allow", "POST"},
		{"another type", "POST", "/query/conversations", "Bearer sandbox", "text/plain", 415, "", ""},
		{"no type", "POST", "/query/conversations", "Bearer sandbox", "", 415, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, err := http.NewRequest(test.method, s.url+test.path, strings.NewReader(`{}`))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", test.authorization)
			r.Header.Set("Content-Type", test.media)
			a := do(t, r)
			if test.header != "" && a.header.Get(test.header) != test.value {
				t.Errorf("%s is %q, want %q", test.header, a.header.Get(test.header), test.value)
			}
			if test.status == 200 && a.status != 200 {
				t.Errorf("status %d: %s", a.status, a.body)
			}
			if test.status != 200 {
				checkProblem(t, a, test.status)
			}
		})
	}
}
