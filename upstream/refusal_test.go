package upstream_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	. "github.com/inkeep-gateway/gateway/upstream"
	. "github.com/inkeep-gateway/gateway/upstream/query"
)

const (
	badKey   = "The endpoint does not accept the gateway's API key for reading. Its operator has to mend that."
	refused  = "The endpoint refused the query."
	tooOften = "The endpoint is asked too often. Try again later."
	broken   = "The endpoint failed to answer."
)

func TestARefusalIsToldByItsStatus(t *testing.T) {
	for _, test := range []struct {
		status  int
		failure Failure
		message string
	}{
		{400, Rejected, refused},
		{401, Rejected, badKey},
		{403, Rejected, badKey},
		{404, Rejected, refused},
		{413, Rejected, refused},
		{422, Rejected, refused},
		{429, RateLimited, tooOften},
		{500, Unavailable, broken},
		{502, Unavailable, broken},
		{503, Unavailable, broken},
		{504, Unavailable, broken},
	} {
		for _, answer := range []struct{ name, contentType, body string }{
			{"a problem", "application/problem+json", `{"title":"A title","code":"a_code","requestId":"r-1","detail":"A detail","status":200}`},
			{"a problem that does not say so", "application/json", `{"title":"A title","code":"a_code","requestId":"r-1"}`},
			{"rows", "application/json", fine},
			{"a page", "text/html", "<h1>" + canary + "</h1>"},
			{"nothing", "", ""},
		} {
			t.Run(fmt.Sprintf("%d with %s", test.status, answer.name), func(t *testing.T) {
				l := listen(t, replies(test.status, answer.contentType, answer.body))
				_, err := l.client(Options{}).Rows(t.Context(), Query{})
				e := failed(t, err, test.failure, l.URL)
				if e.Message != test.message || e.Status != test.status || e.RetryAfter != 0 {
					t.Errorf("%d, %v: %s", e.Status, e.RetryAfter, e.Message)
				}
				if said := e.Title + e.Code + e.RequestID; (said != "") != (answer.name == "a problem") {
					t.Errorf("it says %q", said)
				}
				if n := l.calls.Load(); n != 1 {
					t.Errorf("%d calls", n)
				}
			})
		}
	}
}

func TestAProblemIsRepeatedAsFarAsItMayBe(t *testing.T) {
	type said struct{ title, code, requestID, detail string }
	long := strings.Repeat("ü", 300)
	for _, test := range []struct {
		name, body string
		want       said
	}{
		{"whole", `{"title":"Unprocessable","status":422,"detail":"No such field.","requestId":"req-9","code":"unprocessable_entity","error":{"code":"x","message":"y"}}`,
			said{"Unprocessable", "unprocessable_entity", "req-9", "No such field."}},
		{"in part", `{"code":"bad_request"}`, said{code: "bad_request"}},
		{"empty", `{}`, said{}},
		{"null", `null`, said{}},
		{"cut off", `{"title":"Unprocessable","code":"unpro`, said{}},
		{"of another type", `{"title":5,"code":"bad_request"}`, said{}},
		{"no JSON", `<html>`, said{}},
		{"bytes that are no text", "{\"title\":\"a\xffb\",\"code\":\"c\"}", said{title: "a\uFFFDb", code: "c"}},
		{"too long to repeat", `{"title":"` + long + `","code":"c"}`, said{title: long[:2*200], code: "c"}},
		{"the key in the title", `{"title":"No ` + canary + `","code":"forbidden","requestId":"r"}`, said{code: "forbidden", requestID: "r"}},
		{"the key everywhere", fmt.Sprintf(`{"title":%q,"code":%[1]q,"requestId":%[1]q,"detail":%[1]q}`, "Bearer "+canary), said{}},
		{"the key where the text is cut", `{"title":"` + strings.Repeat("x", 190) + canary + `"}`, said{}},
		{"the key with escapes", `{"title":"\u0063` + canary[1:] + `"}`, said{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := listen(t, replies(422, "application/problem+json; charset=utf-8", test.body))
			_, err := l.client(Options{}).Rows(t.Context(), Query{})
			e := failed(t, err, Rejected, l.URL)
			got := said{title: e.Title, code: e.Code, requestID: e.RequestID}
			if e.Err != nil {
				got.detail = e.Err.Error()
			}
			if got != test.want || e.Message != refused || e.Status != 422 {
				t.Errorf("%d, %s: %+v", e.Status, e.Message, got)
			}
		})
	}
}

