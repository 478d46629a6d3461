package endpoint

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/inkeep-gateway/gateway/upstream/query"
)

func TestGuardLeavesAFailingEndpointAlone(t *testing.T) {
	const s = time.Second
	script := func(n int, first step, m int, then step) (steps []step) {
		return append(slices.Repeat([]step{first}, n), slices.Repeat([]step{then}, m)...)
	}
	for _, test := range []struct {
		name  string
		steps []step // of one call each, one after the other
		open  bool
	}{
		{"19 failures", script(19, down, 0, nil), false},
		{"20 failures", script(20, down, 0, nil), true},
		{"9 failures of 20", script(11, fine, 9, down), false},
		{"10 failures of 20", script(10, fine, 10, down), true},
		{"10 failures of 20, an answer last", script(10, down, 10, fine), true},
		{"40 failures of 100", script(60, fine, 40, down), false},
		{"50 failures of 100", script(50, fine, 50, down), true},
		{"no connection", script(20, ends(Unavailable, 0, 0), 0, nil), true},
		{"timeouts", script(20, lasting(s/4, ends(Timeout, 0, 0)), 0, nil), true},
		{"429", script(40, busy, 0, nil), false},
		{"refusals", script(40, refused, 0, nil), false},
		{"answers that cannot be read", script(40, garbled, 0, nil), false},
		{"queries that are not sent do not count at all", script(19, down, 40, ends(TooLarge, 0, 0)), false},
		{"bugs are no answers either", script(40, ends(Internal, 0, 0), 19, down), false},
		{"failures far apart", script(40, lasting(s, down), 0, nil), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, guardOptions{Tries: 1}, func(t *testing.T, g *guard) {
				for n, step := range test.steps {
					if a := ask(t.Context(), g, step); len(a.begins) != 1 {
						t.Fatalf("call %d: %+v", n, a.err)
					}
				}
				if a := ask(t.Context(), g, fine); test.open != (len(a.begins) == 0) {
					t.Errorf("%+v", a)
				}
			})
		})
	}
	for name, test := range map[string]struct {
		context func(context.Context) (context.Context, context.CancelFunc)
		open    bool
	}{
		"calls that the caller cancelled": {func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(s/8, cancel)
			return ctx, cancel
		}, false},
		"calls that the caller's deadline ended": {func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, s/8)
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, guardOptions{}, func(t *testing.T, g *guard) {
				for range 20 {
					ctx, cancel := test.context(t.Context())
					ask(ctx, g, hang)
					cancel()
				}
				if a := ask(t.Context(), g, fine); test.open != isPaused(a, 5*s) {
					t.Errorf("%+v", a)
				}
			})
		})
	}
}

// isPaused is whether the breaker refused the call at once.
func isPaused(a outcome, rest time.Duration) bool {
	return a.err != nil && *a.err == Error{Failure: Unavailable, RetryAfter: rest, Err: a.err.Err,
		Message: "The endpoint is failing, and the gateway pauses its calls. Try again later."} && a.took == 0 && len(a.begins) == 0
}

func TestGuardProbesAFailingEndpoint(t *testing.T) {
	const s = time.Second
	closes, opens := []string{"open", "half-open", "closed"}, []string{"open", "half-open", "open"}
	for _, test := range []struct {
		name  string
		probe step
		want  []string // the breaker's states, after a further call
	}{
		{"an answer closes", fine, closes},
		{"a refusal closes", refused, closes},
		{"429 closes", busy, closes},
		{"a failure opens", down, opens},
		{"a timeout opens", ends(Timeout, 0, 0), opens},
		{"a query that is not sent leaves it to the next", ends(TooLarge, 0, 0), closes},
		{"a panic leaves it to the next", func(context.Context) error { panic("a bug") }, closes},
		{"a caller who goes leaves it to the next", nil, closes},
	} {
		t.Run(test.name, func(t *testing.T) {
			var states []string
			o := guardOptions{Tries: 1, Observe: guardObserver{Breaker: func(_, to string) { states = append(states, to) }}}
			inBubble(t, o, func(t *testing.T, g *guard) {
				// These began before it opened: they decide nothing, neither beside the probe nor afterwards.
				for n := range 60 {
					late := lasting(5*s+s/20+time.Duration(n)*s/20, down)
					if n%2 == 0 && n < 20 {
						late = lasting(5*s+s/20+time.Duration(n)*s/20, fine)
					}
					go ask(by(t.Context(), 1+n, 0), g, late)
				}
				synctest.Wait()
				for range 20 {
					ask(t.Context(), g, down)
				}
				time.Sleep(5*s - 1)
				if a := ask(t.Context(), g, fine); !isPaused(a, 1) {
					t.Errorf("open for all but five seconds: %+v", a)
				}
				time.Sleep(time.Nanosecond)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				go func() {
					defer func() { _ = recover() }()
					ask(ctx, g, lasting(s, func(ctx context.Context) error {
						if test.probe == nil {
							cancel()
							return hang(ctx)
						}
						return test.probe(ctx)
					}))
				}()
				synctest.Wait()
				for range 4 {
					if a := ask(t.Context(), g, fine); !isPaused(a, s) {
						t.Errorf("beside the probe: %+v", a)
					}
					time.Sleep(s/4 - 1)
				}
				time.Sleep(s / 2)
				for n := range 2 {
					a := ask(t.Context(), g, fine)
					if test.want[2] == "closed" && a.answer != "rows" || test.want[2] == "open" && !isPaused(a, 5*s-s/2+4-time.Duration(n)*3*s) {
						t.Errorf("call %d after the probe: %+v", n, a)
					}
					time.Sleep(3 * s)
				}
				synctest.Wait()
				if !slices.Equal(states, test.want) {
					t.Error(states)
				}
			})
		})
	}
}

