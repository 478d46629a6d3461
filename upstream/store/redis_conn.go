package store

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strconv"
	"time"

	redigo "github.com/gomodule/redigo/redis"
)

// conn is a connection to the store. One command at a time goes over it.
type conn struct {
	redigo.Conn
	generation int  // of the pool when the connection was made
	proven     bool // a command has succeeded
}

// errReply is the error of a connection on which something came that a store does not say.
var errReply = errors.New("not an answer of a store")

// dial connects, becomes a client, and sees that the store answers. The connection ends with life. Bulk strings of replies have up to most bytes.
func (a address) dial(ctx, life context.Context, most int) (*conn, error) {
	connect := func(ctx context.Context, network, host string) (net.Conn, error) {
		dialer := &net.Dialer{KeepAlive: 5 * time.Second}
		raw, err := dialer.DialContext(ctx, network, host)
		if err != nil {
			return nil, err
		}
		end := context.AfterFunc(life, func() { _ = raw.Close() })
		c := raw
		if a.tls != nil {
			secure := tls.Client(raw, a.tls)
			if err := secure.HandshakeContext(ctx); err != nil {
				end()
				_ = raw.Close()
				return nil, err
			}
			c = secure
		}
		return &replyConn{Conn: c, raw: raw, end: end, most: most}, nil
	}
	c, err := redigo.DialContext(ctx, a.network, a.host, redigo.DialContextFunc(connect), redigo.DialWriteTimeout(writePatience),
		redigo.DialUsername(a.user), redigo.DialPassword(a.password), redigo.DialDatabase(a.db))
	if err != nil {
		return nil, err
	}
	if _, err := redigo.DoContext(c, ctx, "PING"); err != nil { // A store that hangs may still take connections.
		_ = c.Close()
		return nil, err
	}
	return &conn{Conn: c}, nil
}

// replyConn lets a client read one reply a command, and only one that is short enough: the client makes room for as many
// bytes as a reply announces, which may be more than there are.
type replyConn struct {
	net.Conn
	raw  net.Conn // beneath TLS
	end  func() bool
	most int    // bytes of a bulk string
	line []byte // the first of the reply, as far as it has come
	rest int    // bytes of the reply that are to come after its first line
	open bool   // the first line has not ended
}

// longestLine bounds a reply that is an error, a status or a number.
const longestLine = 4 << 10

func (c *replyConn) Write(p []byte) (int, error) {
	c.line, c.rest, c.open = c.line[:0], 0, true
	return c.Conn.Write(p)
}

func (c *replyConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	body := p[:n]
	if c.open {
		line, rest, ended := bytes.Cut(body, []byte("\n"))
		c.line, body = append(c.line, line...), rest
		if len(c.line) > longestLine {
			return 0, errReply
		}
		if ended {
			c.open = false
			if c.rest = c.announced(); c.rest < 0 {
				return 0, errReply
			}
		}
	}
	if c.rest -= len(body); c.rest < 0 {
		return 0, errReply
	}
	return n, err
}

// announced is how many bytes come after the first line of a reply, below 0 if it is none that is asked for.
func (c *replyConn) announced() int {
	line, ok := bytes.CutSuffix(c.line, []byte("\r"))
	if !ok || len(line) == 0 {
		return -1
	}
	kind, text := line[0], string(line[1:])
	switch n, err := strconv.ParseUint(text, 10, 31); {
	case kind == '+', kind == '-', kind == ':', kind == '$' && text == "-1":
		return 0
	case kind == '$' && err == nil && int(n) <= c.most: //nolint:gosec // of 31 bits
		return int(n) + 2 //nolint:gosec // the same
	}
	return -1
}

// Close does not wait to take leave of the peer.
func (c *replyConn) Close() error {
	c.end()
	return c.raw.Close()
}
