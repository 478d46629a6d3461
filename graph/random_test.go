package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

// TestRandomRequestsAreAnsweredAsByPlainGo draws valid requests and compares every answer with one that is computed in
// plain Go. GATEWAY_SEED chooses the requests, GATEWAY_CASES how many. Where the endpoint gives a part, an error that says
// so is right; anything else that is answered has to be true of the whole.
func TestRandomRequestsAreAnsweredAsByPlainGo(t *testing.T) {
	seed, cases := setting(t, "GATEWAY_SEED", uint64(time.Now().UnixNano())), int(setting(t, "GATEWAY_CASES", 500))
	t.Logf("GATEWAY_SEED=%d", seed)
	const perSandbox = 50
	var mu sync.Mutex
	outcomes := map[string]int{}
	t.Run("cases", func(t *testing.T) {
		for start := 0; start < cases; start += perSandbox {
			t.Run(strconv.Itoa(start), func(t *testing.T) {
				t.Parallel()
				q := requester{Rand: rand.New(rand.NewPCG(seed, uint64(start)))}
				pageSize := []int{1000, 4, 1000, 25, 60}[start/perSandbox%5]
				conversations := min(200, 20*pageSize)
				data := q.Uint64()
				var lines bytes.Buffer
				for c := range sandbox.Generate(data, conversations, moment) {
					c = q.levelled(c)
					q.records = append(q.records, newRecord(c))
					line, err := json.Marshal(c)
					if err != nil {
						t.Fatal(err)
					}
					lines.Write(append(line, '\n'))
				}
				s, err := sandbox.New(context.Background(), sandbox.Options{Data: &lines, PageSize: pageSize, Now: moment})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = s.Close() })
				f := newFront(t, s)
				for i := start; i < min(start+perSandbox, cases); i++ {
					r := trial{T: t, requester: q, front: f, pageSize: pageSize}
					outcome := one(q, trial.groups, trial.groups, trial.list)(r)
					mu.Lock()
					outcomes[outcome]++
					mu.Unlock()
					if t.Failed() {
						t.Fatalf("GATEWAY_SEED=%d GATEWAY_CASES=%d", seed, cases)
					}
				}
			})
		}
	})
	t.Log(outcomes)
	for _, outcome := range []string{"whole groups", "groups of a part", "first groups told from a part", "groups that cannot be told", "a list"} {
		if cases >= 500 && outcomes[outcome] == 0 {
			t.Errorf("no request came to %s", outcome)
		}
	}
}

func setting(t *testing.T, name string, otherwise uint64) uint64 {
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	value, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return value
}

// trial is one request.
type trial struct {
	*testing.T
	requester
	front    *front
	pageSize int
}

// levelled has more nulls and more equal values than the sandbox would generate, for slices to end among them.
func (q requester) levelled(c sandbox.Conversation) sandbox.Conversation {
	for _, text := range []**string{&c.Type, &c.OrganizationID, &c.ProjectID, &c.IntegrationID} {
		if q.chance(0.25) {
			*text = nil
		}
	}
	if q.chance(0.5) {
		c.FirstMessageTime = c.FirstMessageTime.Truncate(7 * 24 * time.Hour)
	}
	return c
}

// filtered draws a filter, or none, and gives the records that it finds.
func (r trial) filtered(variables dict) []record {
	if r.chance(0.3) {
		return r.records
	}
	where := r.where(3, false)
	variables["where"] = where
	var found []record
	for _, record := range r.records {
		if holds(where, record) == yes {
			found = append(found, record)
		}
	}
	return found
}

// ask gives what was answered beneath conversations, and the codes of errors by path.
func (r trial) ask(query string, variables dict) (data dict, failures map[string]string) {
	text, err := json.Marshal(variables)
	if err != nil {
		r.Fatal(err)
	}
	answer, _ := r.front.ask(r, query, string(text))
	raw, list := read(r, answer)
	var parsed struct{ Conversations dict }
	if err := json.Unmarshal([]byte(raw), &parsed); err != nil || parsed.Conversations == nil {
		r.Fatalf("%s\n%s\n%s", query, text, answer)
	}
	failures = map[string]string{}
	for _, f := range list {
		failures[fmt.Sprint(f.Path[len(f.Path)-1])] = fmt.Sprint(f.Extensions["code"])
	}
	return parsed.Conversations, failures
}

func (r trial) wrong(query string, variables dict, format string, a ...any) {
	r.Helper()
	text, _ := json.Marshal(variables)
	r.Errorf("%s\n%s\npages of %d: %s", query, text, r.pageSize, fmt.Sprintf(format, a...))
}
