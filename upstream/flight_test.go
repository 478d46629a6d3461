package upstream

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/inkeep-gateway/gateway/upstream/query"
)

// roundTripper is an endpoint in the same process.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// counted answers a count of 1 after a while, or ends with the call's context, and counts the calls.
func counted(calls *atomic.Int64, after time.Duration) roundTripper {
	return func(r *http.Request) (*http.Response, error) {
		calls.Add(1)
		select {
		case <-r.Context().Done():
			return nil, r.Context().Err()
		case <-time.After(after):
		}
		const body = `{"status":"ok","data":{"result":[{"count":1}],"total":1,"pageSize":0,"count":1}}`
		return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body))}, nil
	}
}

var counts = Query{Select: []Selection{{Function: Count}}}

func TestEqualColdQueriesMakeOneCall(t *testing.T) {
	for _, test := range []struct {
		name  string
		bytes int64
		calls int64 // after a second round
	}{
		{"with a cache", 1 << 20, 1},
		{"without one", -1, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var calls atomic.Int64
				c := New(Options{Transport: counted(&calls, time.Second), Cache: CacheOptions{Bytes: test.bytes}})
				defer c.Close()
				for round := range 2 {
					var all sync.WaitGroup
					for range 5_000 {
						all.Go(func() {
							if answer, err := c.For(someone).Rows(t.Context(), counts); err != nil || answer.Len() != 1 {
								t.Errorf("%v, %v", answer, err)
							}
						})
					}
					all.Wait()
					if round == 0 && calls.Load() != 1 {
						t.Errorf("%d calls", calls.Load())
					}
				}
				if calls.Load() != test.calls {
					t.Errorf("%d calls in two rounds", calls.Load())
				}
			})
		})
	}
}

func TestACallIsOfAllWhoWaitForIt(t *testing.T) {
	const s = time.Second
	type asker struct {
		comes, leaves time.Duration // it leaves when it is answered, if that is 0
		fails         bool
		after         time.Duration // when it is answered
	}
	for _, test := range []struct {
		name   string
		askers []asker
		calls  int64
		ended  []time.Duration // when calls were cancelled
	}{
		{"the first one's leaving takes nothing from the others", []asker{{0, 2 * s, true, 2 * s}, {s, 0, false, 8 * s}, {3 * s, 0, false, 8 * s}}, 1, nil},
		{"nor does that of another", []asker{{0, 0, false, 8 * s}, {s, 2 * s, true, 2 * s}}, 1, nil},
		{"when all have left the call ends", []asker{{0, 2 * s, true, 2 * s}, {s, 3 * s, true, 3 * s}}, 1, []time.Duration{3 * s}},
		{"whoever comes then begins anew", []asker{{0, 2 * s, true, 2 * s}, {2*s + 1, 0, false, 10*s + 1}}, 2, []time.Duration{2 * s}},
		{"one that has left before it asks is not asked for", []asker{{1, 1, true, 1}}, 0, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var calls atomic.Int64
				var mu sync.Mutex
				var ended []time.Duration
				begin, answers := time.Now(), counted(&calls, 8*s)
				c := New(Options{Cache: CacheOptions{Bytes: 1 << 20}, Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
					answer, err := answers(r)
					if err != nil {
						mu.Lock()
						defer mu.Unlock()
						ended = append(ended, time.Since(begin))
					}
					return answer, err
				})})
				defer c.Close()
				var all sync.WaitGroup
				for i, a := range test.askers {
					all.Go(func() {
						ctx, cancel := context.WithCancel(t.Context())
						defer cancel()
						if a.leaves > 0 {
							time.AfterFunc(a.leaves, cancel)
						}
						time.Sleep(a.comes)
						if a.comes > 0 && a.comes == a.leaves {
							cancel()
						}
						_, err := c.For(someone).Rows(ctx, counts)
						if (err != nil) != a.fails || time.Since(begin) != a.after {
							t.Errorf("asker %d after %v: %v", i, time.Since(begin), err)
						}
					})
				}
				all.Wait()
				synctest.Wait()
				mu.Lock()
				defer mu.Unlock()
				if calls.Load() != test.calls || len(ended) != len(test.ended) || len(ended) > 0 && ended[0] != test.ended[0] {
					t.Errorf("%d calls, cancelled after %v", calls.Load(), ended)
				}
				if c.flights.Flying() != 0 {
					t.Error("a call is thought to be under way")
				}
			})
		})
	}
}

