package store

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestRedisServesOverTLSAndAUnixSocketAndUntilItIsClosed(t *testing.T) {
	server := startRedis(t)
	plain := startRedis(t, "--unixsocket", "redis.sock")
	web := httptest.NewTLSServer(nil)
	defer web.Close()
	secured := listens(t, func(c net.Conn) { server.forward(tls.Server(c, &tls.Config{Certificates: web.TLS.Certificates})) })
	for name, u := range map[string]string{"TLS": "rediss://" + secured + "?skip_verify=true", "unix": "unix://" + plain.dir + "/redis.sock"} {
		r := newReplica(t, RedisOptions{URL: u})
		for i := range 20 {
			r.loads(t, keyOf("k", fmt.Sprint(i)), "fine", "fine")
			r.loads(t, keyOf("k", fmt.Sprint(i)), "fine", "none")
		}
		if r.count("filled") != 20 || r.count("error") != 0 {
			t.Errorf("%s: counted %v, told %s", name, r.events, r.said())
		}
		_, _, err := r.Load(t.Context(), keyOf("k", "closed"), time.Hour, func(context.Context) ([]byte, error) { r.Close(); return nil, nil })
		if r.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	leaks(t)
}

func TestRedisStoreIsLostAndFoundAgain(t *testing.T) {
	for name, outage := range map[string]struct{ lose, find func(*testing.T, *redis) }{
		"killed": {func(_ *testing.T, s *redis) { s.kill() }, func(t *testing.T, s *redis) { eventually(t, "it starts", s.start) }},
		"stopped": {
			func(_ *testing.T, s *redis) { s.process.Process.Signal(syscall.SIGSTOP) },
			func(_ *testing.T, s *redis) { s.process.Process.Signal(syscall.SIGCONT) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := startRedis(t)
			r := server.replica(t, RedisOptions{Patience: 300 * time.Millisecond, Pause: 100 * time.Millisecond, FillFor: time.Second})
			key := keyOf("k", name)
			eventually(t, "the store is there", func() bool { r.loads(t, key, "fine", "fine"); return r.count("hit") > 0 })
			within(t, soon, func() {
				body, _, err := r.Load(t.Context(), keyOf("k", "middle"), time.Hour, func(context.Context) ([]byte, error) {
					outage.lose(t, server)
					return []byte("fine"), nil
				})
				if err != nil || string(body) != "fine" {
					t.Errorf("load gave %q, %v", body, err)
				}
			})
			within(t, soon, func() {
				for i := range 50 {
					r.answers(t, keyOf("k", fmt.Sprint(i)), "fine", "fine")
				}
			})
			// A connection that ends is no loss yet; that no other can be made is one.
			eventually(t, "the loss is told", func() bool {
				r.answers(t, keyOf("k", "lost"), "fine", "fine")
				return strings.Contains(r.said(), "unavailable")
			})
			outage.find(t, server)
			hits := r.count("hit")
			eventually(t, "it is found", func() bool { r.loads(t, key, "fine", "fine"); return r.count("hit") > hits })
			if said := r.said(); !strings.Contains(said, "unavailable") || !strings.Contains(said, "available again") {
				t.Errorf("the log tells %q", said)
			}
			within(t, soon, r.Close)
			leaks(t)
		})
	}
}

func TestRedisStoreThatCannotServeIsAsNone(t *testing.T) {
	for name, c := range map[string]struct {
		args     []string
		password string
		cause    string
	}{
		"no scripts":     {[]string{"--rename-command", "EVAL", ""}, "", "refused by the store"},
		"wrong password": {[]string{"--requirepass", "another"}, canaryPassword, "WRONGPASS"},
		"no password":    {[]string{"--requirepass", "another"}, "", "NOAUTH"},
		"no rights":      {[]string{"--user", "default", "on", "nopass", "~*", "+@connection"}, "", "NOPERM"},
		"no memory":      {[]string{"--maxmemory", "1"}, "", "OOM"},
		"served":         {[]string{"--requirepass", canaryPassword}, canaryPassword, ""},
	} {
		t.Run(name, func(t *testing.T) {
			server := startRedis(t, c.args...)
			r := newReplica(t, RedisOptions{URL: "redis://:" + c.password + "@" + server.address})
			within(t, soon, func() {
				for range 5 {
					r.loads(t, keyOf("k", "q"), "fine", "fine")
				}
			})
			if served := r.count("hit")+r.count("waited") == 4; served != (name == "served") {
				t.Errorf("counted %v", r.events)
			}
			if !strings.Contains(r.said(), c.cause) {
				t.Errorf("the log tells %s", r.said())
			}
		})
	}
}

// A store, or a proxy before one, that says what nobody asked for would end the process if the client read it.
func TestRedisConnectionThatIsBrokenInto(t *testing.T) {
	server := startRedis(t)
	for _, intrusion := range []string{
		"-ERR idle for too long\r\n", "*-5\r\n", "$999999999999\r\n", ">3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n", "%-1\r\n", "HTTP/1.1 500\r\n",
	} {
		t.Run(intrusion[:5], func(t *testing.T) {
			intrude := make(chan struct{})
			address := listens(t, func(c net.Conn) {
				ended := make(chan struct{})
				go func() { defer close(ended); server.forward(c) }()
				select {
				case <-intrude:
					io.WriteString(c, intrusion)
				case <-ended:
				}
				<-ended
			})
			r := newReplica(t, RedisOptions{URL: "redis://" + address, Patience: time.Second, Pause: 50 * time.Millisecond})
			key := keyOf("k", intrusion)
			eventually(t, "the store is there", func() bool { r.loads(t, key, "fine", "fine"); return r.count("hit") > 0 })
			eventually(t, "there is a connection to break into", func() bool {
				select {
				case intrude <- struct{}{}:
					return true
				case <-time.After(10 * time.Millisecond):
					r.loads(t, key, "fine", "fine")
					return false
				}
			})
			for range 20 {
				r.loads(t, keyOf("k", time.Now().String()), "fine", "fine")
			}
			hits := r.count("hit")
			eventually(t, "the store is there", func() bool { r.loads(t, key, "fine", "fine"); return r.count("hit") > hits })
		})
	}
}
