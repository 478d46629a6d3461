package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// canary is a key that must turn up nowhere.
const canary = "canary-5f3a9c"

// refuses answers with a status, a type and a body, and perhaps headers in pairs.
func refuses(status int, media, body string, headers ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", media)
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

// problem is a refusal in the endpoint's form, which says too much.
func problem(status int, code string, headers ...string) http.Handler {
	return refuses(status, "application/problem+json", fmt.Sprintf(
		`{"title":"Title of %[1]d","status":%[1]d,"detail":"detail for the log of 127.0.0.1","requestId":"req_%[1]d","code":%[2]q,"error":{"code":%[2]q,"message":"m"}}`,
		status, code), headers...)
}

// leaks are what no answer may hold: addresses, keys, and what Go calls its errors.
var leaks = []string{"127.0.0.1", "://", canary, "sandbox", "Bearer", "EOF", "dial", "deadline", "context", "json:", "http:", "Post ", "goroutine", ".go:", "detail for"}

func TestEachFailureOfTheEndpointHasItsCode(t *testing.T) {
	stalls := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	hangsUp := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	cutOff := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, `{"status":"ok"`)
	})
	const html = "<html>http://127.0.0.1 " + canary + "</html>"
	for _, test := range []struct {
		name       string
		endpoint   http.Handler
		extensions string
		level      string
	}{
		{"400", problem(400, "bad_request"), `{"code":"UPSTREAM_REJECTED","upstream":{"code":"bad_request","requestId":"req_400","status":400,"title":"Title of 400"}}`, "WARN"},
		{"401 is the operator's trouble", problem(401, "unauthorized"), `{"code":"UPSTREAM_REJECTED","upstream":{"code":"unauthorized","requestId":"req_401","status":401,"title":"Title of 401"}}`, "ERROR"},
		{"403 is the operator's trouble", problem(403, "forbidden"), `{"code":"UPSTREAM_REJECTED","upstream":{"code":"forbidden","requestId":"req_403","status":403,"title":"Title of 403"}}`, "ERROR"},
		{"404", refuses(404, "text/html", html), `{"code":"UPSTREAM_REJECTED","upstream":{"status":404}}`, "WARN"},
		{"422", problem(422, "unprocessable_entity"), `{"code":"UPSTREAM_REJECTED","upstream":{"code":"unprocessable_entity","requestId":"req_422","status":422,"title":"Title of 422"}}`, "WARN"},
		{"429", refuses(429, "text/plain", "slow down"), `{"code":"RATE_LIMITED","retryAfter":1,"upstream":{"status":429}}`, "WARN"},
		{"429 with seconds", refuses(429, "text/plain", "", "Retry-After", "7"), `{"code":"RATE_LIMITED","retryAfter":7,"upstream":{"status":429}}`, "WARN"},
		{"429 with a date", refuses(429, "text/plain", "", "Retry-After", "Sat, 31 Jan 2026 10:38:00 GMT"), `{"code":"RATE_LIMITED","retryAfter":48,"upstream":{"status":429}}`, "WARN"},
		{"429 with nonsense", refuses(429, "text/plain", "", "Retry-After", "soon"), `{"code":"RATE_LIMITED","retryAfter":1,"upstream":{"status":429}}`, "WARN"},
		{"500", problem(500, "internal_server_error"), `{"code":"UPSTREAM_UNAVAILABLE","upstream":{"code":"internal_server_error","requestId":"req_500","status":500,"title":"Title of 500"}}`, "WARN"},
		{"503 with seconds", refuses(503, "text/html", html, "Retry-After", "30"), `{"code":"UPSTREAM_UNAVAILABLE","retryAfter":30,"upstream":{"status":503}}`, "WARN"},
		{"a redirect is not followed", refuses(307, "text/plain", "", "Location", "http://127.0.0.1:1/elsewhere"), `{"code":"UPSTREAM_INVALID_RESPONSE","upstream":{"status":307}}`, "WARN"},
		{"a page of HTML", refuses(200, "text/html", html), `{"code":"UPSTREAM_INVALID_RESPONSE"}`, "WARN"},
		{"no JSON", refuses(200, "application/json", html), `{"code":"UPSTREAM_INVALID_RESPONSE"}`, "WARN"},
		{"JSON of another form", refuses(200, "application/json", `{"status":"ok","data":null}`), `{"code":"UPSTREAM_INVALID_RESPONSE"}`, "WARN"},
		{"several rows for one total", answers(rows(`{"count":1}`, `{"count":2}`)), `{"code":"UPSTREAM_INVALID_RESPONSE"}`, "WARN"},
		{"a value that cannot be read", answers(rows(`{"count":"x"}`)), `{"code":"UPSTREAM_INVALID_RESPONSE"}`, "WARN"},
		{"a value that repeats the key", answers(rows(`{"count":"x` + canary + `"}`)), `{"code":"UPSTREAM_INVALID_RESPONSE"}`, "WARN"},
		{"a null for a count", answers(rows(`{"count":null}`)), `{"code":"UPSTREAM_INVALID_RESPONSE"}`, "WARN"},
		{"an answer that is cut off", cutOff, `{"code":"UPSTREAM_INVALID_RESPONSE"}`, "WARN"},
		{"a connection that is closed", hangsUp, `{"code":"UPSTREAM_UNAVAILABLE"}`, "WARN"},
		{"no answer in time", stalls, `{"code":"UPSTREAM_TIMEOUT"}`, "WARN"},
		{"a problem that repeats the key", refuses(400, "application/problem+json", `{"title":"not `+canary+`","detail":"`+canary+`","code":"`+canary+`"}`), `{"code":"UPSTREAM_REJECTED","upstream":{"status":400}}`, "WARN"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFront(t, test.endpoint, func(o *upstream.Options) {
				if o.Tries = 1; strings.Contains(test.extensions, "TIMEOUT") {
					o.Timeout = time.Second
				}
			})
			f.as(upstream.Scope{Key: canary})
			answer, sent := f.ask(t, `{ conversations { totals { count } } }`, "")
			data, failures := read(t, answer)
			if data != `{"conversations":{"totals":null}}` || len(failures) != 1 || len(sent) != 1 {
				t.Fatalf("%d sent, answered %s", len(sent), answer)
			}
			if extensions, _ := json.Marshal(failures[0].Extensions); string(extensions) != test.extensions {
				t.Errorf("extensions %s, want %s", extensions, test.extensions)
			}
			for _, leak := range leaks {
				if strings.Contains(answer, leak) {
					t.Errorf("%q is in the answer %s", leak, answer)
				}
			}
			log := f.log.String()
			if strings.Count(log, "\n") != 1 || !strings.Contains(log, "level="+test.level) || strings.Contains(log, canary) {
				t.Errorf("logged %s", log)
			}
			if !strings.Contains(log, "path=conversations.totals") {
				t.Errorf("the path is not in the log %s", log)
			}
		})
	}
}

