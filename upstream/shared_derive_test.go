package upstream_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	. "github.com/inkeep-gateway/gateway/upstream"
	. "github.com/inkeep-gateway/gateway/upstream/query"
)

var (
	inJanuary  = All(where(FirstMessageTime, Gte, `"2026-01-01T00:00:00Z"`), where(FirstMessageTime, Lt, `"2026-02-01T00:00:00Z"`))
	dayAndType = Query{GroupBy: []Selection{{Field: FirstMessageTime, Unit: Day}, {Field: Type}}, Select: []Selection{count}, Where: inJanuary}
	inAll      = Query{Select: []Selection{count}, Where: inJanuary}
	ofOneType  = Query{Select: []Selection{count}, Where: All(inJanuary, where(Type, Eq, `"openai"`))}
)

const threeGroups = `{"firstMessageTime_day":"2026-01-05T00:00:00Z","type":"openai","count":2},{"firstMessageTime_day":"2026-01-06T00:00:00Z","type":"openai","count":3},{"firstMessageTime_day":"2026-01-06T00:00:00Z","type":"slack","count":5}`

// counted is what is served of a count: how, and how many; an endpoint that is asked says 1000.
func counted(t *testing.T, s *Session, q Query) string {
	t.Helper()
	answer, err := s.Rows(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	n, _, err := answer.Column(count).Number(0)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(answer.Cache, " ", n)
}

func TestAnAnswerThatAnotherGatewayAskedIsDerivedFrom(t *testing.T) {
	const asked = "miss 1000, miss 1000"
	whole := rows(strings.Split(threeGroups, ",{")[0], "{"+strings.Split(threeGroups, ",{")[1], "{"+strings.Split(threeGroups, ",{")[2])
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		name   string
		answer string
		off    bool          // the other does not derive
		key    string        // of the other
		later  time.Duration // it is asked
		before func(*testing.T, *sharedStore, caller)
		want   string
	}{
		{name: "days by type give the whole and one type", answer: whole, want: "derived 10, derived 5"},
		{name: "a part", answer: strings.Replace(whole, `"total":3`, `"total":9`, 1), want: asked},
		{name: "of another tenant", answer: whole, key: "another", want: asked},
		{name: "with deriving off", answer: whole, off: true, want: asked},
		{name: "just fresh", answer: whole, later: 59 * time.Minute, want: "derived 10, derived 5"},
		{name: "too old", answer: whole, later: 61 * time.Minute, want: asked},
		{name: "purged", answer: whole, before: func(t *testing.T, _ *sharedStore, c caller) {
			if err := c.client.Purge(canary); err != nil {
				t.Error(err)
			}
		}, want: asked},
		{name: "a hint of another question", answer: whole, before: hintsBecome(string(Query{GroupBy: dayAndType.GroupBy, Select: dayAndType.Select}.Body())), want: asked},
		{name: "a hint of a wider question", answer: whole, before: hintsBecome(strings.Replace(string(dayAndType.Body()), "2026-01-01", "2025-01-01", 1)), want: asked},
		{name: "a hint that is none", answer: whole, before: hintsBecome("{"), want: asked},
		{name: "a hint that is too long", answer: whole, before: hintsBecome(strings.Repeat(" ", 2048) + string(dayAndType.Body())), want: asked},
		{name: "hints that are none", answer: whole, before: func(t *testing.T, s *sharedStore, _ caller) {
			for _, name := range s.hints(t) {
				if _, err := s.conn.Do("SET", name, "x"); err != nil {
					t.Error(err)
				}
			}
		}, want: asked},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := startStore(t)
			e := &endpoint{answer: func(w http.ResponseWriter, r *http.Request) {
				if body, _ := io.ReadAll(r.Body); strings.Contains(string(body), "timeUnit") {
					says(test.answer)(w, r)
					return
				}
				says(rows(`{"count":1000}`))(w, r)
			}}
			a := s.gateway(t, e, Options{Derive: true, Clock: func() time.Time { return now }, MaxPages: 1})
			b := s.gateway(t, e, Options{Derive: !test.off, Clock: func() time.Time { return now.Add(test.later) }})
			if state := cached(t, a.Session, dayAndType); state != "miss" {
				t.Fatal(state)
			}
			s.keeps(t, 1)
			if test.before != nil {
				test.before(t, s, a)
			}
			session := b.Session
			if test.key != "" {
				session = b.As(Scope{Key: test.key})
			}
			before := e.calls()
			got := counted(t, session, inAll) + ", " + counted(t, session, ofOneType)
			if got != test.want || (e.calls() == before) != strings.HasPrefix(got, "derived") {
				t.Errorf("it is served %s, with %d calls", got, e.calls()-before)
			}
			for _, name := range s.names(t) {
				if strings.HasPrefix(name, "cg2l:") && strings.HasPrefix(got, "derived") {
					s.eventually(t, "no lock is left", func() bool { return !slices.Contains(s.names(t), name) })
				}
			}
		})
	}
}

// hints are the names under which hints are stored.
func (s *sharedStore) hints(t *testing.T) []string {
	return slices.DeleteFunc(s.names(t), func(name string) bool { return !strings.HasPrefix(name, "cg2i:") })
}

// hintsBecome is another writer of the store.
func hintsBecome(text string) func(*testing.T, *sharedStore, caller) {
	return func(t *testing.T, s *sharedStore, _ caller) {
		names := s.hints(t)
		if len(names) != 1 {
			t.Errorf("there are hints under %q", names)
		}
		for _, name := range names {
			for _, words := range [][]any{{name}, {name, 1, text}} {
				command := "DEL"
				if len(words) > 1 {
					command = "ZADD"
				}
				if _, err := s.conn.Do(command, words...); err != nil {
					t.Error(err)
				}
			}
		}
	}
}
