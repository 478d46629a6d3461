package live_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/inkeep-gateway/gateway/server/live"
)

// endpoint is what questions are asked of: it answers with what it says at the moment, and counts.
type endpoint struct {
	mu      sync.Mutex
	says    string
	age     time.Duration
	failed  bool
	retry   time.Duration
	asked   []string // when, by whom and how old the answer may be
	held    int      // answers that somebody has
	outcome map[string]int
	start   time.Time
}

func (e *endpoint) change(change func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	change()
}

func (e *endpoint) say(text string) { e.change(func() { e.says = text }) }

type whoKey struct{}

func (e *endpoint) ask(ctx context.Context, age time.Duration) live.Answer {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.asked = append(e.asked, fmt.Sprintf("%v %v %v", time.Since(e.start), ctx.Value(whoKey{}), age))
	e.held++
	return live.Answer{Body: []byte(e.says), Sum: sha256.Sum256([]byte(e.says)), Age: e.age, Failed: e.failed, RetryAfter: e.retry, End: func() {
		e.change(func() { e.held-- })
	}}
}

// takeAsked gives what was asked since it was last looked.
func (e *endpoint) takeAsked() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	asked := e.asked
	e.asked = nil
	return asked
}

// someone is an asker who sees what its scope says, until it is refused, and pays as long as it can.
type someone struct {
	name string

	mu    sync.Mutex
	scope string
	err   error
	poor  bool
	paid  int
}

func (s *someone) set(change func(*someone)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

func (s *someone) Judge(ctx context.Context) (string, context.Context, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.scope, context.WithValue(ctx, whoKey{}, s.name), s.err
}

func (s *someone) Pay(_ context.Context, cost int) *live.Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.poor {
		return &live.Answer{Body: []byte("poor"), Sum: [32]byte{1}, Failed: true}
	}
	s.paid += cost
	return nil
}

// harness is a hub in a bubble of time.
type harness struct {
	*testing.T
	*endpoint
	hub *live.Hub
}

func inBubble(t *testing.T, test func(*harness)) {
	synctest.Test(t, func(t *testing.T) {
		e := &endpoint{says: "1", start: time.Now(), outcome: make(map[string]int)}
		h := &harness{t, e, live.NewHub(live.Options{Most: 4, MostOfCaller: 3, Looked: func(outcome string) { e.change(func() { e.outcome[outcome]++ }) }})}
		test(h)
		h.hub.Close()
		synctest.Wait()
		if e.held != 0 {
			t.Errorf("%d answers are held by nobody", e.held)
		}
	})
}

func (h *harness) question(key string, every time.Duration) live.Question {
	return live.Question{Key: key, Every: every, Cost: func() int { return 7 }, Ask: h.ask}
}

// reader reads what a watcher is given as soon as it is there.
type reader struct {
	*live.Watcher
	mu  sync.Mutex
	got []string
}

func (h *harness) watch(s *someone, q live.Question) *reader {
	w, err := h.hub.Watch(context.Background(), q, s)
	if err != nil {
		h.Fatal(err)
	}
	r := &reader{Watcher: w}
	go func() {
		defer w.Leave()
		for {
			p, err := w.Next(context.Background(), nil)
			r.mu.Lock()
			if err != nil {
				r.got = append(r.got, "end: "+err.Error())
				r.mu.Unlock()
				return
			}
			r.got = append(r.got, string(p.Body))
			r.mu.Unlock()
			p.Release()
		}
	}()
	return r
}

func (r *reader) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return fmt.Sprint(r.got)
}

// after lets time pass, and everything that it has happen.
func (h *harness) after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (h *harness) want(what string, got, want any) {
	h.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		h.Errorf("%s: %v, not %v", what, got, want)
	}
}

