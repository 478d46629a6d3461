package store

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strconv"
	"strings"
	"sync/atomic"
)

// errFrame is the error of a connection on which something came that a store does not say.
var errFrame = errors.New("not an answer of a store")

// guarded is a connection on which the client may read without fear. A reply that nobody asked for and a length that
// cannot be make rueidis panic in goroutines of its own, where nothing can recover; here they end the connection.
type guarded struct {
	net.Conn
	stop    func() bool
	asked   frames
	answers frames
	most    atomic.Int64 // answers that were asked for
}

func capped(ctx context.Context, c net.Conn, most int) net.Conn {
	raw := c
	if t, ok := c.(*tls.Conn); ok {
		raw = t.NetConn() // closing it does not wait to take leave of the peer
	}
	const ours = 1 << 31 // what the client writes is not in question
	return &guarded{
		Conn: c, asked: frames{most: ours}, answers: frames{most: max(int64(most)+1, 1<<16)},
		stop: context.AfterFunc(ctx, func() { _ = raw.Close() }),
	}
}

func (g *guarded) Write(p []byte) (int, error) {
	if err := g.asked.follow(p); err != nil {
		return 0, err
	}
	g.most.Store(g.asked.whole)
	return g.Conn.Write(p)
}

func (g *guarded) Read(p []byte) (int, error) {
	n, err := g.Conn.Read(p)
	if e := g.answers.follow(p[:n]); e != nil || g.answers.whole > g.most.Load() {
		return 0, errFrame
	}
	return n, err
}

func (g *guarded) Close() error {
	g.stop()
	return g.Conn.Close()
}

// frames follow RESP as far as it takes to count the messages and to bound their lengths and depth.
type frames struct {
	most  int64 // bytes of a blob
	whole int64 // messages that have ended, but for pushes
	line  []byte
	skip  int64   // bytes of a blob that are still to come
	push  string  // what is still to come of a push
	open  []int64 // elements that are still to come, by depth; -1 for the last of a push
}

func (f *frames) follow(p []byte) error {
	for len(p) > 0 {
		switch {
		case f.push != "":
			if p[0] != f.push[0] {
				return errFrame
			}
			if p, f.push = p[1:], f.push[1:]; f.push == "" {
				f.open = append(f.open, -1)
			}
		case f.skip > 0:
			n := min(f.skip, int64(len(p)))
			if p, f.skip = p[n:], f.skip-n; f.skip == 0 {
				f.end()
			}
		default:
			line, rest, ended := bytes.Cut(p, []byte("\n"))
			if f.line, p = append(f.line, line...), rest; len(f.line) > 1<<16 {
				return errFrame
			}
			if ended {
				if err := f.head(strings.TrimSuffix(string(f.line), "\r"), len(f.line)); err != nil {
					return err
				}
				f.line = f.line[:0]
			}
		}
	}
	return nil
}

// head reads the line that a message begins with, or is.
func (f *frames) head(line string, length int) error {
	if line == "" || len(line) == length { // the return is missing
		return errFrame
	}
	kind, text := line[0], line[1:]
	n, err := strconv.ParseInt(text, 10, 64)
	number := err == nil && 0 <= n
	switch kind {
	case '$', '!', '=':
		if number && n <= f.most {
			f.skip = n + 2
			return nil
		}
	case '*', '~', '%':
		if kind == '%' {
			n *= 2
		}
		if number && 0 < n && n <= 1<<16 && len(f.open) < 16 {
			f.open = append(f.open, n)
			return nil
		}
	case '>': // Redis 6 sends them within answers, too
		if f.push = "$10\r\ninvalidate\r\n"; text == "2" && len(f.open) < 16 {
			return nil
		}
	}
	switch {
	case strings.IndexByte("+-:,(", kind) >= 0,
		kind == '_' && text == "", kind == '#' && (text == "t" || text == "f"),
		strings.IndexByte("*~%", kind) >= 0 && number && n == 0,
		strings.IndexByte("*$", kind) >= 0 && text == "-1":
		f.end()
		return nil
	}
	return errFrame
}

// end counts a message and all that end with it. A push counts as none, nor as an element of what it is within.
func (f *frames) end() {
	for last := len(f.open) - 1; last >= 0; last-- {
		if f.open[last]--; f.open[last] > 0 {
			return
		}
		pushed := f.open[last] < 0
		if f.open = f.open[:last]; pushed {
			return
		}
	}
	f.whole++
}