func TestGuardStopsWhenTheBreakerOpens(t *testing.T) {
	const s = time.Second
	retried := 0
	inBubble(t, guardOptions{Observe: guardObserver{Retry: func() { retried++ }}}, func(t *testing.T, g *guard) {
		for range 19 {
			ask(t.Context(), g, ends(Unavailable, 500, time.Hour))
		}
		a := ask(t.Context(), g, ends(Unavailable, 503, s), fine)
		var last *Error
		if a.err == nil || a.err.RetryAfter != 4*s || !errors.As(a.err.Err, &last) || last.Status != 503 || len(a.begins) != 1 || retried != 0 {
			t.Errorf("%+v after %d retries", a, retried)
		}
	})
	inBubble(t, guardOptions{Tries: 1, InFlight: 1}, func(t *testing.T, g *guard) {
		for range 19 {
			ask(t.Context(), g, down)
		}
		go ask(t.Context(), g, lasting(s/2, down))
		synctest.Wait()
		results := make(chan outcome, 3)
		for range cap(results) {
			go func() { results <- ask(t.Context(), g, fine) }()
		}
		for range cap(results) {
			a := <-results
			if a.took != s/2 {
				t.Errorf("a call stood in the queue for %v", a.took)
			}
			if a.took = 0; !isPaused(a, 5*s) {
				t.Errorf("%+v", a)
			}
		}
	})
}

func TestBudgetBoundsTheRetries(t *testing.T) {
	grants := func(b *retryBudget, n int) (granted int) {
		for range n {
			if b.retry(time.Now()) {
				granted++
			}
		}
		return granted
	}
	for _, test := range []struct {
		name  string
		calls int
		age   time.Duration // of the calls
		want  int           // retries
	}{
		{"no calls", 0, 0, 10},
		{"few calls", 109, 0, 10},
		{"a tenth of the calls is more", 110, 0, 11},
		{"many calls", 5000, 0, 500},
		{"many calls within ten seconds", 5000, 9900 * time.Millisecond, 500},
		{"many calls before", 5000, 10100 * time.Millisecond, 10},
		{"many calls an hour ago", 5000, time.Hour, 10},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newRetryBudget()
				for range test.calls {
					b.call()
				}
				time.Sleep(test.age)
				if n := grants(b, 6000); n != test.want {
					t.Errorf("%d retries", n)
				}
				time.Sleep(9999 * time.Millisecond)
				if n := grants(b, 1); n != 0 {
					t.Errorf("%d retries within ten seconds", n)
				}
				time.Sleep(101 * time.Millisecond)
				if n := grants(b, 6000); n != 10 {
					t.Errorf("%d retries ten seconds later", n)
				}
			})
		})
	}
	t.Run("however they are due", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			b := newRetryBudget()
			var due []time.Time
			for range 20_000 {
				time.Sleep(rand.N(200 * time.Millisecond))
				if at := time.Now().Add(rand.N(longestDelay + 1)); b.retry(at) {
					due = append(due, at)
				}
			}
			slices.SortFunc(due, time.Time.Compare)
			for n := range len(due) - 10 {
				if d := due[n+10].Sub(due[n]); d < 10*time.Second {
					t.Fatalf("11 retries in %v", d)
				}
			}
			if len(due) < 1500 { // of 2,000 in as many seconds
				t.Errorf("only %d retries", len(due))
			}
		})
	})
	t.Run("in the guard", func(t *testing.T) {
		inBubble(t, guardOptions{}, func(t *testing.T, g *guard) {
			tries := 0
			for range 300 {
				a := ask(t.Context(), g, busy)
				if tries += len(a.begins); len(a.begins) == 1 && a.took > 0 {
					t.Errorf("a call without a retry took %v", a.took)
				}
			}
			if tries != 330 {
				t.Errorf("%d tries", tries)
			}
		})
	})
}
