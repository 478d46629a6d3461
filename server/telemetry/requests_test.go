package telemetry_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/inkeep-gateway/gateway/server/telemetry"
)

// follow answers a request by a handler that is followed, and gives the lines that were logged, without their times.
func follow(t *testing.T, r *http.Request, handler http.HandlerFunc) (*httptest.ResponseRecorder, *telemetry.Metrics, []map[string]any) {
	t.Helper()
	var log bytes.Buffer
	metrics := telemetry.New()
	response := httptest.NewRecorder()
	telemetry.NewRequests(telemetry.RequestOptions{
		Metrics: metrics,
		Access:  &telemetry.AccessLog{To: &log, JSON: true},
	}).Handler(handler).ServeHTTP(response, r)
	var lines []map[string]any
	for line := range strings.Lines(log.String()) {
		var members map[string]any
		if err := json.Unmarshal([]byte(line), &members); err != nil {
			t.Fatal(err)
		}
		if seconds, ok := members["http.server.request.duration"].(float64); !ok || seconds < 0 || seconds > 60 {
			t.Errorf("it took %v s", members["http.server.request.duration"])
		}
		for _, name := range []string{"time", "http.server.request.duration"} {
			delete(members, name)
		}
		lines = append(lines, members)
	}
	return response, metrics, lines
}

