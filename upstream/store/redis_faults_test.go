package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

func TestRedisDoesWithoutAStoreThatAilsAndWithoutDelay(t *testing.T) {
	t.Run("ails", testRedisDoesWithout)
	leaks(t)
}

func testRedisDoesWithout(t *testing.T) {
	silent := func(c net.Conn) { io.Copy(io.Discard, c) }
	for name, c := range map[string]struct {
		scheme string
		treat  func(net.Conn)
		cause  string
	}{
		"it is not there":        {"redis", nil, "no connection"},
		"it hangs":               {"redis", silent, "no answer in time"},
		"it hangs in TLS":        {"rediss", silent, "no answer in time"},
		"it hangs up":            {"redis", func(net.Conn) {}, "no connection"},
		"it is loading":          {"redis", repeats("-LOADING Redis is loading the dataset in memory\r\n"), "LOADING"},
		"it wants a password":    {"redis", repeats("-WRONGPASS not " + canaryPassword + "\r\n"), "WRONGPASS"},
		"it repeats what it got": {"redis", repeats("-ERR unknown command 'AUTH' '" + canaryPassword + "'\r\n"), "refused by the store"},
		"it is old":              {"redis", repeats("-ERR unknown command 'EVAL'\r\n"), "refused by the store"},
		"it is a web server":     {"redis", repeats("HTTP/1.1 400 Bad Request\r\n\r\n"), ""},
		"it is noise":            {"redis", repeats(rand.Text()), ""},
		"a length is negative":   {"redis", repeats("*-5\r\n"), "not an answer of a store"},
		"a length is huge":       {"redis", repeats("*99999999999\r\n"), "not an answer of a store"},
		"a blob is huge":         {"redis", repeats("$99999999999999999\r\n"), "not an answer of a store"},
		"it nests":               {"redis", repeats(strings.Repeat("*1\r\n", 20)), "not an answer of a store"},
		"a line has no end":      {"redis", func(c net.Conn) { io.Copy(c, neverending{}) }, "not an answer of a store"},
		"it talks unasked":       {"redis", func(c net.Conn) { io.WriteString(c, strings.Repeat("+OK\r\n", 50)); silent(c) }, ""},
		"it slips in":            {"redis", repeats("_x*-5\r\n#tru*-5\r\n"), ""},
		"it is slow": {"redis", func(c net.Conn) {
			time.Sleep(300 * time.Millisecond)
			repeats("+OK\r\n")(c)
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := "127.0.0.1:1"
			if c.treat != nil {
				address = listens(t, c.treat)
			}
			o := RedisOptions{URL: c.scheme + "://:" + canaryPassword + "@" + address + "/0", Pause: 50 * time.Millisecond}
			switch c.cause {
			case "":
				o.Patience, o.Connect = 100*time.Millisecond, 400*time.Millisecond
			case "no answer in time":
				o.Patience, o.Connect = time.Second, 400*time.Millisecond
			default:
				o.Patience, o.Connect = time.Minute, time.Minute // The cause is to come first.
			}
			r := newReplica(t, o)
			within(t, soon, func() {
				for i := range 20 {
					if !r.answers(t, keyOf("k", name), "fine", "fine") {
						t.Errorf("load %d was not filled", i)
					}
				}
			})
			eventually(t, "the loss is told", func() bool { return strings.Contains(r.said(), "The shared cache is unavailable.") })
			if !strings.Contains(r.said(), c.cause) {
				t.Errorf("the log does not tell %q: %s", c.cause, r.said())
			}
			eventually(t, "it is tried again", func() bool {
				r.loads(t, keyOf("k", name), "fine", "fine")
				return r.count("error") > 1
			})
			if n := strings.Count(r.said(), "\n"); n != 1 {
				t.Errorf("the log has %d lines: %s", n, r.said())
			}
			within(t, soon, r.Close)
			r.loads(t, keyOf("k", name), "fine", "fine")
		})
	}
}

type neverending struct{}

func (neverending) Read(p []byte) (int, error) {
	return copy(p, bytes.Repeat([]byte("+"), len(p))), nil
}

func TestRedisFailsAsItsFillDoes(t *testing.T) {
	r := newReplica(t, RedisOptions{URL: "redis://127.0.0.1:1"})
	mine := errors.New("mine")
	body, at, err := r.Load(t.Context(), Key{}, time.Hour, func(context.Context) ([]byte, error) { return []byte("x"), mine })
	if body != nil || !at.IsZero() || err != mine { //nolint:errorlint // the very one
		t.Errorf("load gave %q, %v, %v", body, at, err)
	}
}

func TestRedisAddressIsNotToldWithItsPassword(t *testing.T) {
	for _, u := range []string{
		"", "http://:" + canaryPassword + "@host", "redis://:" + canaryPassword + "@host:port", "redis://:" + canaryPassword + "/@host:1/a/b",
		"redis://:" + canaryPassword + "@host/notanumber", "redis://:" + canaryPassword + "%zz@host", "redis://host?db=" + canaryPassword,
	} {
		if s, err := NewRedis(RedisOptions{URL: u}); err == nil {
			s.Close()
			t.Errorf("%q is taken", u)
		} else if strings.Contains(err.Error(), canaryPassword) {
			t.Errorf("the error quotes the password: %v", err)
		}
	}
}
