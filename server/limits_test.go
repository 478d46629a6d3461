package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

// TestTheLimitsOfOperations asks the whole program for as much as it allows, and for one more.
func TestTheLimitsOfOperations(t *testing.T) {
	file, _ := generate(t, 10)
	p := start(t, nil, "--sandbox", "--sandbox-data", file, "--max-document", "4000", "--max-tokens", "500",
		"--max-depth", "5", "--max-cost", "1000")
	repeat := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for _, test := range []struct{ name, within, beyond, code, says string }{
		{"aliases", "{ conversations { totals {" + repeat(30, " a%d: count") + " } } }", "{ conversations { totals {" + repeat(31, " a%d: count") + " } } }",
			"QUERY_TOO_COMPLEX", `"amount":31,"code":"QUERY_TOO_COMPLEX","limit":30`},
		{"root fields", "{" + repeat(20, " c%d: __typename") + " }", "{" + repeat(21, " c%d: __typename") + " }",
			"QUERY_TOO_COMPLEX", `"amount":21,"code":"QUERY_TOO_COMPLEX","limit":20`},
		{"directives", "{ conversations { totals {" + strings.Repeat(" ... @include(if: true) { count }", 30) + " } } }", "{ conversations { totals {" + strings.Repeat(" ... @include(if: true) { count }", 31) + " } } }",
			"QUERY_TOO_COMPLEX", `"amount":31,"code":"QUERY_TOO_COMPLEX","limit":30`},
		{"tokens", "{ conversations(where: { id: { in: [" + strings.Repeat(" 1", 477) + "] } }) { totals { count } } }", "{ conversations(where: { id: { in: [" + strings.Repeat(" 1", 478) + "] } }) { totals { count } } }",
			"QUERY_TOO_COMPLEX", `"amount":501,"code":"QUERY_TOO_COMPLEX","limit":500`},
		{"depth", "{ conversations { list { edges { node { id } } } } }", "{ conversations { list { edges { node { userProperties { userId } } } } } }",
			"QUERY_TOO_COMPLEX", `"amount":6,"code":"QUERY_TOO_COMPLEX","limit":5`},
		{"cost", "{ conversations { list(first: 449) { nodes { id } } } }", "{ conversations { list(first: 450) { nodes { id } } } }",
			"QUERY_TOO_COMPLEX", `"amount":1002,"code":"QUERY_TOO_COMPLEX","limit":1000`},
		{"bytes", "{ __typename } #" + strings.Repeat("x", 3984), "{ __typename } #" + strings.Repeat("x", 3985),
			"REQUEST_TOO_LARGE", `"amount":4001,"code":"REQUEST_TOO_LARGE","limit":4000`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if answer, _ := p.traced(t, test.within); strings.Contains(answer, "errors") {
				t.Errorf("%.60s is refused: %s", test.within, answer)
			}
			answer, _ := p.traced(t, test.beyond)
			if !strings.Contains(answer, `"`+test.code+`"`) || !strings.Contains(answer, test.says) || strings.Contains(answer, `"data"`) || len(answer) > 2000 {
				t.Errorf("%.60s is answered with %s", test.beyond, answer)
			}
		})
	}
	// Nobody reads on to see that it is a mutation.
	mutation := "mutation {" + strings.Repeat(" a", 600) + " }"
	if status, answer := get(t, p.address+"graphql?query="+url.QueryEscape(mutation)); status != 200 || !strings.Contains(answer, `"limit":500`) {
		t.Errorf("it answers %d %s", status, answer)
	}
}

