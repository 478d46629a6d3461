package main

import (
	"crypto/sha256"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// sample is the value of a metric on the admin listener; empty if it has none.
func sample(t *testing.T, admin, metric string) string {
	t.Helper()
	_, body := get(t, "http://"+admin+"/metrics")
	for line := range strings.Lines(body) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), metric+" "); ok {
			return value
		}
	}
	return ""
}

// TestReasonsThatClientsSeeAsOneAreToldApart refuses requests for each reason that there is for one code, and reads what they are counted as.
func TestReasonsThatClientsSeeAsOneAreToldApart(t *testing.T) {
	var limited atomic.Bool
	waits, over := make(chan struct{}, 1), make(chan struct{})
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if body, _ := io.ReadAll(r.Body); strings.Contains(string(body), "slow") {
			waits <- struct{}{}
			<-over
		}
		w.Header().Set("Content-Type", "application/json")
		if limited.Load() {
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		_, _ = io.WriteString(w, `{"status":"ok","data":{"result":[{"id":"x"}],"total":1,"pageSize":10,"count":1}}`)
	}))
	defer endpoint.Close()
	keys := httptest.NewServer(http.NotFoundHandler()) // has no keys
	defer keys.Close()
	admin := freeAddress(t)
	p := start(t, map[string]string{"INKEEP_API_KEY": "k"}, "--upstream-url", endpoint.URL, "--upstream-tries", "1", "--admin-listen", admin,
		"--max-in-flight", "1", "--queue-timeout", "0s", "--rate-limit", "0.0001", "--rate-burst", "3", "--jwt-jwks-url", keys.URL, "--anonymous")
	// The client's code is the same for three of them, and their own for the fourth.
	ask := func(bearer, id, code string) {
		t.Helper()
		if _, answer, _ := p.as(t, bearer, `{ conversation(id: "`+id+`") { id } }`); !strings.Contains(answer, `"code":"`+code+`"`) {
			t.Errorf("%s is answered %s", id, answer)
		}
	}
	done := make(chan struct{})
	go func() {
		p.as(t, "", `{ conversation(id: "slow") { id } }`)
		close(done)
	}()
	<-waits
	ask("", "one too many", "RATE_LIMITED")
	close(over)
	<-done
	limited.Store(true)
	ask("", "the endpoint's", "RATE_LIMITED")
	ask("eyJhbGciOiJSUzI1NiJ9.e30.AA", "no keys", "UPSTREAM_UNAVAILABLE")
	ask("", "the caller's", "RATE_LIMITED")
	for metric, want := range map[string]string{
		`gateway_requests_total{code="OVERLOADED"}`:            "1",
		`gateway_requests_total{code="UPSTREAM_RATE_LIMITED"}`: "1",
		`gateway_requests_total{code="JWKS_UNAVAILABLE"}`:      "1",
		`gateway_requests_total{code="RATE_LIMITED"}`:          "1",
		`gateway_requests_total{code="UPSTREAM_UNAVAILABLE"}`:  "0",
		`gateway_jwks_fetches_total{outcome="error"}`:          "1",
		`gateway_jwks_last_success_timestamp_seconds`:          "0",
	} {
		if have := sample(t, admin, metric); have != want {
			t.Errorf("%s is %s, not %s", metric, have, want)
		}
	}
	if _, log := p.stop(); strings.Count(log, "gateway.code=OVERLOADED") != 1 || strings.Count(log, "gateway.code=JWKS_UNAVAILABLE") != 1 {
		t.Errorf("the lines are\n%s", log)
	}
}

