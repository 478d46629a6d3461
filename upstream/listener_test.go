package upstream_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	. "github.com/inkeep-gateway/gateway/upstream"
	. "github.com/inkeep-gateway/gateway/upstream/query"
)

// canary is a key that must not be seen again.
const canary = "canary-key-7f3a"

// fine is an answer without rows.
const fine = `{"status":"ok","data":{"result":[],"total":0,"pageSize":0,"count":0}}`

// listener is an endpoint that counts its calls.
type listener struct {
	*httptest.Server
	calls atomic.Int64
}

func listen(t *testing.T, answer http.HandlerFunc) *listener {
	t.Helper()
	l := &listener{}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.calls.Add(1)
		io.Copy(io.Discard, r.Body)
		answer(w, r)
	}))
	t.Cleanup(l.Close)
	return l
}

// client asks the listener with the canary for a key.
func (l *listener) client(o Options) *Session {
	o.URL = l.URL
	if o.Tries == 0 {
		o.Tries = 1
	}
	if o.Timeout == 0 {
		o.Timeout = time.Hour
	}
	if o.Cache.Bytes == 0 {
		o.Cache.Bytes = -1
	}
	if o.Transport == nil {
		o.Transport = l.Server.Client().Transport
	}
	return New(o).For(Scope{Key: canary})
}

// says is an answer of JSON.
func says(body string) http.HandlerFunc { return replies(http.StatusOK, "application/json", body) }

// replies is an answer of a status and a content type; an empty one is not sent at all.
func replies(status int, contentType, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = nil
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// read is what becomes of a body that answers the query.
func read(t *testing.T, q Query, body string) (*Rows, error) {
	t.Helper()
	answer, err := listen(t, says(body)).client(Options{}).Rows(t.Context(), q)
	if err != nil {
		return nil, err
	}
	return answer.Rows, nil
}

// rows is an answer of the rows.
func rows(rows ...string) string {
	return fmt.Sprintf(`{"status":"ok","data":{"result":[%s],"total":%d,"pageSize":0,"count":%[2]d}}`, strings.Join(rows, ","), len(rows))
}

// failed is an error as it has to be: of the failure wanted, and without a word that is nobody's business.
func failed(t *testing.T, err error, want Failure, address string) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("the error is %#v", err)
	}
	if e.Failure != want {
		t.Errorf("failure %d, want %d: %v", e.Failure, want, err)
	}
	if e.Message == "" {
		t.Error("there is no message")
	}
	secrets := []string{canary, "Bearer", "127.0.0.1", "localhost", "http", "dial", "EOF", "context", "net/", "resty", "jsontext", "json:", "goroutine"}
	if u, err := url.Parse(address); err == nil && u.Port() != "" {
		secrets = append(secrets, u.Port(), u.Host)
	}
	for _, said := range []string{e.Message, e.Title, e.Code, e.RequestID} {
		for _, secret := range secrets {
			if strings.Contains(said, secret) {
				t.Errorf("%q holds %q", said, secret)
			}
		}
	}
	if strings.Contains(e.Error(), canary) {
		t.Errorf("the log would hold the key: %v", e)
	}
	return e
}

// abort ends the connection after what was written to it.
func abort(w http.ResponseWriter, written string) {
	c, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	io.WriteString(c, written)
	c.Close()
}

// contextError is an address that nobody listens at.
func contextError(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return "http://" + l.Addr().String()
}
