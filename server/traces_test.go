package main

import (
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	common "go.opentelemetry.io/proto/otlp/common/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
)

// receiver is an endpoint of OTLP over HTTP.
type receiver struct {
	*httptest.Server
	status int

	mu      sync.Mutex
	spans   []*trace.Span
	text    string // of all that was received
	headers []http.Header
}

func startReceiver(t *testing.T, status int) *receiver {
	t.Helper()
	r := &receiver{status: status}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, _ := io.ReadAll(request.Body)
		var sent trace.TracesData
		if err := proto.Unmarshal(body, &sent); err != nil || request.URL.Path != "/v1/traces" {
			t.Errorf("%s %v", request.URL.Path, err)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.headers = append(r.headers, request.Header)
		r.text += prototext.Format(&sent)
		for _, resource := range sent.ResourceSpans {
			for _, scope := range resource.ScopeSpans {
				r.spans = append(r.spans, scope.Spans...)
			}
		}
		w.WriteHeader(r.status)
		_, _ = io.WriteString(w, request.Header.Get("X-Token"))
	}))
	t.Cleanup(r.Close)
	return r
}

// span is the only one of a kind.
func (r *receiver) span(t *testing.T, kind trace.Span_SpanKind) *trace.Span {
	t.Helper()
	var found *trace.Span
	for _, s := range r.spans {
		if s.Kind == kind {
			if found != nil {
				t.Fatalf("there are two spans of the kind %v", kind)
			}
			found = s
		}
	}
	if found == nil {
		t.Fatalf("there is no span of the kind %v", kind)
	}
	return found
}

func attributes(s *trace.Span) map[string]*common.AnyValue {
	all := map[string]*common.AnyValue{}
	for _, a := range s.Attributes {
		all[a.Key] = a.Value
	}
	return all
}

