package main

import (
	"errors"
	"log/slog"
	"net"
	"time"

	"golang.org/x/time/rate"
)

// loggedListener is a listener that tells when it cannot take a connection, which net/http does in the same words as what clients
// do wrong. Mostly the process has no file descriptors left.
type loggedListener struct {
	net.Listener
	log     *slog.Logger
	warning rate.Sometimes // as it is tried again many times a second
}

func newLoggedListener(l net.Listener, log *slog.Logger) *loggedListener {
	return &loggedListener{Listener: l, log: log, warning: rate.Sometimes{Interval: 10 * time.Second}}
}

// Accept fails with the listener's error, as net/http goes by it.
func (a *loggedListener) Accept() (net.Conn, error) {
	c, err := a.Listener.Accept()
	if err != nil && !errors.Is(err, net.ErrClosed) {
		a.warning.Do(func() {
			a.log.Warn("a connection could not be accepted; clients wait", "listen", a.Addr().String(), "error", err)
		})
	}
	return c, err
}
