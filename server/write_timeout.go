package main

import (
	"net/http"
	"time"
)

// writeChunk is how much of an answer a client has the write timeout for. Each is a call of the system of its own.
const writeChunk = 256 << 10

// withWriteTimeout cuts off clients that take too long to accept a piece of an answer. A bound on the whole of it, as the server
// itself has one, would cut off those that wait for a slow one, or for its parts.
func withWriteTimeout(timeout time.Duration, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := &timeoutWriter{ResponseWriter: w, timeout: timeout, byStream: r.ProtoMajor >= 2}
		if !p.byStream {
			p.extend() // A time that ended before would fail the server's own words, such as "continue".
		}
		next.ServeHTTP(p, r)
		p.extend() // The server writes what is left.
	})
}

type timeoutWriter struct {
	http.ResponseWriter
	timeout  time.Duration
	extended time.Time

	// By HTTP/2 the time is of the stream, which is reset when the time is over, whether anything is being written or not. So there is none
	// while the answer is being made.
	byStream bool
}

// Unwrap is for http.ResponseController.
func (p *timeoutWriter) Unwrap() http.ResponseWriter { return p.ResponseWriter }

func (p *timeoutWriter) Write(b []byte) (int, error) {
	written := 0
	for {
		n := min(len(b), writeChunk)
		p.extend()
		done, err := p.ResponseWriter.Write(b[:n])
		written += done
		if b = b[n:]; err != nil || len(b) == 0 {
			p.lift()
			return written, err
		}
	}
}

// Flush is for those who ask the writer itself.
func (p *timeoutWriter) Flush() {
	p.extend()
	_ = http.NewResponseController(p.ResponseWriter).Flush() // Writing tells of a client that is gone.
	p.lift()
}

// SetWriteDeadline is for http.ResponseController. The next piece has its time in any case.
func (p *timeoutWriter) SetWriteDeadline(deadline time.Time) error {
	p.extended = time.Time{}
	return http.NewResponseController(p.ResponseWriter).SetWriteDeadline(deadline)
}

// extend gives the next piece its time. A time that was given only just now is left as it is: most answers are over in far
// less, and setting it again and again would take longer than the rest of them.
func (p *timeoutWriter) extend() {
	now := time.Now()
	if now.Sub(p.extended) < p.timeout/100 {
		return
	}
	p.extended = now
	_ = http.NewResponseController(p.ResponseWriter).SetWriteDeadline(now.Add(p.timeout)) // Of a connection that has none there is nothing to bound.
}

// lift ends the time of a piece that is written, where it would go on without one.
func (p *timeoutWriter) lift() {
	if p.byStream {
		_ = p.SetWriteDeadline(time.Time{}) // As above.
	}
}
