package edge_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/inkeep-gateway/gateway/server/edge"
)

// executor answers every operation with what it was asked, or as its query says.
type executor struct{}

func (executor) CreateOperationContext(_ context.Context, p *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	op := &graphql.OperationContext{RawQuery: p.Query, Variables: p.Variables, OperationName: p.OperationName}
	if p.Query == "invalid" {
		return op, gqlerror.List{{Message: "no", Extensions: map[string]any{"code": "BAD_USER_INPUT"}}}
	}
	return op, nil
}

func (executor) DispatchOperation(ctx context.Context, op *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	return func(context.Context) *graphql.Response {
		if op.RawQuery == "panic" {
			panic("secret")
		}
		variables, _ := json.Marshal(op.Variables)
		name, _ := json.Marshal(op.OperationName)
		if op.RawQuery == "trace" {
			return &graphql.Response{Data: json.RawMessage(`{}`), Extensions: map[string]any{"gateway": trace{1}, "other": 2}}
		}
		return &graphql.Response{Data: json.RawMessage(`{"variables":` + string(variables) + `,"name":` + string(name) + `}`)}
	}, ctx
}

func (executor) DispatchError(_ context.Context, errs gqlerror.List) *graphql.Response {
	return &graphql.Response{Errors: errs}
}

type trace struct{ Calls int }

func (trace) ServerTiming() string { return `calls;desc="1"` }

func TestATraceIsGivenToThoseWhoAskAndMay(t *testing.T) {
	const traced, untraced = `{"data":{},"extensions":{"gateway":{"Calls":1},"other":2}}`, `{"data":{},"extensions":{"other":2}}`
	for _, c := range []struct {
		name         string
		allowed      bool
		header       string
		want, timing string
	}{
		{"asked and allowed", true, "1", traced, `calls;desc="1"`},
		{"not asked", true, "", untraced, ""},
		{"not allowed", false, "1", untraced, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			request := httptest.NewRequest("POST", "/", strings.NewReader(`{"query":"trace"}`))
			request.Header.Set("Content-Type", "application/json")
			request.Header.Set(edge.TraceHeader, c.header)
			response := httptest.NewRecorder()
			edge.New(edge.Options{Executor: executor{}, Trace: c.allowed}).ServeHTTP(response, request)
			if response.Body.String() != c.want || response.Header().Get("Server-Timing") != c.timing {
				t.Errorf("it answers %s %v", response.Body, response.Header())
			}
		})
	}
}

