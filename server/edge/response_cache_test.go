package edge_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/inkeep-gateway/gateway/server/edge"
)

// keeping is a handler that keeps whole answers, whose time a test sets and whose executions it counts. Each answer names
// the scope that it is for.
type keeping struct {
	http.Handler
	executor
	executed atomic.Int64
	now      atomic.Int64 // nanoseconds since 1970
	answer   func(scope string, op *graphql.OperationContext) *graphql.Response

	mu       sync.Mutex
	outcomes []edge.Outcome
}

type scopeKey struct{}

func newKeeping(o edge.Options) *keeping {
	k := &keeping{answer: func(scope string, op *graphql.OperationContext) *graphql.Response {
		return keptFor(time.Minute, scope+" "+op.RawQuery)
	}}
	k.now.Store(time.Now().UnixNano())
	o.Executor = k
	o.Clock = func() time.Time { return time.Unix(0, k.now.Load()) }
	if o.ResponseCacheBytes == 0 {
		o.ResponseCacheBytes = 1 << 20
	}
	if o.Authenticate == nil {
		o.Authenticate = func(r *http.Request) (context.Context, *edge.Refusal) {
			return context.WithValue(r.Context(), scopeKey{}, r.Header.Get("Authorization")), nil
		}
	}
	o.Scope = func(ctx context.Context) string { return ctx.Value(scopeKey{}).(string) }
	o.Observe = func(_ context.Context, outcome edge.Outcome) {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.outcomes = append(k.outcomes, outcome)
	}
	k.Handler = edge.New(o)
	return k
}

// keptFor is an answer that stays as it is for so long.
func keptFor(fresh time.Duration, text string) *graphql.Response {
	data, _ := json.Marshal(map[string]string{"a": text})
	return &graphql.Response{Data: data, Extensions: map[string]any{"gateway": aged(fresh)}}
}

func (k *keeping) DispatchOperation(ctx context.Context, op *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	return func(ctx context.Context) *graphql.Response {
		k.executed.Add(1)
		return k.answer(ctx.Value(scopeKey{}).(string), op)
	}, ctx
}

func (k *keeping) pass(d time.Duration) { k.now.Add(int64(d)) }

// askFor asks a query on behalf of a scope.
func (k *keeping) askFor(scope, query string, header http.Header) *httptest.ResponseRecorder {
	body, _ := json.Marshal(map[string]string{"query": query})
	return k.send("POST", "", string(body), scope, header)
}

func (k *keeping) send(method, parameters, body, scope string, header http.Header) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/", strings.NewReader(body))
	r.URL.RawQuery = parameters
	if header != nil {
		r.Header = header.Clone()
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", scope)
	w := httptest.NewRecorder()
	k.ServeHTTP(w, r)
	return w
}

// TestAnEqualRequestIsAnsweredEqually has each request sent until its answer is kept, and then compares all that a client
// sees with what it saw before.
func TestAnEqualRequestIsAnsweredEqually(t *testing.T) {
	for _, encoding := range []string{"", "gzip", "zstd", "gzip, deflate, br, zstd", "gzip, identity;q=0", "br"} {
		for _, size := range []int{20, 5000, 200_000} {
			for _, media := range []string{"", newer} {
				k := newKeeping(edge.Options{})
				k.answer = func(string, *graphql.OperationContext) *graphql.Response {
					return keptFor(time.Minute, strings.Repeat("some text ", size/10))
				}
				server := httptest.NewServer(k)
				header := http.Header{"Accept-Encoding": {encoding}, "Accept": {media}, "Content-Type": {"application/json"}, "Authorization": {"s"}}
				for _, method := range []string{"GET", "HEAD", "POST"} {
					var first http.Header
					var content []byte
					for n := range 4 {
						r, _ := http.NewRequest(method, server.URL+"/?query=q", strings.NewReader(`{"query":"q"}`))
						r.Header = header
						response, err := http.DefaultTransport.RoundTrip(r)
						if err != nil {
							t.Fatal(err)
						}
						body, _ := io.ReadAll(response.Body)
						response.Body.Close()
						response.Header.Del("Date")
						if n == 0 {
							first, content = response.Header, body
							if method != "HEAD" && !strings.HasPrefix(plain(t, response.Header.Get("Content-Encoding"), body), `{"data":{"a":"some`) {
								t.Errorf("%s %q %d is answered %.100q", method, encoding, size, body)
							}
						}
						if diff := cmp.Diff(first, response.Header); diff != "" || string(body) != string(content) || response.StatusCode != 200 {
							t.Errorf("%s %q %d: time %d differs: %s %s", method, encoding, size, n, response.Status, diff)
						}
					}
				}
				// GET and HEAD are one.
				if n := k.executed.Load(); n != 4 {
					t.Errorf("%q: %d requests are executed", encoding, n)
				}
				server.Close()
			}
		}
	}
}