func TestNoConnectionIsUnavailable(t *testing.T) {
	f := newFront(t, answers(rows()), func(o *upstream.Options) { o.URL = "http://127.0.0.1:1" })
	f.as(upstream.Scope{Key: canary})
	answer, _ := f.ask(t, `{ conversation(id: "c") { id } }`, "")
	data, failures := read(t, answer)
	if data != `{"conversation":null}` || codes(failures) != "UPSTREAM_UNAVAILABLE" {
		t.Errorf("answered %s", answer)
	}
	for _, leak := range leaks {
		if strings.Contains(answer, leak) {
			t.Errorf("%q is in the answer %s", leak, answer)
		}
	}
}

func TestWhatACallerDidWrongIsNotLogged(t *testing.T) {
	for _, test := range []struct{ name, query, variables, codes string }{
		{"a document that cannot be parsed", `{ conversations {`, "", "BAD_USER_INPUT"},
		{"an empty document", ``, "", "BAD_USER_INPUT"},
		{"a field that is not there", `{ conversations { nothing } }`, "", "BAD_USER_INPUT"},
		{"a variable that is missing", `query ($w: ConversationWhere!) { conversations(where: $w) { totals { count } } }`, "", "BAD_USER_INPUT"},
		{"a variable of another type", `query ($w: ConversationWhere) { conversations(where: $w) { totals { count } } }`, `{"w":"all"}`, "BAD_USER_INPUT"},
		{"an empty filter", `{ conversations(where: {}) { totals { count } } }`, "", "BAD_USER_INPUT"},
		{"a filter that is too deep", `query ($w: ConversationWhere) { conversations(where: $w) { totals { count } } }`, `{"w":` + nested(21) + `}`, "QUERY_TOO_COMPLEX"},
		{"a bad argument of a field", `{ conversations { groups(limit: 0) { totalCount } list(first: -1) { totalCount } } }`, "", "BAD_USER_INPUT BAD_USER_INPUT"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFront(t, answers(rows()))
			answer, sent := f.ask(t, test.query, test.variables)
			if _, failures := read(t, answer); codes(failures) != test.codes || len(sent) > 0 {
				t.Errorf("%d sent, answered %s", len(sent), answer)
			}
			if f.log.Len() > 0 {
				t.Errorf("logged %s", f.log.String())
			}
		})
	}
}

