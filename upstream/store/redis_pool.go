package store

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"syscall"
	"time"

	redigo "github.com/gomodule/redigo/redis"
)

// connections is how many a pool has at most.
const connections = 32

// pool holds the connections to one store, and knows whether the store can be trusted. Connections are made in the
// background. With a command that fails, all of them are given up, for they may be in any state.
type pool struct {
	*Redis
	to   address
	idle chan *conn // all of the current generation

	mu         sync.Mutex
	open       int // connections, idle or in use
	dialing    int
	generation int           // counts how often all connections were given up
	ended      chan struct{} // closed with the generation
	until      time.Time     // when the next connection may be made
	answered   time.Time     // when a command succeeded last
	lost       bool          // and so nobody waits for a connection
}

func newPool(r *Redis, to address) *pool {
	return &pool{Redis: r, to: to, idle: make(chan *conn, connections), ended: make(chan struct{})}
}

// run runs a script over a connection. It fails with errStore.
func (p *pool) run(s script, patience time.Duration, names []string, token string, args ...any) ([]byte, error) {
	c := p.take(patience)
	if c == nil {
		return nil, errStore
	}
	reply, err := s.eval(c, patience, names, token, args...)
	p.give(c, err)
	if err != nil {
		return nil, errStore
	}
	return reply, nil
}

// take gives an idle connection, or nil if there is none within the time.
func (p *pool) take(patience time.Duration) *conn {
	select {
	case c := <-p.idle:
		return c
	default:
	}
	begun := time.Now()
	ended, wait := p.grow()
	if !wait {
		return nil
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case c := <-p.idle:
		return c
	case <-timer.C:
		p.late(begun)
	case <-ended:
	case <-p.ctx.Done():
	}
	return nil
}

// grow begins to make a connection, if another may be made now, and says whether to wait for one until the generation
// ends.
func (p *pool) grow() (ended <-chan struct{}, wait bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	most := connections
	if p.lost {
		most = 1
	}
	if p.open+p.dialing < most && !time.Now().Before(p.until) && p.start(p.dial) {
		p.dialing++
	}
	return p.ended, !p.lost && p.open+p.dialing > 0
}

func (p *pool) dial() {
	ctx, cancel := context.WithTimeout(p.ctx, p.Connect)
	defer cancel()
	c, err := p.to.dial(ctx, p.ctx, len("a token of 26 characters, a state and an epoch")+max(entries{most: p.MaxEntry}.mostStored(), mostHints*(2+maxHint)))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dialing--
	switch {
	case err == nil:
		c.generation = p.generation
		p.open++
		p.idle <- c // there is room for as many as may be open
	case p.open > 0:
		p.until = time.Now().Add(p.Pause) // the store may bear no more of them
	default:
		p.lose(err)
	}
}

// give takes a connection back after a command, with the command's error.
func (p *pool) give(c *conn, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.generation != p.generation {
		p.open--
		_ = c.Close()
		return
	}
	if err == nil {
		c.proven = true
		p.answered = time.Now()
		p.idle <- c
		if p.lost {
			p.lost = false
			p.Logger.Info("The shared cache is available again.")
		}
		return
	}
	p.open--
	_ = c.Close()
	if c.proven && hasEnded(err) { // A connection that was idle for long may be closed by a store that is well.
		p.Observe("error")
		p.giveUp()
		return
	}
	p.lose(err)
}

// late says that the store is lost if nothing was heard of it since a wait for a connection began. A connection goes on to
// be made: a far store takes longer to connect to.
func (p *pool) late(begun time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.answered.Before(begun) && !p.lost && p.ctx.Err() == nil {
		p.tell(context.DeadlineExceeded)
	}
}

// lose gives up all connections and leaves the store alone for a while. It must be called with the lock held, as must
// tell and giveUp.
func (p *pool) lose(err error) {
	if p.ctx.Err() != nil {
		return
	}
	p.tell(err)
	p.until = time.Now().Add(p.Pause)
	p.giveUp()
}

// tell says once that the store is lost.
func (p *pool) tell(err error) {
	p.Observe("error")
	if !p.lost {
		p.lost = true
		p.Logger.Warn("The shared cache is unavailable.", "cause", causeOf(err))
	}
}

// giveUp ends the generation. Connections in use end with their commands.
func (p *pool) giveUp() {
	p.generation++
	close(p.ended)
	p.ended = make(chan struct{})
	for {
		select {
		case c := <-p.idle:
			p.open--
			_ = c.Close()
		default:
			return
		}
	}
}

// close is to follow the end of all commands.
func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.giveUp()
}

func hasEnded(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// causeOf is an error in words of our own. The store's may quote what it was sent, and that begins with the password.
func causeOf(err error) string {
	const codes = " LOADING NOAUTH WRONGPASS NOPERM OOM READONLY MISCONF BUSY MASTERDOWN CLUSTERDOWN "
	var timeout net.Error
	var refusal redigo.Error
	switch {
	case errors.As(err, &refusal):
		if code, _, _ := strings.Cut(refusal.Error(), " "); strings.Contains(codes, " "+code+" ") {
			return code
		}
		return "refused by the store"
	case errors.Is(err, errReply):
		return "not an answer of a store"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "no answer in time"
	}
	return "no connection"
}
