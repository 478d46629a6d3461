package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/server/edge"
	"github.com/inkeep-gateway/gateway/server/live"
)

// byHTTP2 gives a client that speaks HTTP/2 to a handler behind the write timeout, in a bubble whose clock is the only one. All that it
// asks is to go over one connection. A request has the same time to be sent.
func byHTTP2(t *testing.T, timeout time.Duration, handler http.HandlerFunc, test func(*testing.T, *http.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		protocols := new(http.Protocols)
		protocols.SetUnencryptedHTTP2(true)
		listener := &oneConnection{connections: make(chan net.Conn, 1)}
		server := &http.Server{Handler: withWriteTimeout(timeout, handler), ReadTimeout: timeout, Protocols: protocols}
		go func() { _ = server.Serve(listener) }()
		var connections atomic.Int64
		transport := &http.Transport{Protocols: protocols, DialContext: func(context.Context, string, string) (net.Conn, error) {
			if connections.Add(1) > 1 {
				return nil, errors.New("the connection did not last")
			}
			here, there := net.Pipe()
			listener.connections <- there
			return here, nil
		}}
		defer func() {
			transport.CloseIdleConnections()
			close(listener.connections)
			_ = server.Close()
			synctest.Wait()
		}()
		test(t, &http.Client{Transport: transport})
	})
}

// TestAnAnswerByHTTP2MayTakeLongerThanAnyPieceOfIt thinks for longer than a piece may take: before the first, between two and at the end.
func TestAnAnswerByHTTP2MayTakeLongerThanAnyPieceOfIt(t *testing.T) {
	const timeout = time.Second
	handler := func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(3 * timeout)
		_, _ = io.WriteString(w, "one ")
		w.(http.Flusher).Flush()
		time.Sleep(3 * timeout)
		_, _ = io.WriteString(w, "two ")
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(w, "three")
		time.Sleep(3 * timeout)
	}
	byHTTP2(t, timeout, handler, func(t *testing.T, client *http.Client) {
		for range 2 {
			response, err := client.Get("http://gateway/")
			if err != nil {
				t.Fatal(err)
			}
			if body, err := io.ReadAll(response.Body); err != nil || string(body) != "one two three" || response.ProtoMajor != 2 {
				t.Errorf("it answers by %s %q %v", response.Proto, body, err)
			}
		}
	})
}

// TestAClientOfHTTP2ThatDoesNotReadIsCutOff has two answers on one connection: only the one that nobody reads is cut off.
func TestAClientOfHTTP2ThatDoesNotReadIsCutOff(t *testing.T) {
	const timeout = time.Second
	var took chan time.Duration
	handler := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/small" {
			_, _ = io.WriteString(w, "small")
			return
		}
		began := time.Now()
		_, err := w.Write(make([]byte, 32<<20)) // more than the client has room for
		if err == nil {
			t.Error("it wrote everything")
		}
		took <- time.Since(began)
	}
	byHTTP2(t, timeout, handler, func(t *testing.T, client *http.Client) {
		took = make(chan time.Duration, 1) // of the bubble
		large, err := client.Get("http://gateway/large")
		if err != nil {
			t.Fatal(err)
		}
		if d := <-took; d != timeout {
			t.Errorf("it was cut off after %v", d)
		}
		small, err := client.Get("http://gateway/small")
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(small.Body); err != nil || string(body) != "small" {
			t.Errorf("another answer is %q %v", body, err)
		}
		if _, err := io.ReadAll(large.Body); err == nil {
			t.Error("the answer that was cut off looks whole")
		}
	})
}

// TestASubscriptionByHTTP2GoesOnBesideSlowAnswers reads events for hours, and between any two of them asks on the same connection for an
// answer that takes longer than a piece may.
func TestASubscriptionByHTTP2GoesOnBesideSlowAnswers(t *testing.T) {
	const timeout = time.Second
	var events http.Handler // of the bubble
	handler := func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			events.ServeHTTP(w, r)
			return
		}
		time.Sleep(3 * timeout)
		_, _ = io.WriteString(w, "slow")
	}
	byHTTP2(t, timeout, handler, func(t *testing.T, client *http.Client) {
		hub := live.NewHub(live.Options{})
		defer hub.Close()
		events = edge.New(edge.Options{
			Executor: new(counting),
			Live:     edge.Live{Of: func(op *graphql.OperationContext) edge.Subscription { return wall{op} }, Hub: hub},
		})
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://gateway/", strings.NewReader(`{"query":"q"}`))
		if err != nil {
			t.Fatal(err)
		}
		request.Header = http.Header{"Content-Type": {"application/json"}, "Accept": {"text/event-stream"}}
		watched, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer watched.Body.Close()
		reader := bufio.NewReader(watched.Body)
		began := time.Now()
		for n := range 4 {
			event := ""
			for !strings.HasPrefix(event, "data: {") {
				if event, err = reader.ReadString('\n'); err != nil {
					t.Fatalf("after %v and %d events: %v", time.Since(began), n, err)
				}
			}
			if want := fmt.Sprintf(`{"wall":"%d `, n+1); !strings.Contains(event, want) {
				t.Errorf("event %d is %.100s", n, event)
			}
			slow, err := client.Get("http://gateway/")
			if err != nil {
				t.Fatal(err)
			}
			if body, err := io.ReadAll(slow.Body); err != nil || string(body) != "slow" {
				t.Errorf("beside it %q %v is answered", body, err)
			}
		}
		if took := time.Since(began); took < 2*time.Hour || watched.ProtoMajor != 2 {
			t.Errorf("it took %v by %s", took, watched.Proto)
		}
	})
}
