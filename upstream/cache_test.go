package upstream_test

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	. "github.com/inkeep-gateway/gateway/upstream"
	. "github.com/inkeep-gateway/gateway/upstream/query"
)

// counting answers with the number of the call, or with a status that it is told to.
type counting struct {
	mu     sync.Mutex
	status int // to answer from now on; 200 at first
	calls  int
}

func (c *counting) become(status int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.status = status
}

func (c *counting) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	c.calls++
	status, body := c.status, rows(fmt.Sprintf(`{"count":%d}`, c.calls))
	c.mu.Unlock()
	switch status {
	case 0, http.StatusOK:
		says(body)(w, r)
	case -1:
		<-r.Context().Done()
	default:
		replies(status, "application/problem+json", `{}`)(w, r)
	}
}

func TestAnAnswerIsKeptAsLongAsItMayBeServed(t *testing.T) {
	const (
		none  = 0 // the endpoint stays as it is
		hangs = -1
		fails = "fails"
	)
	type at struct {
		time     time.Duration
		endpoint int
		served   string // the state, or that it fails
		value    float64
		calls    int // made in all when everything has come to rest
	}
	const s, m = time.Second, time.Minute
	since := where(FirstMessageTime, Gte, `"1999-01-01T00:00:00Z"`)
	before := func(text string) Where { return where(FirstMessageTime, Lt, `"`+text+`"`) }
	past := before("1999-12-30T00:00:00Z") // in the bubble it is midnight, 2000-01-01
	for _, test := range []struct {
		name  string
		where Where
		steps []at
	}{
		{"fresh, it is served for 30 s", Where{}, []at{{0, 200, "miss", 1, 1}, {1, none, "hit", 1, 1}, {30*s - 1, none, "hit", 1, 1}, {30 * s, none, "stale", 1, 2}}},
		{"stale, it is served at once, and the next one has what was asked meanwhile", Where{}, []at{{0, 200, "miss", 1, 1}, {30 * s, none, "stale", 1, 2}, {30*s + 1, none, "hit", 2, 2}, {60*s + 1, none, "stale", 2, 3}}},
		{"it is stale up to 5 min", Where{}, []at{{0, 200, "miss", 1, 1}, {5*m + 30*s - 1, none, "stale", 1, 2}}},
		{"and then asked for anew", Where{}, []at{{0, 200, "miss", 1, 1}, {5*m + 30*s, none, "miss", 2, 2}}},
		{"stale, it is served while the endpoint fails", Where{}, []at{{0, 200, "miss", 1, 1}, {40 * s, 503, "stale", 1, 2}, {50 * s, none, "stale", 1, 3}, {60 * s, 200, "stale", 1, 4}, {61 * s, none, "hit", 4, 4}}},
		{"later it is served only if the endpoint fails", Where{}, []at{{0, 200, "miss", 1, 1}, {10 * m, 503, "stale-if-error", 1, 2}, {20 * m, 429, "stale-if-error", 1, 3}, {30 * m, 307, "stale-if-error", 1, 4}, {60*m + 30*s - 1, 500, "stale-if-error", 1, 5}, {60*m + 30*s, none, fails, 0, 6}}},
		{"or is silent", Where{}, []at{{0, 200, "miss", 1, 1}, {10 * m, hangs, "stale-if-error", 1, 2}}},
		{"and no more once the endpoint answers", Where{}, []at{{0, 200, "miss", 1, 1}, {10 * m, 503, "stale-if-error", 1, 2}, {10*m + s, 200, "miss", 3, 3}, {10*m + 2*s, none, "hit", 3, 3}}},
		{"a refusal is no outage", Where{}, []at{{0, 200, "miss", 1, 1}, {10 * m, 422, fails, 0, 2}}},
		{"nor is a key that is not accepted", Where{}, []at{{0, 200, "miss", 1, 1}, {10 * m, 401, fails, 0, 2}}},
		{"an outage is not kept", Where{}, []at{{0, 503, fails, 0, 1}, {1, none, fails, 0, 2}, {2, 200, "miss", 3, 3}}},
		{"a query that cannot be processed is refused for 2 s without a call", Where{}, []at{{0, 422, fails, 0, 1}, {2*s - 1, 200, fails, 0, 1}, {2 * s, none, "miss", 2, 2}}},
		{"another refusal is not kept", Where{}, []at{{0, 400, fails, 0, 1}, {1, 403, fails, 0, 2}, {2, 200, "miss", 3, 3}}},
		{"what ends more than a day ago is fresh for 1 h", past, []at{{0, 200, "miss", 1, 1}, {60*m - 1, none, "hit", 1, 1}, {60 * m, none, "stale", 1, 2}}},
		{"also within other conditions", All(since, Any(wa, wb), past), []at{{0, 200, "miss", 1, 1}, {60*m - 1, none, "hit", 1, 1}}},
		{"and if every one of several ends so", Any(All(past, wa), before("1999-12-01T00:00:00Z")), []at{{0, 200, "miss", 1, 1}, {60*m - 1, none, "hit", 1, 1}}},
		{"it may be served for 2 h in all", past, []at{{0, 200, "miss", 1, 1}, {120*m - 1, 503, "stale-if-error", 1, 2}, {120 * m, none, fails, 0, 3}}},
		{"what ends less than a day ago is not the past", before("1999-12-31T00:01:00Z"), []at{{0, 200, "miss", 1, 1}, {30 * s, none, "stale", 1, 2}}},
		{"nor what has no end", since, []at{{0, 200, "miss", 1, 1}, {30 * s, none, "stale", 1, 2}}},
		{"nor if one of several has none", Any(past, wa), []at{{0, 200, "miss", 1, 1}, {30 * s, none, "stale", 1, 2}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var script counting
				e := &endpoint{answer: script.ServeHTTP}
				var pages []string
				c := e.client(t, Options{Cache: CacheOptions{Bytes: 1 << 20}, Observer: Observer{Page: func(s CacheState) { pages = append(pages, s.String()) }}})
				begin := time.Now()
				for _, step := range test.steps {
					time.Sleep(time.Until(begin.Add(step.time)))
					if step.endpoint != none {
						script.become(step.endpoint)
					}
					asked := time.Now()
					answer, err := c.Rows(t.Context(), Query{Select: []Selection{count}, Where: test.where})
					took := time.Since(asked)
					if synctest.Wait(); e.calls() != step.calls {
						t.Fatalf("after %v: %d calls, want %d", step.time, e.calls(), step.calls)
					}
					if step.served == fails {
						if err == nil {
							t.Fatalf("after %v: served %v", step.time, answer.Cache)
						}
						continue
					}
					if err != nil {
						t.Fatalf("after %v: %v", step.time, err)
					}
					if v := valueOf(t, answer.Column(count), 0); answer.Cache.String() != step.served || v != step.value || pages[len(pages)-1] != step.served {
						t.Errorf("after %v: %v of call %v, observed %v; want %v of call %v", step.time, answer.Cache, v, pages[len(pages)-1], step.served, step.value)
					}
					if fresh := step.served == "hit" || step.served == "miss"; answer.Fresh.After(asked) != fresh {
						t.Errorf("after %v: %v, and fresh until %v", step.time, answer.Cache, answer.Fresh)
					}
					if took != 0 && step.endpoint != hangs || answer.At.After(asked) {
						t.Errorf("after %v: it took %v, of %v", step.time, took, answer.At)
					}
				}
			})
		})
	}
}

