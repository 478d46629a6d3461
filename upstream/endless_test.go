package upstream_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	. "github.com/inkeep-gateway/gateway/upstream"
	calls "github.com/inkeep-gateway/gateway/upstream/endpoint"
	. "github.com/inkeep-gateway/gateway/upstream/query"
)

const (
	neither = "The endpoint answered with neither rows nor a refusal."
	paused  = "The endpoint is failing, and the gateway pauses its calls. Try again later."
)

// socket is an endpoint that writes bytes: to each call a beginning, and then a piece again and again. It leaves
// the connection open until the client ends it.
type socket struct{ beginning, piece string }

// open gives its address, and a function that gives the socket another script.
func (s socket) open(t *testing.T) (address string, then func(socket)) {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var all sync.WaitGroup
	var open []net.Conn
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			open = append(open, c)
			mu.Unlock()
			all.Go(func() {
				defer c.Close()
				for call := make([]byte, 64<<10); ; {
					if _, err := c.Read(call); err != nil {
						return
					}
					mu.Lock()
					script := s
					mu.Unlock()
					if err := script.answer(c); err != nil {
						return
					}
				}
			})
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		mu.Lock()
		for _, c := range open {
			_ = c.Close()
		}
		mu.Unlock()
		all.Wait()
	})
	return "http://" + l.Addr().String(), func(next socket) {
		mu.Lock()
		defer mu.Unlock()
		s = next
	}
}

func (s socket) answer(c net.Conn) error {
	_, err := io.WriteString(c, s.beginning)
	for s.piece != "" && err == nil {
		if _, err = io.WriteString(c, s.piece); len(s.piece) < 100 {
			time.Sleep(time.Millisecond)
		}
	}
	return err
}

// TestNothingOfAnAnswerIsReadWithoutEnd asks endpoints that never come to the end of their answers, if the answer
// tells at once that it is none, more often than calls may be under way at once.
func TestNothingOfAnAnswerIsReadWithoutEnd(t *testing.T) {
	const json, problem = "Content-Type: application/json\r\n", "Content-Type: application/problem+json\r\n"
	const soon = 400 * time.Millisecond
	status := func(status int, headers string) string {
		return fmt.Sprintf("HTTP/1.1 %d %s\r\n%s\r\n", status, http.StatusText(status), headers)
	}
	for _, test := range []struct {
		name    string
		answers socket
		timeout time.Duration // of a call; an hour where the answer tells at once what it is
		failure Failure
		message string
	}{
		{"101", socket{status(101, "Connection: Upgrade\r\nUpgrade: websocket\r\n"), ""}, time.Hour, InvalidResponse, neither},
		{"101 with a word at a time", socket{status(101, "Connection: Upgrade\r\nUpgrade: websocket\r\n"), "x"}, time.Hour, InvalidResponse, neither},
		{"101 without an upgrade", socket{status(101, ""), ""}, time.Hour, InvalidResponse, neither},
		// Its connection may be another call's by the time the bytes come: they begin that one's answer.
		{"204 that goes on", socket{status(204, json), "x"}, soon, InvalidResponse, neither},
		{"206", socket{status(206, json), "{"}, time.Hour, InvalidResponse, neither},
		{"a page", socket{status(200, "Content-Type: text/html\r\n"), "x"}, time.Hour, InvalidResponse, "The endpoint's answer is not JSON."},
		{"no type", socket{status(200, ""), "x"}, time.Hour, InvalidResponse, "The endpoint's answer is not JSON."},
		{"302", socket{status(302, "Location: /\r\n"), "x"}, time.Hour, InvalidResponse, neither},
		{"302 to nowhere", socket{status(302, "Location: http://%zz\r\n"), "x"}, time.Hour, InvalidResponse, neither},
		{"304", socket{status(304, ""), ""}, time.Hour, InvalidResponse, neither},
		{"a refusal that ends never", socket{status(422, problem), " "}, time.Hour, Rejected, refused},
		{"a refusal that says nothing", socket{status(422, problem), ""}, time.Hour, Rejected, refused},
		{"a refusal that floods", socket{status(422, problem), strings.Repeat(" ", 32<<10)}, time.Hour, Rejected, refused},
		{"interim answers", socket{"", status(100, "")}, soon, Timeout, late},
		{"a flood of interim answers", socket{"", strings.Repeat(status(103, "Link: </a>\r\n"), 20)}, time.Hour, Unavailable, unreachable},
		{"a status line that does not end", socket{"HTTP/1.1 200 ", "x"}, soon, Timeout, late},
		{"headers that do not end", socket{"HTTP/1.1 200 OK\r\n", "X: x\r\n"}, soon, Timeout, late},
		{"a flood of headers", socket{"HTTP/1.1 200 OK\r\n", strings.Repeat("X: x\r\n", 1000)}, time.Hour, Unavailable, unreachable},
		{"rows a byte at a time", socket{status(200, json) + `{"status":"`, "x"}, soon, Timeout, late},
		{"rows that do not come", socket{status(200, json), ""}, soon, Timeout, late},
		{"chunks that do not end", socket{status(200, json+"Transfer-Encoding: chunked\r\n"), "1\r\n \r\n"}, soon, Timeout, late},
		{"trailers that do not end", socket{status(200, json+"Transfer-Encoding: chunked\r\n") + "1\r\n{\r\n0\r\n", strings.Repeat("X: x\r\n", 1000)}, time.Hour, InvalidResponse, cutOff},
	} {
		t.Run(test.name, func(t *testing.T) {
			waves, wave := 1, 8
			if test.message == neither {
				waves, wave = 2, 40 // One caller may have 48 under way at once, and all together 64.
			}
			times := waves * wave
			before := runtime.NumGoroutine()
			address, then := test.answers.open(t)
			transport := calls.NewTransport()
			client := New(Options{URL: address, Timeout: test.timeout, Tries: 1, Transport: transport, Cache: CacheOptions{Bytes: -1}})
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			ask := func(n int) error {
				_, err := client.For(Scope{Key: canary}).Rows(ctx, Query{Select: []Selection{count}, Where: where(ID, Eq, fmt.Sprint(n))})
				return err
			}
			var all sync.WaitGroup
			errs := make(chan error, times)
			for n := range times {
				all.Go(func() { errs <- ask(n) })
				if n%wave == wave-1 {
					all.Wait()
				}
			}
			close(errs)
			told := 0
			for err := range errs {
				failure, message := test.failure, test.message
				if test.message == neither && test.timeout == soon && err != nil {
					switch text := err.Error(); {
					case strings.HasPrefix(text, late):
						failure, message = Timeout, late
					case strings.HasPrefix(text, paused): // after many that came late
						failure, message = Unavailable, paused
					}
				}
				if e := failed(t, err, failure, address); e.Message == message {
					told++
				} else {
					t.Error(err)
				}
			}
			if ctx.Err() != nil || told != times {
				t.Fatalf("%d of %d calls ended by themselves: %v", told, times, ctx.Err())
			}
			if test.timeout == time.Hour { // There is time to answer.
				then(socket{status(200, json+fmt.Sprintf("Content-Length: %d\r\n", len(fine))) + fine, ""})
				if err := ask(times); err != nil {
					t.Errorf("a later query: %v", err)
				}
			}
			client.Close()
			transport.CloseIdleConnections()
			for end := time.Now().Add(time.Minute); runtime.NumGoroutine() > before+1; time.Sleep(time.Millisecond) {
				if time.Now().After(end) {
					stacks := make([]byte, 1<<20)
					t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
				}
			}
		})
	}
}