func TestAnAnswerIsKeptWhileItIsFresh(t *testing.T) {
	k := newKeeping(edge.Options{})
	for _, step := range []struct {
		pass     time.Duration
		executed int64
		want     string
	}{
		{0, 1, "private, max-age=60"},
		{time.Second, 2, "private, max-age=60"}, // It is kept from the second time on.
		{0, 2, "private, max-age=60"},
		{500 * time.Millisecond, 2, "private, max-age=59"},
		{30 * time.Second, 2, "private, max-age=59"}, // of which half has passed,
		{29 * time.Second, 2, "private, no-cache"},
		{500 * time.Millisecond, 3, "private, max-age=60"},
		{0, 3, "private, max-age=60"},
	} {
		k.pass(step.pass)
		response := k.askFor("s", "q", nil)
		if have := response.Header().Get("Cache-Control"); have != step.want || k.executed.Load() != step.executed {
			t.Errorf("after %s: %q, and %d requests are executed", step.pass, have, k.executed.Load())
		}
	}
}

func TestAnAnswerIsKeptForAMinuteHoweverFreshItIs(t *testing.T) {
	k := newKeeping(edge.Options{})
	fresh := time.Hour
	k.answer = func(string, *graphql.OperationContext) *graphql.Response {
		return keptFor(fresh, strings.Repeat("x", 5000))
	}
	k.askFor("s", "q", nil)
	k.askFor("s", "q", nil)
	k.pass(59 * time.Second)
	if have := k.askFor("s", "q", http.Header{"Accept-Encoding": {"gzip"}}).Header().Get("Cache-Control"); have != "private, max-age=3600" || k.executed.Load() != 2 {
		t.Errorf("%q, and %d requests are executed", have, k.executed.Load())
	}
	k.pass(2 * time.Second)
	fresh -= 61 * time.Second
	if have := k.askFor("s", "q", nil).Header().Get("Cache-Control"); have != "private, max-age=3539" || k.executed.Load() != 3 {
		t.Errorf("%q, and %d requests are executed", have, k.executed.Load())
	}
}

func TestWhichAnswersAreNotKept(t *testing.T) {
	kept := keptFor(time.Minute, "")
	failed, empty, more := *kept, *kept, true
	failed.Errors = gqlerror.List{{Message: "no"}}
	empty.Data = nil
	parts := *kept
	parts.HasNext = &more
	for _, c := range []struct {
		name   string
		query  string
		scope  string
		header http.Header
		answer *graphql.Response
		wants  bool
	}{
		{"a whole answer is", "q", "s", nil, kept, true},
		{"one with an error", "q", "s", nil, &failed, false},
		{"one without data", "q", "s", nil, &empty, false},
		{"one that is fresh for no second", "q", "s", nil, keptFor(999*time.Millisecond, ""), false},
		{"one of which that is not known", "q", "s", nil, &graphql.Response{Data: kept.Data}, false},
		{"one in parts", "q", "s", http.Header{"Accept": {"multipart/mixed, application/json"}}, &parts, false},
		{"one with its trace", "q", "s", http.Header{edge.TraceHeader: {"1"}}, kept, false},
		{"that of a mutation", "a valid mutation", "s", nil, kept, false},
		{"that of a caller without a scope", "q", "", nil, kept, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := newKeeping(edge.Options{Trace: true, Incremental: inParts})
			k.answer = func(string, *graphql.OperationContext) *graphql.Response {
				if c.answer.HasNext != nil && k.executed.Load()%2 == 0 {
					return nil // The rest does not come.
				}
				answer := *c.answer
				answer.Extensions = map[string]any{"gateway": c.answer.Extensions["gateway"]}
				return &answer
			}
			var executed []int64
			for range 4 {
				k.askFor(c.scope, c.query, c.header)
				executed = append(executed, k.executed.Load())
			}
			if kept := executed[3] == executed[2]; kept != c.wants {
				t.Errorf("it is kept: %v, after executions %v", kept, executed)
			}
		})
	}
}

