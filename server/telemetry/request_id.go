package telemetry

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strings"
)

// requestIDHeader carries the id of a request, both ways.
const requestIDHeader = "X-Request-Id"

// longestRequestID bounds what callers may put into our lines.
const longestRequestID = 64

// requestID is the id that a request brings, if it is fit for a line of a log, or a new one.
func requestID(h http.Header) string {
	if ids := h[requestIDHeader]; len(ids) == 1 && fitID(ids[0]) {
		return ids[0]
	}
	return newID()
}

// newID is an id that no other request has. Nobody has to be kept from guessing it.
func newID() string {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	var id [26]byte // of five bits each
	for i := 0; i < len(id); {
		for n, bits := 0, rand.Uint64(); n < 12 && i < len(id); n++ { //nolint:gosec // It is no secret.
			id[i] = digits[bits&31]
			bits >>= 5
			i++
		}
	}
	return string(id[:])
}

func fitID(id string) bool {
	return 0 < len(id) && len(id) <= longestRequestID && !strings.ContainsFunc(id, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '.' && r != '_' && r != '-'
	})
}

// WithRequestIDs has the lines that are logged in the context of a request say which request, under the name gateway.request.
// Work that goes on after its request, such as a call that others wait for too, has the id of the request that began it.
func WithRequestIDs(h slog.Handler) slog.Handler { return identifying{h} }

type identifying struct{ slog.Handler }

// Handle is slog.Handler's.
func (h identifying) Handle(ctx context.Context, line slog.Record) error {
	if known, ok := ctx.Value(requestKey{}).(*request); ok {
		line.AddAttrs(slog.String("gateway.request", known.id))
	}
	return h.Handler.Handle(ctx, line)
}

// WithAttrs is slog.Handler's.
func (h identifying) WithAttrs(attributes []slog.Attr) slog.Handler {
	return identifying{h.Handler.WithAttrs(attributes)}
}

// WithGroup is slog.Handler's.
func (h identifying) WithGroup(name string) slog.Handler {
	return identifying{h.Handler.WithGroup(name)}
}
