package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/inkeep-gateway/gateway/server/telemetry"
)

// accessLines are the lines of requests in a log of JSON.
func accessLines(t *testing.T, log string) []map[string]any {
	t.Helper()
	var lines []map[string]any
	for line := range strings.Lines(log) {
		var members map[string]any
		if err := json.Unmarshal([]byte(line), &members); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if members["msg"] == "request" {
			lines = append(lines, members)
		}
	}
	return lines
}

func TestEachRequestOfGraphQLHasALineAndNothingElseHas(t *testing.T) {
	endpoint, _ := countingEndpoint(t)
	p := start(t, map[string]string{"INKEEP_API_KEY": "canary-key"}, "--upstream-url", endpoint.URL, "--cache-fresh", "1h", "--log-format", "json")
	for _, path := range []string{"", "healthz", "readyz", "nowhere"} {
		get(t, p.address+path)
	}
	bytes := map[any]int64{}
	for range 3 { // The third is answered with the whole answer that the second has kept.
		response := askCanary(t, p, nil)
		bytes[response.Header.Get("X-Request-Id")] = response.ContentLength
	}
	get(t, p.address+"graphql?query=%7Bcanary%7D&operationName=canary")
	_, log := p.stop()
	lines := accessLines(t, log)
	if len(lines) != 4 {
		t.Fatalf("there are %d lines:\n%s", len(lines), log)
	}
	for i, want := range []map[string]any{
		{"http.request.method": "POST", "http.response.status_code": 200.0, "graphql.operation.name": "Dashboard", "graphql.operation.type": "query", "gateway.code": "ok", "gateway.calls": 1.0, "gateway.queries": 1.0, "gateway.cache": "miss"},
		{"http.request.method": "POST", "http.response.status_code": 200.0, "graphql.operation.name": "Dashboard", "graphql.operation.type": "query", "gateway.code": "ok", "gateway.calls": 0.0, "gateway.queries": 1.0, "gateway.cache": "hit"},
		{"http.request.method": "POST", "http.response.status_code": 200.0, "graphql.operation.name": "Dashboard", "graphql.operation.type": "query", "gateway.code": "ok", "gateway.calls": 0.0, "gateway.queries": 1.0, "gateway.cache": "hit"},
		{"http.request.method": "GET", "http.response.status_code": 200.0, "graphql.operation.name": nil, "graphql.operation.type": nil, "gateway.code": "BAD_USER_INPUT", "gateway.calls": 0.0, "gateway.queries": 0.0, "gateway.cache": "none"},
	} {
		for name, value := range want {
			if lines[i][name] != value {
				t.Errorf("line %d has %s %v, not %v", i, name, lines[i][name], value)
			}
		}
		if size, ok := bytes[lines[i]["gateway.request"]]; i < 3 && (!ok || lines[i]["http.response.body.size"] != float64(size)) {
			t.Errorf("line %d has %v bytes of %d", i, lines[i]["http.response.body.size"], size)
		}
	}
	if strings.Contains(strings.ToLower(log), "canary") {
		t.Errorf("the log holds what was sent:\n%s", log)
	}
}

func TestLinesOfRequestsCanBeSwitchedOff(t *testing.T) {
	endpoint, _ := countingEndpoint(t)
	p := start(t, map[string]string{"INKEEP_API_KEY": "k"}, "--upstream-url", endpoint.URL, "--log-format", "json", "--access-log=false")
	if id := askCanary(t, p, map[string]string{"X-Request-Id": "mine"}).Header.Get("X-Request-Id"); id != "mine" {
		t.Errorf("the id is %q", id)
	}
	if _, log := p.stop(); len(accessLines(t, log)) != 0 {
		t.Errorf("it logs %s", log)
	}
}

func TestAFailedFieldSaysOfWhichRequestItIs(t *testing.T) {
	p := start(t, map[string]string{"INKEEP_API_KEY": "k"}, "--upstream-url", "http://127.0.0.1:1", "--upstream-tries", "1")
	request, _ := http.NewRequest("POST", p.address+"graphql", strings.NewReader(`{"query":"{ conversations { totals { count } } }"}`))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Request-Id", "r-1")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	_, log := p.stop()
	for _, want := range []string{`msg="field failed"`, "msg=request "} {
		found := false
		for line := range strings.Lines(log) {
			found = found || strings.Contains(line, want) && strings.Contains(line, " gateway.request=r-1") && strings.Contains(line, "UPSTREAM_UNAVAILABLE")
		}
		if !found {
			t.Errorf("there is no line %s of the request:\n%s", want, log)
		}
	}
}

