package endpoint

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/inkeep-gateway/gateway/upstream/query"
)

// TestASlowCallerLeavesTurnsToOthers has nine connections of one caller ask eight slow queries each.
func TestASlowCallerLeavesTurnsToOthers(t *testing.T) {
	inBubble(t, guardOptions{TryTimeout: time.Minute}, func(t *testing.T, g *guard) {
		const slow = 20 * time.Second
		full, let := 0, 0
		var all sync.WaitGroup
		var mu sync.Mutex
		for n := range 9 * 8 {
			all.Go(func() {
				a := ask(by(t.Context(), 1, n), g, lasting(slow, fine))
				mu.Lock()
				defer mu.Unlock()
				switch {
				case a.err == nil:
					let++
				case a.err.Failure == RateLimited && a.took == time.Second:
					full++
				default:
					t.Errorf("%+v", a)
				}
			})
		}
		synctest.Wait()
		for n := range 10 {
			all.Go(func() {
				for range 50 {
					if a := ask(by(t.Context(), 2+n, 0), g, lasting(300*time.Millisecond, fine)); a.answer != "rows" || a.begins[0] != 0 {
						t.Errorf("another caller has %+v", a)
					}
				}
			})
		}
		all.Wait()
		if let != 48 || full != 24 {
			t.Errorf("of the caller %d are answered and %d refused", let, full)
		}
	})
}

func TestTurnsGoRoundTheCallers(t *testing.T) {
	inBubble(t, guardOptions{InFlight: 1, Queue: time.Hour}, func(t *testing.T, g *guard) {
		var mu sync.Mutex
		var order []int
		var all sync.WaitGroup
		queue := func(caller, calls int) {
			for n := range calls {
				all.Go(func() {
					ask(by(t.Context(), caller, n), g, lasting(time.Second, fine))
					mu.Lock()
					order = append(order, caller)
					mu.Unlock()
				})
				synctest.Wait()
			}
		}
		queue(1, 6)
		queue(2, 2)
		queue(3, 3)
		all.Wait()
		want := []int{1, 1, 2, 3, 1, 2, 3, 1, 3, 1, 1}
		if !slices.Equal(order, want) {
			t.Errorf("%v, want %v", order, want)
		}
	})
}

// TestNoTurnIsLost takes turns at random, with callers who leave while their turn comes.
func TestNoTurnIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const most, callers = 8, 5
		seed := rand.Uint64()
		t.Log("seed", seed)
		random := rand.New(rand.NewPCG(seed, 0))
		turns := newFairQueue(most)
		var all sync.WaitGroup
		for range 5_000 {
			caller, patience, hold := random.Uint64N(callers), time.Duration(random.IntN(20))*time.Millisecond, time.Duration(random.IntN(20))*time.Millisecond
			all.Go(func() {
				if !turns.acquire(t.Context(), caller, patience) {
					return
				}
				time.Sleep(hold)
				turns.release(caller)
			})
			if random.IntN(3) == 0 {
				time.Sleep(time.Millisecond)
			}
			turns.mu.Lock()
			taken := 0
			for _, n := range turns.taken {
				taken += n
			}
			if taken+turns.free != most || turns.free < 0 {
				t.Errorf("%d are taken and %d free", taken, turns.free)
			}
			turns.mu.Unlock()
		}
		all.Wait()
		if turns.free != most || len(turns.taken) != 0 || len(turns.queues) != 0 {
			t.Errorf("at the end %d are free, %v taken, %d wait", turns.free, turns.taken, len(turns.queues))
		}
	})
}

// TestFailuresOfOneKeepNobodyElseAway has a request with 20 fields on which the endpoint fails, again and again.
func TestFailuresOfOneKeepNobodyElseAway(t *testing.T) {
	for _, test := range []struct {
		name   string
		caller int // who asks the queries that fail
		fields int // on which it fails
		others int // callers
		rest   time.Duration
	}{
		{"another caller's", 9, 20, 3, 2500 * time.Millisecond},
		{"another caller's, almost without a pause", 9, 20, 3, 50 * time.Millisecond},
		{"one's own", 1, 20, 3, 2500 * time.Millisecond},
		{"the only caller's", 1, 2, 1, 50 * time.Millisecond},
	} {
		t.Run(test.name, func(t *testing.T) {
			opened := 0
			o := guardOptions{Observe: guardObserver{Breaker: func(string, string) { opened++ }}}
			inBubble(t, o, func(t *testing.T, g *guard) {
				const lasts = time.Minute
				end := time.Now().Add(lasts)
				var all sync.WaitGroup
				all.Go(func() {
					time.Sleep(time.Second) // Before anything was answered nobody can know that the endpoint works.
					for time.Now().Before(end) {
						var request sync.WaitGroup
						for n := range test.fields {
							request.Go(func() { ask(by(t.Context(), test.caller, n), g, lasting(50*time.Millisecond, down)) })
						}
						request.Wait()
						time.Sleep(test.rest)
					}
				})
				for caller := range test.others {
					all.Go(func() {
						for n := 0; time.Now().Before(end); n++ {
							if a := ask(by(t.Context(), 1+caller, 100+n), g, lasting(200*time.Millisecond, fine)); a.answer != "rows" {
								t.Errorf("after %v: %+v", lasts-time.Until(end), a.err)
								return
							}
							time.Sleep(50 * time.Millisecond)
						}
					})
				}
				all.Wait()
			})
			if opened != 0 {
				t.Errorf("the breaker opened %d times", opened)
			}
		})
	}
}

func TestAnEndpointThatFailsForAllIsLeftAloneSoon(t *testing.T) {
	for _, test := range []struct {
		name             string
		before           int // tries that were answered
		callers, queries int
		tries            int // that fail until the breaker opens
	}{
		{"one caller, one query", 0, 1, 1, 20},
		{"one caller, many queries", 0, 1, 1000, 20},
		{"many callers, one query", 0, 1000, 1, 20},
		{"many callers, many queries", 0, 1000, 1000, 20},
		{"it was well before", 100, 10, 10, 100},
		{"it was well before, for long", 5000, 10, 10, 256},
	} {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, guardOptions{Tries: 1}, func(t *testing.T, g *guard) {
				of := func(n int) (int, int) { return n % test.callers, n % test.queries }
				for n := range test.before {
					caller, query := of(n)
					ask(by(t.Context(), caller, query), g, fine)
				}
				for n := range test.tries {
					caller, query := of(n)
					if a := ask(by(t.Context(), caller, query), g, down); len(a.begins) != 1 {
						t.Fatalf("it opens after %d", n)
					}
				}
				if a := ask(t.Context(), g, fine); !isPaused(a, 5*time.Second) {
					t.Errorf("%+v", a)
				}
			})
		})
	}
}
