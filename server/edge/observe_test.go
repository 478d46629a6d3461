package edge_test

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/inkeep-gateway/gateway/server/edge"
)

// naming finds that the document has an operation of the name that is asked for.
type naming struct{ executor }

func (n naming) CreateOperationContext(ctx context.Context, p *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	op, errs := n.executor.CreateOperationContext(ctx, p)
	if op.Operation != nil {
		op.Operation.Name = p.OperationName
	}
	return op, errs
}

func TestTheOutcomeOfARequestIsTold(t *testing.T) {
	long := strings.Repeat("n", 81)
	for _, c := range []struct {
		name, method, body string
		want               edge.Outcome
	}{
		{"a named query", "POST", `{"query":"q","operationName":"Dashboard"}`, edge.Outcome{Name: "Dashboard", Type: "query"}},
		{"one without a name", "POST", `{"query":"q"}`, edge.Outcome{Type: "query"}},
		{"a name of 80 characters", "POST", `{"query":"q","operationName":"` + long[1:] + `"}`, edge.Outcome{Name: long[1:], Type: "query"}},
		{"a longer name", "POST", `{"query":"q","operationName":"` + long + `"}`, edge.Outcome{Type: "query"}},
		{"a mutation", "POST", `{"query":"a valid mutation"}`, edge.Outcome{Type: "mutation"}},
		{"how the answer came about, also where nobody asks", "POST", `{"query":"trace"}`, edge.Outcome{Type: "query", Trace: trace{1}}},
		{"an invalid document, whose operation's name is only the request's word", "POST", `{"query":"invalid","operationName":"secret"}`,
			edge.Outcome{Code: "BAD_USER_INPUT"}},
		{"the first of several errors", "POST", `{"query":"two errors"}`, edge.Outcome{Type: "query", Code: "RATE_LIMITED", Reason: "OVERLOADED"}},
		{"an error without a code", "POST", `{"query":"null"}`, edge.Outcome{Type: "query", Code: "INTERNAL"}},
		{"what cannot be read", "POST", `secret`, edge.Outcome{Code: "BAD_USER_INPUT"}},
		{"what is too large", "POST", strings.Repeat(" ", 301), edge.Outcome{Code: "REQUEST_TOO_LARGE"}},
		{"a method that is not taken", "PUT", ``, edge.Outcome{Code: "BAD_USER_INPUT"}},
		{"a panic", "POST", `{"query":"panic"}`, edge.Outcome{Type: "query", Code: "INTERNAL"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var told []edge.Outcome
			request := httptest.NewRequest(c.method, "/", strings.NewReader(c.body))
			request.Header.Set("Content-Type", "application/json")
			request = request.WithContext(context.WithValue(request.Context(), keyOfTest{}, "its own"))
			response := httptest.NewRecorder()
			edge.New(edge.Options{Executor: erring{}, MaxBody: 300, Observe: func(ctx context.Context, o edge.Outcome) {
				if ctx.Value(keyOfTest{}) != "its own" {
					t.Error("the context is another")
				}
				if response.Body.Len() == 0 {
					t.Error("it is told before the answer")
				}
				told = append(told, o)
			}}).ServeHTTP(response, request)
			if diff := cmp.Diff([]edge.Outcome{c.want}, told); diff != "" {
				t.Error(diff)
			}
			if closes := response.Header().Get("Connection") == "close"; closes != (c.want.Code == "REQUEST_TOO_LARGE") {
				t.Errorf("the connection ends: %v", closes)
			}
		})
	}
}

type keyOfTest struct{}

// erring answers a request for two errors with them.
type erring struct{ naming }

func (e erring) DispatchOperation(ctx context.Context, op *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	if op.RawQuery != "two errors" {
		return e.naming.DispatchOperation(ctx, op)
	}
	return func(context.Context) *graphql.Response {
		return &graphql.Response{Data: json.RawMessage(`null`), Errors: gqlerror.List{
			{Message: "no", Path: ast.Path{ast.PathName("a")}, Extensions: map[string]any{"code": code("RATE_LIMITED")}},
			{Message: "no", Extensions: map[string]any{"code": code("INTERNAL")}},
		}}
	}, ctx
}

type code string
