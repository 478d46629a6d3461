package endpoint

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-resty/resty/v2"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// addressOf is the address of the call that answers a query.
func (c *Client) addressOf(q query.Query) string {
	if q.Names != "" {
		return c.names
	}
	return c.rows
}

// NewTransport is the transport of a client that is given none. It keeps enough connections open that a burst of queries
// does not dial anew; the standard one keeps two.
func NewTransport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConns = 256
	t.MaxIdleConnsPerHost = 256
	t.MaxResponseHeaderBytes = 64 << 10 // interim answers included
	t.DialContext = (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext
	return t
}

func newResty(o Options) *resty.Client {
	return resty.NewWithClient(&http.Client{Transport: noRedirects{o.Transport}}).
		SetDoNotParseResponse(true). // It reads 512 bytes at a time.
		SetLogger(silent{})
}

// noRedirects gives redirects without the address that they lead to. Followed, they would carry the key to another host: a
// redirect is an answer like any other, even one whose address cannot be read.
type noRedirects struct{ http.RoundTripper }

// RoundTrip is http.RoundTripper's.
func (u noRedirects) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := u.RoundTripper.RoundTrip(r)
	if answer != nil {
		answer.Header.Del("Location")
	}
	return answer, err
}

// headers are those of every call with a key.
func headers(key string) http.Header {
	return http.Header{
		"Authorization": {strings.TrimSpace("Bearer " + key)}, // A key read from a file may end with its line.
		"Content-Type":  {"application/json"},
		"Accept":        {"application/json"},
		"User-Agent":    {"conversations-gateway"},
	}
}

// silent keeps resty from writing to the process's log, in whose lines addresses would stand.
type silent struct{}

func (silent) Errorf(string, ...any) {}
func (silent) Warnf(string, ...any)  {}
func (silent) Debugf(string, ...any) {}

// A refusal is told by its status. What it says besides is read as far as it comes at once and is not much.
const (
	refusalBytes = 64 << 10
	refusalTime  = time.Second
)

// fetch asks the endpoint once. The status and the type of an answer say whether its body is read at all: the body of 101, for
// one, has no end.
func (t *Tenant) fetch(ctx context.Context, q query.Query, body []byte) ([]byte, error) {
	if len(body) > query.MaxBody {
		return nil, &query.Error{Failure: query.TooLarge, Limit: query.MaxBody, Amount: len(body), Message: fmt.Sprintf(
			"The query for the endpoint has %d bytes; it takes at most %d. Ask with fewer values.", len(body), query.MaxBody)}
	}
	if n := utf8.RuneCountInString(q.Notes); n > query.MaxNotes {
		return nil, &query.Error{Failure: query.Internal, Message: fmt.Sprintf("The notes have %d characters; the endpoint takes %d.", n, query.MaxNotes)}
	}
	call := t.resty.R().SetContext(ctx).SetBody(bytes.NewReader(body)) // of bytes resty would send a copy
	call.Header = t.headers                                            // which resty copies
	answer, err := call.Post(t.addressOf(q))
	if err != nil {
		return nil, t.unread(err, false)
	}
	defer answer.RawBody().Close()
	switch status := answer.StatusCode(); {
	case status >= http.StatusBadRequest:
		ctx, cancel := context.WithTimeout(ctx, refusalTime)
		defer cancel()
		text, _ := t.bodies.read(ctx, answer.RawResponse, refusalBytes)
		defer t.bodies.reuse(text)
		return nil, t.refused(status, answer.Header(), text)
	case status != http.StatusOK:
		return nil, t.refused(status, answer.Header(), nil)
	case !isType(answer.Header(), "application/json"):
		return nil, query.Invalid(nil, "The endpoint's answer is not JSON.")
	}
	text, err := t.bodies.read(ctx, answer.RawResponse, t.options.MaxResponse)
	if err != nil {
		return nil, t.unread(err, true)
	}
	return text, nil
}

// unread is the error of a call without an answer, or with one that began and could not be read to its end.
func (c *Client) unread(err error, began bool) *query.Error {
	var timeout net.Error
	var full *query.Error
	switch {
	case errors.As(err, &full):
		return full
	case errors.Is(err, errBodyTooLarge):
		return query.Invalid(err, "The endpoint's answer is larger than %d bytes.", c.options.MaxResponse)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return &query.Error{Failure: query.Timeout, Message: "The endpoint did not answer in time.", Err: err}
	case began && !errors.Is(err, context.Canceled):
		return query.Invalid(err, "The endpoint's answer was cut off.")
	}
	return &query.Error{Failure: query.Unavailable, Message: "The endpoint cannot be reached.", Err: err}
}

func isType(h http.Header, want string) bool {
	got := h.Get("Content-Type")
	if got == want {
		return true
	}
	kind, _, err := mime.ParseMediaType(got)
	return err == nil && kind == want
}

// retryAfter reads both forms of the header: seconds, or a date. RFC 9110, section 10.2.3.
func (c *Client) retryAfter(h http.Header) time.Duration {
	v := h.Get("Retry-After")
	if seconds, err := strconv.Atoi(v); err == nil {
		return time.Duration(max(0, min(seconds, 86_400))) * time.Second // bounded first: the product could overflow
	}
	if date, err := http.ParseTime(v); err == nil {
		return max(0, min(date.Sub(c.options.Clock()), 24*time.Hour))
	}
	return 0
}
