package edge_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/inkeep-gateway/gateway/server/edge"
	"github.com/inkeep-gateway/gateway/server/live"
)

// watched is an executor whose operations are subscriptions, unless their text begins with "query". Its answer changes.
type watched struct {
	executor
	mu     sync.Mutex
	answer graphql.Response
	asked  int
}

func (x *watched) say(answer graphql.Response) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.answer = answer
}

// looked is how often it was asked.
func (x *watched) looked() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.asked
}

func (x *watched) DispatchOperation(ctx context.Context, op *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	if strings.HasPrefix(op.RawQuery, "query") {
		return x.executor.DispatchOperation(ctx, op)
	}
	return func(context.Context) *graphql.Response {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.asked++
		if op.RawQuery == "panic" {
			panic("secret")
		}
		answer := x.answer
		return &answer
	}, ctx
}

// subscription is one of an operation.
type subscription struct{ op *graphql.OperationContext }

func (subscription) Field() string                     { return "mine" }
func (subscription) Every() time.Duration              { return 10 * time.Second }
func (s subscription) Look() *graphql.OperationContext { return s.op }

func subscriptionOf(op *graphql.OperationContext) edge.Subscription {
	if strings.HasPrefix(op.RawQuery, "query") {
		return nil
	}
	return subscription{op}
}

// liveServer is a handler at a real listener, whose looks come when the test says so.
type liveServer struct {
	*watched
	*httptest.Server
	hub   *live.Hub
	looks chan chan time.Time
}

func newLiveServer(t *testing.T, change func(*edge.Options)) *liveServer {
	return newLiveServerOf(t, 10, change)
}

// newLiveServerOf has so many places for a caller.
func newLiveServerOf(t *testing.T, places int, change func(*edge.Options)) *liveServer {
	s := &liveServer{watched: &watched{answer: graphql.Response{Data: json.RawMessage(`{"n":1}`)}}, looks: make(chan chan time.Time)}
	s.hub = live.NewHub(live.Options{MostOfCaller: places, After: func(time.Duration) <-chan time.Time {
		look := make(chan time.Time)
		go func() { s.looks <- look }()
		return look
	}})
	o := edge.Options{Executor: s.watched, Live: edge.Live{Of: subscriptionOf, Hub: s.hub}}
	if change != nil {
		change(&o)
	}
	s.Server = httptest.NewServer(edge.New(o))
	t.Cleanup(func() {
		s.hub.Close()
		s.Close()
	})
	return s
}

// look has the one group that there is look.
func (s *liveServer) look() { <-s.looks <- time.Now() }

// events are those of a response.
type events struct {
	*http.Response
	*bufio.Reader
}

