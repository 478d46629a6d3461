package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/graph"
	"github.com/inkeep-gateway/gateway/upstream"
)

const (
	stepsInSequence = 25
	freshFor        = 30 * time.Second
	staleFor        = 5 * time.Minute
	lapsedFor       = time.Hour // after they ceased to be fresh, answers serve while the endpoint fails
)

// TestSequencesAreAnsweredAsByPlainGo has gateways that derive answers answer operations that overlap, one after another, and
// compares each answer with plain Go over the rows. GATEWAY_SEED chooses the operations, GATEWAY_STEPS how many there are.
//
// The gateways are some of these: one that keeps what it asked, one that also asks wider, two over one store, one that can keep little, and
// one whose endpoint fails now and then. Each is asked by several callers: one sees some rows only, one has a key of
// his own, and one has other data. Time passes between steps, over freshness and midnight. Where conversations come in as
// it does, an answer has to be true of some time at which it was fresh enough; where none do, of all.
func TestSequencesAreAnsweredAsByPlainGo(t *testing.T) {
	seed, steps := setting(t, "GATEWAY_SEED", uint64(time.Now().UnixNano())), int(setting(t, "GATEWAY_STEPS", defaultCases()))
	t.Logf("GATEWAY_SEED=%d", seed)
	redis := redisFor(t)
	var mu sync.Mutex
	seen := map[string]int{}
	var wrong atomic.Bool
	var done atomic.Int64
	t.Run("steps", func(t *testing.T) {
		for start := 0; start < steps; start += stepsInSequence {
			t.Run(strconv.Itoa(start), func(t *testing.T) {
				t.Parallel()
				if wrong.Load() {
					return // One is enough.
				}
				s := newSequence(t, seed, start, redis)
				for step := range min(stepsInSequence, steps-start) {
					s.step(step)
					if done.Add(1); t.Failed() {
						wrong.Store(true)
						t.Fatalf("GATEWAY_SEED=%d GATEWAY_STEPS=%d, after %d steps", seed, steps, done.Load())
					}
				}
				mu.Lock()
				defer mu.Unlock()
				for name, n := range s.seen {
					seen[name] += n
				}
			})
		}
	})
	all := 0
	for _, n := range seen {
		all += n
	}
	t.Logf("%d of %d queries were derived: %v", seen["derived"], all, seen)
	for _, reason := range append([]string{"derived"}, reasonsThatOccur...) {
		if steps >= 5000 && seen[reason] == 0 {
			t.Errorf("nothing was %s", reason)
		}
	}
}

var reasonsThatOccur = []string{"nothing_known", "not_implied", "bounds_cut_bucket", "no_such_keys", "metric_does_not_add", "value_unknown", "too_old"}

