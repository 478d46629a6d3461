package upstream_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	redigo "github.com/gomodule/redigo/redis"

	. "github.com/inkeep-gateway/gateway/upstream"
	. "github.com/inkeep-gateway/gateway/upstream/query"
	"github.com/inkeep-gateway/gateway/upstream/store"
)

// sharedStore is a redis-server, asked with a plain client.
type sharedStore struct {
	url  string
	conn redigo.Conn
	stop func()
}

func startStore(t *testing.T) *sharedStore {
	t.Helper()
	program, err := exec.LookPath("redis-server")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("redis-server is not installed")
		}
		t.Skip("redis-server is not installed: nothing is shared")
	}
	socket := t.TempDir() + "/redis.sock"
	server := exec.Command(program, "--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no")
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	stop := func() { _ = server.Process.Kill(); _ = server.Wait() }
	t.Cleanup(stop)
	for range 1000 {
		if c, err := net.Dial("unix", socket); err == nil {
			_ = c.Close()
			conn, err := redigo.Dial("unix", socket)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = conn.Close() })
			return &sharedStore{url: "unix://" + socket, conn: conn, stop: stop}
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("redis-server does not listen")
	return nil
}

// names are those of all that is stored.
func (s *sharedStore) names(t *testing.T) []string {
	t.Helper()
	names, err := redigo.Strings(s.conn.Do("KEYS", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// keeps waits until so many answers are stored, and nobody fills another.
func (s *sharedStore) keeps(t *testing.T, answers int) {
	t.Helper()
	s.eventually(t, fmt.Sprint(answers, " answers are stored"), func() bool {
		stored, filling := 0, false
		for _, name := range s.names(t) {
			kind, _, _ := strings.Cut(name, ":")
			switch kind {
			case "cg2":
				stored++
			case "cg2l":
				filling = true
			}
		}
		return stored == answers && !filling
	})
}

// gateway is a client with an empty memory that shares the store, and has met it: it waits for one that it has not for no time.
func (s *sharedStore) gateway(t *testing.T, e *endpoint, o Options) caller {
	t.Helper()
	o.Cache.Bytes = 16 << 20
	o.Patience = 30 * time.Second // the machine may be busy
	o.Transport, o.URL, o.Tries = e, "http://endpoint.test", 1
	client := New(o)
	t.Cleanup(client.Close)
	if err := client.Share(s.url, nil); err != nil {
		t.Fatal(err)
	}
	asked := 0
	s.eventually(t, "the store is met", func() bool {
		asked++
		_, err := client.For(Scope{Key: "warm"}).Rows(t.Context(), Query{Select: []Selection{count}, Where: where(ID, Eq, fmt.Sprintf(`"%d"`, asked))})
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(s.names(t), func(name string) bool { return strings.HasPrefix(name, "cg2:") })
	})
	if _, err := s.conn.Do("FLUSHALL"); err != nil {
		t.Fatal(err)
	}
	return caller{client.For(Scope{Key: canary}), client}
}

func (s *sharedStore) eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("still not: %s; there is %q", what, s.names(t))
		}
	}
}

// TestOfAKeyThatIsRefusedNothingIsShared has one gateway find out that a key was revoked, and another asked for what the first
// had stored.
func TestOfAKeyThatIsRefusedNothingIsShared(t *testing.T) {
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			s := startStore(t)
			var keeper gatekeeper
			e := &endpoint{answer: keeper.ServeHTTP}
			a, b, third := s.gateway(t, e, Options{}), s.gateway(t, e, Options{}), s.gateway(t, e, Options{})
			q, another := Query{Select: []Selection{count}}, Query{Select: []Selection{count}, Where: wa}
			for _, c := range []caller{a, a.other()} {
				cached(t, c.Session, q)
			}
			s.keeps(t, 2)
			if state := cached(t, b.Session, q); state != "shared" {
				t.Errorf("before it is served %s", state)
			}
			keeper.revoke(canary, status)
			if state := cached(t, a.Session, another); state != "rejected" {
				t.Error(state)
			}
			if state := cached(t, a.Session, q); state != "rejected" {
				t.Errorf("by who knows it is served %s", state)
			}
			s.eventually(t, "the store knows", func() bool { return len(s.names(t)) == 3 })
			if state := cached(t, third.Session, q); state != "rejected" {
				t.Errorf("by who does not know it is served %s", state)
			}
			if state := cached(t, third.other().Session, q); state != "shared" {
				t.Errorf("another is served %s", state)
			}
			keeper.revoke("nobody", 0)
			if state := cached(t, third.Session, q); state != "miss" {
				t.Errorf("once the key is good again it is served %s", state)
			}
		})
	}
}

// other asks on behalf of another key.
func (c caller) other() caller { return caller{c.As(Scope{Key: "another"}), c.client} }

func TestAPurgeIsOfTheSharedStoreToo(t *testing.T) {
	q := Query{Select: []Selection{count}}
	for name, test := range map[string]struct {
		purge func(*Client) error
		want  string // of the key, of the key as a caller's own, and of another
	}{
		"a key's":   {func(c *Client) error { return c.Purge(canary) }, "[miss miss shared]"},
		"another's": {func(c *Client) error { return c.Purge("unheard of") }, "[shared shared shared]"},
		"all":       {func(c *Client) error { return c.PurgeAll(context.Background()) }, "[miss miss miss]"},
	} {
		t.Run(name, func(t *testing.T) {
			s := startStore(t)
			var keeper gatekeeper
			e := &endpoint{answer: keeper.ServeHTTP}
			a, b, purging := s.gateway(t, e, Options{}), s.gateway(t, e, Options{}), s.gateway(t, e, Options{})
			scopes := []Scope{{Key: canary}, {Key: canary, Own: true}, {Key: "another"}}
			for _, scope := range scopes {
				cached(t, a.As(scope), q)
			}
			s.keeps(t, 3)
			if err := test.purge(purging.client); err != nil { // which has asked nothing itself
				t.Error(err)
			}
			var got []string
			for _, scope := range scopes {
				got = append(got, cached(t, b.As(scope), q))
			}
			if fmt.Sprint(got) != test.want {
				t.Error(got)
			}
			s.stop()
			if err := test.purge(purging.client); !errors.Is(err, store.ErrNotDropped) {
				t.Errorf("without the store it fails with %v", err)
			}
		})
	}
}

func TestMadeUpKeysLeaveNothingInTheSharedStore(t *testing.T) {
	s := startStore(t)
	e := &endpoint{answer: func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "Bearer warm" {
			oneRow(w, r)
			return
		}
		replies(http.StatusUnauthorized, "", "")(w, r)
	}}
	c := s.gateway(t, e, Options{})
	for n := range 100 {
		cached(t, c.As(Scope{Key: fmt.Sprint("made-up-", n), Own: true}), Query{Select: []Selection{count}})
	}
	s.eventually(t, "nothing is left", func() bool { return len(s.names(t)) == 0 })
}
