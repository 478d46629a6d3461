package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// residentBytes is what a process holds of its own: without files, such as its program. 0 if the system does not tell.
func residentBytes(pid int) int64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	m := regexp.MustCompile(`RssAnon:\s+(\d+) kB`).FindSubmatch(text)
	if m == nil {
		return 0
	}
	kilobytes, _ := strconv.ParseInt(string(m[1]), 10, 64)
	return kilobytes << 10
}

// largeEndpoint answers 3 to questions that are called small, and all others with 1,000 rows of 10 kB.
func largeEndpoint(t *testing.T) (address string) {
	large := `{"long":"` + strings.Repeat("x", 10_000) + `"}`
	var list strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&list, `,{"id":"c%d","properties":%s,"count":3,"integrationId":"i%d"}`, i, large, i)
	}
	body := `{"status":"ok","data":{"result":[` + list.String()[1:] + `],"total":1000,"pageSize":1000,"count":1000}}`
	small := `{"status":"ok","data":{"result":[{"count":3}],"total":1,"pageSize":10,"count":1}}`
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "application/json")
		answer := body
		if strings.Contains(string(query), `"small`) {
			answer = small
		}
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(endpoint.Close)
	return endpoint.URL
}

// budgetUnderLoad is small enough for a few large requests to fill it.
const budgetUnderLoad = 96 << 20

// largeList asks for 10 MB. The name makes it a question of its own.
func largeList(name string) string {
	return operation(fmt.Sprintf(`{ conversations(where: { id: { neq: "%s" } }) { list(first: 1000) { nodes { properties } } } }`, name), "{}")
}

// shapes of requests took gigabytes without a budget. Each is answered in its own way where there is room for it, and as one
// too many where there is none.
var shapes = []struct {
	name   string
	body   func(number int) string
	answer string
}{
	{"an answer of 290 MB", func(number int) string {
		aliases := ""
		for i := range 29 {
			aliases += fmt.Sprintf(" p%d: properties", i)
		}
		return operation(fmt.Sprintf(`{ conversations(where: { id: { neq: "n%d" } }) { list(first: 1000) { nodes { id%s } } } }`, number, aliases), "{}")
	}, "200 QUERY_TOO_COMPLEX"},
	{"one of 10 MB", func(number int) string { return largeList(fmt.Sprint("d", number)) }, "200"},
	{"an order of many terms", func(number int) string {
		return operation(fmt.Sprintf(`{ conversations(where: { id: { neq: "o%d" } }, groupBy: [{ field: INTEGRATION_ID }]) { groups(orderBy: [%s]) { nodes { count } } } }`,
			number, strings.Repeat(`{ aggregate: { function: COUNT } } `, 20)), "{}")
	}, "200"},
	{"a document that is kept", func(number int) string {
		return operation(fmt.Sprintf("{ __typename #%d %s\n}", number, strings.Repeat("document", 6000)), "{}")
	}, "200"},
	{"a million values in variables", func(int) string {
		return operation(`query ($j: JSON) { __typename }`, `{"j":[`+strings.Repeat("1,", 900_000)+`1]}`)
	}, "503 RATE_LIMITED"}, // They do not fit into the budget at all.
}

// answeredAs is the status of an answer, and the code of its first error if it has one.
func answeredAs(response *http.Response) string {
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err.Error()
	}
	var answer struct {
		Data   json.RawMessage
		Errors []struct{ Extensions struct{ Code string } }
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return fmt.Sprintf("%d %.100s", response.StatusCode, text)
	}
	if response.StatusCode == http.StatusServiceUnavailable && response.Header.Get("Retry-After") == "" {
		return "503 without Retry-After"
	}
	if len(answer.Errors) > 0 {
		return fmt.Sprint(response.StatusCode, " ", answer.Errors[0].Extensions.Code)
	}
	return fmt.Sprint(response.StatusCode)
}

// outcomes counts how requests of some kinds are answered. It is safe for use by several goroutines.
type outcomes struct {
	mu    sync.Mutex
	kinds map[string]map[string]int
}

func (o *outcomes) add(kind, outcome string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.kinds == nil {
		o.kinds = make(map[string]map[string]int)
	}
	if o.kinds[kind] == nil {
		o.kinds[kind] = make(map[string]int)
	}
	o.kinds[kind][outcome]++
}

// hold fails the test if a request of a kind was answered in another way than those, or none was.
func (o *outcomes) hold(t *testing.T, kind string, allowed ...string) {
	t.Helper()
	t.Logf("%s: %v", kind, o.kinds[kind])
	for _, have := range slices.Sorted(maps.Keys(o.kinds[kind])) {
		if !slices.Contains(allowed, have) {
			t.Errorf("%s: %d times %s", kind, o.kinds[kind][have], have)
		}
	}
	if len(o.kinds[kind]) == 0 {
		t.Errorf("%s: none was answered", kind)
	}
}