func TestOneFailingQueryLeavesTheOthersStanding(t *testing.T) {
	endpoint := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if strings.Contains(string(body), "groupBy") {
			problem(500, "internal_server_error").ServeHTTP(w, r)
			return
		}
		answers(rows(`{"count":3,"id":"c"}`)).ServeHTTP(w, r)
	})
	f := newFront(t, endpoint)
	answer, _ := f.ask(t, `{
		conversations(groupBy: { field: TYPE }) { groups { totalCount } totals { count } list { nodes { id } } }
		conversation(id: "c") { id }
	}`, "")
	data, failures := read(t, answer)
	if data != `{"conversations":{"groups":null,"totals":{"count":3},"list":{"nodes":[{"id":"c"}]}},"conversation":{"id":"c"}}` ||
		codes(failures) != "UPSTREAM_UNAVAILABLE" {
		t.Errorf("answered %s", answer)
	}
	if strings.Count(f.log.String(), "\n") != 1 || !strings.Contains(f.log.String(), "path=conversations.groups") {
		t.Errorf("logged %s", f.log.String())
	}
}

func TestACallerThatWentAwayIsNotLogged(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	f := newFront(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}))
	answer := f.answer(ctx, t, `{ conversations { totals { count } } }`, "")
	if data, _ := read(t, answer); data != `{"conversations":{"totals":null}}` || f.log.Len() > 0 {
		t.Errorf("answered %s, logged %s", answer, f.log.String())
	}
}

// source answers with a function.
type source func(q query.Query) (*upstream.Answer, error)

func (s source) Rows(_ context.Context, q query.Query) (*upstream.Answer, error) { return s(q) }

var _ answerer = source(nil)

func TestAPanicIsInternalAtItsField(t *testing.T) {
	empty := upstream.New(upstream.Options{}).For(upstream.Scope{Key: canary})
	f := &front{}
	f.stand(source(func(q query.Query) (*upstream.Answer, error) {
		if len(q.GroupBy) > 0 {
			q.Where = query.Any()
			return empty.Rows(context.Background(), q)
		}
		panic("at http://127.0.0.1 with " + canary)
	}))
	for _, test := range []struct{ name, query, data, codes string }{
		{
			"totals", `{ conversations(groupBy: { field: TYPE }) { totals { count } groups { totalCount } } }`,
			`{"conversations":{"totals":null,"groups":{"totalCount":0}}}`, "INTERNAL",
		},
		{"a list, which asks beside itself", `{ conversations { list { nodes { id } } } }`, `{"conversations":{"list":null}}`, "INTERNAL"},
		{"the count of a list", `{ a: conversations { list { totalCount } } }`, `{"a":{"list":null}}`, "INTERNAL"},
		{"one conversation", `{ conversation(id: "c") { id } }`, `{"conversation":null}`, "INTERNAL"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f.log.Reset()
			answer, _ := f.ask(t, test.query, "")
			data, failures := read(t, answer)
			if data != test.data || codes(failures) != test.codes {
				t.Errorf("answered %s", answer)
			}
			for _, leak := range leaks {
				if strings.Contains(answer, leak) {
					t.Errorf("%q is in the answer %s", leak, answer)
				}
			}
			if log := f.log.String(); !strings.Contains(log, "level=ERROR msg=panic") || !strings.Contains(log, "errors_test.go") {
				t.Errorf("the stack is not in the log %s", log)
			}
		})
	}
}

func TestAnErrorThatNobodyForesawIsInternal(t *testing.T) {
	f := &front{}
	f.stand(source(func(query.Query) (*upstream.Answer, error) { return nil, io.ErrUnexpectedEOF }))
	answer, _ := f.ask(t, `{ conversations { totals { count } } }`, "")
	_, failures := read(t, answer)
	if codes(failures) != "INTERNAL" || failures[0].Message != "Something went wrong inside the gateway." {
		t.Errorf("answered %s", answer)
	}
	if log := f.log.String(); !strings.Contains(log, "level=ERROR") || !strings.Contains(log, "unexpected EOF") {
		t.Errorf("logged %s", log)
	}
}

func TestNamesThatWereSentComeBackShortened(t *testing.T) {
	long := strings.Repeat("x", 50_000)
	f := newFront(t, answers(rows()))
	for _, request := range [][2]string{
		{`{ ` + long + ` }`, ""},
		{`query($where: ConversationWhere) { conversations(where: $where) { totals { count } } }`, `{"where":{"` + long + `":1}}`},
		{`{ conversations(where: { ` + long + `: { eq: "a" } }) { totals { count } } }`, ""},
	} {
		answer, sent := f.ask(t, request[0], request[1])
		if _, failures := read(t, answer); codes(failures) != "BAD_USER_INPUT" || len(answer) > 2000 || len(sent) > 0 {
			t.Errorf("answered %d bytes: %.500s", len(answer), answer)
		}
	}
}