// redisFor is the address of a store; "" if there is none on this machine.
func redisFor(t *testing.T) string {
	program, err := exec.LookPath("redis-server")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("redis-server is not installed")
		}
		t.Log("redis-server is not installed: gateways that share a store are left out")
		return ""
	}
	socket := t.TempDir() + "/redis.sock" // A port might be taken by another meanwhile.
	server := exec.Command(program, "--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no")
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	for range 3000 {
		if c, err := net.Dial("unix", socket); err == nil {
			_ = c.Close()
			return "unix://" + socket
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("redis-server does not listen")
	return ""
}

// sequence is some steps over one endpoint.
type sequence struct {
	*testing.T
	*session
	clock    *clock
	gate     *gate
	gateways []gateway
	callers  []caller
	number   atomic.Int64 // of the step
	planned  []event
	asked    []operation // those of the last steps

	mu   sync.Mutex
	seen map[string]int // how often answers were derived, or not for which reason
}

type gateway struct {
	name    string
	fronts  []*front // any of them is asked
	failing bool
}

// caller is on whose behalf is asked, and what he sees.
type caller struct {
	scope upstream.Scope
	world *world
	where dict
}

// event is what is asked after some time.
type event struct {
	after  time.Duration
	caller caller
	operation
	patient bool // who asks takes an answer of hours ago
}

func newSequence(t *testing.T, seed uint64, start int, redis string) *sequence {
	s := &sequence{T: t, clock: &clock{}, gate: &gate{}, seen: map[string]int{}}
	q := requester{Rand: rand.New(rand.NewPCG(seed, uint64(start)))}
	pageSize := []int{1000, 1000, 25, 1000, 7}[start/stepsInSequence%5]
	folding := pageSize == 1000 && q.chance(0.5)
	types := one(q, nil, unfamiliarTypes)
	own, theirs := newWorld(t, q, pageSize, folding, types, s.clock), newWorld(t, q, pageSize, folding, types, s.clock)
	q.all = slices.Concat(own.records, theirs.records)
	s.session = newSession(q, folding)
	rows := s.condition()
	text, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	policy, _, err := graph.ParseWhere(object(t, string(text)), moment)
	if err != nil {
		t.Fatal(err)
	}
	s.callers = []caller{
		{upstream.Scope{Key: "sandbox"}, own, nil},
		{upstream.Scope{Key: "sandbox", RowFilter: policy}, own, rows},
		{upstream.Scope{Key: "theirs"}, theirs, nil},
	}
	either := http.StripPrefix(fmt.Sprintf("/%d", start), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "Bearer theirs" {
			r.Header.Set("Authorization", "Bearer sandbox")
			theirs.endpoint.ServeHTTP(w, r)
			return
		}
		own.endpoint.ServeHTTP(w, r)
	}))
	settings := func(o *upstream.Options) {
		o.URL += fmt.Sprintf("/%d", start) // Addresses may recur, and the store is one.
		o.Clock, o.Lease, o.Tries = s.clock.now, s.gate.lease, 1
		o.Cache = upstream.CacheOptions{Bytes: 64 << 20, Fresh: freshFor, FreshPast: 48 * time.Hour, Stale: staleFor, StaleIfError: lapsedFor}
		o.Derive = true
		o.Observer.Derived = func(how string) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.seen[how]++
		}
	}
	little := func(o *upstream.Options) { o.Cache.Bytes = 40 << 10 }
	all := []gateway{
		{name: "that derives", fronts: []*front{newFront(t, either, settings)}},
		{name: "that asks wider", fronts: []*front{newFront(t, either, settings, askingWider)}},
		{name: "that can keep little", fronts: []*front{newFront(t, either, settings, askingWider, little)}},
		{name: "whose endpoint fails", fronts: []*front{newFront(t, failing(either, &s.number, q.Uint64()), settings, askingWider)}, failing: true},
	}
	if redis != "" {
		one := newFront(t, either, settings)
		address := one.address
		other := newFront(t, either, settings, askingWider, func(o *upstream.Options) { o.URL = address })
		for _, f := range []*front{one, other} {
			if err := f.client.Share(redis, nil); err != nil {
				t.Fatal(err)
			}
		}
		all = append(all, gateway{name: "that shares a store", fronts: []*front{one, other}})
	}
	s.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	s.gateways = append(all[:3], gateway{name: "that knows nothing", fronts: []*front{newFront(t, either, settings, func(o *upstream.Options) { o.Derive, o.Cache.Bytes = false, -1 })}})
	for _, g := range s.gateways {
		for _, f := range g.fronts {
			t.Cleanup(f.client.Close)
		}
	}
	return s
}

// next draws what is asked in a step: now and then the same again, or what is asked in pieces.
func (s *sequence) next(number int) event {
	if len(s.planned) == 0 && s.chance(0.05) {
		s.plan()
	}
	if len(s.planned) > 0 {
		e := s.planned[0]
		s.planned = s.planned[1:]
		return e
	}
	e := event{caller: s.callers[max(0, s.IntN(6)-3)]}
	if s.chance(1.0 / 3) {
		e.after = one(s.requester, time.Second, 7*time.Second, 25*time.Second, 2*time.Minute, 6*time.Minute, 40*time.Minute, 3*time.Hour, 11*time.Hour, 30*time.Hour)
	}
	if len(s.asked) > 0 && s.chance(0.15) {
		e.operation = one(s.requester, s.asked[max(0, len(s.asked)-4):]...)
	} else {
		e.operation = s.operation(number%12 == 0)
	}
	s.asked = append(s.asked, e.operation)
	return e
}

