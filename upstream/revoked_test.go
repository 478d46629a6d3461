package upstream_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/inkeep-gateway/gateway/upstream"
	. "github.com/inkeep-gateway/gateway/upstream/query"
)

// gatekeeper answers a key with the number of the call, unless it was revoked.
type gatekeeper struct {
	calls   atomic.Int64
	revoked atomic.Value // of key: the status of its refusal
}

func (g *gatekeeper) revoke(key string, status int) {
	g.revoked.Store(map[string]int{"Bearer " + key: status})
}

func (g *gatekeeper) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := g.calls.Add(1)
	revoked, _ := g.revoked.Load().(map[string]int)
	if status := revoked[r.Header.Get("Authorization")]; status != 0 {
		replies(status, "application/problem+json", `{}`)(w, r)
		return
	}
	says(rows(fmt.Sprintf(`{"count":%d}`, n)))(w, r)
}

// cached is what an asker is served: the state of the answer, or its error.
func cached(t *testing.T, s *Session, q Query) string {
	t.Helper()
	answer, err := s.Rows(t.Context(), q)
	if err != nil {
		return failureOf(t, err)
	}
	return answer.Cache.String()
}

func failureOf(t *testing.T, err error) string {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("%v", err)
	}
	return e.Failure.String()
}

func TestOfAKeyThatIsRefusedNothingIsKept(t *testing.T) {
	today := Query{Select: []Selection{count}}
	past := Query{Select: []Selection{count}, Where: where(FirstMessageTime, Lt, `"1999-12-30T00:00:00Z"`)}
	own, gateways := Scope{Key: canary, Own: true}, Scope{Key: canary}
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden} {
		for _, test := range []struct {
			name  string
			scope Scope
			age   time.Duration // of the answers when they are asked for again
			first string        // what is served first
			then  string        // and then
		}{
			{"a refresh is refused", gateways, time.Minute, "stale", "rejected"},
			{"a query is refused", gateways, 10 * time.Minute, "rejected", "rejected"},
			{"a refresh with a caller's own key is refused", own, time.Minute, "stale", map[int]string{401: "unauthenticated", 403: "forbidden"}[status]},
		} {
			t.Run(fmt.Sprintf("%d: %s", status, test.name), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var keeper gatekeeper
					e := &endpoint{answer: keeper.ServeHTTP}
					c := e.client(t, Options{Cache: CacheOptions{Bytes: 1 << 20}})
					others := []Scope{{Key: "another"}, {Key: canary, Own: !test.scope.Own}}
					for _, s := range append(others, test.scope) {
						if state := cached(t, c.As(s), past); state != "miss" {
							t.Fatal(state)
						}
					}
					if state := cached(t, c.As(test.scope), today); state != "miss" {
						t.Fatal(state)
					}
					time.Sleep(test.age)
					keeper.revoke(canary, status)
					if state := cached(t, c.As(test.scope), past); state != "hit" {
						t.Errorf("nobody knows yet, and it is served %s", state)
					}
					if state := cached(t, c.As(test.scope), today); state != test.first {
						t.Errorf("at first it is served %s", state)
					}
					synctest.Wait()
					for name, q := range map[string]Query{"today": today, "the past": past} {
						if state := cached(t, c.As(test.scope), q); state != test.then {
							t.Errorf("of %s it is served %s", name, state)
						}
					}
					for _, s := range others {
						if state := cached(t, c.As(s), past); state != "hit" {
							t.Errorf("another, own %v, is served %s", s.Own, state)
						}
					}
					keeper.revoke("nobody", 0)
					for _, want := range []string{"miss", "hit"} {
						if state := cached(t, c.As(test.scope), today); state != want {
							t.Errorf("once the key is good again it is served %s, want %s", state, want)
						}
					}
				})
			})
		}
	}
}

// What a call gives that began before the key was refused is of the askers who waited for it, and of nobody else.
func TestACallFromBeforeTheRefusalFillsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow, refused := Query{Select: []Selection{count}}, Query{Select: []Selection{count}, Where: wa}
		var calls atomic.Int64
		e := &endpoint{answer: func(w http.ResponseWriter, r *http.Request) {
			if calls.Add(1) == 1 {
				time.Sleep(time.Second)
				says(rows(`{"count":1}`))(w, r)
				return
			}
			replies(http.StatusUnauthorized, "", "")(w, r)
		}}
		c := e.client(t, Options{Cache: CacheOptions{Bytes: 1 << 20}})
		first := make(chan string)
		go func() { first <- cached(t, c.Session, slow) }()
		synctest.Wait()
		if state := cached(t, c.Session, refused); state != "rejected" {
			t.Error(state)
		}
		if state := cached(t, c.Session, slow); state != "rejected" {
			t.Errorf("while it is under way another is served %s", state)
		}
		if state := <-first; state != "miss" {
			t.Errorf("who waited for it is served %s", state)
		}
		if state := cached(t, c.Session, slow); state != "rejected" {
			t.Errorf("afterwards another is served %s", state)
		}
	})
}

func TestAPurgeDropsTheAnswersOfAKeyOrAll(t *testing.T) {
	q := Query{Select: []Selection{count}}
	for _, test := range []struct {
		name  string
		purge func(*Client) error
		want  string // hit or miss, of the key, of the key as a caller's own, and of another
	}{
		{"a key's", func(c *Client) error { return c.Purge(canary) }, "miss miss hit"},
		{"another's", func(c *Client) error { return c.Purge("unheard of") }, "hit hit hit"},
		{"all", func(c *Client) error { return c.PurgeAll(context.Background()) }, "miss miss miss"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var keeper gatekeeper
			e := &endpoint{answer: keeper.ServeHTTP}
			c := e.client(t, Options{Cache: CacheOptions{Bytes: 1 << 20}})
			scopes := []Scope{{Key: canary}, {Key: canary, Own: true}, {Key: "another"}}
			for _, s := range scopes {
				cached(t, c.As(s), q)
			}
			if err := test.purge(c.client); err != nil {
				t.Error(err)
			}
			var got []string
			for _, s := range scopes {
				got = append(got, cached(t, c.As(s), q))
			}
			if states := strings.Join(got, " "); states != test.want {
				t.Error(states)
			}
		})
	}
}

// TestMadeUpKeysTakeNothingFromOthers has so many of them that all tenants are forgotten who are not answered.
func TestMadeUpKeysTakeNothingFromOthers(t *testing.T) {
	q := Query{Select: []Selection{count}}
	e := &endpoint{answer: func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.Header.Get("Authorization"), canary) {
			says(rows(`{"count":1}`))(w, r)
			return
		}
		replies(http.StatusUnauthorized, "", "")(w, r)
	}}
	c := e.client(t, Options{Cache: CacheOptions{Bytes: 1 << 20}})
	cached(t, c.Session, q)
	epoch := c.client.Epoch(Scope{Key: canary})
	for round := range 2 {
		for n := range 2_500 {
			made := fmt.Sprintf("made-up-%d", n)
			if state := cached(t, c.As(Scope{Key: made, Own: true}), q); state != "unauthenticated" {
				t.Fatal(state)
			}
		}
		if state := cached(t, c.As(Scope{Key: canary}), q); state != "hit" || c.client.Epoch(Scope{Key: canary}) != epoch {
			t.Errorf("after round %d it is served %s", round, state)
		}
	}
}
