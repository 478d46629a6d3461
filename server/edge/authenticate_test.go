package edge_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/server/edge"
)

type nameKey struct{}

// greeter answers with the name in the context.
type greeter struct{ executor }

func (greeter) DispatchOperation(ctx context.Context, _ *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	name, _ := ctx.Value(nameKey{}).(string)
	return func(context.Context) *graphql.Response { return &graphql.Response{Data: []byte(`"` + name + `"`)} }, ctx
}

// unread is a body that must not be read.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body is read")
	return 0, io.EOF
}

func TestOperationsKnowWhoAsks(t *testing.T) {
	h := edge.New(edge.Options{Executor: greeter{}, Authenticate: func(r *http.Request) (context.Context, *edge.Refusal) {
		return context.WithValue(r.Context(), nameKey{}, r.Header.Get("Authorization")), nil
	}})
	request := httptest.NewRequest("GET", "/?query=q", nil)
	request.Header.Set("Authorization", "me")
	response := httptest.NewRecorder()
	h.ServeHTTP(response, request)
	if response.Body.String() != `{"data":"me"}` {
		t.Errorf("it answers %s", response.Body)
	}
}

func TestWhoIsRefusedIsAnsweredInTheMediaTypeThatIsWanted(t *testing.T) {
	h := edge.New(edge.Options{Executor: executor{}, Authenticate: func(r *http.Request) (context.Context, *edge.Refusal) {
		if r.Header.Get("Authorization") == "panic" {
			panic("secret")
		}
		return nil, &edge.Refusal{Status: 401, Code: "UNAUTHENTICATED", Message: "Who are you?", Header: http.Header{"Www-Authenticate": {"Bearer x"}}}
	}})
	for _, c := range []struct {
		name, accept, authorization string
		status                      int
		code, contentType           string
	}{
		{"the older", "application/json", "secret", 401, "UNAUTHENTICATED", older},
		{"the newer", "application/graphql-response+json", "secret", 401, "UNAUTHENTICATED", newer},
		{"neither", "text/html", "secret", 406, "BAD_USER_INPUT", older},
		{"a panic", "application/graphql-response+json", "panic", 500, "INTERNAL", newer},
	} {
		t.Run(c.name, func(t *testing.T) {
			request := httptest.NewRequest("POST", "/", unread{t})
			request.Header = http.Header{"Accept": {c.accept}, "Authorization": {c.authorization}, "Content-Type": {"text/plain"}}
			response := httptest.NewRecorder()
			h.ServeHTTP(response, request)
			checkRefusal(t, response, c.status, c.code)
			if have := response.Header().Get("Content-Type"); have != c.contentType {
				t.Errorf("it answers in %s", have)
			}
			if challenged := strings.HasPrefix(response.Header().Get("WWW-Authenticate"), "Bearer"); challenged != (c.status == 401) {
				t.Errorf("it is challenged: %v", challenged)
			}
		})
	}
}
