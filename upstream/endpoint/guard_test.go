package endpoint

import (
	"cmp"
	"context"
	"errors"
	"runtime"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/inkeep-gateway/gateway/upstream/query"
)

// step is how one try ends; a nil error is an answer.
type step func(context.Context) error

func ends(f Failure, status int, after time.Duration) step {
	return func(context.Context) error { return &Error{Failure: f, Status: status, RetryAfter: after} }
}

func hang(ctx context.Context) error {
	<-ctx.Done()
	if errors.Is(ctx.Err(), context.Canceled) {
		return &Error{Failure: Unavailable, Err: ctx.Err()}
	}
	return &Error{Failure: Timeout, Err: ctx.Err()}
}

func lasting(d time.Duration, s step) step {
	return func(ctx context.Context) error { time.Sleep(d); return s(ctx) }
}

var (
	fine    = lasting(0, func(context.Context) error { return nil })
	down    = ends(Unavailable, 503, 0)
	busy    = ends(RateLimited, 429, 0)
	refused = ends(Rejected, 422, 0)
	garbled = ends(InvalidResponse, 200, 0)
)

// asked is what came of a call.
type outcome struct {
	answer string
	err    *Error
	begins []time.Duration // of its tries, since its begin
	limits []time.Duration // of its tries' contexts
	took   time.Duration
}

// by is a context whose calls are a caller's for a query.
func by(ctx context.Context, caller, query int) context.Context {
	return context.WithValue(ctx, origin{}, origin{uint64(caller), uint64(query)}) //nolint:gosec // positive
}

func askedBy(ctx context.Context) origin {
	of, _ := ctx.Value(origin{}).(origin)
	return of
}

// ask makes a call whose tries end as the steps do; the last holds for all further ones.
func ask(ctx context.Context, g *guard, steps ...step) (a outcome) {
	start := time.Now()
	answer, err := g.do(ctx, askedBy(ctx), func(ctx context.Context) ([]byte, error) {
		deadline, _ := ctx.Deadline()
		a.begins, a.limits = append(a.begins, time.Since(start)), append(a.limits, time.Until(deadline))
		return []byte("rows"), steps[min(len(a.begins), len(steps))-1](ctx)
	})
	if err == nil {
		a.answer = string(answer)
	} else if !errors.As(err, &a.err) {
		panic(err)
	}
	a.took = time.Since(start)
	return a
}

// inBubble runs on fake time. A goroutine that outlives the test fails it.
func inBubble(t *testing.T, o guardOptions, test func(*testing.T, *guard)) {
	synctest.Test(t, func(t *testing.T) { test(t, newGuard(o)) })
}

