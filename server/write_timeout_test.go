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
	"testing"
	"testing/synctest"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/inkeep-gateway/gateway/server/edge"
	"github.com/inkeep-gateway/gateway/server/memory"
)

// patience is how long a test waits for what happens at once or not at all. It ends before the defaults do.
const patience = 8 * time.Second

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	host := strings.TrimSuffix(strings.TrimPrefix(address, "http://"), "/")
	connection, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close() })
	_ = connection.SetDeadline(time.Now().Add(patience))
	return connection
}

// TestClientsThatSendTooSlowlyAreCutOff waits for the program to close their connections.
func TestClientsThatSendTooSlowlyAreCutOff(t *testing.T) {
	file, _ := generate(t, 10)
	for _, test := range []struct {
		name, setting, sent string
	}{
		{"nothing", "--read-header-timeout", ""},
		{"half a header", "--read-header-timeout", "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-"},
		{"half a body", "--read-timeout", "POST /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"query\""},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := start(t, nil, "--sandbox", "--sandbox-data", file, test.setting, "200ms")
			connection := dial(t, p.address)
			if _, err := io.WriteString(connection, test.sent); err != nil {
				t.Fatal(err)
			}
			answer, err := io.ReadAll(connection)
			if err != nil { // as a connection that is still open has it, when the patience ends
				t.Errorf("the connection is not closed: %v", err)
			}
			if strings.Contains(string(answer), "200 OK") {
				t.Errorf("it answers %s", answer)
			}
		})
	}
}

func TestHeadersAreBounded(t *testing.T) {
	file, _ := generate(t, 10)
	p := start(t, nil, "--sandbox", "--sandbox-data", file)
	for length, status := range map[int]int{60_000: http.StatusOK, 80_000: http.StatusRequestHeaderFieldsTooLarge} {
		request, _ := http.NewRequest("GET", p.address+"healthz", nil)
		request.Header.Set("Long", strings.Repeat("x", length))
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != status {
			t.Errorf("headers of %d bytes are answered %s", length, response.Status)
		}
	}
}

// TestAClientThatDoesNotReadIsCutOff writes more than the buffers of a connection hold.
func TestAClientThatDoesNotReadIsCutOff(t *testing.T) {
	ended := make(chan error, 1)
	server := httptest.NewServer(withWriteTimeout(200*time.Millisecond, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, err := w.Write(make([]byte, 256<<20))
		ended <- err
	})))
	defer server.Close()
	connection := dial(t, server.URL)
	defer connection.Close() // The server waits for what it writes.
	fmt.Fprint(connection, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
	select {
	case err := <-ended:
		if err == nil {
			t.Error("it wrote everything")
		}
	case <-time.After(patience):
		t.Error("it still writes")
	}
}

// TestAClientThatDoesNotReadGivesItsBytesBack looks at what is held before and after the moment in which the client is cut off.
func TestAClientThatDoesNotReadGivesItsBytesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const timeout = 10 * time.Second
		budget := memory.New(4<<20, 0)
		free := func() bool {
			l := budget.Lease()
			defer l.End()
			return l.Take(t.Context(), 3<<20) == nil
		}
		server := &http.Server{Handler: withWriteTimeout(timeout, edge.New(edge.Options{Memory: budget, Executor: largeAnswer{}}))}
		here, there := net.Pipe()
		listener := &oneConnection{connections: make(chan net.Conn, 1)}
		listener.connections <- there
		go func() { _ = server.Serve(listener) }()
		const body = `{"query":"q"}`
		fmt.Fprintf(here, "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
		time.Sleep(timeout - time.Millisecond)
		synctest.Wait()
		if free() {
			t.Error("just before its time is up the answer holds no bytes")
		}
		time.Sleep(time.Millisecond)
		synctest.Wait()
		if !free() {
			t.Error("when its time is up the answer still holds its bytes")
		}
		if text, err := io.ReadAll(here); err != nil || len(text) > 0 {
			t.Errorf("it is sent %.100q %v", text, err)
		}
		close(listener.connections)
	})
}

// largeAnswer answers each operation with a megabyte, which it takes from the budget twice, as an answer and what it is made of.
type largeAnswer struct{ graphql.GraphExecutor }

func (largeAnswer) CreateOperationContext(context.Context, *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	return &graphql.OperationContext{Operation: &ast.OperationDefinition{Operation: ast.Query}}, nil
}

func (largeAnswer) DispatchOperation(ctx context.Context, _ *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	return func(ctx context.Context) *graphql.Response {
		_ = memory.Of(ctx).Take(ctx, 2<<20)
		return &graphql.Response{Data: []byte(`"` + strings.Repeat("x", 1<<20) + `"`)}
	}, ctx
}

// oneConnection is a listener for the connections that a channel has.
type oneConnection struct {
	net.Listener
	connections chan net.Conn
}

func (l *oneConnection) Accept() (net.Conn, error) {
	if connection, ok := <-l.connections; ok {
		return connection, nil
	}
	return nil, net.ErrClosed
}

func (*oneConnection) Close() error   { return nil }
func (*oneConnection) Addr() net.Addr { return new(net.TCPAddr) }

// TestAnAnswerMayTakeLongerThanAnyPieceOfIt writes, pauses for longer than a piece may take, and writes on, with what is
// asked next on the same connection.
func TestAnAnswerMayTakeLongerThanAnyPieceOfIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const timeout = 100 * time.Millisecond
		server := &http.Server{Handler: withWriteTimeout(timeout, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "one ")
			w.(http.Flusher).Flush()
			time.Sleep(2 * timeout)
			_, _ = io.WriteString(w, "two ")
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Error(err)
			}
			_, _ = io.WriteString(w, "three")
			time.Sleep(2 * timeout)
		}))}
		here, there := net.Pipe()
		listener := &oneConnection{connections: make(chan net.Conn, 1)}
		listener.connections <- there
		go func() { _ = server.Serve(listener) }()
		reader := bufio.NewReader(here)
		for range 2 {
			fmt.Fprint(here, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
			response, err := http.ReadResponse(reader, nil)
			if err != nil {
				t.Fatal(err)
			}
			if body, err := io.ReadAll(response.Body); err != nil || string(body) != "one two three" {
				t.Errorf("it answers %q %v", body, err)
			}
			time.Sleep(2 * timeout)
		}
		here.Close()
		close(listener.connections)
	})
}

// TestAnAnswerThatIsOverAtOnceIsGivenItsTimeOnce counts how often the connection is told, of an hour for each piece.
func TestAnAnswerThatIsOverAtOnceIsGivenItsTimeOnce(t *testing.T) {
	told := &deadlines{ResponseWriter: httptest.NewRecorder()}
	withWriteTimeout(time.Hour, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "one ")
		w.(http.Flusher).Flush()
		_, _ = io.WriteString(w, "two")
	})).ServeHTTP(told, httptest.NewRequest("GET", "/", nil))
	if len(told.at) != 1 || time.Until(told.at[0]) < 59*time.Minute {
		t.Errorf("it is to be over at %v", told.at)
	}
}

// deadlines is a response that notes the deadlines that its connection is given.
type deadlines struct {
	http.ResponseWriter
	at []time.Time
}

func (d *deadlines) SetWriteDeadline(at time.Time) error {
	d.at = append(d.at, at)
	return nil
}
