package edge_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

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
