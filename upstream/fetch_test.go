package upstream_test

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	. "github.com/inkeep-gateway/gateway/upstream"
	. "github.com/inkeep-gateway/gateway/upstream/query"
)

func TestACallIsAsTheContractHasIt(t *testing.T) {
	type call struct{ Method, Path, Body string }
	var mu sync.Mutex
	var calls []call
	var headers []http.Header
	l := listen(t, func(http.ResponseWriter, *http.Request) {})
	l.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		calls = append(calls, call{r.Method, r.RequestURI, string(body)})
		headers = append(headers, r.Header.Clone())
		mu.Unlock()
		replies(http.StatusOK, "application/json", fine, "Set-Cookie", "session=1; Path=/")(w, r)
	})
	c := New(Options{URL: l.URL + "/", Cache: CacheOptions{Bytes: -1}}).For(Scope{Key: canary})
	q := Query{Select: []Selection{count}, Where: where(ID, Eq, `"<&>"`), Notes: "a note"}
	for range 2 {
		if r, err := c.Rows(t.Context(), q); err != nil || r.Len() != 0 {
			t.Fatal(r, err)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	want := call{"POST", "/query/conversations", string(q.Body())}
	if diff := cmp.Diff([]call{want, want}, calls); diff != "" {
		t.Error(diff)
	}
	for _, h := range headers {
		for name, want := range map[string]string{"Authorization": "Bearer " + canary, "Content-Type": "application/json",
			"Accept": "application/json", "User-Agent": "conversations-gateway", "Cookie": ""} {
			if got := h.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
	}
}

func TestAnAnswerIsRowsOnlyIfItIsJSONOfStatus200(t *testing.T) {
	for _, test := range []struct {
		name        string
		status      int
		contentType string
		want        string // empty if the rows are read
	}{
		{"JSON", 200, "application/json", ""},
		{"JSON with a charset", 200, "application/json; charset=utf-8", ""},
		{"JSON in capitals", 200, "Application/JSON;charset=UTF-8", ""},
		{"a page", 200, "text/html", "The endpoint's answer is not JSON."},
		{"a text", 200, "text/plain; charset=utf-8", "The endpoint's answer is not JSON."},
		{"a problem", 200, "application/problem+json", "The endpoint's answer is not JSON."},
		{"no type", 200, "", "The endpoint's answer is not JSON."},
		{"a broken type", 200, "application/json; =", "The endpoint's answer is not JSON."},
		{"another 2xx", 202, "application/json", "The endpoint answered with neither rows nor a refusal."},
		{"a part", 206, "application/json", "The endpoint answered with neither rows nor a refusal."},
		{"no content", 204, "", "The endpoint answered with neither rows nor a refusal."},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := listen(t, replies(test.status, test.contentType, fine))
			r, err := l.client(Options{}).Rows(t.Context(), Query{})
			if test.want == "" {
				if err != nil || r.Len() != 0 {
					t.Error(r, err)
				}
				return
			}
			if e := failed(t, err, InvalidResponse, l.URL); e.Message != test.want {
				t.Error(e.Message)
			}
		})
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	target := listen(t, says(fine))
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, location := range []string{target.URL + "/query/conversations", "/query/conversations", "elsewhere", ""} {
			t.Run(http.StatusText(status)+" to "+location, func(t *testing.T) {
				l := listen(t, replies(status, "application/json", fine, "Location", location))
				_, err := l.client(Options{}).Rows(t.Context(), Query{})
				e := failed(t, err, InvalidResponse, l.URL)
				if e.Message != "The endpoint answered with neither rows nor a refusal." || e.Status != status {
					t.Errorf("%d: %s", e.Status, e.Message)
				}
				if n := l.calls.Load(); n != 1 {
					t.Errorf("%d calls", n)
				}
			})
		}
	}
	if n := target.calls.Load(); n != 0 {
		t.Errorf("the target saw %d calls", n)
	}
}

func TestAQueryBeyondTheLimitsIsNotSent(t *testing.T) {
	// padded is a query whose body has n bytes.
	padded := func(n int) Query {
		empty := len(Query{Where: where(ID, Eq, `""`)}.Body())
		return Query{Where: where(ID, Eq, `"`+strings.Repeat("x", n-empty)+`"`)}
	}
	for _, test := range []struct {
		name    string
		query   Query
		failure Failure
		want    string
	}{
		{"a body of as many bytes as there may be", padded(2_000_000), 0, ""},
		{"a body of one byte more", padded(2_000_001), TooLarge, "The query for the endpoint has 2000001 bytes; it takes at most 2000000. Ask with fewer values."},
		{"notes of as many characters as there may be", Query{Notes: strings.Repeat("ü", 80)}, 0, ""},
		{"notes of one character more", Query{Notes: strings.Repeat("n", 81)}, Internal, "The notes have 81 characters; the endpoint takes 80."},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := listen(t, func(http.ResponseWriter, *http.Request) {})
			var sent int64
			l.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				l.calls.Add(1)
				sent, _ = io.Copy(io.Discard, r.Body)
				says(fine)(w, r)
			})
			_, err := l.client(Options{}).Rows(t.Context(), test.query)
			if test.want == "" {
				if err != nil || sent != int64(len(test.query.Body())) {
					t.Errorf("%d bytes were sent: %v", sent, err)
				}
				return
			}
			if e := failed(t, err, test.failure, l.URL); e.Message != test.want {
				t.Error(e.Message)
			}
			if n := l.calls.Load(); n != 0 {
				t.Errorf("%d calls", n)
			}
		})
	}
}

func TestAQueryThatCanMatchNothingIsNotSent(t *testing.T) {
	l := listen(t, says(fine))
	q := Query{GroupBy: []Selection{byIntegration}, Select: []Selection{count}, Where: All(wa, Any())}
	r, err := l.client(Options{}).Rows(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	if r.Len() != 0 || r.Total != 0 || r.Partial() || r.Column(count) == nil || r.Column(byIntegration) == nil {
		t.Errorf("the rows are not an empty answer: %+v", r)
	}
	if n := l.calls.Load(); n != 0 {
		t.Errorf("%d calls", n)
	}
}

func TestAClientMayBeSharedByManyCalls(t *testing.T) {
	const callers = 40 // fewer than one caller may have under way
	// Nobody is answered until all have asked.
	var all sync.WaitGroup
	all.Add(callers)
	l := listen(t, func(w http.ResponseWriter, r *http.Request) {
		all.Done()
		all.Wait()
		says(rows(`{"count":"7"}`))(w, r)
	})
	c := l.client(Options{})
	var done sync.WaitGroup
	for i := range callers {
		done.Go(func() {
			r, err := c.Rows(t.Context(), Query{Select: []Selection{count}, Where: where(ID, Eq, strconv.Itoa(i))})
			if err != nil {
				t.Error(err)
				return
			}
			if n, ok, err := r.Column(count).Int(0); n != 7 || !ok || err != nil {
				t.Error(n, ok, err)
			}
		})
	}
	done.Wait()
	if n := l.calls.Load(); n != callers {
		t.Errorf("%d calls", n)
	}
}