func TestGuardTriesAgainWhatMayPass(t *testing.T) {
	const most = 300 * time.Millisecond // of jitter in a call
	for _, test := range []struct {
		name    string
		options guardOptions
		steps   []step
		tries   int
		took    time.Duration // without jitter
		failure Failure       // if the status is not 0
		status  int
	}{
		{"an answer", guardOptions{}, []step{fine}, 1, 0, 0, 0},
		{"no connection, then an answer", guardOptions{}, []step{ends(Unavailable, 0, 0), fine}, 2, 0, 0, 0},
		{"500, then an answer", guardOptions{}, []step{ends(Unavailable, 500, 0), fine}, 2, 0, 0, 0},
		{"502 and 504, then an answer", guardOptions{}, []step{ends(Unavailable, 502, 0), ends(Unavailable, 504, 0), fine}, 3, 0, 0, 0},
		{"a timeout, then an answer", guardOptions{}, []step{hang, fine}, 2, 10 * time.Second, 0, 0},
		{"429, then an answer", guardOptions{}, []step{busy, fine}, 2, 0, 0, 0},
		{"three failures, the last is told", guardOptions{}, []step{busy, busy, down, fine}, 3, 0, Unavailable, 503},
		{"a timeout of one's own", guardOptions{TryTimeout: time.Second}, []step{hang, hang, down}, 3, 2 * time.Second, Unavailable, 503},
		{"one try only", guardOptions{Tries: 1}, []step{down, fine}, 1, 0, Unavailable, 503},
		{"two tries", guardOptions{Tries: 2}, []step{down, busy, fine}, 2, 0, RateLimited, 429},
		{"a refusal", guardOptions{}, []step{refused, fine}, 1, 0, Rejected, 422},
		{"a refusal after a failure", guardOptions{}, []step{down, refused, fine}, 2, 0, Rejected, 422},
		{"an answer that cannot be read", guardOptions{}, []step{garbled, fine}, 1, 0, InvalidResponse, 200},
		{"too large to send", guardOptions{}, []step{ends(TooLarge, 1, 0), fine}, 1, 0, TooLarge, 1},
		{"a bug", guardOptions{}, []step{ends(Internal, 1, 0), fine}, 1, 0, Internal, 1},
		{"a wait that is asked for", guardOptions{}, []step{ends(RateLimited, 429, time.Second), ends(Unavailable, 503, 2*time.Second), fine}, 3, 3 * time.Second, 0, 0},
		{"the longest wait", guardOptions{}, []step{ends(RateLimited, 429, 5*time.Second), fine}, 2, 5 * time.Second, 0, 0},
		{"a wait that is too long", guardOptions{}, []step{ends(RateLimited, 429, 5001*time.Millisecond), fine}, 1, 0, RateLimited, 429},
		{"a failing endpoint's wait that is too long", guardOptions{}, []step{ends(Unavailable, 503, time.Hour), fine}, 1, 0, Unavailable, 503},
	} {
		t.Run(test.name, func(t *testing.T) {
			tried, retried := 0, 0
			test.options.Observe = guardObserver{Try: func(*Error, time.Duration) { tried++ }, Retry: func() { retried++ }}
			inBubble(t, test.options, func(t *testing.T, g *guard) {
				a := ask(t.Context(), g, test.steps...)
				if len(a.begins) != test.tries || tried != test.tries || retried != test.tries-1 {
					t.Errorf("%d tries; %d and %d retries were observed", len(a.begins), tried, retried)
				}
				if a.took < test.took || a.took > test.took+most {
					t.Errorf("it took %v", a.took)
				}
				if test.status == 0 && a.answer != "rows" || test.status != 0 && (a.err == nil || a.err.Failure != test.failure || a.err.Status != test.status) {
					t.Errorf("%q, %+v", a.answer, a.err)
				}
			})
		})
	}
	inBubble(t, guardOptions{}, func(t *testing.T, g *guard) {
		if a := ask(t.Context(), g, ends(RateLimited, 429, time.Minute)); a.err.RetryAfter != time.Minute {
			t.Errorf("the caller is told to wait for %v", a.err.RetryAfter)
		}
		if a := ask(t.Context(), g, ends(RateLimited, 429, 2*time.Second), fine); !slices.Equal(a.begins, []time.Duration{0, 2 * time.Second}) {
			t.Errorf("the wait that was asked for has jitter: %v", a.begins)
		}
	})
	inBubble(t, guardOptions{}, func(t *testing.T, g *guard) {
		cause := errors.New("not of this package")
		if a := ask(t.Context(), g, func(context.Context) error { return cause }); a.err.Failure != Internal || !errors.Is(a.err, cause) {
			t.Errorf("%+v", a.err)
		}
	})
}

func TestGuardSpreadsItsRetries(t *testing.T) {
	var waits [5][]time.Duration
	inBubble(t, guardOptions{Tries: 6}, func(t *testing.T, _ *guard) {
		for range 1000 {
			begins := ask(t.Context(), newGuard(guardOptions{Tries: 6}), down).begins
			for n := range waits {
				waits[n] = append(waits[n], begins[n+1]-begins[n])
			}
		}
	})
	for n, w := range waits {
		bound := 100 * time.Millisecond << n
		if least, most := slices.Min(w), slices.Max(w); least < 0 || least > bound/20 || most >= bound || most < bound-bound/20 {
			t.Errorf("wait %d is from %v to %v", n, least, most)
		}
		below := 0
		for _, d := range w {
			if d < bound/2 {
				below++
			}
		}
		if below < 400 || below > 600 { // six standard deviations
			t.Errorf("of 1000 waits %d, %d are below the middle", n, below)
		}
	}
}