func TestASilentEndpointsAnswerIsServedWhenAllTriesAreOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var script counting
		c := (&endpoint{answer: script.ServeHTTP}).client(t, Options{Tries: 3, Cache: CacheOptions{Bytes: 1 << 20}})
		q := Query{Select: []Selection{count}}
		if _, err := c.Rows(t.Context(), q); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Minute)
		script.become(-1)
		if answer, err := c.Rows(t.Context(), q); err != nil || answer.Cache != StaleIfError {
			t.Errorf("%v, %v", answer, err)
		}
		ctx, leave := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, leave)
		_, err := c.Rows(ctx, q)
		failed(t, err, Unavailable, "")
	})
}

func TestAStaleAnswerIsRefreshedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var script counting
		e := &endpoint{answer: func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(time.Second)
			script.ServeHTTP(w, r)
		}}
		c := e.client(t, Options{Cache: CacheOptions{Bytes: 1 << 20}})
		q := Query{Select: []Selection{count}}
		if _, err := c.Rows(t.Context(), q); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		begin := time.Now()
		var all sync.WaitGroup
		for range 500 {
			all.Go(func() {
				if answer, err := c.Rows(t.Context(), q); err != nil || answer.Cache != Stale {
					t.Errorf("%v, %v", answer, err)
				}
			})
		}
		all.Wait()
		if took := time.Since(begin); took != 0 {
			t.Errorf("it took %v", took)
		}
		time.Sleep(2 * time.Second)
		if answer, err := c.Rows(t.Context(), q); err != nil || answer.Cache != Hit || e.calls() != 2 {
			t.Errorf("%v, %v, %d calls", answer, err, e.calls())
		}
	})
}

func TestARefusalIsKeptForItsQueryOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &endpoint{answer: replies(422, "application/problem+json", `{}`)}
		c := e.client(t, Options{Cache: CacheOptions{Bytes: 1 << 20}})
		for i, test := range []struct {
			q     Query
			calls int
		}{
			{Query{Select: []Selection{count}}, 1},
			{Query{Select: []Selection{count}, Notes: "another"}, 1},
			{Query{Select: []Selection{total}}, 2},
			{Query{Select: []Selection{count}, Where: wa}, 3},
			{Query{Select: []Selection{count}}, 3},
		} {
			_, err := c.Rows(t.Context(), test.q)
			if e := failed(t, err, Rejected, ""); e.Status != 422 {
				t.Errorf("query %d: %v", i, err)
			}
			if e.calls() != test.calls {
				t.Errorf("query %d: %d calls", i, e.calls())
			}
		}
	})
}

