package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// drops are the ways to drop what is kept of the tenant of the tests.
var drops = map[string]func(*testing.T, *replica){
	"in the background": func(t *testing.T, r *replica) { r.Drop(); r.written(t) },
	"at once": func(t *testing.T, r *replica) {
		if err := r.DropNow(); err != nil {
			t.Error(err)
		}
	},
	"all": func(t *testing.T, r *replica) {
		if err := r.DropAll(t.Context()); err != nil {
			t.Error(err)
		}
	},
}

func TestRedisDropIsOfAllThatIsKeptOfATenantOnAllReplicas(t *testing.T) {
	for name, drop := range drops {
		t.Run(name, func(t *testing.T) {
			server := startRedis(t)
			a, b := server.replica(t, RedisOptions{}), server.replica(t, RedisOptions{})
			other := server.replica(t, RedisOptions{})
			other.RedisTenant = other.Tenant(keyOf("other", "").Tag(), []byte("other"))
			of := func(r *replica, tenant, body string) (asked int) {
				for _, question := range []string{"p", "q"} {
					if r.loads(t, keyOf(tenant, question), body, body) {
						asked++
					}
				}
				return asked
			}
			of(a, "k", "old")
			of(other, "other", "old")
			if n := of(b, "k", "old"); n != 0 {
				t.Fatalf("it asked %d times", n)
			}
			drop(t, a)
			if n := of(b, "k", "new"); n != 2 {
				t.Errorf("afterwards it asked %d times", n)
			}
			if b.count("invalid") != 0 {
				t.Errorf("it counted %v", b.events)
			}
			if n := of(a, "k", "new"); n != 0 {
				t.Errorf("what is stored afterwards was asked for %d times", n)
			}
			if name != "all" {
				if n := of(other, "other", "old"); n != 0 {
					t.Errorf("another tenant's was asked for %d times", n)
				}
			} else if n := of(other, "other", "new"); n != 2 {
				t.Errorf("of another tenant it asked %d times", n)
			}
		})
	}
}

func TestRedisStoresNothingThatBeganBeforeADrop(t *testing.T) {
	for name, maxAge := range map[string]time.Duration{"a miss": time.Hour, "nothing kept would do": 0} {
		for how, drop := range drops {
			t.Run(name+", "+how, func(t *testing.T) {
				server := startRedis(t)
				a, b := server.replica(t, RedisOptions{}), server.replica(t, RedisOptions{})
				key := keyOf("k", "slow")
				body, _, err := a.Load(t.Context(), key, maxAge, func(context.Context) ([]byte, error) {
					drop(t, b)
					b.loads(t, keyOf("k", "another"), "new", "new") // which begins another epoch
					return []byte("old"), nil
				})
				if a.written(t); err != nil || string(body) != "old" {
					t.Errorf("load gave %q, %v", body, err)
				}
				if got := server.value(t, key.entry()); got != "" {
					t.Errorf("%d bytes are stored", len(got))
				}
				if !b.loads(t, key, "new", "new") || a.loads(t, key, "new", "none") {
					t.Error("what begins afterwards is not stored")
				}
			})
		}
	}
}

// TestRedisDropIsMadeUpForAfterAnOutage has the store unreachable when it should be told, and back later.
func TestRedisDropIsMadeUpForAfterAnOutage(t *testing.T) {
	server := startRedis(t)
	a, b := server.replica(t, RedisOptions{Pause: 50 * time.Millisecond}), server.replica(t, RedisOptions{})
	key := keyOf("k", "q")
	a.loads(t, key, "old", "old")
	a.pool.mu.Lock()
	a.pool.giveUp()
	a.pool.until = time.Now().Add(time.Hour)
	a.pool.mu.Unlock()
	if err := a.DropNow(); !errors.Is(err, ErrNotDropped) {
		t.Errorf("it fails with %v", err)
	}
	if err := a.DropAll(t.Context()); !errors.Is(err, ErrNotDropped) {
		t.Errorf("to drop all fails with %v", err)
	}
	a.pool.mu.Lock()
	a.pool.until = time.Time{}
	a.pool.mu.Unlock()
	if !a.loads(t, key, "new", "new") {
		t.Error("it takes what is from before the drop")
	}
	if b.loads(t, key, "new", "none") || a.loads(t, key, "new", "none") {
		t.Error("it drops more than once")
	}
}

func TestRedisDropLeavesNothingOfATenantThatWasNeverAnswered(t *testing.T) {
	server := startRedis(t)
	r := server.replica(t, RedisOptions{})
	refused := errors.New("refused")
	_, _, err := r.Load(t.Context(), keyOf("k", "q"), time.Hour, func(context.Context) ([]byte, error) { return nil, refused })
	if r.Drop(); !errors.Is(err, refused) {
		t.Error(err)
	}
	r.written(t)
	if names := server.names(t); len(names) != 0 {
		t.Errorf("there is %q", names)
	}
}

func TestRedisEpochThatIsNoneIsReplaced(t *testing.T) {
	for name, spoil := range map[string][]string{"a list": {"RPUSH"}, "short": {"SET"}} {
		t.Run(name, func(t *testing.T) {
			server := startRedis(t)
			r := server.replica(t, RedisOptions{})
			server.do(t, append(spoil, keyOf("k", "").Tag().epoch(), "x")...)
			if !r.loads(t, keyOf("k", "q"), "fine", "fine") || r.loads(t, keyOf("k", "q"), "fine", "none") {
				t.Error("nothing is stored")
			}
		})
	}
}

func TestRedisHintsAreBounded(t *testing.T) {
	server := startRedis(t)
	r := server.replica(t, RedisOptions{})
	leave := func(question, hint string) {
		_, _, err := r.LoadOrDerive(t.Context(), keyOf("k", question), time.Hour, Hints{Leave: func() *Hint { return &Hint{7, hint} }},
			func(context.Context) ([]byte, error) { return []byte("fine"), nil })
		if r.written(t); err != nil {
			t.Error(err)
		}
	}
	leave("long", strings.Repeat("x", maxHint+1))
	for i := range 40 {
		leave(fmt.Sprint(i), strings.Repeat("x", maxHint-2)+fmt.Sprint(10+i))
		time.Sleep(2 * time.Millisecond) // the order is that of milliseconds
	}
	place := keyOf("k", "").Tag().hints(7)
	if n, left := server.number(t, "ZCARD", place), server.number(t, "PTTL", place); n != 16 || left <= 0 || left > (2*time.Hour).Milliseconds() {
		t.Errorf("there are %d, for %d ms", n, left)
	}
	var got []string
	_, _, _ = r.LoadOrDerive(t.Context(), keyOf("k", "another"), time.Hour, Hints{Under: []uint64{7, 7, 7}, Derive: func(hints []string, read ReadEntry) bool {
		for _, h := range hints {
			got = append(got, h[maxHint-2:])
		}
		body, _, ok := read(keyOf("k", "39"))
		if !ok || string(body) != "fine" {
			t.Errorf("an entry is read as %q, %v", body, ok)
		}
		if _, _, ok := read(keyOf("k", "none")); ok {
			t.Error("what is not there is read")
		}
		return true
	}}, nil)
	if len(got) != 16 || got[0] != "49" || got[15] != "34" {
		t.Errorf("read are %q", got)
	}
}
