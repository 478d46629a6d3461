package store

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"time"

	"github.com/redis/rueidis"
)

// link is a client of the store, or the attempt to make one.
type link struct {
	ctx    context.Context // ends the connections
	cancel context.CancelFunc
	begun  time.Time
	made   chan struct{}  // closed when the attempt has ended
	client rueidis.Client // nil until made, and if the attempt failed
}

// reach gives the link, or nil if there is none to be had now. It begins to make one, and awaits only the first.
func (s *Shared) reach(ctx context.Context) *link {
	s.mu.Lock()
	if s.link == nil && !s.closed && !time.Now().Before(s.until) {
		s.begin()
	}
	l, wait := s.link, s.link != nil && s.link.client == nil && !s.lost
	s.mu.Unlock()
	if !wait {
		return s.current()
	}
	patience := time.NewTimer(time.Until(l.begun.Add(s.Patience)))
	defer patience.Stop()
	select {
	case <-l.made:
	case <-ctx.Done():
	case <-patience.C:
		s.fail(l, context.DeadlineExceeded, true) // the attempt goes on: a far store takes longer to connect to
	}
	return s.current()
}

// current gives the link if it is made, and makes none.
func (s *Shared) current() *link {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.link == nil || s.link.client == nil {
		return nil
	}
	return s.link
}

// begin must be called with the lock held, as must retire.
func (s *Shared) begin() {
	l := &link{begun: time.Now(), made: make(chan struct{})}
	l.ctx, l.cancel = context.WithCancel(s.ctx)
	s.link = l
	s.running.Go(func() {
		client, err := l.connect(s.client, entries{most: s.MaxEntry}.mostStored())
		s.mu.Lock()
		l.client = client
		s.mu.Unlock()
		close(l.made)
		if err != nil {
			s.fail(l, err, false)
		}
	})
}

// connect recovers: replies that are well formed but make no sense in the handshake can make the client panic.
func (l *link) connect(o rueidis.ClientOption, most int) (client rueidis.Client, err error) {
	defer func() {
		if recover() != nil {
			client, err = nil, errFrame
		}
	}()
	dial := o.DialCtxFn // set for a unix socket
	o.DialCtxFn = func(ctx context.Context, to string, d *net.Dialer, t *tls.Config) (c net.Conn, err error) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(l.ctx, cancel)()
		switch {
		case dial != nil:
			c, err = dial(ctx, to, d, t)
		case t != nil:
			c, err = (&tls.Dialer{NetDialer: d, Config: t}).DialContext(ctx, "tcp", to)
		default:
			c, err = d.DialContext(ctx, "tcp", to)
		}
		if err != nil {
			return nil, err
		}
		return capped(l.ctx, c, most), nil
	}
	if client, err = rueidis.NewClient(o); err != nil {
		return nil, err
	}
	return client, nil
}

// fail says once that the store is lost, and gives the link up unless its making is only slow.
func (s *Shared) fail(l *link, err error, slow bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.link != l {
		return
	}
	s.Observe("error")
	if !s.lost {
		s.lost = true
		s.Logger.Warn("The shared cache is lost.", "cause", causeOf(err))
	}
	if !slow {
		s.until = time.Now().Add(s.Pause)
		s.retire()
	}
}

// found ends what fail began, when an operation has succeeded.
func (s *Shared) found(l *link) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.link == l && s.lost {
		s.lost = false
		s.Logger.Info("The shared cache is found again.")
	}
}

// retire ends the connections first: the client's Close would await an answer of a store that gives none.
func (s *Shared) retire() {
	l := s.link
	s.link = nil
	s.running.Go(func() {
		l.cancel()
		<-l.made
		if l.client != nil {
			l.client.Close()
		}
	})
}

// causeOf is an error in words of our own. The store's may quote what it was sent, and that begins with the password.
func causeOf(err error) string {
	const codes = " LOADING NOAUTH WRONGPASS NOPERM OOM READONLY MISCONF BUSY MASTERDOWN CLUSTERDOWN "
	var timeout net.Error
	refusal, refused := rueidis.IsRedisErr(err)
	switch {
	case refused:
		if code, _, _ := strings.Cut(refusal.Error(), " "); strings.Contains(codes, " "+code+" ") {
			return code
		}
		return "refused by the store"
	case errors.Is(err, rueidis.ErrNoCache):
		return "no client tracking"
	case errors.Is(err, errFrame):
		return "not an answer of a store"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "no answer in time"
	}
	return "no connection"
}