func TestAnAskersErrorSaysWhyItLeft(t *testing.T) {
	for _, test := range []struct {
		name    string
		leave   func(context.Context) (context.Context, context.CancelFunc)
		failure Failure
	}{
		{"its time is up", func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, time.Second)
		}, Timeout},
		{"for a cause of its own", func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeoutCause(ctx, time.Second, errors.New("enough"))
		}, Timeout},
		{"it was cancelled", func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(time.Second, cancel)
			return ctx, cancel
		}, Unavailable},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var calls atomic.Int64
				c := New(Options{Transport: counted(&calls, time.Hour), Cache: CacheOptions{Bytes: -1}})
				defer c.Close()
				ctx, cancel := test.leave(t.Context())
				defer cancel()
				_, err := c.For(someone).Rows(ctx, counts)
				var e *Error
				if !errors.As(err, &e) || e.Failure != test.failure {
					t.Errorf("%v", err)
				}
			})
		})
	}
}

func TestAPanicInACallIsAnErrorOfAllWhoWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		fine := counted(&calls, 0)
		c := New(Options{Cache: CacheOptions{Bytes: 1 << 20}, Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			if time.Sleep(time.Second); calls.Load() == 0 {
				calls.Add(1)
				panic("the defect")
			}
			return fine(r)
		})})
		defer c.Close()
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				_, err := c.For(someone).Rows(t.Context(), counts)
				var e *Error
				if !errors.As(err, &e) || e.Failure != Internal || strings.Contains(e.Message, "defect") || !strings.Contains(e.Error(), "the defect") {
					t.Errorf("%v", err)
				}
			})
		}
		all.Wait()
		if answer, err := c.For(someone).Rows(t.Context(), counts); err != nil || answer.Cache != Miss || calls.Load() != 2 {
			t.Errorf("the next one has %v, %v after %d calls", answer, err, calls.Load())
		}
	})
}

var someone = Scope{Key: "canary"}

// Between an asker's look into the cache and its call another's call may end.
func TestAnAskerLooksAgainBeforeItCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		c := New(Options{Transport: counted(&calls, 0), Cache: CacheOptions{Bytes: 1 << 20}})
		defer c.Close()
		a := c.For(someone).reader
		key := a.tenant.key(counts)
		if _, err := a.read(t.Context(), counts); err != nil {
			t.Fatal(err)
		}
		p, err := a.fill(t.Context(), key, counts)
		if err != nil || p.state != Hit || calls.Load() != 1 {
			t.Errorf("%v, %v, %d calls", p.state, err, calls.Load())
		}
		kept, _ := c.memory.Get(key)
		refusal := &Error{Failure: Rejected, Status: 422}
		c.memory.Set(key, entry{err: refusal})
		if _, err := a.fill(t.Context(), key, counts); !errors.Is(err, refusal) || calls.Load() != 1 {
			t.Errorf("%v, %d calls", err, calls.Load())
		}
		c.memory.Set(key, kept)
		time.Sleep(time.Minute)
		if p, err := a.fill(t.Context(), key, counts); err != nil || p.state != Miss || calls.Load() != 2 {
			t.Errorf("%v, %v, %d calls", p.state, err, calls.Load())
		}
	})
}

func TestAnAnswerIsOfItsAccessKeyOnly(t *testing.T) {
	here, replica, elsewhere := New(Options{}), New(Options{}), New(Options{URL: "http://another.test"})
	defer here.Close()
	defer replica.Close()
	defer elsewhere.Close()
	a := here.For(Scope{Key: "canary-a", Own: false}).reader
	switch key := a.tenant.sharedKey(counts); {
	case key != replica.For(Scope{Key: "canary-a", Own: false}).reader.tenant.sharedKey(counts):
		t.Error("the same key has another name on another gateway")
	case key == elsewhere.For(Scope{Key: "canary-a", Own: false}).reader.tenant.sharedKey(counts):
		t.Error("two endpoints share an answer")
	case key == here.For(Scope{Key: "canary-b", Own: false}).reader.tenant.sharedKey(counts):
		t.Error("two keys share an answer")
	case key == here.For(Scope{Key: "canary-a", Own: true}).reader.tenant.sharedKey(counts):
		t.Error("the gateway's key shares an answer with a caller's own")
	case key == a.tenant.sharedKey(Query{}):
		t.Error("two queries share an answer")
	case strings.Contains(string(key[:]), "canary"):
		t.Error("the name tells the key")
	}
}