// TestAnAnswerServesOnlyEqualRequests sends each of many requests that differ until its answer is kept, and then each again.
func TestAnAnswerServesOnlyEqualRequests(t *testing.T) {
	k := newKeeping(edge.Options{Trace: true, Incremental: inParts})
	type sent struct {
		method, parameters, body, scope string
		accept                          string
	}
	var all []sent
	for _, scope := range []string{"s", "t", "s ", "sq"} {
		for _, accept := range []string{"", newer, "multipart/mixed, application/json"} {
			for _, body := range []string{`{"query":"q"}`, ` {"query":"q"}`, `{"query":"q" }`, `{"query":"q","operationName":"a"}`, `{"query":"q","variables":{"a":1}}`} {
				all = append(all, sent{"POST", "", body, scope, accept})
			}
			if accept == "" {
				all = append(all, sent{"GET", "query=q", "", scope, accept}, sent{"GET", `{"query":"q"}`, "", scope, accept})
			}
		}
	}
	for _, s := range all {
		for range 2 {
			k.send(s.method, s.parameters, s.body, s.scope, http.Header{"Accept": {s.accept}})
		}
	}
	before := k.executed.Load()
	for _, s := range all {
		response := k.send(s.method, s.parameters, s.body, s.scope, http.Header{"Accept": {s.accept}})
		// The invalid ones are refused each time, and never executed.
		valid := !strings.Contains(s.parameters, "{")
		media := older
		if s.accept == newer {
			media = newer
		}
		if valid != (response.Code == 200) || valid && (!strings.Contains(response.Body.String(), `"a":"`+s.scope+` q"`) || response.Header().Get("Content-Type") != media) {
			t.Errorf("%+v is answered with %s %s", s, response.Header().Get("Content-Type"), response.Body)
		}
	}
	if after := k.executed.Load(); after != before {
		t.Errorf("%d requests are executed for the third time", after-before)
	}
	if before != 2*int64(len(all)-4) {
		t.Errorf("%d of %d requests share an answer", 2*len(all)-int(before), len(all))
	}
	if k.askFor("s", "q", http.Header{"Accept": {""}, edge.TraceHeader: {"1"}}); k.executed.Load() != before+1 {
		t.Error("a request for a trace is answered with what is kept")
	}
}

func TestAKeptAnswerIsForThoseWhoAreLetIn(t *testing.T) {
	var closed atomic.Bool
	k := newKeeping(edge.Options{Rate: 1, Burst: 5, Authenticate: func(r *http.Request) (context.Context, *edge.Refusal) {
		if closed.Load() {
			return nil, &edge.Refusal{Status: 401, Code: "UNAUTHENTICATED", Message: "no"}
		}
		return context.WithValue(r.Context(), scopeKey{}, "s"), nil
	}})
	ask := func() int { return k.askFor("", "q", http.Header{"Accept": {newer}}).Code }
	for range 3 {
		ask()
	}
	if k.executed.Load() != 2 {
		t.Fatal("it is not kept")
	}
	closed.Store(true)
	if have := ask(); have != 401 {
		t.Errorf("somebody unknown is answered %d", have)
	}
	closed.Store(false)
	ask()
	ask()
	if have := ask(); have != 429 {
		t.Errorf("beyond the rate it answers %d", have)
	}
}

func TestAKeptAnswerIsKnownByItsTag(t *testing.T) {
	k := newKeeping(edge.Options{})
	var tag string
	for range 3 {
		tag = k.send("GET", "query=q", "", "s", nil).Header().Get("ETag")
	}
	executed := k.executed.Load()
	for _, method := range []string{"GET", "HEAD"} {
		w := k.send(method, "query=q", "", "s", http.Header{"If-None-Match": {tag}, "Accept-Encoding": {"gzip"}})
		if w.Code != 304 || w.Body.Len() != 0 || w.Header().Get("ETag") != tag || w.Header().Get("Content-Encoding") != "" || w.Header().Get("Cache-Control") != "private, max-age=60" {
			t.Errorf("%s is answered %d %v %s", method, w.Code, w.Header(), w.Body)
		}
	}
	if k.executed.Load() != executed {
		t.Error("it is executed")
	}
}

