package graph_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/graph"
	"github.com/inkeep-gateway/gateway/upstream"
)

// counted is a memory of so many bytes that notes how many were held at most.
type counted struct {
	most int64

	mu         sync.Mutex
	held, peak int64
}

var errNoRoom = errors.New("no room")

func (c *counted) Take(_ context.Context, bytes int64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held+bytes > c.most {
		return errNoRoom
	}
	c.held += bytes
	c.peak = max(c.peak, c.held)
	return nil
}

func (c *counted) Give(bytes int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held -= bytes
}

// within makes the gateway answer at most so many bytes, and hold at most so many.
func (f *front) within(answer int64, memory *counted) {
	f.executor = graph.New(graph.Options{
		Batch: func(_ context.Context, loads int) graph.Loader {
			return f.client.For(upstream.Scope{Key: "sandbox"}).Batch(loads)
		},
		Clock:  func() time.Time { return moment },
		Answer: answer,
		Memory: func(context.Context) graph.Memory { return memory },
	})
}

// TestAnAnswerThatGrowsBeyondItsLimitIsRefusedBeforeItIsMade asks for much by little: the same large value under many names.
func TestAnAnswerThatGrowsBeyondItsLimitIsRefusedBeforeItIsMade(t *testing.T) {
	const limit = 1 << 20
	large := `{"long":"` + strings.Repeat("x", 10_000) + `"}`
	list := func(row string) string {
		all := make([]string, 100)
		for i := range all {
			all[i] = fmt.Sprintf(row, i, large)
		}
		return rows(all...)
	}
	good := list(`{"id":"c%d","properties":%s,"userMessageCount":1}`)
	unreadable := list(`{"id":"c%d","properties":%s,"type":5}`)
	aliases := func(n int, format string) string {
		text := ""
		for i := range n {
			text += fmt.Sprintf(format, i)
		}
		return text
	}
	nodes := `{ conversations { list(first: 100) { nodes { id ` + aliases(29, "p%d: properties ") + ` } } } }`
	for _, test := range []struct{ name, rows, query, codes string }{
		{"of one field", good, nodes, "QUERY_TOO_COMPLEX"},
		{"of its edges", good, strings.NewReplacer("nodes {", "edges { node {", "} } } }", "} } } } }").Replace(nodes), "QUERY_TOO_COMPLEX"},
		{"with cells that cannot be read", unreadable, strings.Replace(nodes, "id ", "id type ", 1), "QUERY_TOO_COMPLEX"},
		{"of a part", good, strings.Replace(nodes, "list", "... @defer { list", 1) + "}", "QUERY_TOO_COMPLEX"},
		{"just below it", good, `{ conversations { list(first: 100) { nodes { properties } } } }`, ""},
		{"of several fields together", good, `{ conversations { ` + aliases(12, "l%d: list(first: 9) { nodes { properties } } ") + ` } }`, "QUERY_TOO_COMPLEX"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFront(t, answers(test.rows))
			memory := &counted{most: 1 << 40}
			f.within(limit, memory)
			answer := f.answer(t.Context(), t, test.query, "")
			_, failures := read(t, answer)
			switch {
			case test.codes == "" && (len(failures) > 0 || len(answer) < 1_000_000):
				t.Fatalf("it answers %.300s", answer)
			case test.codes == "" && (memory.held < int64(len(answer))/2 || memory.held > 3*int64(len(answer))):
				t.Errorf("%d bytes are held for an answer of %d", memory.held, len(answer))
			case test.codes == "":
			case len(failures) == 0 || failures[0].Extensions["code"] != test.codes || failures[0].Extensions["limit"] != float64(limit) ||
				failures[0].Extensions["amount"].(float64) <= limit:
				t.Fatalf("it fails by %v", failures)
			}
			if memory.peak > 6*limit {
				t.Errorf("%d bytes are taken for an answer of at most %d", memory.peak, limit)
			}
		})
	}
}

// TestAnAnswerWithoutRoomIsRefused has an answer need more than there is, by each way that texts are written.
func TestAnAnswerWithoutRoomIsRefused(t *testing.T) {
	large := `{"id":"c","properties":{"long":"` + strings.Repeat("x", 100_000) + `"},"count":1}`
	for _, query := range []string{
		`{ conversations { list { nodes { properties } } } }`,
		`{ conversations { list { nodes { properties } } ... @defer { totals { count } } } }`,
		`{ conversation(id: "c") { properties } }`,
		`{ __schema { types { name } } }`,
	} {
		f := newFront(t, answers(rows(large)))
		memory := &counted{most: 50_000}
		f.within(1<<30, memory)
		_, failures := read(t, f.answer(t.Context(), t, query, ""))
		if len(failures) == 0 || failures[0].Extensions["code"] != "RATE_LIMITED" || failures[0].Extensions["retryAfter"] != float64(1) {
			t.Errorf("%s fails by %v", query, failures)
		}
		memory.most = 1 << 40
		if answer := f.answer(t.Context(), t, query, ""); !strings.HasPrefix(answer, `{"data":`) {
			t.Errorf("with room %s is answered %.300s", query, answer)
		}
	}
}