// TestTheLimitsOfRequests sends the whole program as much as it takes, and one more, of which the endpoint hears nothing.
func TestTheLimitsOfRequests(t *testing.T) {
	var calls atomic.Int64
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"status":"ok","data":{"result":[{"count":3}],"total":1,"pageSize":10,"count":1}}`)
	}))
	defer endpoint.Close()
	p := start(t, map[string]string{"INKEEP_API_KEY": "k"}, "--upstream-url", endpoint.URL, "--cache-size", "0",
		"--max-body", "1000", "--max-nesting", "5", "--max-conditions", "3", "--max-filter-values", "2")
	const query = `{"query":"query ($where: ConversationWhere) { conversations(where: $where) { totals { count } } }","variables":{"where":`
	conditions := func(n int) string {
		return query + `{"or":[` + strings.TrimSuffix(strings.Repeat(`{"id":{"eq":"c"}},`, n), ",") + `]}}}`
	}
	for _, test := range []struct{ name, within, beyond, says string }{
		{"a body", conditions(3) + strings.Repeat(" ", 1000-len(conditions(3))), conditions(3) + strings.Repeat(" ", 1001-len(conditions(3))),
			`"amount":1001,"code":"REQUEST_TOO_LARGE","limit":1000`},
		{"conditions", conditions(3), conditions(4), `"amount":4,"code":"QUERY_TOO_COMPLEX","input":"where","limit":3`},
		{"values", query + `{"id":{"in":["a","b"]}}}}`, query + `{"id":{"in":["a","b","c"]}}}}`, `"amount":3,"code":"QUERY_TOO_COMPLEX","input":"where","limit":2`},
		{"nesting", query + `{"properties":{"path":["a"],"eq":{"a":{}}}}}}`, query + `{"properties":{"path":["a"],"eq":{"a":{"b":{}}}}}}}`,
			`"amount":6,"code":"QUERY_TOO_COMPLEX","limit":5`},
	} {
		t.Run(test.name, func(t *testing.T) {
			calls.Store(0)
			if _, answer := p.sent(t, test.beyond); !strings.Contains(answer, test.says) || len(answer) >= 2000 || calls.Load() != 0 {
				t.Errorf("after %d calls it answers %s", calls.Load(), answer)
			}
			if _, answer := p.sent(t, test.within); !strings.Contains(answer, `"count":3`) || calls.Load() != 1 {
				t.Errorf("after %d calls it answers %s", calls.Load(), answer)
			}
		})
	}
}

// TestWhatCameInTimeIsAnswered asks for one thing that the endpoint answers, and for one that it never does.
func TestWhatCameInTimeIsAnswered(t *testing.T) {
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if body, _ := io.ReadAll(r.Body); strings.Contains(string(body), "silent") {
			<-r.Context().Done()
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"status":"ok","data":{"result":[{"count":3}],"total":1,"pageSize":10,"count":1}}`)
	}))
	defer endpoint.Close()
	p := start(t, map[string]string{"INKEEP_API_KEY": "k"}, "--upstream-url", endpoint.URL, "--request-timeout", "3s")
	status, answer := p.sent(t, `{"query":"{ conversations { totals { count } } silent: conversations(where: { organizationId: { eq: \"silent\" } }) { totals { count } } }"}`)
	if status != 200 || !strings.Contains(answer, `{"conversations":{"totals":{"count":3}},"silent":{"totals":null}}`) || strings.Count(answer, `"code":`) != 1 || !strings.Contains(answer, `"code":"UPSTREAM_TIMEOUT"`) {
		t.Errorf("it answers %d %s", status, answer)
	}
}

// TestMoreRequestsThanAreAllowed sends the whole program more at once, and more of one caller, than it takes.
func TestMoreRequestsThanAreAllowed(t *testing.T) {
	asked, answer := make(chan struct{}), make(chan struct{})
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(asked)
		<-answer
		w.WriteHeader(http.StatusBadRequest)
	}))
	defer endpoint.Close()
	p := start(t, map[string]string{"INKEEP_API_KEY": "k"}, "--upstream-url", endpoint.URL,
		"--max-in-flight", "1", "--queue-timeout", "1ms", "--rate-limit", "0.001", "--rate-burst", "2")
	first := make(chan int)
	go func() {
		status, _ := p.sent(t, `{"query":"{ conversations { totals { count } } }"}`)
		first <- status
	}()
	<-asked
	if status, answer := p.sent(t, `{"query":"{ __typename }"}`); status != 503 || !strings.Contains(answer, `"amount":2,"code":"RATE_LIMITED","limit":1,"retryAfter":1`) {
		t.Errorf("beside another it answers %d %s", status, answer)
	}
	if status, _ := get(t, p.address+"healthz"); status != 200 {
		t.Errorf("its health answers %d", status)
	}
	close(answer)
	if status := <-first; status != 200 {
		t.Errorf("the other is answered %d", status)
	}
	if status, answer := p.sent(t, `{"query":"{ __typename }"}`); status != 200 {
		t.Errorf("the third is answered %d %s", status, answer)
	}
	if status, answer := p.sent(t, `{"query":"{ __typename }"}`); status != 429 || !strings.Contains(answer, `"amount":3,"code":"RATE_LIMITED","limit":2,"retryAfter":`) {
		t.Errorf("the fourth is answered %d %s", status, answer)
	}
}

// TestACallerAsksTheWholeProgramForWhatCostsNoMore counts the calls of the endpoint, of which each costs 100.
func TestACallerAsksTheWholeProgramForWhatCostsNoMore(t *testing.T) {
	endpoint, calls := countingEndpoint(t)
	p := start(t, map[string]string{"INKEEP_API_KEY": "k"}, "--upstream-url", endpoint.URL, "--rate-cost", "0.001", "--rate-cost-burst", "207")
	for i, test := range []struct {
		query string
		says  string
		calls int
	}{
		{`{ conversations { totals { count } } }`, `"data"`, 1},
		{`{ a: conversations { totals { count } } b: conversations { totals { count } } }`, `"amount":208,"code":"RATE_LIMITED","limit":207,"retryAfter":`, 1},
		{`{ conversations { list(first: 100) { nodes { id } } } }`, `"code":"QUERY_TOO_COMPLEX","limit":207`, 1},
		{`{ __typename }`, `"Query"`, 1},
		{`{ conversations(where: { id: { eq: "other" } }) { totals { count } } }`, `"data"`, 2},
		{`{ conversations { totals { count } } }`, `"RATE_LIMITED"`, 2},
	} {
		if answer, _ := p.traced(t, test.query); !strings.Contains(answer, test.says) || len(calls) != test.calls {
			t.Errorf("request %d is answered %s after %d calls", i, answer, len(calls))
		}
	}
}