func TestEqualQuestionsShareLooks(t *testing.T) {
	inBubble(t, func(h *harness) {
		ann, bob, eve := &someone{name: "ann", scope: "s"}, &someone{name: "bob", scope: "s"}, &someone{name: "eve", scope: "other"}
		q := h.question("q", 10*time.Second)
		a := h.watch(ann, q)
		h.after(0)
		b := h.watch(bob, q) // It is answered at once, with what is known.
		h.after(0)
		h.want("asked at first", h.takeAsked(), "[0s ann 10s]")
		h.want("ann and bob have", a.String()+b.String(), "[1][1]")

		h.after(10 * time.Second)
		h.want("asked after 10 s", h.takeAsked(), "[10s bob 5s]")
		h.say("2")
		h.after(10 * time.Second)
		h.want("asked after 20 s", h.takeAsked(), "[20s ann 5s]")
		h.want("ann and bob have what changed", a.String()+b.String(), "[1 2][1 2]")

		e := h.watch(eve, q) // She may see other things.
		h.after(0)
		h.want("asked by who sees other things", h.takeAsked(), "[20s eve 10s]")
		h.want("eve has", e, "[2]")
		h.watch(ann, h.question("another", 10*time.Second))
		h.after(0)
		h.want("asked by another question", h.takeAsked(), "[20s ann 10s]")

		h.after(5 * time.Second)
		a.Leave()
		b.Leave()
		e.Leave()
		h.after(5 * time.Second)
		h.want("asked of what nobody watches", h.takeAsked(), "[30s ann 5s]")
		h.want("paid", []int{ann.paid, bob.paid, eve.paid}, []int{4 * 7, 7, 7})
		h.want("outcomes", h.outcome, "map[changed:4 unchanged:2]")
	})
}

func TestALookComesWhenItsAnswerIsTooOld(t *testing.T) {
	inBubble(t, func(h *harness) {
		h.age = 7 * time.Second // The first answer is another's.
		h.watch(&someone{name: "ann"}, h.question("q", 10*time.Second))
		h.after(0)
		h.change(func() { h.age = 0 })
		h.after(time.Minute)
		h.want("asked", h.takeAsked(), "[0s ann 10s 5s ann 5s 15s ann 5s 25s ann 5s 35s ann 5s 45s ann 5s 55s ann 5s]")
	})
}

func TestWhoAsksIsJudgedAnewAtEachLook(t *testing.T) {
	inBubble(t, func(h *harness) {
		ann, bob := &someone{name: "ann", scope: "s"}, &someone{name: "bob", scope: "s"}
		q := h.question("q", 10*time.Second)
		a, b := h.watch(ann, q), h.watch(bob, q)
		h.after(0)
		h.takeAsked()

		h.say("2")
		ann.set(func(s *someone) { s.err = errors.New("expired") })
		bob.set(func(s *someone) { s.scope = "less" })
		h.after(10 * time.Second)
		h.want("ann has", a, "[1 end: expired]")
		h.want("bob has", b, "[1 2]")
		h.want("asked", h.takeAsked(), "[10s bob 10s]") // by a group of its own
		h.after(10 * time.Second)
		h.want("asked later", h.takeAsked(), "[20s bob 5s]")

		bob.set(func(s *someone) { s.scope = "s" }) // The answer is the same: it is not told again.
		h.after(10 * time.Second)
		h.want("bob has still", b, "[1 2]")
		if _, err := h.hub.Watch(context.Background(), q, ann); err == nil {
			h.Error("who is refused watches")
		}
	})
}

func TestFailuresSlowDown(t *testing.T) {
	inBubble(t, func(h *harness) {
		r := h.watch(&someone{name: "ann"}, h.question("q", 10*time.Second))
		h.after(0)
		h.takeAsked()
		h.change(func() { h.failed = true })
		h.say("down")
		h.after(2000 * time.Second)
		h.want("asked", h.takeAsked(), "[10s ann 5s 30s ann 5s 1m10s ann 5s 2m30s ann 5s 5m10s ann 5s 10m10s ann 5s 15m10s ann 5s 20m10s ann 5s 25m10s ann 5s 30m10s ann 5s]")
		h.want("told", r, "[1 down]")

		h.change(func() { h.failed = false })
		h.say("1")
		h.after(300 * time.Second)
		h.want("told at the end", r, "[1 down 1]")
		h.takeAsked()
		h.after(20 * time.Second)
		h.want("asked as before", len(h.takeAsked()), 2)

		h.change(func() { h.failed, h.retry = true, 100*time.Second })
		h.after(10 * time.Second)
		h.takeAsked()
		h.after(99 * time.Second)
		h.want("asked before it is of use", h.takeAsked(), "[]")
		h.after(time.Second)
		h.want("asked then", len(h.takeAsked()), 1)
		h.want("failed", h.outcome["failed"], 12)
	})
}