// open asks for events, in a body or by GET if that is empty.
func (s *liveServer) open(t *testing.T, accept, query string, change func(*http.Request)) events {
	t.Helper()
	body, _ := json.Marshal(map[string]string{"query": query})
	request, err := http.NewRequest("POST", s.URL, strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = http.Header{"Content-Type": {"application/json"}, "Accept": {accept}, "Accept-Encoding": {"gzip"}}
	if change != nil {
		change(request)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	return events{response, bufio.NewReader(response.Body)}
}

// next is the text of the next event, without the empty line behind it.
func (e events) next(t *testing.T) string {
	t.Helper()
	text := ""
	for {
		line, err := e.ReadString('\n')
		if err != nil {
			t.Fatalf("%q %v", text+line, err)
		}
		if line == "\n" {
			return text
		}
		text += line
	}
}

// rest is the text of all events that are left.
func (e events) rest(t *testing.T) string {
	t.Helper()
	text, err := io.ReadAll(e.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

const eventStream = "text/event-stream"

func TestASubscriptionIsAnsweredByEvents(t *testing.T) {
	for name, change := range map[string]func(*http.Request){
		"by POST": nil,
		"by GET": func(r *http.Request) {
			r.Method, r.Body, r.ContentLength = "GET", nil, 0
			r.URL.RawQuery = url.Values{"query": {"s"}}.Encode()
		},
		"for a client that wants it least": func(r *http.Request) {
			r.Header.Set("Accept", "application/graphql-response+json, application/json, text/event-stream, multipart/mixed")
		},
		"for one that takes anything": func(r *http.Request) { r.Header.Set("Accept", "*/*") },
		"for one that says nothing":   func(r *http.Request) { r.Header.Del("Accept") },
	} {
		t.Run(name, func(t *testing.T) {
			s := newLiveServer(t, nil)
			e := s.open(t, eventStream, "s", change)
			if e.StatusCode != 200 || e.Header.Get("Content-Type") != eventStream || e.Header.Get("Cache-Control") != "no-store" ||
				e.Header.Get("X-Accel-Buffering") != "no" || e.Header.Get("Content-Encoding") != "" {
				t.Errorf("it is answered %s %v", e.Status, e.Header)
			}
			step := func(want string) {
				t.Helper()
				if got := e.next(t); got != want {
					t.Errorf("the event is\n%s\nand not\n%s", got, want)
				}
			}
			step(":\n")
			step("event: next\ndata: {\"data\":{\"mine\":{\"n\":1}}}\n")
			s.look() // Nothing has changed.
			s.say(graphql.Response{Data: json.RawMessage("{\"n\":\r\n2}"), Extensions: map[string]any{"gateway": trace{1}}})
			s.look()
			step("event: next\ndata: {\"data\":{\"mine\":{\"n\":  2}}}\n")

			// An outage is told once, whatever its words.
			down := func(message string) graphql.Response {
				return graphql.Response{Data: json.RawMessage(`{"n":null}`), Errors: gqlerror.List{{Message: message, Path: ast.Path{ast.PathName("n")},
					Extensions: map[string]any{"code": "UPSTREAM_UNAVAILABLE"}}}}
			}
			s.say(down("down"))
			s.look()
			step("event: next\ndata: {\"errors\":[{\"message\":\"down\",\"path\":[\"mine\",\"n\"],\"extensions\":{\"code\":\"UPSTREAM_UNAVAILABLE\"}}],\"data\":{\"mine\":{\"n\":null}}}\n")
			s.say(down("still down"))
			s.look()
			s.say(graphql.Response{Data: json.RawMessage("null"), Errors: gqlerror.List{{Message: "no", Extensions: map[string]any{"code": "INTERNAL"}}}})
			s.look()
			step("event: next\ndata: {\"errors\":[{\"message\":\"no\",\"path\":[\"mine\"],\"extensions\":{\"code\":\"INTERNAL\"}}],\"data\":null}\n")
			s.say(graphql.Response{Data: json.RawMessage(`{"n":2}`), Extensions: map[string]any{"gateway": lapsed{}}})
			s.look()
			step("event: next\ndata: {\"errors\":[{\"message\":\"The endpoint cannot be asked at the moment. The answer is the last one that it gave.\",\"path\":[\"mine\"]," +
				"\"extensions\":{\"code\":\"UPSTREAM_UNAVAILABLE\"}}],\"data\":{\"mine\":{\"n\":2}}}\n")
			s.say(graphql.Response{Data: json.RawMessage(`{"n":2}`)})
			s.look()
			step("event: next\ndata: {\"data\":{\"mine\":{\"n\":2}}}\n")

			// A client that reads on is told to come back, and not that this was all.
			s.hub.Close()
			if rest := e.rest(t); !regexp.MustCompile(`^retry: [1-5]\d{3}\n\n$`).MatchString(rest) {
				t.Errorf("it ends with %q", rest)
			}
			if err := s.hub.Wait(context.Background()); err != nil {
				t.Error(err)
			}
			if again := s.open(t, eventStream, "s", change); again.StatusCode != 503 || again.Header.Get("Retry-After") != "1" {
				t.Errorf("it is answered %s %v", again.Status, again.Header)
			}
		})
	}
}

// lapsed is the trace of an answer that was served because the endpoint failed.
type lapsed struct{}

func (lapsed) Lapsed() bool { return true }

func TestWhatIsNoSubscriptionIsOneEvent(t *testing.T) {
	s := newLiveServer(t, nil)
	for _, c := range []struct{ name, query, want string }{
		{"a query", "query", `{"data":{"query":"query"}}`},
		{"what is invalid", "invalid", `{"errors":[{"message":"no","extensions":{"code":"BAD_USER_INPUT"}}]}`},
		{"a document that nobody knows", "", `{"errors":[{"message":"PersistedQueryNotSupported","extensions":{"code":"PERSISTED_QUERY_NOT_FOUND"}}]}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := s.open(t, eventStream, c.query, func(r *http.Request) {
				if c.query == "" {
					body := `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"00"}}}`
					r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
				}
			})
			if got, want := e.rest(t), "event: next\ndata: "+c.want+"\n\nevent: complete\ndata:\n\n"; got != want || e.StatusCode != 200 || e.Header.Get("Content-Type") != eventStream {
				t.Errorf("it is answered %s %v\n%s\nand not\n%s", e.Status, e.Header, got, want)
			}
		})
	}
	for _, accept := range []string{"application/json, text/event-stream", "text/event-stream;q=0.5, application/json", "*/*"} {
		if e := s.open(t, accept, "query", nil); e.Header.Get("Content-Type") != older {
			t.Errorf("for %s a query is answered as %s", accept, e.Header.Get("Content-Type"))
		}
	}
}

func TestSubscriptionsThatAreNotAnswered(t *testing.T) {
	s := newLiveServer(t, func(o *edge.Options) {
		o.Batch, o.Together = 2, func([]*graphql.OperationContext) edge.Batch { return nil }
		o.Tables = edge.Tables{New: func(*graphql.OperationContext) (edge.Table, error) { panic("a table") }, Rows: 1}
	})
	for _, c := range []struct {
		name, accept, body string
		status             int
		want               string
	}{
		{"for who takes JSON alone", "application/json", `{"query":"s"}`, 406,
			`{"errors":[{"message":"A subscription is answered as text/event-stream, or by WebSocket.","extensions":{"code":"BAD_USER_INPUT"}}]}`},
		{"for who does not want events", "application/json, text/event-stream;q=0", `{"query":"s"}`, 406,
			`{"errors":[{"message":"A subscription is answered as text/event-stream, or by WebSocket.","extensions":{"code":"BAD_USER_INPUT"}}]}`},
		{"in an array", "application/json", `[{"query":"s"}]`, 200,
			`[{"errors":[{"message":"A subscription is a request of its own.","extensions":{"code":"BAD_USER_INPUT"}}]}]`},
		{"as an array of events", eventStream, `[{"query":"s"}]`, 400,
			`{"errors":[{"message":"The request has to be one valid JSON object, its query and operationName strings.","extensions":{"code":"BAD_USER_INPUT"}}]}`},
		{"as a table", "text/csv", `{"query":"s"}`, 400,
			`{"code":"BAD_USER_INPUT","detail":"A subscription is no table.","status":400,"title":"Bad Request","type":"about:blank"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := s.open(t, c.accept, "", func(r *http.Request) {
				r.Body, r.ContentLength = io.NopCloser(strings.NewReader(c.body)), int64(len(c.body))
			})
			if got := e.rest(t); e.StatusCode != c.status || got != c.want {
				t.Errorf("it is answered %s\n%s\nand not\n%s", e.Status, got, c.want)
			}
		})
	}
	if n := s.looked(); n > 0 {
		t.Errorf("it asked %d times", n)
	}
}

type callerKey struct{}

// liveCallers are let in by the name that their token says, until one says otherwise. Those of one name may see the same.
func liveCallers(refused func(name string) *edge.Refusal) func(*edge.Options) {
	return func(o *edge.Options) {
		o.Authenticate = func(r *http.Request) (context.Context, *edge.Refusal) {
			name := r.Header.Get("Authorization")
			if why := refused(name); why != nil {
				return nil, why
			}
			return context.WithValue(r.Context(), callerKey{}, name), nil
		}
		o.Caller = func(r *http.Request) string { name, _ := r.Context().Value(callerKey{}).(string); return name }
		o.Scope = func(ctx context.Context) string { name, _ := ctx.Value(callerKey{}).(string); return name }
	}
}

func TestAWatcherIsJudgedAnew(t *testing.T) {
	var mu sync.Mutex
	var why *edge.Refusal
	s := newLiveServer(t, liveCallers(func(string) *edge.Refusal {
		mu.Lock()
		defer mu.Unlock()
		return why
	}))
	as := func(r *http.Request) { r.Header.Set("Authorization", "ann") }
	refuse := func(refusal *edge.Refusal) {
		mu.Lock()
		defer mu.Unlock()
		why = refusal
	}
	for _, c := range []struct {
		why  edge.Refusal
		want string
	}{
		{edge.Refusal{Status: 401, Code: "UNAUTHENTICATED", Message: "It expired."},
			`^event: next\ndata: {"errors":\[{"message":"It expired.","extensions":{"code":"UNAUTHENTICATED"}}\]}\n\nevent: complete\ndata:\n\n$`},
		{edge.Refusal{Status: 503, Code: "UPSTREAM_UNAVAILABLE", Message: "Nobody knows."}, `^retry: \d{4}\n\n$`},
	} {
		refuse(nil)
		e := s.open(t, eventStream, "s", as)
		e.next(t)
		e.next(t)
		refuse(&c.why)
		s.look()
		if rest := e.rest(t); !regexp.MustCompile(c.want).MatchString(rest) {
			t.Errorf("it ends with\n%s\nand not\n%s", rest, c.want)
		}
		if again := s.open(t, eventStream, "s", as); again.StatusCode != c.why.Status || !strings.HasPrefix(again.Header.Get("Content-Type"), "application/json") {
			t.Errorf("it is answered %s", again.Status)
		}
	}
}

func TestACallerHasSomeSubscriptions(t *testing.T) {
	s := newLiveServerOf(t, 2, liveCallers(func(string) *edge.Refusal { return nil }))
	as := func(name string) events {
		return s.open(t, eventStream, "s", func(r *http.Request) { r.Header.Set("Authorization", name) })
	}
	first := as("ann")
	as("ann")
	third := as("ann")
	want := `{"errors":[{"message":"A caller may have 2 subscriptions at once.","extensions":{"amount":3,"code":"RATE_LIMITED","limit":2,"retryAfter":10}}]}`
	if got := third.rest(t); third.StatusCode != 429 || third.Header.Get("Retry-After") != "10" || got != want {
		t.Errorf("the third is answered %s %s", third.Status, got)
	}
	if another := as("bob"); another.StatusCode != 200 {
		t.Errorf("another's is answered %s", another.Status)
	}
	_ = first.Body.Close()
	for as("ann").StatusCode != 200 { // The server learns by and by that the client has left.
	}
}

// A subscription is none of the requests that are answered at once, and each look of it is one.
func TestASubscriptionWaitsForNobodysTurn(t *testing.T) {
	s := newLiveServer(t, func(o *edge.Options) { o.InFlight, o.Queue = 1, time.Hour })
	e := s.open(t, eventStream, "s", nil)
	e.next(t)
	e.next(t)
	if other := s.open(t, "application/json", "query", nil); other.StatusCode != 200 {
		t.Errorf("another request is answered %s", other.Status)
	}
	s.say(graphql.Response{Data: json.RawMessage(`{"n":2}`)})
	s.look()
	e.next(t)
}

// A look takes of the caller's cost what its query costs. What the caller does not have is told, and asked for later.
func TestALookIsPaidFor(t *testing.T) {
	now := time.Unix(1e9, 0)
	var mu sync.Mutex
	s := newLiveServer(t, func(o *edge.Options) {
		o.RateCost, o.CostBurst, o.CostOf = 0.001, 10, func(*graphql.OperationContext) int { return 6 }
		o.Clock = func() time.Time {
			mu.Lock()
			defer mu.Unlock()
			return now
		}
	})
	e := s.open(t, eventStream, "s", nil)
	e.next(t)
	e.next(t)
	s.look()
	want := `"errors":[{"message":"A caller may ask for what costs 0.001 a second, and 10 at once; the operation costs 6. Try again later.","extensions":{"amount":11,"code":"RATE_LIMITED","limit":10,"retryAfter":2000}}]`
	if got := e.next(t); !strings.Contains(got, want) {
		t.Errorf("it is told %s", got)
	}
	if n := s.looked(); n != 1 {
		t.Errorf("it asked %d times", n)
	}
	mu.Lock()
	now = now.Add(math.MaxInt32 * time.Second)
	mu.Unlock()
	s.look()
	if got := e.next(t); got != "event: next\ndata: {\"data\":{\"mine\":{\"n\":1}}}\n" {
		t.Errorf("it is told %s", got)
	}
}

func TestALookThatPanicsIsAnError(t *testing.T) {
	s := newLiveServer(t, nil)
	e := s.open(t, eventStream, "panic", nil)
	e.next(t)
	want := "event: next\ndata: {\"errors\":[{\"message\":\"Something went wrong inside the gateway.\",\"path\":[\"mine\"],\"extensions\":{\"code\":\"INTERNAL\"}}],\"data\":null}\n"
	if got := e.next(t); got != want {
		t.Errorf("it is told %s", got)
	}
}
