package store

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"io"
	"log/slog"
	"net"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	canaryKey      = "canary-key-7f3a"
	canaryPassword = "s3cret-pa55word"
	// soon bounds what must not hang, however busy the machine is; it says nothing of how fast it should be. It is less than what
	// many loads take that each wait for a store.
	soon = 10 * time.Second
)

// replica is a shared tier with what it has counted and logged.
type replica struct {
	*RedisTenant
	mu     sync.Mutex
	events map[string]int
	log    bytes.Buffer
}

func newReplica(t *testing.T, o RedisOptions) *replica {
	t.Helper()
	r := &replica{events: map[string]int{}}
	o.Patience, o.Connect = cmp.Or(o.Patience, 30*time.Second), cmp.Or(o.Connect, 30*time.Second) // The machine may be busy.
	o.Logger = slog.New(slog.NewTextHandler(r, nil))
	o.Observe = func(event string) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.events[event]++
	}
	tier, err := NewRedis(o)
	if err != nil {
		t.Fatal(err)
	}
	r.RedisTenant = tier.Tenant(keyOf("k", "").Tag(), []byte("the secret of the tests"))
	t.Cleanup(func() {
		r.Close()
		for _, secret := range []string{canaryKey, canaryPassword} {
			if strings.Contains(r.said(), secret) {
				t.Errorf("the log holds %q", secret)
			}
		}
	})
	return r
}

func (r *replica) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.log.Write(p)
}

func (r *replica) said() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.log.String()
}

func (r *replica) count(event string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.events[event]
}

// loads loads with a fill that answers the body, and says whether that was called. What it stores is then written.
func (r *replica) loads(t *testing.T, key Key, want, fill string) (filled bool) {
	t.Helper()
	if filled = r.answers(t, key, want, fill); filled {
		r.written(t)
	}
	return filled
}

// answers is the same, and waits for no write.
func (r *replica) answers(t *testing.T, key Key, want, fill string) (filled bool) {
	t.Helper()
	body, at, err := r.Load(t.Context(), key, time.Hour, func(context.Context) ([]byte, error) {
		filled = true
		return []byte(fill), nil
	})
	if err != nil || string(body) != want || at.IsZero() {
		t.Fatalf("load gave %.40q at %v, %v; want %.40q", body, at, err, want)
	}
	return filled
}

// written waits until nothing is to be written any more.
func (r *replica) written(t *testing.T) {
	t.Helper()
	eventually(t, "it is written", func() bool { return r.writes.waiting.Load() == 0 })
}

// keyOf is a key as the memory tier makes them: two hashes.
func keyOf(access, query string) (k Key) {
	a, q := sha256.Sum256([]byte(access)), sha256.Sum256([]byte(query))
	copy(k[:], a[:16])
	copy(k[16:], q[:])
	return k
}

// eventually waits for what happens in its own time.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("still not: %s", what)
		}
	}
}

// within fails if it takes long.
func within(t *testing.T, most time.Duration, f func()) {
	t.Helper()
	begun := time.Now()
	f()
	if took := time.Since(begun); took > most {
		t.Errorf("it took %v", took)
	}
}

// leaks waits until no goroutine of the tier or its client is left.
func leaks(t *testing.T) {
	t.Helper()
	stacks := make([]byte, 4<<20)
	eventually(t, "the goroutines have ended", func() bool {
		all := string(stacks[:runtime.Stack(stacks, true)])
		return !strings.Contains(all, "gomodule/redigo") && !strings.Contains(all, "store.(*Redis)")
	})
}

// listens is a store that treats its connections so.
func listens(t *testing.T, treat func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				defer c.Close()
				defer context.AfterFunc(ctx, func() { c.Close() })()
				treat(c)
			})
		}
	})
	t.Cleanup(func() { end(); l.Close(); running.Wait() })
	return l.Addr().String()
}

// repeats answers every command with the same.
func repeats(answer string) func(net.Conn) {
	return func(c net.Conn) {
		for commands := bufio.NewReader(c); ; {
			if readCommand(commands) != nil {
				return
			}
			if _, err := io.WriteString(c, answer); err != nil {
				return
			}
		}
	}
}

// readCommand reads past one command.
func readCommand(r *bufio.Reader) error {
	length := func() (n int, err error) {
		line, err := r.ReadString('\n')
		if err != nil {
			return 0, err
		}
		return strconv.Atoi(strings.TrimSpace(line[1:]))
	}
	words, err := length()
	for range words {
		n, failed := length()
		if err = failed; err != nil {
			return err
		}
		if _, err = r.Discard(n + 2); err != nil {
			return err
		}
	}
	return err
}
