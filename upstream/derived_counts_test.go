package upstream_test

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	. "github.com/inkeep-gateway/gateway/upstream"
	. "github.com/inkeep-gateway/gateway/upstream/query"
)

// counts are the outcomes that an observer was told of.
type counts struct {
	mu  sync.Mutex
	all []string
}

func (c *counts) options() Options {
	return Options{Derive: true, Observer: Observer{Derived: func(outcome string) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.all = append(c.all, outcome)
	}}}
}

// taken are the outcomes since they were last taken, in order.
func (c *counts) taken() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	slices.Sort(c.all)
	all := strings.Join(c.all, " ")
	c.all = nil
	return all
}

func TestEachQueryIsCountedOnceByHowItWasAnswered(t *testing.T) {
	groups := rows(strings.SplitAfter(strings.ReplaceAll(threeGroups, "},{", "}\n{"), "\n")...)
	down := false
	e := &endpoint{answer: func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch {
		case down:
			w.WriteHeader(http.StatusTeapot)
		case strings.Contains(string(body), "timeUnit"):
			says(groups)(w, r)
		default:
			says(rows(`{"count":1000}`))(w, r)
		}
	}}
	var c counts
	o := c.options()
	o.Cache.Bytes = 16 << 20
	s := e.client(t, o)
	for _, test := range []struct {
		name string
		down bool
		load []Query
		want string
	}{
		{"one is asked for, and another follows from it", false, []Query{dayAndType, inAll}, "derived nothing_known"},
		{"one is kept, and two follow from it", false, []Query{dayAndType, inAll, ofOneType}, "derived derived"},
		{"one that does not follow", false, []Query{{GroupBy: []Selection{{Field: IntegrationID}}, Select: []Selection{count}, Where: inJanuary}}, "no_such_keys"},
		{"one that is asked for in vain", true, []Query{{Select: []Selection{count}}}, "not_implied"},
	} {
		down = test.down
		asked := make([]*Query, len(test.load))
		for i := range asked {
			asked[i] = &test.load[i]
		}
		answers, err := s.Batch(len(asked)).Load(t.Context(), asked...)
		if (err != nil) != test.down {
			t.Fatalf("%s: %v", test.name, err)
		}
		if got := c.taken(); got != test.want {
			t.Errorf("%s: counted are %q, want %q", test.name, got, test.want)
		}
		for _, a := range answers {
			if a != nil && (a.Cache == Derived) != (a.Derived != "") || a != nil && (a.Cache == Miss) != (a.Reason != "") {
				t.Errorf("%s: an answer is %s, derived %q, not derived %q", test.name, a.Cache, a.Derived, a.Reason)
			}
		}
	}
}

// What follows from an answer that another gateway has stored is counted and explained as what follows from one in memory.
func TestAnAnswerDerivedFromAStoredOneIsExplained(t *testing.T) {
	store := startStore(t)
	e := &endpoint{answer: says(rows(strings.SplitAfter(strings.ReplaceAll(threeGroups, "},{", "}\n{"), "\n")...))}
	a := store.gateway(t, e, Options{Derive: true})
	var c counts
	b := store.gateway(t, e, c.options())
	if state := cached(t, a.Session, dayAndType); state != "miss" {
		t.Fatal(state)
	}
	store.eventually(t, "a hint is stored", func() bool { return len(store.hints(t)) == 1 })
	c.taken()
	const plan = "groups by firstMessageTime_day × type, merged by nothing"
	for _, want := range []struct{ state, plan, counted string }{{"derived", plan, "derived"}, {"hit", "", ""}} {
		answers, err := b.Batch(1).Load(t.Context(), &inAll)
		if err != nil {
			t.Fatal(err)
		}
		counted := c.taken()
		if got := answers[0]; got.Cache.String() != want.state || got.Derived != want.plan || got.Reason != "" || counted != want.counted {
			t.Errorf("it is %s, derived %q, not derived %q, counted as %q; want %v", got.Cache, got.Derived, got.Reason, counted, want)
		}
	}
}