func TestTheOutcomeOfAKeptAnswerIsThatOfTheFirst(t *testing.T) {
	k := newKeeping(edge.Options{})
	for range 3 {
		k.askFor("s", "q", nil)
	}
	full := edge.Outcome{Type: "query", Trace: aged(time.Minute)}
	kept := full
	kept.CacheHit = true
	if diff := cmp.Diff([]edge.Outcome{full, full, kept}, k.outcomes); diff != "" {
		t.Error(diff)
	}
}

func TestKeptAnswersAreBoundedInBytes(t *testing.T) {
	const size = 100_000
	k := newKeeping(edge.Options{ResponseCacheBytes: 10 * size})
	k.answer = func(string, *graphql.OperationContext) *graphql.Response {
		return keptFor(time.Minute, strings.Repeat("x", size))
	}
	const requests = 40
	for i := range requests {
		for range 2 {
			k.askFor("s", fmt.Sprint(i), nil)
		}
	}
	// An answer with errors is not kept, so that to ask takes the place of nothing that is.
	k.answer = func(string, *graphql.OperationContext) *graphql.Response {
		return &graphql.Response{Errors: gqlerror.List{{Message: "no"}}}
	}
	kept := func() int {
		n := 0
		for i := range requests {
			before := k.executed.Load()
			if k.askFor("s", fmt.Sprint(i), nil); k.executed.Load() == before {
				n++
			}
		}
		return n
	}
	// The cache holds more until it has cleaned up, which it does beside the requests.
	n := kept()
	for tries := 0; n >= 10 && tries < 1000; tries++ {
		time.Sleep(10 * time.Millisecond)
		n = kept()
	}
	if n == 0 || n >= 10 {
		t.Errorf("%d answers of %d bytes are kept in %d", n, size, 10*size)
	}
}

// TestThousandsAskAtOnce has many callers ask alike, with answers that expire meanwhile.
func TestThousandsAskAtOnce(t *testing.T) {
	k := newKeeping(edge.Options{ResponseCacheBytes: 1 << 18})
	var all sync.WaitGroup
	for i := range 5000 {
		all.Go(func() {
			scope, query := fmt.Sprint("scope ", i%7), fmt.Sprint("query ", i%11)
			encoding := []string{"", "gzip", "zstd"}[i%3]
			response := k.askFor(scope, query, http.Header{"Accept-Encoding": {encoding}})
			if text := plain(t, response.Header().Get("Content-Encoding"), response.Body.Bytes()); !strings.Contains(text, `"`+scope+" "+query) {
				t.Errorf("%s %s is answered %.100s", scope, query, text)
			}
			if i%100 == 0 {
				k.pass(10 * time.Second)
			}
		})
	}
	all.Wait()
	if n := k.executed.Load(); n == 5000 || n < 77 {
		t.Errorf("%d requests are executed", n)
	}
}

// TestOneMakesTheAnswerThatAllWaitFor has an answer expire, and many ask for it before the first of them has it.
func TestOneMakesTheAnswerThatAllWaitFor(t *testing.T) {
	for _, c := range []struct {
		name   string
		fails  bool
		wanted int64 // executions
	}{
		{"one that can be kept", false, 1},
		{"one that cannot", true, 50},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := newKeeping(edge.Options{})
			for range 3 {
				k.askFor("s", "q", nil)
			}
			before := k.executed.Load()
			k.pass(time.Minute)
			synctest.Test(t, func(t *testing.T) { // in which no request waits too long for another
				answer := make(chan struct{})
				k.answer = func(string, *graphql.OperationContext) *graphql.Response {
					<-answer
					answer := keptFor(time.Minute, "new")
					if c.fails {
						answer.Errors = gqlerror.List{{Message: "no"}}
					}
					return answer
				}
				var all sync.WaitGroup
				for range 50 {
					all.Go(func() {
						if response := k.askFor("s", "q", nil); !strings.Contains(response.Body.String(), `"new"`) {
							t.Errorf("it answers %s", response.Body)
						}
					})
				}
				time.Sleep(time.Millisecond) // Then all of them wait.
				close(answer)
				all.Wait()
			})
			if n := k.executed.Load() - before; n != c.wanted {
				t.Errorf("%d requests are executed, not %d", n, c.wanted)
			}
		})
	}
}
