package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// processorTime is how long the threads of a process have run on a processor. 0 if the system does not tell.
func processorTime(pid int) (ran time.Duration) {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	for _, thread := range threads {
		text, _ := os.ReadFile(thread)
		if fields := strings.Fields(string(text)); len(fields) == 3 {
			nanoseconds, _ := strconv.ParseInt(fields[0], 10, 64)
			ran += time.Duration(nanoseconds)
		}
	}
	return ran
}

// emptyEndpoint is the address of one that has no groups and no conversations, and counts 3.
func emptyEndpoint(t *testing.T) (address string) {
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "application/json")
		answer := `{"status":"ok","data":{"result":[{"count":3}],"total":1,"pageSize":10,"count":1}}`
		if strings.Contains(string(asked), `"groupBy"`) || !strings.Contains(string(asked), `"count"`) {
			answer = `{"status":"ok","data":{"result":[],"total":0,"pageSize":10,"count":0}}`
		}
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(endpoint.Close)
	return endpoint.URL
}

// ordinaryQuery is one that costs as much as most do.
const ordinaryQuery = `query ($w: ConversationWhere) { conversations(where: $w) { totals { count } } }`

// testCostOfRequests sends the built program requests that could cost more than their size says, at two sizes, and holds
// that the time of the processor grows no faster than the body, and stays within a multiple of what an ordinary request takes in the same run.
func testCostOfRequests(t *testing.T, binary string) {
	if processorTime(os.Getpid()) == 0 {
		t.Skip("the system does not tell how long a process has run")
	}
	p := launch(t, binary, "--upstream-url", emptyEndpoint(t), "--access-log=false")
	number := 0
	// cost is what a request takes at the least, of several that differ.
	cost := func(t *testing.T, times int, body func(number int) string, says string) time.Duration {
		t.Helper()
		least := time.Duration(0)
		for range times {
			number++
			text := body(number)
			before := processorTime(p.cmd.Process.Pid)
			response, err := http.Post(p.address+"graphql", "application/json", strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			answer, err := io.ReadAll(response.Body)
			response.Body.Close()
			took := processorTime(p.cmd.Process.Pid) - before
			if err != nil || !strings.Contains(string(answer), says) || len(answer) > 20_000 {
				t.Fatalf("%d bytes are answered %s %.300s %v", len(text), response.Status, answer, err)
			}
			if least == 0 || took < least {
				least = took
			}
		}
		return least
	}
	ordinary := cost(t, 50, func(number int) string {
		return operation(ordinaryQuery, fmt.Sprintf(`{"w":{"id":{"eq":"ordinary %d"}}}`, number))
	}, `"count":3`)
	t.Logf("an ordinary request takes %v", ordinary)
	for _, s := range costly() {
		t.Run(s.name, func(t *testing.T) {
			small := cost(t, 3, func(number int) string { return s.body(s.small, number) }, s.answer)
			large := cost(t, 3, func(number int) string { return s.body(s.large, number) }, s.answer)
			t.Logf("%d bytes: %.1f ordinary ones; %d bytes: %.1f", s.small, float64(small)/float64(ordinary), s.large, float64(large)/float64(ordinary))
			if most := 3 * max(small, ordinary) * time.Duration(s.large) / time.Duration(s.small); large > most {
				t.Errorf("%d bytes take %v, %d take %v", s.small, small, s.large, large)
			}
			for bytes, took := range map[int]time.Duration{s.small: small, s.large: large} {
				if most := ordinary * time.Duration(50+bytes*5/1000); took > most {
					t.Errorf("%d bytes take %v, and may %v: an ordinary request takes %v", bytes, took, most, ordinary)
				}
			}
		})
	}
}

// testTheProcessorRestsWhenClientsLeave has clients send requests and go away, and holds that what they asked for takes no more
// time of the processor soon after; of an answer that comes in parts no other part is asked for.
func testTheProcessorRestsWhenClientsLeave(t *testing.T, binary string) {
	if processorTime(os.Getpid()) == 0 {
		t.Skip("the system does not tell how long a process has run")
	}
	var list strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&list, `,{"integrationId":"i%06d","count":3}`, i)
	}
	const parts = 8
	var calls atomic.Int64
	asked, closed := make(chan struct{}, parts), make(chan struct{})
	var leaves atomic.Bool // The first call is answered when the client has left.
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		call := int(calls.Add(1))
		select {
		case asked <- struct{}{}:
		default:
		}
		if leaves.Load() && call == 1 {
			<-closed
		}
		text := strings.ReplaceAll(list.String()[1:], `:"i`, fmt.Sprintf(`:"i%03d`, call)) // Behind those of the part before.
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"status":"ok","data":{"result":[%s],"total":%d,"pageSize":20000,"count":20000}}`, text, 20_000*(1+parts-min(call, parts)))
	}))
	defer endpoint.Close()
	p := launch(t, binary, "--upstream-url", endpoint.URL, "--access-log=false", "--upstream-pages", fmt.Sprint(parts))
	pid := p.cmd.Process.Pid
	// settled waits until the process runs no longer than one that has nothing to do, several times over: on a busy machine one
	// that has something to do is not always let run.
	settled := func() time.Duration {
		t.Helper()
		before, rests := processorTime(pid), 0
		for range 3000 {
			time.Sleep(50 * time.Millisecond)
			now := processorTime(pid)
			if rests++; now-before >= 2*time.Millisecond {
				rests = 0
			}
			if before = now; rests == 5 {
				return now
			}
		}
		t.Fatal("it does not come to rest")
		return 0
	}
	request := func(number int) string {
		return operation(`query ($w: ConversationWhere) { conversations(where: $w, groupBy: [{ field: INTEGRATION_ID }]) { groups { totalCount nodes { key { integrationId } count } } } }`, fmt.Sprintf(`{"w":{"id":{"neq":"%d"}}}`, number))
	}
	leave := func(body string, until func()) {
		t.Helper()
		connection := dial(t, p.address)
		_, err := fmt.Fprintf(connection, "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
		if err != nil {
			t.Fatal(err)
		}
		until()
		connection.Close()
	}
	before := settled()
	response, err := http.Post(p.address+"graphql", "application/json", strings.NewReader(request(0)))
	if err != nil {
		t.Fatal(err)
	}
	answer, _ := io.ReadAll(response.Body)
	response.Body.Close()
	if calls.Load() < parts || !strings.Contains(string(answer), `"totalCount":`) {
		t.Fatalf("after %d calls it answers %.300s", calls.Load(), answer)
	}
	stayed := settled() - before
	before = settled()
	calls.Store(0)
	for len(asked) > 0 {
		<-asked
	}
	leaves.Store(true)
	leave(request(1), func() { <-asked })
	close(closed)
	left := settled() - before
	t.Logf("%v with a client that stays, %v and %d calls with one that leaves", stayed, left, calls.Load())
	if calls.Load() > parts/2 || left > stayed/2 {
		t.Errorf("%d parts are asked for and %v taken, although the client has left; %v if it stays", calls.Load(), left, stayed)
	}
	for _, s := range costly() {
		leave(s.body(s.large, 1), func() {})
	}
	settled()
}
