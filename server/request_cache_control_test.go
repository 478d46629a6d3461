package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// numbered is an endpoint that answers each call with its number. A call may be held until the test lets it go.
type numbered struct {
	*httptest.Server
	calls atomic.Int64
	hold  atomic.Bool
	held  chan chan bool // of the calls that are held, in the order in which they came
}

func newNumbered(t *testing.T) *numbered {
	n := &numbered{held: make(chan chan bool, 10)}
	n.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		number := n.calls.Add(1)
		if n.hold.Load() {
			leave := make(chan bool)
			n.held <- leave
			<-leave
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"status":"ok","data":{"result":[{"count":%d}],"total":1,"pageSize":0,"count":1}}`, number)
	}))
	t.Cleanup(n.Close)
	return n
}

// askFresh asks how many conversations there are, with a Cache-Control. It gives the number, or what is answered in its place.
func askFresh(t *testing.T, p program, method, control string) (number string, header http.Header) {
	const query = "{ conversations { totals { count } } }"
	address, body := p.address+"graphql", io.Reader(strings.NewReader(`{"query":"`+query+`"}`))
	if method == http.MethodGet {
		address, body = address+"?query="+url.QueryEscape(query), nil
	}
	r, err := http.NewRequestWithContext(t.Context(), method, address, body)
	if err != nil {
		t.Error(err)
		return "", nil
	}
	r.Header.Set("Content-Type", "application/json")
	if control != "" {
		r.Header.Set("Cache-Control", control)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Error(err)
		return "", nil
	}
	defer answer.Body.Close()
	said, _ := io.ReadAll(answer.Body)
	text, _ := strings.CutPrefix(string(said), `{"data":{"conversations":{"totals":{"count":`)
	return strings.TrimSuffix(text, "}}}}"), answer.Header
}

// TestAClientMayAskAnew asks the whole program, by way of all that keeps answers.
func TestAClientMayAskAnew(t *testing.T) {
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		n := newNumbered(t)
		p := start(t, map[string]string{"INKEEP_API_KEY": canary}, "--upstream-url", n.URL, "--cache-fresh", "1h")
		for i, step := range []struct{ control, number string }{
			{"", "1"}, {"", "1"}, {"", "1"}, // The third is answered with a whole answer that is kept.
			{"max-age=0", "2"}, {"", "2"},
			{"no-cache", "3"}, {"no-cache", "4"}, {"", "4"},
			{"max-age=3600", "4"}, {"max-age=1000000000000000000000", "4"},
			{"max-age=3600, max-age=0", "5"},
			{"no-store", "5"},
		} {
			number, header := askFresh(t, p, method, step.control)
			if number != step.number || header.Get("Age") == "" || !strings.HasPrefix(header.Get("Cache-Control"), "private, max-age=3") {
				t.Errorf("%s, step %d, %q: call %s, %v", method, i, step.control, number, header)
			}
		}
	}
}

// TestACallThatIsAskedForAnewIsNoneFromBefore holds a call, asks anew, and then once more as anybody does.
func TestACallThatIsAskedForAnewIsNoneFromBefore(t *testing.T) {
	n := newNumbered(t)
	n.hold.Store(true)
	p := start(t, map[string]string{"INKEEP_API_KEY": canary}, "--upstream-url", n.URL)
	ask := func(asked *sync.WaitGroup, control, want string) {
		asked.Go(func() {
			if number, _ := askFresh(t, p, http.MethodPost, control); number != want {
				t.Errorf("%q is answered with call %s, want %s", control, number, want)
			}
		})
	}
	var first, others sync.WaitGroup
	ask(&first, "", "1")
	before := <-n.held
	ask(&others, "max-age=0", "2")
	anew := <-n.held
	ask(&others, "", "2") // It joins the newer one, or finds its answer.
	anew <- true
	others.Wait()
	before <- true
	first.Wait()
	if calls := n.calls.Load(); calls != 2 {
		t.Errorf("%d calls", calls)
	}
}