func TestEachRequestHasALine(t *testing.T) {
	gone, leave := context.WithCancel(context.Background())
	leave()
	answer := func(status int, body string, o telemetry.Operation) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
			telemetry.Learn(r.Context(), o)
		}
	}
	for _, c := range []struct {
		name, method string
		ctx          context.Context
		handler      http.HandlerFunc
		want         string
	}{
		{"a query", "POST", nil, answer(200, "12345", telemetry.Operation{Name: "Dashboard", Type: "query", Calls: 2, Queries: 3, Cache: "stale"}),
			`{"http.request.method":"POST","http.response.status_code":200,"graphql.operation.name":"Dashboard","graphql.operation.type":"query","gateway.code":"ok","gateway.calls":2,"gateway.queries":3,"gateway.cache":"stale","http.response.body.size":5}`},
		{"one that was answered with what is kept", "POST", nil, answer(200, "1", telemetry.Operation{Type: "query", Queries: 3, CacheHit: true, Cache: "hit"}),
			`{"http.request.method":"POST","http.response.status_code":200,"graphql.operation.type":"query","gateway.code":"ok","gateway.calls":0,"gateway.queries":3,"gateway.cache":"hit","http.response.body.size":1}`},
		{"one that failed", "GET", nil, answer(200, "", telemetry.Operation{Type: "query", Code: "UPSTREAM_TIMEOUT", Queries: 1, Cache: "failed"}),
			`{"http.request.method":"GET","http.response.status_code":200,"graphql.operation.type":"query","gateway.code":"UPSTREAM_TIMEOUT","gateway.calls":0,"gateway.queries":1,"gateway.cache":"failed","http.response.body.size":0}`},
		{"one that nothing was learnt of", "POST", nil, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401) },
			`{"http.request.method":"POST","http.response.status_code":401,"gateway.code":"UNAUTHENTICATED","gateway.calls":0,"gateway.queries":0,"gateway.cache":"none","http.response.body.size":0}`},
		{"an answer without a status of its own", "POST", nil, func(http.ResponseWriter, *http.Request) {},
			`{"http.request.method":"POST","http.response.status_code":200,"gateway.code":"ok","gateway.calls":0,"gateway.queries":0,"gateway.cache":"none","http.response.body.size":0}`},
		{"a status after one that is not the last", "POST", nil, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(103)
			w.WriteHeader(400)
		}, `{"http.request.method":"POST","http.response.status_code":400,"gateway.code":"BAD_USER_INPUT","gateway.calls":0,"gateway.queries":0,"gateway.cache":"none","http.response.body.size":0}`},
		{"a known caller", "POST", nil, func(_ http.ResponseWriter, r *http.Request) { telemetry.SetCaller(r.Context(), "c-1", "a name") },
			`{"http.request.method":"POST","http.response.status_code":200,"gateway.code":"ok","gateway.calls":0,"gateway.queries":0,"gateway.cache":"none","http.response.body.size":0,"enduser.pseudo.id":"c-1","enduser.id":"a name"}`},
		{"a client that went away before the answer", "POST", gone, func(http.ResponseWriter, *http.Request) {},
			`{"http.request.method":"POST","http.response.status_code":499,"gateway.code":"canceled","gateway.calls":0,"gateway.queries":0,"gateway.cache":"none","http.response.body.size":0}`},
		{"a client whose leaving made the answer fail", "POST", gone, answer(200, "12", telemetry.Operation{Type: "query", Code: "UPSTREAM_UNAVAILABLE"}),
			`{"http.request.method":"POST","http.response.status_code":200,"graphql.operation.type":"query","gateway.code":"canceled","gateway.calls":0,"gateway.queries":0,"gateway.cache":"none","http.response.body.size":2}`},
		{"a method that may be a secret", "SK-SECRET", nil, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(405) },
			`{"http.request.method":"other","http.response.status_code":405,"gateway.code":"BAD_USER_INPUT","gateway.calls":0,"gateway.queries":0,"gateway.cache":"none","http.response.body.size":0}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(c.method, "/graphql?query=secret", strings.NewReader("secret"))
			r.Header.Set("Authorization", "secret")
			if c.ctx != nil {
				r = r.WithContext(c.ctx)
			}
			response, metrics, lines := follow(t, r, c.handler)
			want := map[string]any{"level": "INFO", "msg": "request", "client.address": "192.0.2.1", "url.path": "/graphql", "gateway.request": response.Header().Get("X-Request-Id")}
			if err := json.Unmarshal([]byte(c.want), &want); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]map[string]any{want}, lines); diff != "" {
				t.Error(diff)
			}
			exposition, _ := scrape(t, metrics, "")
			for _, count := range []string{
				`gateway_requests_total{code="` + want["gateway.code"].(string) + `"} 1`,
				"gateway_request_duration_seconds_count 1",
				"gateway_response_bytes_count 1",
				"gateway_requests_in_flight 0",
			} {
				if !strings.Contains(exposition, count+"\n") {
					t.Errorf("there is no %s", count)
				}
			}
		})
	}
}

func TestARequestIsInFlightUntilItIsAnswered(t *testing.T) {
	metrics := telemetry.New()
	inFlight := func() string {
		_, lines := scrape(t, metrics, "", "gateway_requests_in_flight")
		return lines[0]
	}
	defer func() {
		if recover() == nil {
			t.Error("the panic is swallowed")
		}
		if now := inFlight(); now != "gateway_requests_in_flight 0" {
			t.Error(now)
		}
		if _, lines := scrape(t, metrics, "", `gateway_requests_total{code="INTERNAL"}`); lines[0] != `gateway_requests_total{code="INTERNAL"} 1` {
			t.Error(lines)
		}
	}()
	telemetry.NewRequests(telemetry.RequestOptions{Metrics: metrics}).Handler(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		if now := inFlight(); now != "gateway_requests_in_flight 1" {
			t.Error(now)
		}
		panic("a handler's")
	})).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "/", nil))
}

func TestTheIdOfARequest(t *testing.T) {
	longest := strings.Repeat("a", 64)
	for _, c := range []struct {
		name string
		sent []string
		kept bool
	}{
		{"is taken from the request", []string{"aZ0._-9"}, true},
		{"is taken with 64 characters", []string{longest}, true},
		{"is made where there is none", nil, false},
		{"is made where it is empty", []string{""}, false},
		{"is made where it is longer", []string{longest + "a"}, false},
		{"is made where it holds a space", []string{"a b"}, false},
		{"is made where it holds a line break", []string{"a\nlevel=ERROR"}, false},
		{"is made where it is not ASCII", []string{"ä"}, false},
		{"is made where there are two", []string{"a", "b"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest("POST", "/", nil)
			r.Header["X-Request-Id"] = c.sent
			response, _, lines := follow(t, r, func(http.ResponseWriter, *http.Request) {})
			id := response.Header().Get("X-Request-Id")
			if kept := len(c.sent) == 1 && id == c.sent[0]; kept != c.kept || len(id) < 7 {
				t.Errorf("it is %q", id)
			}
			if lines[0]["gateway.request"] != id {
				t.Errorf("the line has %v", lines[0]["gateway.request"])
			}
		})
	}
	one, _, _ := follow(t, httptest.NewRequest("POST", "/", nil), func(http.ResponseWriter, *http.Request) {})
	two, _, _ := follow(t, httptest.NewRequest("POST", "/", nil), func(http.ResponseWriter, *http.Request) {})
	if one.Header().Get("X-Request-Id") == two.Header().Get("X-Request-Id") {
		t.Error("two requests have one id")
	}
}

func TestLinesOfARequestSayWhich(t *testing.T) {
	var log bytes.Buffer
	logger := slog.New(telemetry.WithRequestIDs(slog.NewTextHandler(&log, nil)))
	r := httptest.NewRequest("POST", "/", nil)
	r.Header.Set("X-Request-Id", "r-1")
	telemetry.NewRequests(telemetry.RequestOptions{}).Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		logger.WarnContext(r.Context(), "within")
		logger.With("a", 1).WarnContext(context.WithoutCancel(r.Context()), "with more, and detached")
		logger.Warn("without")
	})).ServeHTTP(httptest.NewRecorder(), r)
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	if len(lines) != 3 || !strings.HasSuffix(lines[0], "msg=within gateway.request=r-1") || !strings.HasSuffix(lines[1], "a=1 gateway.request=r-1") ||
		!strings.HasSuffix(lines[2], "msg=without") {
		t.Errorf("it logs\n%s", log.String())
	}
}

// TestAnswersInPartsAreFlushed reads the first part of an answer before the second is written, by both ways to flush.
func TestAnswersInPartsAreFlushed(t *testing.T) {
	for name, flush := range map[string]func(http.ResponseWriter) error{
		"by the controller": func(w http.ResponseWriter) error { return http.NewResponseController(w).Flush() },
		"by the interface":  func(w http.ResponseWriter) error { w.(http.Flusher).Flush(); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			read := make(chan struct{})
			server := httptest.NewServer(telemetry.NewRequests(telemetry.RequestOptions{}).Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				_, _ = io.WriteString(w, "first")
				if err := flush(w); err != nil {
					t.Error(err)
				}
				<-read
				_, _ = io.WriteString(w, "second")
			})))
			defer server.Close()
			response, err := http.Get(server.URL)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			first := make([]byte, 5)
			if _, err := io.ReadFull(response.Body, first); err != nil || string(first) != "first" {
				t.Errorf("%q %v", first, err)
			}
			close(read)
			if rest, err := io.ReadAll(response.Body); err != nil || string(rest) != "second" {
				t.Errorf("%q %v", rest, err)
			}
		})
	}
}

func TestTheWorseStateOfTheCache(t *testing.T) {
	states := []string{"", "hit", "shared", "derived", "miss", "stale", "stale-if-error", "failed"}
	for i, a := range states {
		for j, b := range states {
			if worse := telemetry.Worse(a, b); worse != states[max(i, j)] {
				t.Errorf("of %q and %q it is %q", a, b, worse)
			}
		}
	}
}

// BenchmarkRequest is what following a request costs, over a handler that does nothing.
func BenchmarkRequest(b *testing.B) {
	nothing := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		telemetry.Learn(r.Context(), telemetry.Operation{Name: "Dashboard", Type: "query", Calls: 2, Queries: 3, Cache: "miss"})
		w.WriteHeader(200)
	})
	lines := telemetry.NewLines(io.Discard, func() {})
	defer lines.Close(context.Background())
	access := &telemetry.AccessLog{To: lines}
	for name, handler := range map[string]http.Handler{
		"without":            nothing,
		"metrics":            telemetry.NewRequests(telemetry.RequestOptions{Metrics: telemetry.New()}).Handler(nothing),
		"metrics-and-a-line": telemetry.NewRequests(telemetry.RequestOptions{Metrics: telemetry.New(), Access: access}).Handler(nothing),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			r := httptest.NewRequest("POST", "/graphql", nil)
			w := httptest.NewRecorder()
			for b.Loop() {
				handler.ServeHTTP(w, r)
			}
		})
	}
}
