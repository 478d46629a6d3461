package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
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
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/inkeep-gateway/gateway/graph"
	"github.com/inkeep-gateway/gateway/upstream"
)

// moment is the present of all tests: a Saturday, 2026-01-31.
var moment = time.Date(2026, 1, 31, 10, 37, 12, 345e6, time.UTC)

// front is a gateway without HTTP in front, and with real HTTP to an endpoint behind.
type front struct {
	executor *executor.Executor
	log      bytes.Buffer

	mu     sync.Mutex
	bodies []string // sent to the endpoint since the last ask
}

// newFront makes a gateway over an endpoint.
func newFront(t testing.TB, endpoint http.Handler) *front {
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
	f.executor = graph.New(graph.Options{
		Source: upstream.New(upstream.Options{URL: server.URL, Key: "sandbox", Clock: func() time.Time { return moment }}),
		Logger: slog.New(slog.NewTextHandler(&f.log, nil)),
		Clock:  func() time.Time { return moment },
	})
	return f
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
	return part(len(list), 1000, list...)
}

// part is an answer of the endpoint with some of the rows there are.
func part(total, pageSize int, list ...string) string {
	answer, _ := json.Marshal(map[string]any{"status": "ok", "data": map[string]any{
		"result": json.RawMessage("[" + strings.Join(list, ",") + "]"),
		"total":  total, "pageSize": pageSize, "count": len(list),
	}})
	return string(answer)
}

// ask answers a request, variables as JSON or empty, and gives what was sent to the endpoint, sorted.
func (f *front) ask(t testing.TB, query, variables string) (answer string, sent []string) {
	t.Helper()
	params := &graphql.RawParams{Query: query}
	if variables != "" {
		d := json.NewDecoder(strings.NewReader(variables))
		d.UseNumber()
		if err := d.Decode(&params.Variables); err != nil {
			t.Fatalf("variables: %v", err)
		}
	}
	f.mu.Lock()
	f.bodies = nil
	f.mu.Unlock()
	ctx := graphql.StartOperationTrace(context.Background())
	var response *graphql.Response
	if op, errs := f.executor.CreateOperationContext(ctx, params); len(errs) > 0 {
		response = f.executor.DispatchError(graphql.WithOperationContext(ctx, op), errs)
	} else {
		next, ctx := f.executor.DispatchOperation(ctx, op)
		response = next(ctx)
	}
	text, err := json.Marshal(struct {
		Errors gqlerror.List   `json:"errors,omitempty"`
		Data   json.RawMessage `json:"data,omitempty"`
	}{response.Errors, response.Data})
	if err != nil {
		t.Fatal(err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	slices.Sort(f.bodies)
	return string(text), f.bodies
}