// What the endpoint says of a query is shown, unless it might hold what nobody is to see.
func TestADetailIsShownIfItCanHoldNoSecret(t *testing.T) {
	for _, detail := range []string{
		"No such field.", "where.and[0].condition: gte of firstMessageTime takes an ISO 8601 time", "orderBy[2]: results cannot be ordered by \"count\"",
		"invalid input for type numeric: \"none\"", "avg_userProperties.plan is no number, 4.5 would be", "größe: «ß» is none",
	} {
		if have := detailOf(t, 422, detail, reader); have != detail {
			t.Errorf("%q is shown as %q", detail, have)
		}
		for name, s := range map[string]Scope{"rows": {Key: reader.Key, RowFilter: If(Condition{Field: ID, Operator: Eq, Value: []byte(`"a"`)})}, "fields": {Key: reader.Key, Limited: true, Readable: []Property{{Field: ID}}}} {
			if have := detailOf(t, 422, detail, s); have != "" {
				t.Errorf("who may see some %s only is shown %q", name, have)
			}
		}
		if have := detailOf(t, 403, detail, reader) + detailOf(t, 500, detail, reader); have != "" {
			t.Errorf("of what is not the query's is shown %q", have)
		}
	}
	for _, detail := range []string{
		"key " + reader.Key + " is unknown", "key …" + reader.Key[1:7] + "… is unknown", "Bearer of what", "see https://example.com/x", "at db-1.internal", "at 10.0.0.7", "at 10.0.0.7:5432",
		"at db:5432", "at localhost", "at fe80::1", "at [fe80:0:0:1]", "ask admin@example.com", "in /var/lib/x", `in C:\x`, "host example.com failed", "a sk_live_4eC39HqLyjWDarjtT1zdp7dc key", "line\nline",
		strings.Repeat("long ", 50), "eu-west-1.example.com.", "the versions 1.2.3 differ",
	} {
		if have := detailOf(t, 422, detail, reader); have != "" {
			t.Errorf("%q is shown as %q", detail, have)
		}
	}
}

func detailOf(t *testing.T, status int, detail string, s Scope) string {
	body, _ := json.Marshal(map[string]string{"detail": detail})
	l := listen(t, replies(status, "application/problem+json", string(body)))
	_, err := New(Options{URL: l.URL, Tries: 1}).For(s).Rows(t.Context(), Query{Select: []Selection{{Field: ID}}})
	var e *Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	return e.Detail
}

func TestARefusalIsOneEvenIfItCannotBeRead(t *testing.T) {
	huge := `{"title":"` + strings.Repeat("x", 4000) + `"}`
	for name, answer := range map[string]http.HandlerFunc{
		"more than is read": replies(503, "application/problem+json", huge),
		"cut off": func(w http.ResponseWriter, _ *http.Request) {
			abort(w, "HTTP/1.1 503 Busy\r\nContent-Type: application/problem+json\r\nContent-Length: 100\r\n\r\n{\"title\":")
		},
		"badly packed": replies(503, "application/problem+json", "not gzip at all", "Content-Encoding", "gzip"),
	} {
		t.Run(name, func(t *testing.T) {
			l := listen(t, answer)
			_, err := l.client(Options{MaxResponse: 1000}).Rows(t.Context(), Query{})
			if e := failed(t, err, Unavailable, l.URL); e.Status != 503 || e.Message != broken {
				t.Errorf("%d, %s", e.Status, e.Message)
			}
		})
	}
}

func TestRetryAfterIsReadInBothFormsAndBounded(t *testing.T) {
	now := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	const day = 24 * time.Hour
	for _, test := range []struct {
		name, header string
		want         time.Duration
	}{
		{"none", "", 0},
		{"seconds", "30", 30 * time.Second},
		{"no seconds", "0", 0},
		{"less than none", "-5", 0},
		{"the most", "86400", day},
		{"above the most", "86401", day},
		{"absurdly many", "9000000000000000000", day},
		{"absurdly few", "-9223372036854775807", 0},
		{"more than can be counted", "99999999999999999999999999", 0},
		{"a fraction", "1.5", 0},
		{"a word", "soon", 0},
		{"a date", "Mon, 05 Jan 2026 09:00:45 GMT", 45 * time.Second},
		{"a date of the old form", "Monday, 05-Jan-26 09:00:45 GMT", 45 * time.Second},
		{"this moment", "Mon, 05 Jan 2026 09:00:00 GMT", 0},
		{"a date gone by", "Mon, 05 Jan 2026 08:59:59 GMT", 0},
		{"a date long gone", "Mon, 01 Jan 0001 00:00:00 GMT", 0},
		{"a date far off", "Fri, 31 Dec 9999 23:59:59 GMT", day},
		{"a date that is none", "Mon, 35 Jan 2026 09:00:45 GMT", 0},
	} {
		for _, status := range []int{429, 503} {
			t.Run(fmt.Sprintf("%s with %d", test.name, status), func(t *testing.T) {
				l := listen(t, replies(status, "application/problem+json", `{}`, "Retry-After", test.header))
				_, err := l.client(Options{Clock: func() time.Time { return now }}).Rows(t.Context(), Query{})
				failure := map[int]Failure{429: RateLimited, 503: Unavailable}[status]
				if e := failed(t, err, failure, l.URL); e.RetryAfter != test.want {
					t.Errorf("%v, want %v", e.RetryAfter, test.want)
				}
			})
		}
	}
}