func TestRequests(t *testing.T) {
	var log bytes.Buffer
	server := httptest.NewServer(edge.New(edge.Options{Executor: executor{}, MaxBody: 200, Logger: slog.New(slog.NewTextHandler(&log, nil))}))
	defer server.Close()
	const (
		old = "application/json; charset=utf-8"
		new = "application/graphql-response+json; charset=utf-8"
	)
	for _, c := range []struct {
		name, method, contentType, accept, body string

		status int
		media  string
		want   string // all of the body, or its error's code
	}{
		{"a query", "POST", "application/json", "", `{"query":"q"}`, 200, old, `{"data":{"variables":null,"name":""}}`},
		{"all members", "POST", "application/json;charset=UTF-8", "application/json", `{"query":"q","operationName":"N","variables":{"n":1.50,"big":12345678901234567890},"extensions":{"x":1},"more":[]}`,
			200, old, `{"data":{"variables":{"big":12345678901234567890,"n":1.50},"name":"N"}}`},
		{"null members", "POST", "application/json", "*/*", `{"query":"q","operationName":null,"variables":null,"extensions":null}`, 200, old, `{"data":{"variables":null,"name":""}}`},
		{"the newer media type", "POST", "application/json", "text/html, application/graphql-response+json;q=0.9, application/json", `{"query":"q"}`,
			200, new, `{"data":{"variables":null,"name":""}}`},
		{"an invalid query", "POST", "application/json", "", `{"query":"invalid"}`, 200, old, `{"errors":[{"message":"no","extensions":{"code":"BAD_USER_INPUT"}}]}`},
		{"an invalid query of the newer media type", "POST", "application/json", "application/graphql-response+json", `{"query":"invalid"}`,
			400, new, `{"errors":[{"message":"no","extensions":{"code":"BAD_USER_INPUT"}}]}`},
		{"another method", "PUT", "application/json", "", `{"query":"q"}`, 405, old, "BAD_USER_INPUT"},
		{"another content type", "POST", "text/plain", "", `{"query":"q"}`, 415, old, "BAD_USER_INPUT"},
		{"no content type", "POST", "", "", `{"query":"q"}`, 415, old, "BAD_USER_INPUT"},
		{"another charset", "POST", "application/json; charset=latin1", "", `{"query":"q"}`, 415, old, "BAD_USER_INPUT"},
		{"200 bytes", "POST", "application/json", "", `{"query":"q"` + strings.Repeat(" ", 187) + `}`, 200, old, `{"data":{"variables":null,"name":""}}`},
		{"201 bytes", "POST", "application/json", "", `{"query":"q"` + strings.Repeat(" ", 188) + `}`, 413, old, "REQUEST_TOO_LARGE"},
		{"nothing", "POST", "application/json", "", ``, 400, old, "BAD_USER_INPUT"},
		{"no JSON", "POST", "application/json", "", `{"query":secret`, 400, old, "BAD_USER_INPUT"},
		{"an array", "POST", "application/json", "", `[{"query":"q"}]`, 400, old, "BAD_USER_INPUT"},
		{"null", "POST", "application/json", "", `null`, 400, old, "BAD_USER_INPUT"},
		{"a second document", "POST", "application/json", "", `{"query":"q"}{"query":"secret"}`, 400, old, "BAD_USER_INPUT"},
		{"a name twice", "POST", "application/json", "", `{"query":"q","query":"secret"}`, 400, old, "BAD_USER_INPUT"},
		{"a variable twice", "POST", "application/json", "", `{"query":"q","variables":{"a":1,"a":2}}`, 400, old, "BAD_USER_INPUT"},
		{"bytes that are no UTF-8", "POST", "application/json", "", "{\"query\":\"\xff\"}", 400, old, "BAD_USER_INPUT"},
		{"no query", "POST", "application/json", "", `{"Query":"q"}`, 400, old, "BAD_USER_INPUT"},
		{"a query that is no text", "POST", "application/json", "", `{"query":1}`, 400, old, "BAD_USER_INPUT"},
		{"variables that are no object", "POST", "application/json", "", `{"query":"q","variables":[1]}`, 400, old, "BAD_USER_INPUT"},
		{"extensions that are no object", "POST", "application/json", "", `{"query":"q","extensions":"x"}`, 400, old, "BAD_USER_INPUT"},
		{"a panic", "POST", "application/json", "", `{"query":"panic"}`, 500, old, "INTERNAL"},
	} {
		t.Run(c.name, func(t *testing.T) {
			request, err := http.NewRequest(c.method, server.URL, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			request.Header = http.Header{"Content-Type": {c.contentType}, "Accept": {c.accept}}
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			body, _ := io.ReadAll(response.Body)
			if response.StatusCode != c.status || response.Header.Get("Content-Type") != c.media {
				t.Errorf("it answers %s %s", response.Status, response.Header.Get("Content-Type"))
			}
			if c.status == 405 && response.Header.Get("Allow") != "POST" {
				t.Errorf("it allows %q", response.Header.Get("Allow"))
			}
			if strings.HasPrefix(c.want, "{") {
				if string(body) != c.want {
					t.Errorf("it answers %s", body)
				}
				return
			}
			var answer struct {
				Data   *json.RawMessage
				Errors []struct {
					Message    string
					Extensions struct{ Code string }
				}
			}
			if err := json.Unmarshal(body, &answer); err != nil || answer.Data != nil || len(answer.Errors) != 1 || answer.Errors[0].Extensions.Code != c.want {
				t.Errorf("it answers %s", body)
			}
			if strings.Contains(string(body), "secret") {
				t.Errorf("it repeats what was sent: %s", body)
			}
		})
	}
	if !strings.Contains(log.String(), "panic") || !strings.Contains(log.String(), "edge_test.go") {
		t.Errorf("the panic is not logged: %s", log.String())
	}
}
