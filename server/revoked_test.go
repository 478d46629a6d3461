package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// TestAnAnswerThatIsKeptWholeGoesWithItsKey asks the same until it is answered without being read, and then has the key
// revoked, which another question finds out.
func TestAnAnswerThatIsKeptWholeGoesWithItsKey(t *testing.T) {
	var revoked atomic.Bool
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if revoked.Load() {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"status":"ok","data":{"result":[{"count":3}],"total":1,"pageSize":10,"count":1}}`)
	}))
	defer endpoint.Close()
	p := start(t, map[string]string{"INKEEP_API_KEY": "canary-key-5e0d"}, "--upstream-url", endpoint.URL)
	const question, another = `{ conversations { totals { count } } }`, `{ conversations(groupBy: [{ field: TYPE }]) { groups { totalCount } } }`
	for range 4 {
		if _, answer, _ := p.as(t, "", question); !strings.Contains(answer, `"count":3`) {
			t.Fatalf("answered %s", answer)
		}
	}
	revoked.Store(true)
	if _, answer, _ := p.as(t, "", another); !strings.Contains(answer, `"errors"`) {
		t.Errorf("another question is answered %s", answer)
	}
	if _, answer, _ := p.as(t, "", question); !strings.Contains(answer, `"errors"`) || strings.Contains(answer, `"count":3`) {
		t.Errorf("answered %s", answer)
	}
}
