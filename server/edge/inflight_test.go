package edge_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/inkeep-gateway/gateway/server/edge"
)

// held answers each operation when it is let go, or as its context ends.
type held struct {
	executor
	begun chan struct{}
	letGo chan struct{}
}

func newHeld() held { return held{begun: make(chan struct{}, 100), letGo: make(chan struct{})} }

func (e held) DispatchOperation(ctx context.Context, _ *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	return func(ctx context.Context) *graphql.Response {
		e.begun <- struct{}{}
		select {
		case <-e.letGo:
			return &graphql.Response{Data: json.RawMessage(`"let go"`)}
		case <-ctx.Done():
			return &graphql.Response{Data: json.RawMessage(`"what is there"`)}
		}
	}, ctx
}

func post(handler http.Handler, body io.Reader) *httptest.ResponseRecorder {
	request := httptest.NewRequest("POST", "/", body)
	request.Header.Set("Content-Type", "application/json")
	response := httptest.NewRecorder()
	handler.ServeHTTP(response, request)
	return response
}

func TestSoManyRequestsAreAnsweredAtOnceAndOneMoreWaitsAMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := newHeld()
		handler := edge.New(edge.Options{Executor: e, InFlight: 2})
		var all sync.WaitGroup
		for range 2 {
			all.Go(func() {
				if response := post(handler, strings.NewReader(`{"query":"q"}`)); response.Code != 200 {
					t.Errorf("it answers %d %s", response.Code, response.Body)
				}
			})
		}
		synctest.Wait()
		started := time.Now()
		response := post(handler, unread{t})
		checkLimit(t, response, 503, "RATE_LIMITED", 2, 3)
		if waited := time.Since(started); waited == 0 || waited >= 50*time.Millisecond {
			t.Errorf("it waited %s", waited)
		}
		if response.Header().Get("Retry-After") != "1" || !strings.Contains(response.Body.String(), `"retryAfter":1`) {
			t.Errorf("it answers %v %s", response.Header(), response.Body)
		}
		// One that waits is answered when another's turn ends.
		all.Go(func() {
			if response := post(handler, strings.NewReader(`{"query":"q"}`)); response.Code != 200 {
				t.Errorf("it answers %d %s", response.Code, response.Body)
			}
		})
		synctest.Wait()
		close(e.letGo)
		all.Wait()
		// What was refused, malformed or a panic has given its turn back.
		for _, body := range []string{`{`, `{`, `{"query":"{"}`, `{"query":"{"}`, `{"query":"q"}`} {
			if response := post(handler, strings.NewReader(body)); response.Code == 503 {
				t.Errorf("%s is answered %d %s", body, response.Code, response.Body)
			}
		}
	})
}

func TestAPanicGivesItsTurnBack(t *testing.T) {
	handler := edge.New(edge.Options{Executor: executor{}, InFlight: 1, Queue: -1})
	for range 2 {
		checkRefusal(t, post(handler, strings.NewReader(`{"query":"panic"}`)), 500, "INTERNAL")
	}
}

// What came in time is answered after the time is up, for the client still waits.
func TestAnOperationEndsInTimeAndItsAnswerIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		started := time.Now()
		response := post(edge.New(edge.Options{Executor: newHeld(), Timeout: 3 * time.Second}), strings.NewReader(`{"query":"q"}`))
		if took := time.Since(started); took != 3*time.Second || response.Code != 200 || response.Body.String() != `{"data":"what is there"}` {
			t.Errorf("after %s it answers %d %s", took, response.Code, response.Body)
		}
	})
}

// gone answers nothing, as the library does of an operation whose context ended before it began.
type gone struct{ executor }

func (gone) DispatchOperation(ctx context.Context, _ *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	return func(ctx context.Context) *graphql.Response {
		<-ctx.Done()
		return nil
	}, ctx
}

func TestAnOperationThatNeverBeganInTimeIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		handler := edge.New(edge.Options{Executor: gone{}, Timeout: time.Second})
		checkRefusal(t, post(handler, strings.NewReader(`{"query":"q"}`)), 504, "UPSTREAM_TIMEOUT")
		ctx, leave := context.WithCancel(t.Context())
		time.AfterFunc(time.Millisecond, leave)
		request := httptest.NewRequestWithContext(ctx, "GET", "/?query=q", nil)
		response := httptest.NewRecorder()
		handler.ServeHTTP(response, request)
		if response.Body.Len() > 0 {
			t.Errorf("a client that went away is answered %s", response.Body)
		}
	})
}

// reading notes the context that a document is read in, and takes its time to read it.
type reading struct {
	executor
	begun chan context.Context
	end   func(context.Context)
}

func (e reading) CreateOperationContext(ctx context.Context, p *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	e.begun <- ctx
	e.end(ctx)
	return e.executor.CreateOperationContext(ctx, p)
}

func (e reading) DispatchOperation(context.Context, *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	panic("what was read too late is executed")
}

// The time and the client's patience are those of reading the document, too.
func TestADocumentIsReadWithinTheTimeOfItsOperation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := reading{begun: make(chan context.Context, 1), end: func(ctx context.Context) { <-ctx.Done() }}
		handler := edge.New(edge.Options{Executor: e, Timeout: 3 * time.Second})
		started := time.Now()
		checkRefusal(t, post(handler, strings.NewReader(`{"query":"q"}`)), 504, "UPSTREAM_TIMEOUT")
		if deadline, ok := (<-e.begun).Deadline(); !ok || deadline.Sub(started) != 3*time.Second || time.Since(started) != 3*time.Second {
			t.Errorf("the document has to be read by %v, and was until %v", deadline, time.Now())
		}
	})
}

// TestADocumentIsNotReadForAClientThatIsGone hangs up while its document is read.
func TestADocumentIsNotReadForAClientThatIsGone(t *testing.T) {
	e := reading{begun: make(chan context.Context, 1), end: func(ctx context.Context) { <-ctx.Done() }}
	ended := make(chan struct{})
	handler := edge.New(edge.Options{Executor: e, Timeout: time.Hour})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(ended)
		handler.ServeHTTP(w, r)
	}))
	defer server.Close()
	ctx, leave := context.WithCancel(t.Context())
	go func() {
		request, _ := http.NewRequestWithContext(ctx, "POST", server.URL, strings.NewReader(`{"query":"q"}`))
		request.Header.Set("Content-Type", "application/json")
		if response, err := http.DefaultClient.Do(request); err == nil {
			_ = response.Body.Close()
		}
	}()
	read := <-e.begun
	leave()
	<-ended
	if read.Err() == nil {
		t.Error("its context lives on")
	}
}
