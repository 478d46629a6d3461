package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// changingEndpoint answers each question with one count, which is asked for so many times.
func changingEndpoint(t *testing.T) (address string, count, calls *atomic.Int64) {
	count, calls = new(atomic.Int64), new(atomic.Int64)
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"status":"ok","data":{"result":[{"count":%d}],"total":1,"pageSize":1000,"count":1}}`, count.Load())
	}))
	t.Cleanup(endpoint.Close)
	return endpoint.URL, count, calls
}

// watching is a subscription by events.
type watching struct {
	*testing.T
	response *http.Response
	reader   *bufio.Reader
}

// watch subscribes to a selection, with a bearer token or with none.
func (p program) watch(t *testing.T, bearer, selection string) watching {
	t.Helper()
	body, _ := json.Marshal(map[string]string{"query": `subscription { live(every: "PT1S") ` + selection + ` }`})
	request, err := http.NewRequestWithContext(t.Context(), "POST", p.address+"graphql", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = http.Header{"Content-Type": {"application/json"}, "Accept": {"text/event-stream"}}
	if bearer != "" {
		request.Header.Set("Authorization", "Bearer "+bearer)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	return watching{t, response, bufio.NewReader(response.Body)}
}

// next is the text of the next event that says anything.
func (w watching) next() string {
	w.Helper()
	text := ""
	for {
		line, err := w.reader.ReadString('\n')
		switch {
		case err != nil:
			w.Fatalf("%q %v", text+line, err)
		case line == "\n" && text != "":
			return text
		case line != "\n" && !strings.HasPrefix(line, ":"):
			text += line
		}
	}
}

// data is the data beneath live of the next event.
func (w watching) data() string {
	w.Helper()
	event := w.next()
	data, ok := strings.CutPrefix(event, `event: next`+"\n"+`data: {"data":{"live":`)
	if !ok {
		w.Fatalf("it is told %s", event)
	}
	return strings.TrimSuffix(data, "}}\n")
}

// TestWatchersShareLooks runs the whole program over an endpoint whose count changes.
func TestWatchersShareLooks(t *testing.T) {
	endpoint, count, calls := changingEndpoint(t)
	count.Store(1)
	// The time to read a request, and that to write an answer, are over long before the end.
	began := time.Now()
	p := start(t, map[string]string{"INKEEP_API_KEY": "k"}, "--upstream-url", endpoint, "--min-live-interval", "1s", "--read-timeout", "300ms", "--write-timeout", "300ms")
	var all []watching
	for range 10 {
		all = append(all, p.watch(t, "", countQuery))
	}
	for n := int64(1); n <= 3; n++ {
		want := fmt.Sprintf(`{"conversations":{"totals":{"count":%d}}}`, n)
		for _, w := range all {
			if got := w.data(); got != want {
				t.Errorf("a watcher has %s, not %s", got, want)
			}
		}
		count.Add(1)
	}
	// There was a look a second.
	if n := calls.Load(); n > int64(time.Since(began).Seconds())+2 {
		t.Errorf("10 watchers made %d calls", n)
	}
	exit, log := p.stop()
	for _, w := range all {
		// It may have been told once more before the program stopped.
		rest, err := io.ReadAll(w.reader)
		if events := strings.Split(strings.TrimSuffix(string(rest), "\n\n"), "\n\n"); err != nil || !strings.HasPrefix(events[len(events)-1], "retry: ") || strings.Contains(string(rest), "complete") {
			t.Errorf("a watcher ends with %q %v", rest, err)
		}
	}
	if exit != 0 || strings.Count(log, "type=subscription gateway.code=ok") != len(all) {
		t.Errorf("it exits with %d: %s", exit, log)
	}
}

// TestWatchersSeeWhatTheirPolicySays runs the whole program over the sandbox, with tokens and policies that change meanwhile.
func TestWatchersSeeWhatTheirPolicySays(t *testing.T) {
	file, _ := generate(t, 500)
	policies := write(t, filepath.Join(t.TempDir(), "policies.yaml"), `roles:
  support: {rows: {integrationId: {in: $claims.integrations}}, fields: [INTEGRATION_ID]}
  admin: {rows: all, fields: all}
`)
	p := start(t, map[string]string{"INKEEP_JWT_SECRET": tokenSecret}, "--sandbox", "--sandbox-data", file, "--policies", policies, "--min-live-interval", "1s")
	admin, none := signedToken(t, `{"role": "admin"}`), ""
	everybody := integrations(t, `{"data":`+p.watch(t, admin, integrationsQuery).data()+`}`)
	one := slices.DeleteFunc(slices.Clone(everybody), func(id string) bool { return id == none })[0]
	support := signedToken(t, `{"role": "support", "integrations": ["`+one+`"]}`)
	if w := p.watch(t, none, integrationsQuery); w.response.StatusCode != 401 {
		t.Errorf("who is not known is answered %s", w.response.Status)
	}
	watchers := []watching{p.watch(t, admin, integrationsQuery), p.watch(t, support, integrationsQuery)}
	for i, want := range [][]string{everybody, {one}} {
		if got := integrations(t, `{"data":`+watchers[i].data()+`}`); !slices.Equal(got, want) {
			t.Errorf("watcher %d sees %v, not %v", i, got, want)
		}
	}
	// The admin now sees less, and the support nothing any more.
	write(t, policies, `roles:
  admin: {rows: {integrationId: {eq: `+one+`}}, fields: all}
`)
	p.hangup <- syscall.SIGHUP
	if got := integrations(t, `{"data":`+watchers[0].data()+`}`); !slices.Equal(got, []string{one}) {
		t.Errorf("the admin sees %v", got)
	}
	if refused := watchers[1].next(); !strings.Contains(refused, `"code":"FORBIDDEN"`) || watchers[1].next() != "event: complete\ndata:\n" {
		t.Errorf("the support is told %s", refused)
	}
}

// TestASubscriptionByWebSocket runs the whole program with tokens, which a browser can send only once the connection is open.
func TestASubscriptionByWebSocket(t *testing.T) {
	endpoint, count, _ := changingEndpoint(t)
	p := start(t, map[string]string{"INKEEP_API_KEY": "k", "INKEEP_JWT_SECRET": tokenSecret}, "--upstream-url", endpoint, "--min-live-interval", "1s",
		"--read-timeout", "300ms", "--write-timeout", "300ms", "--cors-origins", "https://app.example")
	c, _, err := websocket.Dial(t.Context(), p.address+"graphql", &websocket.DialOptions{
		Subprotocols: []string{"graphql-transport-ws"}, HTTPHeader: http.Header{"Origin": {"https://app.example"}, "Accept-Encoding": {"gzip"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.CloseNow() })
	say := func(message string) {
		if err := c.Write(t.Context(), websocket.MessageText, []byte(message)); err != nil {
			t.Fatal(err)
		}
	}
	hears := func(want string) {
		t.Helper()
		if _, got, err := c.Read(t.Context()); err != nil || string(got) != want {
			t.Fatalf("it hears\n%s %v\nand not\n%s", got, err, want)
		}
	}
	say(`{"type":"connection_init","payload":{"Authorization":"Bearer ` + signedToken(t, `{"sub":"ann"}`) + `"}}`)
	hears(`{"type":"connection_ack"}`)
	say(`{"id":"1","type":"subscribe","payload":{"query":"subscription Wall { live(every: \"PT1S\") ` + countQuery + ` }"}}`)
	for n := range 3 {
		hears(fmt.Sprintf(`{"id":"1","type":"next","payload":{"data":{"live":{"conversations":{"totals":{"count":%d}}}}}}`, n))
		count.Add(1)
	}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		exit, log := p.stop()
		if exit != 0 || !strings.Contains(log, "graphql.operation.name=Wall") || !strings.Contains(log, "http.response.status_code=101") {
			t.Errorf("it exits with %d: %s", exit, log)
		}
	}()
	for err == nil {
		_, _, err = c.Read(t.Context())
	}
	if websocket.CloseStatus(err) != websocket.StatusServiceRestart {
		t.Errorf("it ends with %v", err)
	}
	<-stopped
}
