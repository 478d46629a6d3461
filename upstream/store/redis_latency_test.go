package store

import (
	"bytes"
	"context"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// slowStore is a proxy before a store that keeps each command back until it is let through, and counts them.
type slowStore struct {
	address  string
	commands atomic.Int64
	hold     atomic.Pointer[chan struct{}]
}

func newSlowStore(t *testing.T, server *redis) *slowStore {
	s := &slowStore{}
	s.address = listens(t, func(c net.Conn) {
		to, err := net.Dial("tcp", server.address)
		if err != nil {
			return
		}
		var copying sync.WaitGroup
		copying.Go(func() { io.Copy(c, to); c.Close() })
		defer copying.Wait()
		defer to.Close()
		io.Copy(writerFunc(func(p []byte) (int, error) {
			s.commands.Add(int64(bytes.Count(p, []byte("\r\nEVAL\r\n"))))
			if held := s.hold.Load(); held != nil {
				<-*held
			}
			return to.Write(p)
		}), c)
	})
	return s
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestRedisLoadWaitsForOneRoundTripAndNoWrite(t *testing.T) {
	server := startRedis(t)
	slow := newSlowStore(t, server)
	r := newReplica(t, RedisOptions{URL: "redis://" + slow.address, Lease: 30 * time.Second})
	r.loads(t, keyOf("k", "first"), "fine", "fine")
	server.do(t, "SET", keyOf("k", "locked").lock(), "other")
	for name, fill := range map[string]string{"first": "none", "second": "fine", "locked": "fine"} {
		before, asked := slow.commands.Load(), int64(0)
		held := make(chan struct{})
		body, _, err := r.Load(t.Context(), keyOf("k", name), time.Hour, func(context.Context) ([]byte, error) {
			asked = slow.commands.Load() - before
			slow.hold.Store(&held) // and so no write ends before the load does
			return []byte(fill), nil
		})
		if err != nil || string(body) != "fine" {
			t.Errorf("%s: load gave %q, %v", name, body, err)
		}
		if fill == "none" {
			asked = slow.commands.Load() - before
		}
		if asked != 1 {
			t.Errorf("%s: the answer waited for %d commands", name, asked)
		}
		slow.hold.Store(nil)
		close(held)
		r.written(t)
	}
	if r.count("error") != 0 { // as there would be if the load had waited for a write that is held
		t.Errorf("counted %v, told %s", r.events, r.said())
	}
}
