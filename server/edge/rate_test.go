package edge_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/server/edge"
)

func TestACallerAsksAtARate(t *testing.T) {
	now := time.Date(2026, 1, 31, 10, 0, 0, 0, time.UTC)
	handler := edge.New(edge.Options{
		Executor: executor{}, Rate: 0.5, Burst: 3,
		Caller: func(r *http.Request) string { return r.Header.Get("Caller") },
		Clock:  func() time.Time { return now },
	})
	ask := func(caller string) *httptest.ResponseRecorder {
		request := httptest.NewRequest("POST", "/", strings.NewReader(`{"query":"q"}`))
		request.Header = http.Header{"Content-Type": {"application/json"}, "Caller": {caller}}
		response := httptest.NewRecorder()
		handler.ServeHTTP(response, request)
		return response
	}
	good := func(caller string, times int) {
		t.Helper()
		for range times {
			if response := ask(caller); response.Code != 200 {
				t.Errorf("it answers %d %s", response.Code, response.Body)
			}
		}
	}
	refused := func(caller string, wait int) {
		t.Helper()
		response := ask(caller)
		checkLimit(t, response, 429, "RATE_LIMITED", 3, 4)
		if response.Header().Get("Retry-After") != fmt.Sprint(wait) || !strings.Contains(response.Body.String(), fmt.Sprintf(`"retryAfter":%d`, wait)) {
			t.Errorf("it answers %v %s", response.Header(), response.Body)
		}
	}
	good("a", 3)
	for range 5 { // What is refused takes no token.
		refused("a", 2)
	}
	good("b", 3)
	now = now.Add(1500 * time.Millisecond)
	refused("a", 1)
	now = now.Add(500 * time.Millisecond)
	good("a", 1)
	refused("a", 2)
	now = now.Add(time.Hour)
	good("a", 3)
	refused("a", 2)
}

func TestWithoutARateEverybodyAsks(t *testing.T) {
	handler := edge.New(edge.Options{Executor: executor{}})
	for range 50 {
		if response := post(handler, strings.NewReader(`{"query":"q"}`)); response.Code != 200 {
			t.Fatalf("it answers %d %s", response.Code, response.Body)
		}
	}
}

func TestACallerAsksForWhatCostsNoMore(t *testing.T) {
	now := time.Date(2026, 1, 31, 10, 0, 0, 0, time.UTC)
	asked := 0
	handler := edge.New(edge.Options{
		Executor: counting{executed: &asked}, RateCost: 20, CostBurst: 100,
		CostOf: func(op *graphql.OperationContext) int { return len(op.RawQuery) },
		Caller: func(r *http.Request) string { return r.Header.Get("Caller") },
		Clock:  func() time.Time { return now },
	})
	ask := func(caller string, cost int) *httptest.ResponseRecorder {
		request := httptest.NewRequest("POST", "/", strings.NewReader(`{"query":"`+strings.Repeat("q", cost)+`"}`))
		request.Header = http.Header{"Content-Type": {"application/json"}, "Caller": {caller}, "Accept": {"application/graphql-response+json"}}
		response := httptest.NewRecorder()
		handler.ServeHTTP(response, request)
		return response
	}
	good := func(caller string, cost int) {
		t.Helper()
		if response := ask(caller, cost); response.Code != 200 {
			t.Errorf("it answers %d %s", response.Code, response.Body)
		}
	}
	refused := func(caller string, cost, wait int) {
		t.Helper()
		before := asked
		response := ask(caller, cost)
		checkLimit(t, response, 429, "RATE_LIMITED", 100, 101)
		if response.Header().Get("Retry-After") != fmt.Sprint(wait) || !strings.Contains(response.Body.String(), fmt.Sprintf(`"retryAfter":%d`, wait)) {
			t.Errorf("it answers %v %s", response.Header(), response.Body)
		}
		if asked != before {
			t.Error("what is refused was executed")
		}
	}
	good("a", 60)
	good("a", 40)
	for range 5 { // What is refused costs nothing.
		refused("a", 1, 1)
		refused("a", 100, 5)
	}
	good("b", 100)
	now = now.Add(time.Second)
	refused("a", 21, 1)
	good("a", 20)
	refused("a", 41, 3)
	now = now.Add(time.Hour)
	good("a", 100)
	refused("a", 100, 5)
	// To wait is of no use.
	response := ask("c", 101)
	checkLimit(t, response, 400, "QUERY_TOO_COMPLEX", 100, 101)
	if response.Header().Get("Retry-After") != "" || asked != 5 {
		t.Errorf("it answers %v, and %d were executed", response.Header(), asked)
	}
	good("c", 100)
}

// counting counts the operations that are executed.
type counting struct {
	executor
	executed *int
}

func (c counting) DispatchOperation(ctx context.Context, op *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	*c.executed++
	return c.executor.DispatchOperation(ctx, op)
}