// testMemoryUnderLoad puts a program of a small budget under all that took gigabytes without one, at once and at two sizes,
// and holds what docs/memory.md says: the process never has more than the bound. Each request is answered in its own way, or
// as one too many; small ones are answered meanwhile, and all of them once it is over.
func testMemoryUnderLoad(t *testing.T, binary string) {
	if residentBytes(os.Getpid()) == 0 {
		t.Skip("the system does not tell what a process holds")
	}
	endpoint := largeEndpoint(t)
	for _, size := range []struct{ stalled, unread, askers int }{{300, 10, 10}, {1000, 30, 30}} {
		t.Run(fmt.Sprintf("%d stalled bodies", size.stalled), func(t *testing.T) {
			p := launch(t, binary, "--upstream-url", endpoint, "--max-memory", strconv.Itoa(budgetUnderLoad), "--access-log=false", "--write-timeout", "2s", "--read-timeout", "5s")
			c, err := parseConfig([]string{"--max-memory", strconv.Itoa(budgetUnderLoad)}, map[string]string{"INKEEP_API_KEY": canary})
			if err != nil {
				t.Fatal(err)
			}
			bound := c.processBound()
			peak := watchMemory(t, p)
			var answers outcomes
			var all sync.WaitGroup
			client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
			ask := func(kind, body string) string {
				response, err := client.Post(p.address+"graphql", "application/json", strings.NewReader(body))
				if err != nil {
					return err.Error()
				}
				answer := answeredAs(response)
				answers.add(kind, answer)
				return answer
			}
			half := strings.Repeat("q", 1_900_000)
			for range size.stalled {
				connection := sendOnly(t, p, 2_000_000, `{"query":"`+half[:10], half)
				all.Go(func() {
					response, err := http.ReadResponse(bufio.NewReader(connection), nil)
					if err != nil {
						t.Errorf("a stalled body is not answered: %v", err)
						return
					}
					answers.add("stalled", answeredAs(response))
					connection.Close()
				})
			}
			for i := range size.unread {
				body := largeList(fmt.Sprint("unread", i))
				sendOnly(t, p, len(body), body)
			}
			for i := range size.askers {
				all.Go(func() {
					for _, s := range shapes {
						for n := range 3 {
							ask(s.name, s.body(3*i+n))
						}
					}
				})
			}
			for n := range 20 {
				if err := count(client, p.address, fmt.Sprintf("small%d", n)); err == nil {
					answers.add("small", "200")
				}
				time.Sleep(100 * time.Millisecond)
			}
			all.Wait()
			// What is told there is too much of, as a whole or for a field.
			const full, fullForAField = "503 RATE_LIMITED", "200 RATE_LIMITED"
			answers.hold(t, "stalled", full, "400 BAD_USER_INPUT") // if there was room for it until its time was up
			if n := answers.kinds["stalled"]; n[full] == 0 || n[full]+n["400 BAD_USER_INPUT"] != size.stalled {
				t.Errorf("of %d stalled bodies %d are refused", size.stalled, n[full])
			}
			for _, s := range shapes {
				answers.hold(t, s.name, s.answer, full, fullForAField)
			}
			answers.hold(t, "small", "200")
			// When it is over there is room for each.
			for i, s := range shapes {
				answer := ""
				for end := time.Now().Add(time.Minute); answer != s.answer && time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
					answer = ask("at the end", s.body(1_000_000+i))
				}
				if answer != s.answer {
					t.Errorf("%s is answered %s when it is over, not %s", s.name, answer, s.answer)
				}
			}
			if err := count(client, p.address, "small at the end"); err != nil {
				t.Errorf("when it is over: %v", err)
			}
			held := peak()
			t.Logf("%d MiB of at most %d MiB", held>>20, bound>>20)
			if held > bound {
				t.Errorf("it holds %d bytes; its bound is %d", held, bound)
			}
		})
	}
}

// watchMemory looks at what a process holds until it is asked for the most.
func watchMemory(t *testing.T, p *process) (peak func() int64) {
	var most int64
	end, watched := make(chan struct{}), make(chan struct{})
	stop := sync.OnceFunc(func() {
		close(end)
		<-watched
	})
	t.Cleanup(stop)
	go func() {
		defer close(watched)
		for {
			select {
			case <-end:
				return
			case <-time.After(5 * time.Millisecond):
				most = max(most, residentBytes(p.cmd.Process.Pid))
			}
		}
	}()
	return func() int64 {
		stop()
		return most
	}
}
