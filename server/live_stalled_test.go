package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/coder/websocket"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/inkeep-gateway/gateway/server/edge"
	"github.com/inkeep-gateway/gateway/server/live"
	"github.com/inkeep-gateway/gateway/server/memory"
)

const (
	largeBytes     = 1 << 20  // of each answer to a watcher
	littleBuffered = 64 << 10 // by the system for who does not read, which else is more than all answers
)

// counting answers each operation with a count and a megabyte behind it.
type counting struct {
	largeAnswer
	count atomic.Int64
}

func (x *counting) DispatchOperation(ctx context.Context, _ *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	return func(context.Context) *graphql.Response {
		return &graphql.Response{Data: fmt.Appendf(nil, `"%d %s"`, x.count.Add(1), strings.Repeat("x", largeBytes))}
	}, ctx
}

func (x *counting) CreateOperationContext(ctx context.Context, p *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	op, errs := x.largeAnswer.CreateOperationContext(ctx, p)
	op.RawQuery = p.Query
	return op, errs
}

// wall is a subscription to that.
type wall struct{ op *graphql.OperationContext }

func (wall) Field() string                     { return "wall" }
func (wall) Every() time.Duration              { return time.Hour }
func (s wall) Look() *graphql.OperationContext { return s.op }

// TestAWatcherThatStopsReadingIsDropped has two watch the same over real connections, of which one reads nothing. Each look comes once the
// other has read the answer to the one before.
func TestAWatcherThatStopsReadingIsDropped(t *testing.T) {
	for name, subscribe := range map[string]func(*testing.T, net.Conn){"by events": subscribeByEvents, "by WebSocket": subscribeByWebSocket} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			looks := make(chan chan time.Time)
			hub := live.NewHub(live.Options{
				After: func(time.Duration) <-chan time.Time {
					look := make(chan time.Time)
					go func() { looks <- look }()
					return look
				},
			})
			defer hub.Close()
			executor := new(counting)
			// There is room for the newest answer, the next one, and one that each of the two is sent; who wants more is refused.
			budget := memory.New(5*largeBytes, 0)
			// Both watch through the same hub, each with a time of its own to read: one that reads is never late.
			serve := func(timeout time.Duration) (address string, ended <-chan struct{}) {
				handler := withWriteTimeout(timeout, edge.New(edge.Options{
					Executor: executor, Memory: budget, Scope: func(context.Context) string { return "all" },
					Live: edge.Live{Of: func(op *graphql.OperationContext) edge.Subscription { return wall{op} }, Hub: hub, WriteTimeout: timeout},
				}))
				done := make(chan struct{})
				server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					defer close(done)
					handler.ServeHTTP(w, r)
				}))
				server.Config.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
					if timeout < time.Hour {
						_ = c.(*net.TCPConn).SetWriteBuffer(littleBuffered)
					}
					return ctx
				}
				server.Start()
				t.Cleanup(server.Close)
				return strings.TrimPrefix(server.URL, "http://"), done
			}

			address, dropped := serve(time.Second)
			stalled := connect(t, address)
			if err := stalled.SetReadBuffer(littleBuffered); err != nil {
				t.Fatal(err)
			}
			subscribe(t, stalled)
			address, _ = serve(time.Hour)
			reads := connect(t, address)
			subscribe(t, reads)
			reader := bufio.NewReader(reads)
			next := func(count int) {
				t.Helper()
				want := fmt.Sprintf(`{"wall":"%d `, count)
				_ = reads.SetReadDeadline(time.Now().Add(time.Minute)) // of one that is never told
				for found := ""; !strings.HasSuffix(found, want); {
					var err error
					if found, err = reader.ReadString(' '); err != nil {
						t.Fatalf("who reads is cut off before %s: %v", want, err)
					}
				}
			}
			const answers = 20
			next(1)
			for n := range answers - 1 {
				(<-looks) <- time.Now()
				next(n + 2)
			}
			select {
			case <-dropped:
			case <-time.After(time.Minute):
				t.Fatal("who does not read is not dropped")
			}
			sent, err := io.Copy(io.Discard, stalled) // It may be told by a reset.
			if sent > 3*largeBytes {
				t.Errorf("%d bytes were on the way to who does not read: %v", sent, err)
			}
			(<-looks) <- time.Now()
			next(answers + 1)
		})
	}
}

func connect(t *testing.T, address string) *net.TCPConn {
	t.Helper()
	dialer := net.Dialer{}
	c, err := dialer.DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c.(*net.TCPConn)
}

func subscribeByEvents(t *testing.T, c net.Conn) {
	const body = `{"query":"q"}`
	if _, err := fmt.Fprintf(c, "POST / HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body); err != nil {
		t.Fatal(err)
	}
}

func subscribeByWebSocket(t *testing.T, c net.Conn) {
	connection, _, err := websocket.Dial(t.Context(), "http://localhost/", &websocket.DialOptions{
		Subprotocols: []string{"graphql-transport-ws"},
		HTTPClient:   &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return c, nil }}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.CloseNow() })
	for _, message := range []string{`{"type":"connection_init"}`, `{"id":"a","type":"subscribe","payload":{"query":"q"}}`} {
		if err := connection.Write(t.Context(), websocket.MessageText, []byte(message)); err != nil {
			t.Fatal(err)
		}
	}
}
