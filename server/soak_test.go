package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

// testSoak keeps the program under mixed load for GATEWAY_SOAK (a few seconds by itself; docs/soak.md has the figures of
// ten minutes) while the endpoint goes away and comes back, redis-server is killed and started again, clients leave before
// they are answered, and SIGHUP comes. Every answer is compared with plain Go over the same conversations; an error is right
// only while the endpoint is away, and for as long afterwards as the breaker gives it a pause.
func testSoak(t *testing.T, binary string) {
	long := 6 * time.Second
	if text := os.Getenv("GATEWAY_SOAK"); text != "" {
		var err error
		if long, err = time.ParseDuration(text); err != nil {
			t.Fatal(err)
		}
	}
	s := newSoak(t, binary)
	ctx, cancel := context.WithTimeout(t.Context(), long)
	defer cancel()
	s.sample("at the start")
	var running sync.WaitGroup
	// Each fault has a rhythm of its own, so that they come to meet one another.
	running.Go(func() { every(ctx, max(long/20, 4*time.Second), s.endpointGoes) })
	running.Go(func() { every(ctx, max(long/25, 3*time.Second), s.storeGoes) })
	running.Go(func() { every(ctx, max(long/60, time.Second), s.hangUp) })
	running.Go(func() { every(ctx, max(long/4, time.Second), func() { s.sample("") }) })
	const clients = 16
	for n := range clients {
		running.Go(func() {
			draw := rand.New(rand.NewPCG(uint64(n), 1))
			for ctx.Err() == nil {
				s.request(draw)
			}
		})
	}
	running.Wait()
	s.rest()
	s.sample("at the end")
	s.report(long)
}

// every does something again and again until the context ends.
func every(ctx context.Context, pause time.Duration, do func()) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
			do()
		}
	}
}

// soak is what runs, and what was seen of it.
type soak struct {
	t        *testing.T
	rows     []sandbox.Conversation
	endpoint http.Handler
	at       string // the endpoint's address
	redis    string // the store's program
	store    string // its address
	stop     func() // ends it
	gateway  *process
	admin    string // the address of the metrics
	client   http.Client

	mu                       sync.Mutex
	server                   *http.Server
	away                     [][2]time.Time // when the endpoint was away; the last one may be open
	outcomes                 map[string]int
	durations                []time.Duration
	samples                  []string
	endpoints, stores, hangs int
}

func newSoak(t *testing.T, binary string) *soak {
	s := &soak{t: t, at: freeAddress(t), redis: installed(t, "redis-server"), store: freeAddress(t), outcomes: map[string]int{}}
	file, rows := generate(t, 2000)
	data, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer data.Close()
	box, err := sandbox.New(t.Context(), sandbox.Options{Data: data})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	s.rows = rows
	s.endpoint = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Set("Authorization", "Bearer "+sandbox.ReadKey)
		box.ServeHTTP(w, r)
	})
	s.serveEndpoint()
	t.Cleanup(func() { _ = s.server.Close() })
	s.stop = runRedis(t, s.redis, s.store)
	policies := write(t, filepath.Join(t.TempDir(), "policies.yaml"), "roles:\n  anonymous: {rows: all, fields: all}\n")
	admin := freeAddress(t)
	s.gateway = launch(t, binary, "--upstream-url", "http://"+s.at, "--cache-url", "redis://"+s.store, "--policies", policies, "--admin-listen", admin)
	s.admin = "http://" + admin + "/"
	s.client.Transport = &http.Transport{MaxIdleConnsPerHost: 64}
	return s
}

