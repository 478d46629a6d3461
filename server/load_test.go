package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
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

// testMemoryUnderLoad puts a program of a small budget under all that took gigabytes without one, at once and at two sizes,
// and holds what docs/memory.md says: the process never has more than the bound. Small requests are answered meanwhile.
func testMemoryUnderLoad(t *testing.T, binary string) {
	if residentBytes(os.Getpid()) == 0 {
		t.Skip("the system does not tell what a process holds")
	}
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
	defer endpoint.Close()
	for _, size := range []int{1, 3} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			const budget = 96 << 20
			p := launch(t, binary, "--upstream-url", endpoint.URL, "--max-memory", strconv.Itoa(budget), "--access-log=false", "--write-timeout", "2s", "--read-timeout", "5s")
			c, err := parseConfig([]string{"--max-memory", strconv.Itoa(budget)}, map[string]string{"INKEEP_API_KEY": canary})
			if err != nil {
				t.Fatal(err)
			}
			bound := c.processBound()
			var peak int64
			watched := make(chan struct{})
			end := make(chan struct{})
			go func() {
				defer close(watched)
				for {
					select {
					case <-end:
						return
					case <-time.After(5 * time.Millisecond):
						peak = max(peak, residentBytes(p.cmd.Process.Pid))
					}
				}
			}()
			host := strings.TrimSuffix(strings.TrimPrefix(p.address, "http://"), "/")
			send := func(body string, length int) net.Conn {
				connection, err := net.Dial("tcp", host)
				if err != nil {
					t.Error(err)
					return nil
				}
				t.Cleanup(func() { connection.Close() })
				go func() {
					_, _ = fmt.Fprintf(connection, "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", length, body)
				}()
				return connection
			}
			document := func(text string) string {
				return `{"query":"` + strings.NewReplacer(`"`, `\"`, "\n", `\n`).Replace(text) + `"}`
			}
			aliases := ""
			for i := range 29 {
				aliases += fmt.Sprintf(" p%d: properties", i)
			}
			var all sync.WaitGroup
			client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
			ask := func(text string) {
				if response, err := client.Post(p.address+"graphql", "application/json", strings.NewReader(text)); err == nil {
					_, _ = io.Copy(io.Discard, response.Body)
					response.Body.Close()
				}
			}
			// Clients that stop in the middle of a body, and such that do not read an answer.
			for range 100 * size {
				send(`{"query":"`+strings.Repeat("q", 1_900_000), 2_000_000)
			}
			for i := range 10 * size {
				text := document(fmt.Sprintf(`{ conversations(where: { id: { neq: "unread %d" } }) { list(first: 1000) { nodes { properties } } } }`, i))
				send(text, len(text))
			}
			for i := range 10 * size {
				all.Go(func() {
					ask(document(fmt.Sprintf(`{ conversations(where: { id: { neq: "n%d" } }) { list(first: 1000) { nodes { id%s } } } }`, i, aliases)))
					ask(document(fmt.Sprintf(`{ conversations(where: { id: { neq: "d%d" } }) { list(first: 1000) { nodes { properties } } } }`, i)))
					ask(document(fmt.Sprintf(`{ conversations(groupBy: [{ field: INTEGRATION_ID }]) { groups(orderBy: [%s]) { nodes { count } } } }`,
						strings.Repeat(`{ aggregate: { function: COUNT } } `, 20))))
					for n := range 20 {
						ask(document(fmt.Sprintf("{ __typename #%d %s\n}", i*1000+n, strings.Repeat("document", 6000))))
					}
					ask(`{"query":"query ($j: JSON) { __typename }","variables":{"j":[` + strings.Repeat("1,", 900_000) + `1]}}`)
				})
			}
			answered := 0
			for n := range 20 {
				if err := count(client, p.address, fmt.Sprintf("small%d", n)); err == nil {
					answered++
				}
				time.Sleep(100 * time.Millisecond)
			}
			all.Wait()
			time.Sleep(3 * time.Second) // What does not read is cut off.
			if err := count(client, p.address, "small at the end"); err != nil {
				t.Errorf("when it is over: %v", err)
			}
			close(end)
			<-watched
			t.Logf("%d MiB of at most %d MiB; %d of 20 small requests answered", peak>>20, bound>>20, answered)
			if peak > bound {
				t.Errorf("it holds %d bytes; its bound is %d", peak, bound)
			}
			if answered == 0 {
				t.Error("no small request is answered")
			}
		})
	}
}