// TestProfilesAreForOperatorsOnly looks for them on both addresses.
func TestProfilesAreForOperatorsOnly(t *testing.T) {
	endpoint, _ := countingEndpoint(t)
	c, err := parseConfig([]string{"--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--shutdown-delay", "0s", "--upstream-url", endpoint.URL},
		map[string]string{"INKEEP_API_KEY": "k"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	log := slog.New(slog.DiscardHandler)
	callers, err := newAccess(c, log, nil)
	if err != nil {
		t.Fatal(err)
	}
	g, err := newGateway(ctx, &c, callers, log, io.Discard, telemetry.New())
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- g.serve(ctx, nil) }()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	admin := "http://" + reachable(g.servers[1].listener.Addr()) + "/"
	for range 3 {
		askCanary(t, program{address: g.address()}, nil)
	}
	if _, body := get(t, admin+"metrics"); !strings.Contains(body, "gateway_kept_answers_total 1\n") {
		t.Error("the answer that was kept is not counted")
	}
	for path, want := range map[string]string{
		"metrics":                       `gateway_requests_total{code="ok"} 3` + "\n",
		"debug/pprof/":                  "full goroutine stack dump",
		"debug/pprof/goroutine?debug=1": "goroutine profile: total",
		"debug/pprof/heap?debug=1":      "heap profile",
	} {
		if status, body := get(t, admin+path); status != 200 || !strings.Contains(body, want) {
			t.Errorf("%s answers %d %.200s", path, status, body)
		}
		if status, body := get(t, g.address()+path); status != 404 || strings.Contains(body, want) {
			t.Errorf("%s answers everybody %d %.200s", path, status, body)
		}
	}
	if status, _ := get(t, admin+"debug/pprof/cmdline"); status != 404 {
		t.Errorf("the command line is shown: %d", status)
	}
}

// TestTheMetricsKnowEveryCode looks for each code that docs/errors.md tells of.
func TestTheMetricsKnowEveryCode(t *testing.T) {
	page, err := os.ReadFile("../docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]bool{"UNAUTHENTICATED": true, "FORBIDDEN": true}
	for row := range strings.Lines(string(page)) {
		if cells := strings.Split(row, "|"); len(cells) > 2 {
			for _, code := range regexp.MustCompile("`([A-Z_]+)`").FindAllStringSubmatch(cells[1], -1) {
				codes[code[1]] = true
			}
		}
	}
	if len(codes) < 11 {
		t.Fatalf("there are only %v", codes)
	}
	exposed := exposition(telemetry.New())
	for code := range codes {
		if !strings.Contains(exposed, `gateway_requests_total{code="`+code+`"} 0`) {
			t.Errorf("%s is not known", code)
		}
	}
}

// exposition is what Prometheus would read.
func exposition(m *telemetry.Metrics) string {
	response := httptest.NewRecorder()
	m.Handler().ServeHTTP(response, httptest.NewRequest("GET", "/metrics", nil))
	return response.Body.String()
}

func TestSettingsOfTelemetryThatCannotBeUsed(t *testing.T) {
	for _, c := range []struct {
		name, variable, value, want string
	}{
		{"a collector without a scheme", "INKEEP_OTLP_ENDPOINT", "canary:4318", "--otlp-endpoint (INKEEP_OTLP_ENDPOINT) has to be the address of a collector, such as http://host:4318\n"},
		{"a secret in its address", "INKEEP_OTLP_ENDPOINT", "http://user:canary@host", "--otlp-endpoint (INKEEP_OTLP_ENDPOINT) has to be the address of a collector, such as http://host:4318\n"},
		{"headers without values", "INKEEP_OTLP_HEADERS", "canary", "INKEEP_OTLP_HEADERS has to be name=value,name=value\n"},
		{"a header with a line break", "INKEEP_OTLP_HEADERS", "a=canary\nb: c", "INKEEP_OTLP_HEADERS holds what cannot be a header\n"},
		{"a header without a name", "INKEEP_OTLP_HEADERS", "=canary", "INKEEP_OTLP_HEADERS holds what cannot be a header\n"},
		{"more than all traces", "INKEEP_TRACE_SAMPLE", "1.5", "--trace-sample (INKEEP_TRACE_SAMPLE) has to be between 0 and 1\n"},
		{"a share that is no number", "INKEEP_TRACE_SAMPLE", "NaN", "--trace-sample (INKEEP_TRACE_SAMPLE) has to be between 0 and 1\n"},
		{"neither yes nor no", "INKEEP_ACCESS_LOG", "perhaps", "--access-log (INKEEP_ACCESS_LOG) has to be true or false\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var said strings.Builder
			if exit := run(context.Background(), nil, nil, map[string]string{"INKEEP_API_KEY": "k", c.variable: c.value}, io.Discard, &said); exit != 2 || said.String() != c.want {
				t.Errorf("it exits with %d: %s", exit, said.String())
			}
		})
	}
}
