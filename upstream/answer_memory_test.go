package upstream_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/inkeep-gateway/gateway/upstream"
	calls "github.com/inkeep-gateway/gateway/upstream/endpoint"
	. "github.com/inkeep-gateway/gateway/upstream/query"
)

// room is a memory of so many bytes.
type room struct{ most, held atomic.Int64 }

func (r *room) Take(_ context.Context, bytes int64) error {
	if r.held.Add(bytes) > r.most.Load() {
		r.held.Add(-bytes)
		return errors.New("no room")
	}
	return nil
}

func (r *room) Give(bytes int64) { r.held.Add(-bytes) }

func (r *room) End() { r.held.Store(0) }

// TestAnAnswerWithoutRoomIsNotReadAndNotAskedForAgain has the endpoint send a large answer, of a length that is told and one
// that is not.
func TestAnAnswerWithoutRoomIsNotReadAndNotAskedForAgain(t *testing.T) {
	for _, told := range []bool{true, false} {
		var asked atomic.Int64
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			w.Header().Set("Content-Type", "application/json")
			answer := `{"status":"ok","data":{"result":[{"count":3}],"total":1,"pageSize":10,"count":1,"more":"` + strings.Repeat("x", 3<<20) + `"}}`
			if !told {
				_, _ = io.WriteString(w, answer[:10])
				w.(http.Flusher).Flush()
				answer = answer[10:]
			}
			_, _ = io.WriteString(w, answer)
		}))
		defer server.Close()
		flight, asker := new(room), new(room)
		client := upstream.New(upstream.Options{
			URL:   server.URL,
			Cache: upstream.CacheOptions{Bytes: -1},
			Lease: func() upstream.Lease { return flight },
			Held:  func(context.Context) calls.Memory { return asker },
		})
		defer client.Close()
		ask := func() error {
			_, err := client.For(upstream.Scope{Key: "key"}).Rows(t.Context(), Query{Select: []Selection{count}})
			return err
		}
		refused := func(what string) {
			var e *Error
			if err := ask(); !errors.As(err, &e) || e.Failure != Overloaded || e.RetryAfter == 0 {
				t.Errorf("without room for %s it fails by %v", what, err)
			}
		}
		flight.most.Store(1 << 20)
		refused("the body")
		if n := asked.Load(); n != 1 {
			t.Errorf("it is asked for %d times", n)
		}
		flight.most.Store(8 << 20)
		refused("decoding")
		flight.most.Store(64 << 20)
		refused("the rows of the request")
		asker.most.Store(1 << 20)
		if err := ask(); err != nil {
			t.Error(err)
		}
		if asker.held.Load() == 0 || flight.held.Load() != 0 {
			t.Errorf("the request holds %d, the call %d", asker.held.Load(), flight.held.Load())
		}
	}
}
