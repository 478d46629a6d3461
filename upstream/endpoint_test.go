package upstream_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	. "github.com/inkeep-gateway/gateway/upstream"
	. "github.com/inkeep-gateway/gateway/upstream/query"
)

// endpoint is one in the same process: without a network it may be asked on fake time. It keeps what was sent to it.
type endpoint struct {
	answer http.HandlerFunc

	mu     sync.Mutex
	bodies []string
}

// client asks the endpoint, once for each call, with the canary for a key. It keeps nothing unless it is told to.
func (e *endpoint) client(t *testing.T, o Options) caller {
	o.Transport, o.URL = e, "http://endpoint.test"
	if o.Tries == 0 {
		o.Tries = 1
	}
	if o.Timeout == 0 {
		o.Timeout = time.Hour / 2 // The race detector makes SQLite some twenty times slower, and the machine may be busy.
	}
	if o.Cache == (CacheOptions{}) {
		o.Cache.Bytes = -1
	}
	c := New(o)
	t.Cleanup(c.Close)
	return caller{c.For(Scope{Key: canary}), c}
}

// RoundTrip has the request answered.
func (e *endpoint) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	e.bodies = append(e.bodies, string(body))
	e.mu.Unlock()
	r.Body = io.NopCloser(bytes.NewReader(body))
	w := httptest.NewRecorder()
	e.answer(w, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return w.Result(), nil
}

// calls is how often the endpoint was asked.
func (e *endpoint) calls() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.bodies)
}

// sent is what the endpoint was asked, sorted.
func (e *endpoint) sent() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Sorted(slices.Values(e.bodies))
}

// bodiesOf are the bodies of queries, sorted.
func bodiesOf(queries ...Query) []string {
	list := make([]string, len(queries))
	for i, q := range queries {
		list[i] = string(q.Body())
	}
	slices.Sort(list)
	return list
}

// oneRow answers any query with one row that has all the columns asked for.
func oneRow(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Select []struct {
			Type, Aggregation, TimeUnit, Field string
			Path                               []string
		}
		GroupBy []struct {
			Field string
			Path  []string
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		panic(err)
	}
	row := map[string]any{}
	set := func(prefix, field string, path []string, suffix string) {
		key := prefix + strings.Join(append([]string{field}, path...), ".") + suffix
		switch {
		case prefix != "" || field == "userMessageCount":
			row[key] = len(key)
		case field == "firstMessageTime":
			row[key] = "2026-01-05T00:00:00Z"
		default:
			row[key] = key
		}
	}
	for _, s := range asked.Select {
		switch {
		case s.Field == "":
			row[s.Aggregation] = 7
		case s.Aggregation != "":
			set(s.Aggregation+"_", s.Field, s.Path, "")
		case s.TimeUnit != "":
			set("", s.Field, nil, "_"+s.TimeUnit)
		default:
			set("", s.Field, s.Path, "")
		}
	}
	for _, g := range asked.GroupBy {
		set("", g.Field, g.Path, "")
	}
	text, _ := json.Marshal(row)
	says(rows(string(text)))(w, r)
}

// shown is a query's answer: row by row what it asked for, values and errors.
func shown(q Query, r *Rows) []string {
	list := make([]string, r.Len())
	for row := range list {
		for _, s := range q.Columns() {
			v, ok, err := valueAt(r.Column(s), row)
			text, _ := json.Marshal(v)
			list[row] += s.Key() + "=" + string(text)
			if !ok {
				list[row] += "(none)"
			}
			list[row] += messageOf(err) + " "
		}
	}
	return list
}

// caller asks an endpoint on behalf of the canary, or of others.
type caller struct {
	*Session
	client *Client
}

// As asks on behalf of another scope.
func (c caller) As(s Scope) *Session { return c.client.For(s) }