func TestWhoCannotPayIsPassedOver(t *testing.T) {
	inBubble(t, func(h *harness) {
		ann, bob := &someone{name: "ann"}, &someone{name: "bob"}
		a := h.watch(ann, h.question("q", 10*time.Second))
		h.after(0)
		b := h.watch(bob, h.question("q", 10*time.Second))
		h.after(20 * time.Second)
		h.want("asked in turn", h.takeAsked(), "[0s ann 10s 10s bob 5s 20s ann 5s]")
		bob.set(func(s *someone) { s.poor = true })
		h.after(20 * time.Second)
		h.want("asked by who can", h.takeAsked(), "[30s ann 5s 40s ann 5s]")
		ann.set(func(s *someone) { s.poor = true })
		h.after(10 * time.Second)
		h.want("asked by nobody", h.takeAsked(), "[]")
		h.want("both have", a.String()+b.String(), "[1 poor][1 poor]")
	})
}

func TestASlowReaderHasTheNewestAlone(t *testing.T) {
	inBubble(t, func(h *harness) {
		w, err := h.hub.Watch(context.Background(), h.question("q", time.Second), &someone{})
		if err != nil {
			t.Fatal(err)
		}
		defer w.Leave()
		h.after(0)
		first, _ := w.Next(context.Background(), nil) // It is read for a long time.
		for i := range 100 {
			h.say(fmt.Sprint("later ", i))
			h.after(time.Second)
		}
		h.want("answers held", h.held, 2)
		h.want("the first is", string(first.Body), "1")
		first.Release()
		next, _ := w.Next(context.Background(), nil)
		h.want("the next is", string(next.Body), "later 99")
		next.Release()

		h.say("something else")
		h.after(time.Second)
		h.say("later 99") // It has that.
		h.after(time.Second)
		idle := make(chan time.Time, 1)
		idle <- time.Now()
		none, err := w.Next(context.Background(), idle)
		h.want("behind it", []any{none, err}, "[<nil> <nil>]")
	})
}

func TestAHubHasPlaces(t *testing.T) {
	inBubble(t, func(h *harness) {
		var leave []func()
		for range 3 {
			l, err := h.hub.Enter("ann")
			if err != nil {
				t.Fatal(err)
			}
			leave = append(leave, l)
		}
		_, err := h.hub.Enter("ann")
		h.want("a fourth of ann's", err, "a caller may have 3 subscriptions")
		last, err := h.hub.Enter("bob")
		h.want("one of bob's", err, nil)
		_, err = h.hub.Enter("bob")
		h.want("one too many", err, "there may be 4 subscriptions")
		leave[0]()
		leave[0]()
		again, err := h.hub.Enter("ann")
		h.want("one that is free", err, nil)
		_, err = h.hub.Enter("eve")
		h.want("one that is not", err, "there may be 4 subscriptions")

		r := h.watch(&someone{}, h.question("q", time.Second))
		h.after(0)
		h.hub.Close()
		h.after(0)
		h.want("who watches has", r, "[1 end: the gateway shuts down]")
		_, err = h.hub.Enter("eve")
		h.want("a place afterwards", err, live.ErrDraining)
		_, err = h.hub.Watch(context.Background(), h.question("q", time.Second), &someone{})
		h.want("watching afterwards", err, live.ErrDraining)

		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		h.want("waiting", h.hub.Wait(ctx), context.Canceled)
		leave[1]()
		leave[2]()
		last()
		again()
		h.want("waiting for the last", h.hub.Wait(context.Background()), nil)
	})
}

func TestAPanicEndsItsGroupAlone(t *testing.T) {
	inBubble(t, func(h *harness) {
		bad := h.question("bad", time.Second)
		bad.Ask = func(context.Context, time.Duration) live.Answer { panic("secret") }
		a, b := h.watch(&someone{}, bad), h.watch(&someone{}, h.question("q", time.Second))
		h.after(2 * time.Second)
		h.want("the bad one", a, "[end: the look panicked]")
		h.want("the other", b, "[1]")
		h.want("asked of the other", len(h.takeAsked()), 3)
	})
}