// plan has groups asked in pieces on both sides of a time, mostly of a midnight that passes meanwhile, and the whole of them once more.
func (s *sequence) plan() {
	now, caller := s.clock.now(), s.callers[max(0, s.IntN(6)-3)]
	cut, after := one(s.requester, s.ends...), []time.Duration{0, one(s.requester, 0, 25*time.Second), one(s.requester, 0, 0, 25*time.Second)}
	if s.chance(0.7) {
		midnight := now.Truncate(24*time.Hour).AddDate(0, 0, 1)
		before := one(s.requester, 15*time.Second, time.Minute)
		cut = midnight.Format(time.RFC3339Nano)
		after[0], after[1] = max(0, midnight.Sub(now)-before), one(s.requester, 25*time.Second, 2*time.Minute)
	}
	patient := s.chance(0.4)
	if patient {
		after[1] = one(s.requester, 40*time.Minute, 3*time.Hour)
	}
	for i, o := range s.inPieces(cut) {
		s.planned = append(s.planned, event{after[i], caller, o, patient})
	}
	last := s.planned[len(s.planned)-1].operation
	s.planned = append(s.planned, event{one(s.requester, 0, 2*time.Minute), caller, last, false})
}

// step lets time pass, and has every gateway answer the same operation.
func (s *sequence) step(number int) {
	e := s.next(number)
	caller := e.caller
	s.number.Store(int64(number))
	s.gate.Lock()
	s.clock.pass(e.after)
	s.gate.Unlock()
	text, err := json.Marshal(e.variables)
	if err != nil {
		s.Fatal(err)
	}
	ctx, longest := context.Background(), freshFor+staleFor
	if e.patient || s.chance(0.15) {
		longest = one(s.requester, 0, time.Minute, 5*time.Hour, 5*time.Hour)
		if e.patient {
			longest = 5 * time.Hour
		}
		if caller.world.late { // One part may then lack what came late, and another have what came after.
			longest = min(longest, time.Minute)
		}
		ctx = upstream.WithMaxAge(ctx, longest)
	}
	type question struct {
		set int
		age time.Duration
	}
	known := map[question][][]record{}
	versions := func(set int, age time.Duration) [][]record {
		at := question{set, age}
		if known[at] == nil {
			known[at] = s.versions(caller, e.sets[set].where, age)
		}
		return known[at]
	}
	for i, g := range s.gateways {
		if i == 3 && number%10 > 0 {
			break // The last one is there to judge the judge.
		}
		f := one(s.requester, g.fronts...)
		f.as(caller.scope)
		data, failures := read(s, f.answer(ctx, s, e.document, string(text)))
		if caller.world.folding {
			data = strings.ReplaceAll(data, misspelt, spelt)
		}
		var answer dict
		if err := json.Unmarshal([]byte(data), &answer); err != nil {
			s.Fatalf("%v in %s, %v", err, data, failures)
		}
		age := longest
		if g.failing {
			age += lapsedFor
		}
		for i, asked := range e.sets {
			name := fmt.Sprint("c", i)
			part, _ := answer[name].(dict)
			failed := map[string]string{}
			for _, f := range failures {
				if f.Path[0] == name {
					failed[fmt.Sprint(f.Path[1])] = fmt.Sprint(f.Extensions["code"])
				}
			}
			for field, value := range part {
				wrong := ""
				for _, found := range versions(i, age) {
					if wrong = asked.judge(field, value, failed[field], found, caller.world.pageSize, s.folding, g.failing); wrong == "" {
						break
					}
				}
				if wrong != "" {
					s.Errorf("step %d, a gateway %s, pages of %d, at %s, answers of at most %v, for %+v, who sees %+v\n%s.%s: %s\n%s\n%s", number, g.name,
						caller.world.pageSize, s.clock.now().Format(time.RFC3339Nano), age, caller.scope.Key, caller.where, name, field, wrong, e.document, text)
					return
				}
			}
		}
	}
}
