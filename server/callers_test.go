package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
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