// TestWhatWasReadIsShown has files change, and reads what the admin listener says of them.
func TestWhatWasReadIsShown(t *testing.T) {
	dir, files, admin := t.TempDir(), newPair(t), freeAddress(t)
	trusted := files.sign(t, 1)
	keys := write(t, filepath.Join(dir, "keys.yaml"), "default: k\n")
	documents := write(t, filepath.Join(dir, "a.graphql"), "query Dashboard { conversations { totals { count } } }\nquery Other { __typename }")
	endpoint, _ := countingEndpoint(t)
	p := start(t, nil, "--upstream-url", endpoint.URL, "--api-keys", keys, "--tls-cert", files.cert, "--tls-key", files.key, "--documents", documents,
		"--admin-listen", admin, "--pprof=false", "--log-format", "json")
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}}}
	for _, body := range []string{`{"query":"query Dashboard { conversations { totals { count } } }"}`, `{"query":"query Dashboard { nothing }"}`, `{"query":"query Mine { __typename }"}`} {
		response, err := client.Post(p.address+"graphql", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
	}
	for metric, want := range map[string]string{
		"gateway_reload_last_successful":                           "1",
		`gateway_operation_requests_total{operation="Dashboard"}`:  "1",
		`gateway_operation_requests_total{operation="Other"}`:      "0",
		`gateway_operation_requests_total{operation="other"}`:      "2",
		`gateway_operation_errors_total{operation="other"}`:        "1",
		`gateway_operation_requests_total{operation="Mine"}`:       "",
		`gateway_cache_evictions_total{cache="answers"}`:           "0",
		`gateway_cache_bytes{cache="persisted_queries"}`:           "0",
		`gateway_jwks_fetches_total{outcome="ok"}`:                 "0",
		`gateway_cache_evictions_total{cache="responses"}`:         "0",
		`gateway_cache_evictions_total{cache="persisted_queries"}`: "0",
	} {
		if have := sample(t, admin, metric); have != want {
			t.Errorf("%s is %q, not %q", metric, have, want)
		}
	}
	if bytes := sample(t, admin, `gateway_cache_bytes{cache="answers"}`); bytes == "" || bytes == "0" {
		t.Errorf("the cache holds %q bytes", bytes)
	}
	for _, metric := range []string{"gateway_certificate_expiry_timestamp_seconds", "gateway_reload_last_success_timestamp_seconds"} {
		if at := sample(t, admin, metric); len(at) < len("1.7e+09") || at == "0" {
			t.Errorf("%s is %q", metric, at)
		}
	}
	for path, want := range map[string]int{"healthz": 200, "readyz": 200, "debug/pprof/": 404} {
		if status, _ := get(t, "http://"+admin+"/"+path); status != want {
			t.Errorf("the admin listener answers /%s with %d", path, status)
		}
	}
	write(t, keys, "default: 'two words'\n")
	p.hangup <- syscall.SIGHUP
	for end := time.Now().Add(time.Minute); sample(t, admin, "gateway_reload_last_successful") != "0"; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("a reload that failed is not shown")
		}
	}
}

// TestEvictionsAreCounted asks for more than a small cache can hold.
func TestEvictionsAreCounted(t *testing.T) {
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"status":"ok","data":{"result":[{"id":"x"}],"total":1,"pageSize":10,"count":1}}`)
	}))
	defer endpoint.Close()
	admin := freeAddress(t)
	p := start(t, map[string]string{"INKEEP_API_KEY": "k"}, "--upstream-url", endpoint.URL, "--admin-listen", admin,
		"--cache-size", "8KiB", "--answers-size", "8KiB", "--persisted-queries-size", "1KiB")
	for n := 0; ; n++ {
		query := fmt.Sprintf(`{ conversation(id: "%d") { id } }`, n)
		for range 2 { // A response is kept when it is asked for again.
			p.as(t, "", query)
		}
		sum := sha256.Sum256([]byte(query))
		extensions := url.QueryEscape(fmt.Sprintf(`{"persistedQuery":{"version":1,"sha256Hash":"%x"}}`, sum))
		get(t, p.address+"graphql?query="+url.QueryEscape(query)+"&extensions="+extensions)
		left := 0
		for _, cache := range []string{"answers", "responses", "persisted_queries"} {
			if sample(t, admin, `gateway_cache_evictions_total{cache="`+cache+`"}`) == "0" {
				left++
			}
		}
		if left == 0 {
			break
		}
		if n == 500 {
			t.Fatalf("after %d queries no entry of some cache was evicted", n)
		}
	}
}
