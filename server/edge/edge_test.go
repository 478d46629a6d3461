package edge_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/inkeep-gateway/gateway/server/edge"
)

// The content types of answers.
const (
	older = "application/json; charset=utf-8"
	newer = "application/graphql-response+json; charset=utf-8"
)

// executor answers every operation with what it was asked, or as its query says.
type executor struct{}

func (executor) CreateOperationContext(_ context.Context, p *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	op := &graphql.OperationContext{RawQuery: p.Query, Variables: p.Variables, OperationName: p.OperationName, Extensions: p.Extensions}
	if p.Query == "invalid" || strings.Contains(p.Query, "{") {
		return op, gqlerror.List{{Message: "no", Extensions: map[string]any{"code": "BAD_USER_INPUT"}}}
	}
	op.Operation = &ast.OperationDefinition{Operation: ast.Query}
	if p.Query == "a valid mutation" {
		op.Operation.Operation = ast.Mutation
	}
	return op, nil
}

func (executor) DispatchOperation(ctx context.Context, op *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	return func(context.Context) *graphql.Response {
		switch op.RawQuery {
		case "panic":
			panic("secret")
		case "trace":
			return &graphql.Response{Data: json.RawMessage(`{}`), Extensions: map[string]any{"gateway": trace{1}, "other": 2}}
		case "null":
			return &graphql.Response{Data: json.RawMessage(`null`), Errors: gqlerror.List{{Message: "no"}}}
		case "no data":
			return &graphql.Response{Errors: gqlerror.List{{Message: "no"}}}
		}
		data, _ := json.Marshal(heard{op.RawQuery, op.OperationName, op.Variables, op.Extensions})
		return &graphql.Response{Data: data}
	}, ctx
}

func (executor) DispatchError(_ context.Context, errs gqlerror.List) *graphql.Response {
	return &graphql.Response{Errors: errs}
}

// heard is what reached the executor.
type heard struct {
	Query      string         `json:"query"`
	Name       string         `json:"name,omitempty"`
	Variables  map[string]any `json:"variables,omitempty"`
	Extensions map[string]any `json:"extensions,omitempty"`
}

type trace struct{ Calls int }

func (trace) ServerTiming() string { return `calls;desc="1"` }

// ask sends a request to a handler of requests of at most 300 bytes.
func ask(method, query, body string, header http.Header) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, "/graphql?"+query, strings.NewReader(body))
	request.Header = header
	response := httptest.NewRecorder()
	edge.New(edge.Options{Executor: executor{}, MaxBody: 300}).ServeHTTP(response, request)
	return response
}

// checkRefusal checks that an answer has one error of a code, no data, and nothing of what was sent, which has to hold the
// word secret to be recognised.
func checkRefusal(t *testing.T, response *httptest.ResponseRecorder, status int, code string) {
	t.Helper()
	var answer map[string]json.RawMessage
	var errors []struct {
		Message    string
		Extensions struct{ Code string }
	}
	body := response.Body.String()
	if err := json.Unmarshal([]byte(body), &answer); err != nil || json.Unmarshal(answer["errors"], &errors) != nil {
		t.Fatalf("it answers %s", body)
	}
	if response.Code != status || len(answer) != 1 || len(errors) != 1 || errors[0].Message == "" || errors[0].Extensions.Code != code {
		t.Errorf("it answers %d %s", response.Code, body)
	}
	if strings.Contains(body, "secret") {
		t.Errorf("it repeats what was sent: %s", body)
	}
}

func TestTheStatusOfAnAnswerDependsOnItsMediaType(t *testing.T) {
	for _, c := range []struct {
		name, query, body string
		older, newer      int
	}{
		{"data", "q", `{"data":{"query":"q"}}`, 200, 200},
		{"an invalid query", "invalid", `{"errors":[{"message":"no","extensions":{"code":"BAD_USER_INPUT"}}]}`, 200, 400},
		{"data that is null for an error below it", "null", `{"errors":[{"message":"no"}],"data":null}`, 200, 200},
		{"an operation that ends without data", "no data", `{"errors":[{"message":"no"}]}`, 200, 400},
	} {
		t.Run(c.name, func(t *testing.T) {
			for contentType, status := range map[string]int{older: c.older, newer: c.newer} {
				response := ask("POST", "", `{"query":"`+c.query+`"}`, http.Header{"Content-Type": {"application/json"}, "Accept": {contentType}})
				if response.Code != status || response.Header().Get("Content-Type") != contentType || response.Body.String() != c.body {
					t.Errorf("it answers %d %s %s", response.Code, response.Header().Get("Content-Type"), response.Body)
				}
			}
		})
	}
}