// request asks one of several things, at random, and checks the answer.
func (s *soak) request(draw *rand.Rand) {
	least := draw.IntN(12)
	kind := draw.IntN(10)
	query, want := s.question(draw, kind, least)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	aborts := kind == 9
	if aborts {
		ctx, cancel = context.WithTimeout(ctx, time.Duration(draw.IntN(3000))*time.Microsecond)
		defer cancel()
	}
	begin := time.Now()
	status, body, err := s.ask(ctx, query)
	end := time.Now()
	outcome := "right"
	codes := regexp.MustCompile(`"code":"([A-Z_]+)"`).FindAllStringSubmatch(body, -1)
	switch {
	case err != nil && aborts:
		outcome = "left by the client"
	case err != nil:
		outcome = "LOST: " + err.Error()
	case len(codes) == 0 && body == want:
	case len(codes) > 0 && want == codes[0][1]:
		outcome = "refused rightly"
	case len(codes) > 0 && (status == http.StatusOK) && s.mayFail(codes[0][1]) && s.wasAway(begin, end):
		outcome = "failed with the endpoint: " + codes[0][1]
	default:
		outcome = "WRONG"
		s.t.Errorf("%s\nis answered %d %.300s\nwant %.300s", query, status, body, want)
	}
	if strings.HasPrefix(outcome, "LOST") {
		s.t.Errorf("%s: %s", query, outcome)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outcomes[outcome]++
	s.durations = append(s.durations, end.Sub(begin))
}

// question draws a request, and what it has to be answered: the body, or an error's code.
func (s *soak) question(draw *rand.Rand, kind, least int) (query, want string) {
	where := fmt.Sprintf(`{ userMessageCount: { gte: %d } }`, least)
	count := 0
	for _, r := range s.rows {
		if int(r.UserMessageCount) >= least {
			count++
		}
	}
	switch {
	case kind < 3: // known soon
		return fmt.Sprintf(`{ conversations(where: %s) { totals { count } } }`, where),
			fmt.Sprintf(`{"data":{"conversations":{"totals":{"count":%d}}}}`, count)
	case kind < 6: // asked never before: it finds as much
		return fmt.Sprintf(`{ conversations(where: { and: [%s, { id: { neq: "%d" } }] }) { totals { count } list(first: 0) { totalCount } } }`, where, draw.Uint64()),
			fmt.Sprintf(`{"data":{"conversations":{"totals":{"count":%d},"list":{"totalCount":%d}}}}`, count, count)
	case kind < 8: // read over several answers
		return fmt.Sprintf(`{ conversations(where: { id: { neq: "%d" } }, groupBy: [{ field: ID }]) { groups(limit: 1) { totalCount complete } } }`, draw.IntN(50)),
			fmt.Sprintf(`{"data":{"conversations":{"groups":{"totalCount":%d,"complete":true}}}}`, len(s.rows))
	case kind == 8:
		return `{ conversations(where: {}) { totals { count } } }`, "BAD_USER_INPUT"
	}
	return fmt.Sprintf(`{ conversations(where: { id: { neq: "left %d" } }) { totals { count } } }`, draw.Uint64()),
		fmt.Sprintf(`{"data":{"conversations":{"totals":{"count":%d}}}}`, len(s.rows))
}

func (s *soak) ask(ctx context.Context, query string) (status int, body string, err error) {
	text, _ := json.Marshal(map[string]string{"query": query})
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.gateway.address+"graphql", bytes.NewReader(text))
	if err != nil {
		return 0, "", err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := s.client.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	return response.StatusCode, string(answer), err
}

func (s *soak) mayFail(code string) bool {
	return slices.Contains([]string{"UPSTREAM_UNAVAILABLE", "UPSTREAM_TIMEOUT", "UPSTREAM_INVALID_RESPONSE", "RATE_LIMITED"}, code)
}

// wasAway says whether the endpoint was away at any time that a request took, or shortly before: the breaker gives it a
// pause of 5 s, after which one call has to find it back.
func (s *soak) wasAway(begin, end time.Time) bool {
	const pause = 8 * time.Second
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.away, func(a [2]time.Time) bool {
		return !end.Before(a[0]) && (a[1].IsZero() || begin.Before(a[1].Add(pause)))
	})
}

// endpointGoes ends the endpoint's server, with all its connections, and starts another a moment later.
func (s *soak) endpointGoes() {
	s.mu.Lock()
	s.away = append(s.away, [2]time.Time{time.Now()})
	s.endpoints++
	server := s.server
	s.mu.Unlock()
	_ = server.Close()
	time.Sleep(time.Second)
	s.serveEndpoint()
	s.mu.Lock()
	s.away[len(s.away)-1][1] = time.Now()
	s.mu.Unlock()
}

func (s *soak) serveEndpoint() {
	listener, err := net.Listen("tcp", s.at)
	if err != nil {
		s.t.Error(err)
		return
	}
	server := &http.Server{Handler: s.endpoint, ReadHeaderTimeout: time.Minute}
	s.mu.Lock()
	s.server = server
	s.mu.Unlock()
	go func() { _ = server.Serve(listener) }()
}

// storeGoes kills the store and starts an empty one a moment later.
func (s *soak) storeGoes() {
	s.mu.Lock()
	s.stores++
	s.mu.Unlock()
	s.stop()
	time.Sleep(500 * time.Millisecond)
	s.stop = runRedis(s.t, s.redis, s.store)
}

func (s *soak) hangUp() {
	s.mu.Lock()
	s.hangs++
	s.mu.Unlock()
	s.gateway.signal(s.t, syscall.SIGHUP)
}

// rest waits until what the load left behind has ended: connections that are kept open for the next request count as well.
func (s *soak) rest() {
	s.client.CloseIdleConnections()
	time.Sleep(2 * time.Second)
}

// sample notes what the program holds.
func (s *soak) sample(when string) {
	_, metrics := get(s.t, s.admin+"metrics")
	value := func(name string) float64 {
		m := regexp.MustCompile(`(?m)^` + name + ` (.*)$`).FindStringSubmatch(metrics)
		if m == nil {
			return 0
		}
		v, _ := strconv.ParseFloat(m[1], 64)
		return v
	}
	text := fmt.Sprintf("%4.0f goroutines, %5.1f MB of heap in use, %5.1f MB resident",
		value("go_goroutines"), value("go_memstats_heap_inuse_bytes")/1e6, value("process_resident_memory_bytes")/1e6)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.samples = append(s.samples, text+" "+when)
}

func (s *soak) report(long time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.Sort(s.durations)
	at := func(q float64) time.Duration {
		return s.durations[int(q*float64(len(s.durations)-1))].Round(10 * time.Microsecond)
	}
	s.t.Logf("%v: %d requests; the endpoint went %d times, the store %d times, SIGHUP came %d times", long, len(s.durations), s.endpoints, s.stores, s.hangs)
	for _, outcome := range slices.Sorted(maps.Keys(s.outcomes)) {
		s.t.Logf("%8d %s", s.outcomes[outcome], outcome)
	}
	s.t.Logf("p50 %v, p99 %v, p99.9 %v, longest %v", at(.5), at(.99), at(.999), at(1))
	for _, sample := range s.samples {
		s.t.Log(sample)
	}
	if s.outcomes["right"] == 0 || s.outcomes["refused rightly"] == 0 || s.endpoints == 0 || s.stores == 0 || s.hangs == 0 {
		s.t.Error("too little happened")
	}
}