func TestGuardKeepsToTheCallersTime(t *testing.T) {
	cancelled := func(after time.Duration) func(context.Context) (context.Context, context.CancelFunc) {
		return func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			if after == 0 {
				cancel()
			}
			time.AfterFunc(after, cancel)
			return ctx, cancel
		}
	}
	bounded := func(d time.Duration) func(context.Context) (context.Context, context.CancelFunc) {
		return func(ctx context.Context) (context.Context, context.CancelFunc) { return context.WithTimeout(ctx, d) }
	}
	const s = time.Second
	wants2 := ends(RateLimited, 429, 2*s)
	for _, test := range []struct {
		name    string
		context func(context.Context) (context.Context, context.CancelFunc)
		steps   []step
		limits  []time.Duration // of the tries' contexts
		took    time.Duration
		failure Failure
		cause   error
	}{
		{"a deadline within a try", bounded(4 * s), []step{hang}, []time.Duration{4 * s}, 4 * s, Timeout, context.DeadlineExceeded},
		{"a deadline that a call does not keep", bounded(4 * s), []step{lasting(5*s, down)}, []time.Duration{4 * s}, 5 * s, Timeout, context.DeadlineExceeded},
		{"a deadline that has passed", bounded(0), []step{fine}, nil, 0, Timeout, context.DeadlineExceeded},
		{"a wait up to the deadline", bounded(2 * s), []step{wants2}, []time.Duration{2 * s}, 0, RateLimited, nil},
		{"a wait to just before the deadline", bounded(2*s + 1), []step{wants2, hang}, []time.Duration{2*s + 1, 1}, 2*s + 1, Timeout, context.DeadlineExceeded},
		{"a far deadline", bounded(time.Hour), []step{hang, refused}, []time.Duration{10 * s, 10 * s}, 10 * s, Rejected, nil},
		{"cancelled before", cancelled(0), []step{fine}, nil, 0, Unavailable, context.Canceled},
		{"cancelled within a try", cancelled(s), []step{hang}, []time.Duration{10 * s}, s, Unavailable, context.Canceled},
		{"cancelled in a wait", cancelled(s), []step{wants2}, []time.Duration{10 * s}, s, Unavailable, context.Canceled},
		{"cancelled when it was refused", cancelled(s), []step{lasting(s, lasting(1, refused))}, []time.Duration{10 * s}, s + 1, Rejected, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, guardOptions{}, func(t *testing.T, g *guard) {
				ctx, cancel := test.context(t.Context())
				defer cancel()
				a := ask(ctx, g, test.steps...)
				if !slices.Equal(a.limits, test.limits) {
					t.Errorf("the tries have %v", a.limits)
				}
				if a.took < test.took || a.took >= test.took+100*time.Millisecond {
					t.Errorf("it took %v", a.took)
				}
				if a.err == nil || a.err.Failure != test.failure || test.cause != nil && !errors.Is(a.err, test.cause) {
					t.Errorf("%q, %+v", a.answer, a.err)
				}
			})
		})
	}
}

func TestGuardBoundsTheTriesAtOnce(t *testing.T) {
	inBubble(t, guardOptions{}, func(t *testing.T, g *guard) {
		cancelling, cancel := context.WithCancel(t.Context())
		defer cancel()
		hurried, stop := context.WithTimeout(t.Context(), 400*time.Millisecond)
		defer stop()
		for n := range 63 {
			go ask(by(t.Context(), 1+n, 0), g, lasting(3*time.Second, fine))
		}
		go ask(t.Context(), g, lasting(500*time.Millisecond, fine))
		synctest.Wait()
		results := make(chan outcome, 4)
		for _, ctx := range []context.Context{t.Context(), cancelling, hurried, t.Context()} {
			go func() { results <- ask(ctx, g, lasting(3*time.Second, fine)) }()
			synctest.Wait()
		}
		time.Sleep(200 * time.Millisecond)
		cancel()
		for _, want := range []struct {
			failure Failure
			took    time.Duration
			after   time.Duration
			cause   error
		}{
			{Unavailable, 200 * time.Millisecond, 0, context.Canceled},
			{Timeout, 400 * time.Millisecond, 0, context.DeadlineExceeded},
			{RateLimited, time.Second, time.Second, nil},
		} {
			a := <-results
			if a.err == nil || a.err.Failure != want.failure || a.took != want.took || a.err.RetryAfter != want.after || len(a.begins) != 0 || !errors.Is(a.err, cmp.Or(want.cause, error(a.err))) {
				t.Errorf("%+v", a)
			}
		}
		if a := <-results; a.answer != "rows" || a.begins[0] != 500*time.Millisecond {
			t.Errorf("a turn that came free: %+v", a)
		}
	})
	inBubble(t, guardOptions{InFlight: 1, Queue: time.Millisecond}, func(t *testing.T, g *guard) {
		go ask(t.Context(), g, ends(RateLimited, 429, time.Second), fine)
		synctest.Wait()
		if a := ask(t.Context(), g, fine); a.answer != "rows" {
			t.Errorf("a call that waits for its next try keeps its turn: %+v", a.err)
		}
	})
}

func TestGuardLeavesNothingBehind(t *testing.T) {
	inBubble(t, guardOptions{InFlight: 1}, func(t *testing.T, g *guard) {
		before := runtime.NumGoroutine()
		for range 3 {
			func() {
				defer func() {
					if r := recover(); r != "a bug" {
						t.Errorf("the panic is %v", r)
					}
				}()
				ask(t.Context(), g, func(context.Context) error { panic("a bug") })
			}()
		}
		if a := ask(t.Context(), g, hang, down, func(context.Context) error {
			if n := runtime.NumGoroutine(); n > before {
				t.Errorf("%d goroutines in a try, %d before", n, before)
			}
			return nil
		}); a.answer != "rows" || a.begins[0] != 0 {
			t.Errorf("a panic kept its turn: %+v", a.err)
		}
		if n := runtime.NumGoroutine(); n > before {
			t.Errorf("%d goroutines, %d before", n, before)
		}
	})
}
