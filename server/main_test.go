package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

// program is the whole program, running.
type program struct {
	address string // ends with a slash
	stop    func() (exit int, log string)
	hangup  chan<- os.Signal
	log     func() string // so far
}

// generate writes a file of conversations that end now.
func generate(t *testing.T, n int) (file string, rows []sandbox.Conversation) {
	t.Helper()
	rows = slices.Collect(sandbox.Generate(7, n, time.Now()))
	var lines bytes.Buffer
	encoder := json.NewEncoder(&lines)
	for _, row := range rows {
		if err := encoder.Encode(row); err != nil {
			t.Fatal(err)
		}
	}
	file = filepath.Join(t.TempDir(), "conversations.jsonl")
	if err := os.WriteFile(file, lines.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, rows
}

// start runs the program on a free port until the test ends.
func start(t testing.TB, environment map[string]string, args ...string) program {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	hangup := make(chan os.Signal)
	out, in := io.Pipe()
	var log logBuffer
	exit := make(chan int, 1)
	go func() {
		// The machine may be busy, and the race detector makes SQLite some twenty times slower.
		patient := []string{"--listen", "127.0.0.1:0", "--shutdown-delay", "0s", "--request-timeout", "10m", "--upstream-timeout", "10m"}
		exit <- run(ctx, hangup, append(patient, args...), environment, in, &log)
		_ = in.Close()
	}()
	lines := bufio.NewScanner(out)
	var address string
	for structured := slices.Contains(args, "json"); address == ""; {
		if structured { // Then the log alone tells the address.
			if _, rest, ok := strings.Cut(log.String(), `"address":"`); ok {
				address, _, _ = strings.Cut(rest, `"`)
				break
			}
			select {
			case code := <-exit:
				t.Fatalf("the program ended with %d: %s", code, log.String())
			case <-time.After(time.Millisecond):
			}
			continue
		}
		if !lines.Scan() {
			cancel()
			t.Fatalf("the program ended with %d: %s", <-exit, log.String())
		}
		var ok bool
		if address, ok = strings.CutPrefix(lines.Text(), "The gateway is at "); !ok {
			t.Fatalf("its first line is %q", lines.Text())
		}
	}
	go func() {
		for lines.Scan() {
		}
	}()
	stopped := false
	p := program{address: address, hangup: hangup, log: log.String}
	p.stop = func() (int, string) {
		stopped = true
		cancel()
		return <-exit, log.String()
	}
	t.Cleanup(func() {
		if !stopped {
			p.stop()
		}
	})
	return p
}

// post asks a GraphQL request and reads its data into a value. Errors in the answer fail the test.
func (p program) post(t *testing.T, query, variables string, data any) {
	t.Helper()
	request, _ := json.Marshal(map[string]any{"query": query, "variables": json.RawMessage(cmp.Or(variables, "null"))})
	response, err := http.Post(p.address+"graphql", "application/json", bytes.NewReader(request))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	var answer struct {
		Data   json.RawMessage
		Errors json.RawMessage
	}
	if err := json.Unmarshal(body, &answer); err != nil || answer.Errors != nil {
		t.Fatalf("%s: %s", response.Status, body)
	}
	if err := json.Unmarshal(answer.Data, data); err != nil {
		t.Fatal(err)
	}
}

// traced asks a GraphQL request and how its answer came about.
func (p program) traced(t *testing.T, query string) (body string, header http.Header) {
	t.Helper()
	text, _ := json.Marshal(map[string]string{"query": query})
	request, err := http.NewRequest("POST", p.address+"graphql", bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Gateway-Trace", "1")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, _ := io.ReadAll(response.Body)
	return string(answer), response.Header
}

func get(t *testing.T, address string) (status int, body string) {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	return response.StatusCode, string(text)
}

const dashboardQuery = `query Dashboard($where: ConversationWhere!) {
  conversations(where: $where) {
    totals { count countDistinct { property(field: USER_PROPERTIES, path: ["userId"]) } avg { userMessageCount } }
    list(first: 5, orderBy: [{ field: FIRST_MESSAGE_TIME, direction: DESC }]) { nodes { id type userMessageCount } }
  }
  perDay: conversations(where: $where, groupBy: [{ time: { unit: DAY } }]) {
    groups { nodes { key { time } ...Volume } }
  }
  topIntegrations: conversations(where: $where, groupBy: [{ field: INTEGRATION_ID }]) {
    groups(limit: 5, orderBy: [{ aggregate: { function: COUNT }, direction: DESC }]) { nodes { key { integrationId } ...Volume } }
  }
}
fragment Volume on ConversationMetrics { count avg { userMessageCount } }`

const dashboardVariables = `{"where": {"firstMessageTime": {"last": "P30D"}, "userProperties": {"path": ["plan"], "eq": "pro"}}}`

type dashboard struct {
	Conversations struct {
		Totals struct {
			Count         int
			CountDistinct struct{ Property int }
			Avg           average
		}
		List struct{ Nodes []node }
	}
	PerDay, TopIntegrations struct {
		Groups struct{ Nodes []group }
	}
}

type average struct{ UserMessageCount float64 }

type node struct {
	ID               string
	Type             *string
	UserMessageCount int64
}

type group struct {
	Key struct {
		Time          *time.Time
		IntegrationID *string
	}
	Count int
	Avg   average
}

// TestDashboard runs the whole program over a file of conversations, and computes what it should answer from the same
// conversations in plain Go.
func TestDashboard(t *testing.T) {
	file, rows := generate(t, 3000)
	p := start(t, nil, "--sandbox", "--sandbox-data", file)

	// The bound of `last` is a full hour; ask again if one has begun meanwhile.
	for {
		since := time.Now().UTC().AddDate(0, 0, -30).Truncate(time.Hour)
		var have dashboard
		p.post(t, dashboardQuery, dashboardVariables, &have)
		if since.Equal(time.Now().UTC().AddDate(0, 0, -30).Truncate(time.Hour)) {
			if diff := gocmp.Diff(expectedDashboard(t, rows, since), have); diff != "" {
				t.Errorf("the dashboard differs (-want +have):\n%s", diff)
			}
			return
		}
	}
}

func expectedDashboard(t *testing.T, rows []sandbox.Conversation, since time.Time) dashboard {
	rows = slices.DeleteFunc(slices.Clone(rows), func(c sandbox.Conversation) bool {
		return c.FirstMessageTime.Before(since) || userProperty(t, c, "plan") != "pro"
	})
	if len(rows) < 50 {
		t.Fatalf("only %d conversations to compute from", len(rows))
	}
	slices.SortFunc(rows, func(a, b sandbox.Conversation) int {
		return cmp.Or(b.FirstMessageTime.Compare(a.FirstMessageTime), cmp.Compare(a.ID, b.ID))
	})
	var want dashboard
	users := map[string]bool{}
	for _, c := range rows {
		if id := userProperty(t, c, "userId"); id != "" {
			users[id] = true
		}
	}
	want.Conversations.Totals.Count = len(rows)
	want.Conversations.Totals.CountDistinct.Property = len(users)
	want.Conversations.Totals.Avg = averageOf(rows)
	for _, c := range rows[:5] {
		want.Conversations.List.Nodes = append(want.Conversations.List.Nodes, node{c.ID, upper(c.Type), c.UserMessageCount})
	}

	days := map[time.Time][]sandbox.Conversation{}
	integrations := map[string][]sandbox.Conversation{}
	for _, c := range rows {
		day := c.FirstMessageTime.UTC().Truncate(24 * time.Hour)
		days[day] = append(days[day], c)
		id := none
		if c.IntegrationID != nil {
			id = *c.IntegrationID
		}
		integrations[id] = append(integrations[id], c)
	}
	for _, day := range slices.SortedFunc(maps.Keys(days), time.Time.Compare) {
		g := group{Count: len(days[day]), Avg: averageOf(days[day])}
		g.Key.Time = &day
		want.PerDay.Groups.Nodes = append(want.PerDay.Groups.Nodes, g)
	}
	top := slices.SortedFunc(maps.Keys(integrations), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(integrations[b]), len(integrations[a])), cmp.Compare(a, b))
	})
	for _, id := range top[:min(5, len(top))] {
		g := group{Count: len(integrations[id]), Avg: averageOf(integrations[id])}
		if id != none {
			g.Key.IntegrationID = &id
		}
		want.TopIntegrations.Groups.Nodes = append(want.TopIntegrations.Groups.Nodes, g)
	}
	return want
}

// none stands for no integration; as null, it is greater than every other.
const none = "\U0010FFFF"

func averageOf(rows []sandbox.Conversation) average {
	var sum int64
	for _, c := range rows {
		sum += c.UserMessageCount
	}
	return average{float64(sum) / float64(len(rows))}
}

func upper(wire *string) *string {
	if wire == nil {
		return nil
	}
	name := strings.ToUpper(*wire)
	return &name
}

// userProperty is a property as text; empty if there is none.
func userProperty(t *testing.T, c sandbox.Conversation, name string) string {
	var properties map[string]json.RawMessage
	if c.UserProperties != nil {
		if err := json.Unmarshal(c.UserProperties, &properties); err != nil {
			t.Fatal(err)
		}
	}
	text := string(properties[name])
	if text == "null" {
		return ""
	}
	return strings.Trim(text, `"`)
}
