package upstream_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	. "github.com/inkeep-gateway/gateway/upstream"
	. "github.com/inkeep-gateway/gateway/upstream/query"
)

const (
	unreachable = "The endpoint cannot be reached."
	cutOff      = "The endpoint's answer was cut off."
	late        = "The endpoint did not answer in time."
)

func TestAConnectionThatFailsIsTold(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	for _, test := range []struct {
		name, written string
		failure       Failure
		message       string
	}{
		{"closed before the answer", "", Unavailable, unreachable},
		{"closed within the headers", "HTTP/1.1 200 OK\r\nContent-Ty", Unavailable, unreachable},
		{"no HTTP", "SSH-2.0-OpenSSH_9.6\r\n", Unavailable, unreachable},
		{"closed before the body", head + "Content-Length: 90\r\n\r\n", InvalidResponse, cutOff},
		{"closed within the body", head + "Content-Length: 90\r\n\r\n" + fine[:40], InvalidResponse, cutOff},
		{"closed before the last chunk", head + fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", len(fine), fine), InvalidResponse, cutOff},
		{"a chunk that is none", head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", InvalidResponse, cutOff},
		{"not packed as it says", head + "Content-Encoding: gzip\r\nContent-Length: 9\r\n\r\n{\"status\"", InvalidResponse, cutOff},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := listen(t, func(w http.ResponseWriter, _ *http.Request) { abort(w, test.written) })
			_, err := l.client(Options{}).Rows(t.Context(), Query{})
			if e := failed(t, err, test.failure, l.URL); e.Message != test.message || e.Status != 0 || e.Err == nil {
				t.Errorf("%d, %s, for %v", e.Status, e.Message, e.Err)
			}
			if n := l.calls.Load(); n != 1 {
				t.Errorf("%d calls", n)
			}
		})
	}
}

func TestAnEndpointThatIsNotThereIsUnavailable(t *testing.T) {
	for name, address := range map[string]string{
		"nobody listens":              contextError(t),
		"an address that is none":     "http://%zz",
		"a scheme that is unheard of": "gopher://127.0.0.1",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(Options{URL: address}).For(Scope{Key: canary}).Rows(t.Context(), Query{})
			if e := failed(t, err, Unavailable, address); e.Message != unreachable {
				t.Error(e.Message)
			}
		})
	}
}

func TestAnAnswerIsReadUpToMaxResponse(t *testing.T) {
	const most = 10_000
	sized := func(n int) string {
		return strings.Replace(fine, `"status"`, `"x":"`+strings.Repeat("x", n-len(fine)-len(`"x":"",`))+`","status"`, 1)
	}
	packed := func(body string) http.HandlerFunc {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write([]byte(body))
		z.Close()
		return replies(200, "application/json", b.String(), "Content-Encoding", "gzip")
	}
	for _, test := range []struct {
		name   string
		answer http.HandlerFunc
		fits   bool
	}{
		{"as much as is read", says(sized(most)), true},
		{"one byte more", says(sized(most + 1)), false},
		{"packed, as much as is read", packed(sized(most)), true},
		{"packed, one byte more", packed(sized(most + 1)), false},
		{"packed small and unpacked large", packed(sized(5_000_000)), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := listen(t, test.answer)
			_, err := l.client(Options{MaxResponse: most}).Rows(t.Context(), Query{})
			if test.fits {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if e := failed(t, err, InvalidResponse, l.URL); e.Message != "The endpoint's answer is larger than 10000 bytes." {
				t.Error(e.Message)
			}
		})
	}
}

// TestAnEndpointThatFallsSilentIsLeft has calls that end for no other reason than the one they are named after: the
// endpoint waits for the end of the test.
func TestAnEndpointThatFallsSilentIsLeft(t *testing.T) {
	const soon = 20 * time.Millisecond
	for _, silent := range []struct{ name, written string }{
		{"before the answer", ""},
		{"within the answer", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{"},
	} {
		for _, test := range []struct {
			name    string
			timeout time.Duration
			context func(t *testing.T, asked <-chan struct{}) context.Context
			failure Failure
			message string
			cause   error
		}{
			{"after the client's time", soon,
				func(t *testing.T, _ <-chan struct{}) context.Context { return t.Context() },
				Timeout, late, context.DeadlineExceeded},
			{"after the caller's time", time.Hour,
				func(t *testing.T, _ <-chan struct{}) context.Context {
					ctx, cancel := context.WithTimeout(t.Context(), soon)
					t.Cleanup(cancel)
					return ctx
				},
				Timeout, late, context.DeadlineExceeded},
			{"as soon as the caller leaves", time.Hour,
				func(t *testing.T, asked <-chan struct{}) context.Context {
					ctx, cancel := context.WithCancel(t.Context())
					go func() { <-asked; cancel() }()
					return ctx
				},
				Unavailable, "The request was canceled.", context.Canceled},
		} {
			t.Run(silent.name+", "+test.name, func(t *testing.T) {
				asked, over := make(chan struct{}), make(chan struct{})
				began := signal{close: sync.OnceFunc(func() { close(asked) })}
				l := listen(t, func(w http.ResponseWriter, _ *http.Request) {
					c, _, err := http.NewResponseController(w).Hijack()
					if err != nil {
						t.Error(err)
						return
					}
					defer c.Close()
					c.Write([]byte(silent.written))
					if silent.written == "" {
						began.close()
					}
					<-over
				})
				defer close(over)
				_, err := l.client(Options{Timeout: test.timeout, Transport: began}).Rows(test.context(t, asked), Query{})
				e := failed(t, err, test.failure, l.URL)
				if e.Message != test.message || !errors.Is(err, test.cause) {
					t.Error(err)
				}
			})
		}
	}
}

// signal tells when the headers of an answer are there, or will not come.
type signal struct{ close func() }

func (s signal) RoundTrip(r *http.Request) (*http.Response, error) {
	defer s.close()
	return (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
}

func TestACallerWhoHasLeftIsNotAskedFor(t *testing.T) {
	l := listen(t, says(fine))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := l.client(Options{}).Rows(ctx, Query{})
	if failed(t, err, Unavailable, l.URL); !errors.Is(err, context.Canceled) || l.calls.Load() != 0 {
		t.Errorf("%d calls: %v", l.calls.Load(), err)
	}
}