func TestEqualQuestionsHaveOneAnswer(t *testing.T) {
	values := func(w ...string) Where { return within(ID, In, w...) }
	for _, test := range []struct {
		name string
		a, b Query
		same bool
	}{
		{"notes mean nothing", Query{Select: []Selection{count}, Notes: "a"}, Query{Select: []Selection{count}, Notes: "b"}, true},
		{"nor does the order of conditions", Query{Where: All(wa, wb)}, Query{Where: All(wb, wa)}, true},
		{"nor that of values", Query{Where: values(`"a"`, `"b"`)}, Query{Where: values(`"b"`, `"a"`)}, true},
		{"nor that of selections", Query{Select: []Selection{count, total}}, Query{Select: []Selection{total, count}}, true},
		{"nor how many are wanted", Query{Select: []Selection{itsID}, OrderBy: []Order{byID}, First: 1}, Query{Select: []Selection{itsID}, OrderBy: []Order{byID}, First: 2}, true},
		{"another value is another question", Query{Where: values(`"a"`)}, Query{Where: values(`"b"`)}, false},
		{"another order is", Query{OrderBy: []Order{byID}}, Query{OrderBy: []Order{{By: itsID, Desc: true}}}, false},
		{"another begin is", Query{OrderBy: []Order{byID}}, Query{OrderBy: []Order{byID}, After: []jsontext.Value{jsontext.Value(`"a"`)}}, false},
		{"a part of the selection is", Query{Select: []Selection{count, total}}, Query{Select: []Selection{count}}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := &endpoint{answer: oneRow}
			c := e.client(t, Options{Cache: CacheOptions{Bytes: 1 << 20}})
			for i, q := range []Query{test.a, test.b} {
				answer, err := c.Rows(t.Context(), q)
				if err != nil || (answer.Cache == Hit) != (test.same && i == 1) {
					t.Fatalf("%v, %v", answer, err)
				}
				shown(q, answer.Rows) // Its columns are there.
			}
		})
	}
}

func TestTheCacheIsBoundedInBytes(t *testing.T) {
	text := strings.Repeat("x", 50_000)
	e := &endpoint{answer: says(rows(`{"id":"` + text + `"}`))}
	const most, questions = 2 << 20, 250
	now := time.Now() // and so it stays, however long the machine takes
	c := e.client(t, Options{Cache: CacheOptions{Bytes: most}, Clock: func() time.Time { return now }})
	q := func(i int) Query { return Query{Select: []Selection{itsID}, Where: where(ID, Eq, fmt.Sprint(i))} }
	ask := func(i int) CacheState {
		answer, err := c.Rows(t.Context(), q(i))
		if err != nil || answer.Len() != 1 || valueOf(t, answer.Column(itsID), 0) != text {
			t.Fatalf("%v, %v", answer, err)
		}
		return answer.Cache
	}
	before, favourite := heap(), 0
	for i := range questions {
		if ask(i) != Miss {
			t.Fatal("what was never asked is not missed")
		}
		if ask(0) == Hit {
			favourite++
		}
		e.mu.Lock()
		e.bodies = nil
		e.mu.Unlock()
	}
	if favourite < questions/2 {
		t.Errorf("what is asked every other time was kept %d times of %d", favourite, questions)
	}
	// What fails is not kept, so that to ask takes the place of nothing that is.
	e.answer = replies(http.StatusServiceUnavailable, "", "")
	kept := func() (n int) {
		for i := range questions {
			if answer, err := c.Rows(t.Context(), q(i)); err == nil && answer.Cache == Hit {
				n++
			}
		}
		return n
	}
	// The cache holds more until it has cleaned up, which it does beside the questions.
	for tries := 0; ; tries++ {
		n, grown := kept(), heap()-before
		if n > 0 && n <= most/len(text) && grown <= 2*most {
			break
		}
		if tries == 500 {
			t.Fatalf("%d of %d are kept, and the heap has grown by %d bytes", n, questions, grown)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// heap is how much of it is in use.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestWhatIsLargerThanTheCacheIsAnsweredAllTheSame(t *testing.T) {
	e := &endpoint{answer: says(rows(`{"id":"` + strings.Repeat("x", 10_000) + `"}`))}
	c := e.client(t, Options{Cache: CacheOptions{Bytes: 1_000}})
	for range 3 {
		if answer, err := c.Rows(t.Context(), Query{Select: []Selection{itsID}}); err != nil || answer.Len() != 1 {
			t.Errorf("%v, %v", answer, err)
		}
	}
}