// countingEndpoint answers any query by a count, and notes the headers it was asked with.
func countingEndpoint(t *testing.T) (endpoint *httptest.Server, asked chan http.Header) {
	t.Helper()
	asked = make(chan http.Header, 10)
	endpoint = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Header
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"status":"ok","data":{"result":[{"count":3}],"total":1,"pageSize":10,"count":1}}`)
	}))
	t.Cleanup(endpoint.Close)
	return endpoint, asked
}

// canaryQuery is one whose variables, text and parts are to be seen nowhere.
const canaryQuery = `{"query":"query Dashboard($where: ConversationWhere) { conversations(where: $where) { canaryAlias: totals { count } } }",
	"variables":{"where":{"projectId":{"eq":"canary-variable"}}}}`

func askCanary(t *testing.T, p program, headers map[string]string) *http.Response {
	t.Helper()
	request, _ := http.NewRequest("POST", p.address+"graphql", strings.NewReader(canaryQuery))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Canary", "canary-header")
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, _ := io.ReadAll(response.Body); !strings.Contains(string(body), `"count":3`) {
		t.Fatalf("%s", body)
	}
	return response
}

const (
	callersTrace = "4bf92f3577b34da6a3ce929d0e0e4736"
	callersSpan  = "00f067aa0ba902b7"
)

// TestARequestIsTraced follows a request from its caller over the gateway to the endpoint, in one trace.
func TestARequestIsTraced(t *testing.T) {
	const key = "canary-key-1c7e"
	for _, c := range []struct {
		name    string
		headers map[string]string
		trace   string // empty: a new one
		parent  string
		spans   bool
	}{
		{"a trace begun here", nil, "", "", true},
		{"a caller's trace", map[string]string{"Traceparent": "00-" + callersTrace + "-" + callersSpan + "-01", "Tracestate": "vendor=x"},
			callersTrace, callersSpan, true},
		{"a caller's trace that is not recorded", map[string]string{"Traceparent": "00-" + callersTrace + "-" + callersSpan + "-00"},
			callersTrace, "", false},
		{"a caller's word that is no trace", map[string]string{"Traceparent": "00-canary-01", "Baggage": "canary=1"}, "", "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			endpoint, asked := countingEndpoint(t)
			otlp := startReceiver(t, 200)
			p := start(t, map[string]string{"INKEEP_API_KEY": key, "INKEEP_OTLP_HEADERS": "X-Token=canary-token=="},
				"--upstream-url", endpoint.URL, "--otlp-endpoint", otlp.URL)
			id := askCanary(t, p, c.headers).Header.Get("X-Request-Id")
			_, log := p.stop()
			heard := <-asked
			parts := strings.Split(heard.Get("Traceparent"), "-")
			if len(parts) != 4 || c.trace != "" && parts[1] != c.trace {
				t.Fatalf("the endpoint is asked in the trace %q", heard.Get("Traceparent"))
			}
			if heard.Get("Tracestate") != c.headers["Tracestate"] || heard.Get("Baggage") != "" || heard.Get("X-Request-Id") != "" {
				t.Errorf("the endpoint is asked with %v", heard)
			}
			if !strings.Contains(log, "trace_id="+parts[1]) {
				t.Errorf("the line lacks the trace %s: %s", parts[1], log)
			}
			if !c.spans {
				if len(otlp.spans) != 0 || parts[3] != "00" {
					t.Errorf("there are %d spans, and the endpoint is told %v", len(otlp.spans), parts)
				}
				return
			}
			server, client := otlp.span(t, trace.Span_SPAN_KIND_SERVER), otlp.span(t, trace.Span_SPAN_KIND_CLIENT)
			if len(otlp.spans) != 2 || hex.EncodeToString(server.TraceId) != parts[1] || hex.EncodeToString(client.TraceId) != parts[1] || hex.EncodeToString(server.ParentSpanId) != c.parent ||
				hex.EncodeToString(client.ParentSpanId) != hex.EncodeToString(server.SpanId) || hex.EncodeToString(client.SpanId) != parts[2] || parts[3] != "01" {
				t.Errorf("the spans are not one under the other:\n%s%v", otlp.text, parts)
			}
			if server.Name != "query Dashboard" || client.Name != "POST /query/conversations" {
				t.Errorf("they are called %q and %q", server.Name, client.Name)
			}
			of := attributes(server)
			if of["http.response.status_code"].GetIntValue() != 200 || of["graphql.operation.type"].GetStringValue() != "query" ||
				of["graphql.operation.name"].GetStringValue() != "Dashboard" || of["gateway.calls"].GetIntValue() != 1 ||
				of["gateway.cache"].GetStringValue() != "miss" || of["gateway.request"].GetStringValue() != id || of["error.type"] != nil {
				t.Errorf("the request's span has %v", of)
			}
			of = attributes(client)
			if of["http.response.status_code"].GetIntValue() != 200 || of["server.address"].GetStringValue() != "127.0.0.1" {
				t.Errorf("the call's span has %v", of)
			}
			if !strings.Contains(otlp.text, `"conversations-gateway"`) {
				t.Errorf("the service has no name:\n%s", otlp.text)
			}
			if strings.Contains(strings.ToLower(otlp.text+log), "canary") {
				t.Errorf("what is secret is in the spans or the log:\n%s%s", otlp.text, log)
			}
			if otlp.headers[0].Get("X-Token") != "canary-token==" {
				t.Errorf("the spans came with %v", otlp.headers[0])
			}
		})
	}
}

func TestACallersTraceIsPassedOnWithoutTracing(t *testing.T) {
	endpoint, asked := countingEndpoint(t)
	p := start(t, map[string]string{"INKEEP_API_KEY": "k"}, "--upstream-url", endpoint.URL, "--cache-size", "0")
	const parent = "00-" + callersTrace + "-" + callersSpan + "-01"
	askCanary(t, p, map[string]string{"Traceparent": parent, "Tracestate": "vendor=x"})
	askCanary(t, p, nil)
	if heard := <-asked; heard.Get("Traceparent") != parent || heard.Get("Tracestate") != "vendor=x" {
		t.Errorf("the endpoint is asked with %v", heard)
	}
	if heard := <-asked; heard.Get("Traceparent") != "" {
		t.Errorf("without a trace, the endpoint is asked in %q", heard.Get("Traceparent"))
	}
	if _, log := p.stop(); strings.Count(log, "trace_id="+callersTrace) != 1 {
		t.Errorf("it logs %s", log)
	}
}

func TestNoTraceIsRecordedWithoutASample(t *testing.T) {
	endpoint, asked := countingEndpoint(t)
	otlp := startReceiver(t, 200)
	p := start(t, map[string]string{"INKEEP_API_KEY": "k"}, "--upstream-url", endpoint.URL, "--otlp-endpoint", otlp.URL, "--trace-sample", "0")
	askCanary(t, p, nil)
	p.stop()
	if heard := <-asked; len(otlp.spans) != 0 || !strings.HasSuffix(heard.Get("Traceparent"), "-00") {
		t.Errorf("there are %d spans, and the endpoint is told %q", len(otlp.spans), heard.Get("Traceparent"))
	}
}

// TestACollectorThatFailsIsNobodysTrouble but the operator's, who is told without the secret that it echoes.
func TestACollectorThatFailsIsNobodysTrouble(t *testing.T) {
	endpoint, _ := countingEndpoint(t)
	otlp := startReceiver(t, 400)
	p := start(t, map[string]string{"INKEEP_API_KEY": "k", "INKEEP_OTLP_HEADERS": "X-Token=canary-token"},
		"--upstream-url", endpoint.URL, "--otlp-endpoint", otlp.URL)
	askCanary(t, p, nil)
	exit, log := p.stop()
	if exit != 0 || strings.Count(log, "traces could not be delivered") != 1 || strings.Contains(log, "canary-token") || len(otlp.headers) != 1 {
		t.Errorf("it exits with %d after %d tries: %s", exit, len(otlp.headers), log)
	}
}
