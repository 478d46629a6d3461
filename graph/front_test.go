package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/inkeep-gateway/gateway/graph"
	"github.com/inkeep-gateway/gateway/upstream"
)

// moment is the present of all tests: a Saturday, 2026-01-31.
var moment = time.Date(2026, 1, 31, 10, 37, 12, 345e6, time.UTC)

// front is a gateway without HTTP in front, and with real HTTP to an endpoint behind.
type front struct {
	executor *graph.Executor
	client   *upstream.Client
	log      bytes.Buffer
	clock    func() time.Time // nil: it is always the moment
	address  string           // of the endpoint

	mu     sync.Mutex
	bodies []string // sent to the endpoint since the last ask
}

// newFront makes a gateway over an endpoint. What it is set to towards the endpoint may be changed.
func newFront(t testing.TB, endpoint http.Handler, changes ...func(*upstream.Options)) *front {
	f := &front{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		f.mu.Lock()
		f.bodies = append(f.bodies, string(body))
		f.mu.Unlock()
		r.Body = io.NopCloser(bytes.NewReader(body))
		endpoint.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	options := upstream.Options{
		URL:   server.URL,
		Clock: func() time.Time { return moment },
		Cache: upstream.CacheOptions{Bytes: -1}, // Every question is seen to be asked.
		// What is asked and answered depends on no time, however slow the machine is: no batch goes without the loads that were
		// announced, and no try ends by itself. The race detector makes SQLite some twenty times slower.
		BatchWait: time.Minute, Timeout: time.Hour,
	}
	for _, change := range changes {
		change(&options)
	}
	f.client, f.clock, f.address = upstream.New(options), options.Clock, options.URL
	f.as(upstream.Scope{Key: "sandbox"})
	return f
}

// as makes the gateway ask on behalf of a scope.
func (f *front) as(s upstream.Scope) {
	f.batch(func(_ context.Context, loads int) graph.Loader { return f.client.For(s).Batch(loads) })
}

// stand makes the gateway over a source.
func (f *front) stand(source answerer) { f.batch(unbatchedOver(source)) }

// batch makes the gateway over loaders.
func (f *front) batch(batch func(ctx context.Context, loads int) graph.Loader) {
	now := f.clock
	if now == nil {
		now = func() time.Time { return moment }
	}
	f.executor = graph.New(graph.Options{Batch: batch, Logger: slog.New(slog.NewTextHandler(&f.log, nil)), Clock: now})
}

// answers are the endpoint's answers to any question, in turn; the last one stays.
func answers(texts ...string) http.Handler {
	var mu sync.Mutex
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, texts[0])
		if len(texts) > 1 {
			texts = texts[1:]
		}
	})
}

// rows is an answer of the endpoint with some rows, which are all there are.
func rows(list ...string) string {
	return deferredResult(len(list), 1000, list...)
}

// deferredResult is an answer of the endpoint with some of the rows there are.
func deferredResult(total, pageSize int, list ...string) string {
	answer, _ := json.Marshal(map[string]any{"status": "ok", "data": map[string]any{
		"result": json.RawMessage("[" + strings.Join(list, ",") + "]"),
		"total":  total, "pageSize": pageSize, "count": len(list),
	}})
	return string(answer)
}

// ask answers a request, variables as JSON or empty, and gives what was sent to the endpoint, sorted.
func (f *front) ask(t testing.TB, query, variables string) (answer string, sent []string) {
	t.Helper()
	f.mu.Lock()
	f.bodies = nil
	f.mu.Unlock()
	answer = f.answer(context.Background(), t, query, variables)
	f.mu.Lock()
	defer f.mu.Unlock()
	slices.Sort(f.bodies)
	return answer, f.bodies
}

// answer answers a request, variables as JSON or empty.
func (f *front) answer(ctx context.Context, t testing.TB, query, variables string) string {
	t.Helper()
	ctx = graphql.StartOperationTrace(ctx)
	// The second time the document is kept.
	_, _ = f.executor.CreateOperationContext(ctx, paramsOf(t, query, variables))
	var response *graphql.Response
	if op, errs := f.executor.CreateOperationContext(ctx, paramsOf(t, query, variables)); len(errs) > 0 {
		response = f.executor.DispatchError(graphql.WithOperationContext(ctx, op), errs)
	} else {
		next, ctx := f.executor.DispatchOperation(ctx, op)
		response = next(ctx)
	}
	if response == nil { // The context has ended before anything was asked.
		return "{}"
	}
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(struct {
		Errors gqlerror.List   `json:"errors,omitempty"`
		Data   json.RawMessage `json:"data,omitempty"`
	}{response.Errors, response.Data}); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(text.String())
}

// paramsOf is a request, variables as JSON or empty.
func paramsOf(t testing.TB, query, variables string) *graphql.RawParams {
	t.Helper()
	params := &graphql.RawParams{Query: query}
	if variables != "" {
		d := json.NewDecoder(strings.NewReader(variables))
		d.UseNumber()
		if err := d.Decode(&params.Variables); err != nil {
			t.Fatalf("variables: %v", err)
		}
	}
	return params
}

// failure is an error of an answer.
type failure struct {
	Message    string         `json:"message"`
	Path       []any          `json:"path"`
	Extensions map[string]any `json:"extensions"`
}

// String is the code, the path and the message.
func (f failure) String() string {
	path := make([]string, len(f.Path))
	for i, step := range f.Path {
		path[i] = fmt.Sprint(step)
	}
	return fmt.Sprintf("%v %s: %s", f.Extensions["code"], strings.Join(path, "."), f.Message)
}

// read takes an answer apart.
func read(t testing.TB, answer string) (data string, failures []failure) {
	t.Helper()
	var a struct {
		Data   json.RawMessage `json:"data"`
		Errors []failure       `json:"errors"`
	}
	if err := json.Unmarshal([]byte(answer), &a); err != nil {
		t.Fatalf("%v in the answer %s", err, answer)
	}
	return string(a.Data), a.Errors
}

// codes are the codes of an answer's errors.
func codes(failures []failure) string {
	var list []string
	for _, f := range failures {
		list = append(list, fmt.Sprint(f.Extensions["code"]))
	}
	return strings.Join(list, " ")
}
