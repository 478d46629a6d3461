package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync/atomic"
	"time"
)

// serve answers until the context ends. Then it is no longer ready, but goes on for the delay, in which clients learn of it by
// the last answers of their connections, and load balancers by asking; takes no new connections; and lets the requests in flight finish for as long as the drain
// may take. It fails if a listener does, and if requests had to be cut off.
func (g *gateway) serve(ctx context.Context, hangup <-chan os.Signal) error {
	failed := make(chan error, len(g.servers))
	for _, s := range g.servers {
		go func() { failed <- s.serve() }()
	}
	if g.certificate != nil {
		go g.certificate.watch(ctx, g.log)
	}
	failure := g.untilStopped(ctx, hangup, failed)
	g.draining.Store(true)
	g.log.Info("shutting down")
	if failure == nil {
		time.Sleep(g.delay)
	}
	drained, cancel := context.WithTimeout(context.WithoutCancel(ctx), g.drain)
	defer cancel()
	// The gateway's own goes first: its requests in flight ask the sandbox.
	for _, s := range g.servers {
		failure = errors.Join(failure, s.shutdown(drained))
	}
	g.watchers.Close() // A server that failed was not shut down.
	failure = errors.Join(failure, g.watchers.Wait(drained))
	if err := g.traces.Shutdown(drained); err != nil {
		g.log.Warn("the last traces could not be delivered", "error", err)
	}
	if errors.Is(failure, context.DeadlineExceeded) {
		failure = fmt.Errorf("requests that took longer than --drain-timeout (%s) were cut off", g.drain)
	}
	return errors.Join(failure, g.close())
}

// untilStopped waits for the context's end or a failure. A hangup has everything read again. It ends a gateway that has
// nothing to read: then it is the terminal that was closed.
func (g *gateway) untilStopped(ctx context.Context, hangup <-chan os.Signal, failed <-chan error) error {
	for {
		select {
		case err := <-failed:
			return err
		case <-ctx.Done():
			return nil
		case <-hangup:
			if len(g.reloadables) == 0 {
				return nil
			}
			g.reload(ctx)
		}
	}
}

// serve answers on the listener until the server is shut down.
func (s listening) serve() error {
	if s.server.TLSConfig != nil {
		return s.server.ServeTLS(s.listener, "", "") // The configuration holds the certificate.
	}
	return s.server.Serve(s.listener)
}

// shutdown takes no new connections and waits until those there are have ended, each after its last answer. It tells them
// every second: one by HTTP/2 that was still shaking hands would else be waited for, and wait for a request itself.
func (s listening) shutdown(ctx context.Context) error {
	for {
		second, cancel := context.WithTimeout(ctx, time.Second)
		err := s.server.Shutdown(second)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
			return err
		}
	}
}

// secure has the gateway's own listener speak TLS, if it is set to.
func (g *gateway) secure(c *config) error {
	if c.TLSCert == "" {
		return nil
	}
	certificate, err := newCertificate(c.TLSCert, c.TLSKey, g.metrics.CertificateExpires)
	if err != nil {
		return err
	}
	g.certificate = certificate
	g.servers[0].server.TLSConfig = certificate.config()
	g.reloadables = append(g.reloadables, reloadable{"certificate", func(context.Context) error {
		_, err := certificate.reload()
		return err
	}})
	return nil
}

// closeConnectionsOnShutdown ends connections with the next answer once the gateway shuts down. One that is idle when it is closed may be
// given a request in that moment, which would be lost. A request in chunks is also the last of its connection: it may
// have had a length beside, which net/http drops and something in front of the gateway may have gone by; what is behind the
// chunks is then not of this client's, and RFC 9112 (6.3) wants it unread.
func (g *gateway) closeConnectionsOnShutdown(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		last := closingWriter{w, &g.draining}
		if len(r.TransferEncoding) > 0 {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(last, r)
		last.announceClose()
	})
}

// closingWriter is an answer that ends its connection if the gateway shuts down before the answer begins.
type closingWriter struct {
	http.ResponseWriter
	draining *atomic.Bool
}

// announceClose is of no effect where the answer has begun.
func (l closingWriter) announceClose() {
	if l.draining.Load() {
		l.Header().Set("Connection", "close")
	}
}

// Unwrap is for http.ResponseController.
func (l closingWriter) Unwrap() http.ResponseWriter { return l.ResponseWriter }

func (l closingWriter) WriteHeader(status int) {
	l.announceClose()
	l.ResponseWriter.WriteHeader(status)
}

func (l closingWriter) Write(b []byte) (int, error) {
	l.announceClose()
	return l.ResponseWriter.Write(b)
}

// Flush is for those who ask the writer itself.
func (l closingWriter) Flush() {
	l.announceClose()
	_ = http.NewResponseController(l.ResponseWriter).Flush() // Writing tells of a client that is gone.
}
