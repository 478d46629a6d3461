package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestASlowCallerKeepsNoOtherFromTheEndpoint has one caller ask more slow questions than may be under way at once.
func TestASlowCallerKeepsNoOtherFromTheEndpoint(t *testing.T) {
	var slow atomic.Int64
	over := make(chan struct{})
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if body, _ := io.ReadAll(r.Body); strings.Contains(string(body), "slow") {
			slow.Add(1)
			<-over
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"status":"ok","data":{"result":[{"id":"x"}],"total":1,"pageSize":10,"count":1}}`)
	}))
	defer endpoint.Close()
	p := start(t, map[string]string{"INKEEP_API_KEY": "canary-key-5e0d", "INKEEP_JWT_SECRET": tokenSecret}, "--upstream-url", endpoint.URL)
	first, second := signedToken(t, `{"sub": "the first"}`), signedToken(t, `{"sub": "the second"}`)
	var all sync.WaitGroup
	defer all.Wait()
	defer close(over)
	for request := range 9 {
		fields := ""
		for field := range 8 {
			fields += fmt.Sprintf(` f%d: conversation(id: "slow-%d-%d") { id }`, field, request, field)
		}
		all.Go(func() { p.as(t, first, "{"+fields+" }") })
	}
	for end := time.Now().Add(time.Minute); slow.Load() < 48; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d slow calls", slow.Load())
		}
	}
	for n := range 5 {
		if _, answer, _ := p.as(t, second, fmt.Sprintf(`{ conversation(id: "quick-%d") { id } }`, n)); strings.Contains(answer, "errors") {
			t.Errorf("the second caller is answered %s", answer)
		}
	}
}

// TestLinesSayWhoCalled compares what two replicas say of the same caller, let in and refused.
func TestLinesSayWhoCalled(t *testing.T) {
	endpoint, _ := countingEndpoint(t)
	policies := write(t, filepath.Join(t.TempDir(), "policies.yaml"), "roles: {reader: {rows: all, fields: all}}")
	expired := time.Now().Add(-time.Hour).Unix()
	tokens := []string{
		signedToken(t, `{"sub": "me", "email": "me@example.com", "role": "reader"}`),
		signedToken(t, `{"sub": "me", "email": "me@example.com"}`), // of no role
		signedToken(t, fmt.Sprintf(`{"sub": "me", "email": "me@example.com", "exp": %d}`, expired)),
		signedToken(t, `{"sub": "me", "email": "me@example.com", "role": "reader"}`) + "x",
	}
	var id any
	for replica := range 2 {
		p := start(t, map[string]string{"INKEEP_API_KEY": "canary-key", "INKEEP_JWT_SECRET": tokenSecret}, "--upstream-url", endpoint.URL,
			"--policies", policies, "--caller-claim", "email", "--log-format", "json")
		for _, token := range tokens {
			p.as(t, token, "{ __typename }")
		}
		_, log := p.stop()
		lines := accessLines(t, log)
		if len(lines) != len(tokens) {
			t.Fatalf("there are %d lines:\n%s", len(lines), log)
		}
		if replica == 0 {
			id = lines[0]["enduser.pseudo.id"]
		}
		for i, status := range []float64{200, 403, 401, 401} {
			wantID, wantName := id, any("me@example.com")
			if i == 3 { // Its signature is no good.
				wantID, wantName = nil, nil
			}
			if l := lines[i]; l["http.response.status_code"] != status || l["enduser.pseudo.id"] != wantID || l["enduser.id"] != wantName {
				t.Errorf("replica %d: the line %d is %v, not of %v", replica, i, l, wantID)
			}
		}
	}
	if text, ok := id.(string); !ok || !strings.HasPrefix(text, "subject:") {
		t.Errorf("the caller is %v", id)
	}
}