func TestOnlyQueriesComeByGET(t *testing.T) {
	for _, c := range []struct {
		name, document, operation string
		status                    int // of the newer media type
	}{
		{"a query", "q", "", 200},
		{"a mutation", "a valid mutation", "", 405},
		{"a mutation that the schema does not have", "mutation { secret }", "", 405},
		{"a subscription that the schema does not have", "subscription { secret }", "", 405},
		{"the mutation of several operations", "query Q { a } mutation M { secret }", "M", 405},
		{"the query of several operations, if an invalid one", "query Q { a } mutation M { secret }", "Q", 400},
		{"none of several operations", "query Q { a } mutation M { secret }", "N", 400},
		{"an invalid query", "{ a }", "", 400},
		{"what is no document", "mutation {", "", 400},
		{"no operation", "fragment F on T { a }", "", 400},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, method := range []string{"GET", "HEAD"} {
				response := ask(method, url.Values{"query": {c.document}, "operationName": {c.operation}}.Encode(), "",
					http.Header{"Accept": {newer}})
				if response.Code != c.status {
					t.Errorf("%s answers %d %s", method, response.Code, response.Body)
				}
				if c.status == 405 {
					checkRefusal(t, response, 405, "BAD_USER_INPUT")
				}
				if allow := response.Header().Get("Allow"); (allow == "POST") != (c.status == 405) {
					t.Errorf("%s allows %q", method, allow)
				}
			}
			body, _ := json.Marshal(map[string]string{"query": c.document, "operationName": c.operation})
			response := ask("POST", "", string(body), http.Header{"Content-Type": {"application/json"}})
			if response.Code != 200 {
				t.Errorf("POST answers %d %s", response.Code, response.Body)
			}
		})
	}
}

func TestHEADAnswersAsGETWithoutABody(t *testing.T) {
	server := httptest.NewServer(edge.New(edge.Options{Executor: executor{}}))
	defer server.Close()
	for _, query := range []string{"query=q", "query=invalid", "query=q&query=q"} {
		get, err := http.Get(server.URL + "?" + query)
		if err != nil {
			t.Fatal(err)
		}
		get.Body.Close()
		head, err := http.Head(server.URL + "?" + query)
		if err != nil {
			t.Fatal(err)
		}
		var body bytes.Buffer
		_, _ = body.ReadFrom(head.Body)
		head.Body.Close()
		if head.StatusCode != get.StatusCode || head.ContentLength != get.ContentLength || head.ContentLength <= 0 ||
			head.Header.Get("Content-Type") != get.Header.Get("Content-Type") || body.Len() != 0 {
			t.Errorf("%s: GET has %s %v, HEAD %s %v", query, get.Status, get.Header, head.Status, head.Header)
		}
	}
}

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

func TestAPanicIsLoggedAndNotTold(t *testing.T) {
	var log bytes.Buffer
	request := httptest.NewRequest("GET", "/?query=panic", nil)
	request.Header.Set("Accept", newer)
	response := httptest.NewRecorder()
	edge.New(edge.Options{Executor: executor{}, Logger: slog.New(slog.NewTextHandler(&log, nil))}).ServeHTTP(response, request)
	checkRefusal(t, response, 500, "INTERNAL")
	if response.Header().Get("Content-Type") != newer {
		t.Errorf("it answers in %s", response.Header().Get("Content-Type"))
	}
	if !strings.Contains(log.String(), "secret") || !strings.Contains(log.String(), "edge_test.go") {
		t.Errorf("the panic is not logged: %s", log.String())
	}
}
