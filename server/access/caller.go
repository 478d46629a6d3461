package access

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"

	"github.com/inkeep-gateway/gateway/upstream"
)

// Caller is who asks. Printed, logged or encoded it is its ID, for the scope holds a key.
type Caller struct {
	ID            string         // tells callers apart for limits and logs; no secret, and the same in every replica
	Name          string         // what a claim of the token calls it, for logs; empty: nothing
	Authenticated bool           // whether a token that was checked says who it is
	Scope         upstream.Scope // what the caller may see
	Sees          string         // equal for two callers exactly if their scopes see the same; empty: nothing. It holds the key
}

var (
	_ fmt.Formatter  = Caller{}
	_ slog.LogValuer = Caller{}
)

// Format prints the ID, whatever the verb.
func (c Caller) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.ID) }

// LogValue logs the ID.
func (c Caller) LogValue() slog.Value { return slog.StringValue(c.ID) }

// MarshalText encodes the ID, as JSON or otherwise.
func (c Caller) MarshalText() ([]byte, error) { return []byte(c.ID), nil }

type callerKey struct{}

// identified is a context with its caller, in one piece of memory: there is one for every request.
type identified struct {
	context.Context
	caller Caller
}

// Value is context.Context's.
func (i *identified) Value(key any) any {
	if key == (callerKey{}) {
		return &i.caller
	}
	return i.Context.Value(key)
}

// WithCaller is a context of a caller's request.
func WithCaller(ctx context.Context, c Caller) context.Context { return &identified{ctx, c} }

// CallerOf is who asks in a context. Where nobody was identified it is the zero value, whose scope has no key: nothing is
// asked for it.
func CallerOf(ctx context.Context) Caller {
	if c, ok := ctx.Value(callerKey{}).(*Caller); ok {
		return *c
	}
	return Caller{}
}

// Refusal is why somebody may not ask: 401 UNAUTHENTICATED for those who are not known, 403 FORBIDDEN for those who are
// but may see nothing, and 503 UPSTREAM_UNAVAILABLE while there are no keys to check a token with. The message repeats
// nothing of what was sent.
type Refusal struct {
	Status  int
	Code    string
	Message string
	Header  http.Header // the challenge of RFC 6750, with a 401; when to ask again, with a 503
}

// unauthenticated refuses those who are not known. The reason is an error code of RFC 6750; empty if nothing was sent that
// could be wrong.
func unauthenticated(reason, message string) *Refusal {
	challenge := `Bearer realm="conversations"`
	if reason != "" {
		challenge += fmt.Sprintf(", error=%q, error_description=%q", reason, message)
	}
	return &Refusal{http.StatusUnauthorized, "UNAUTHENTICATED", message, http.Header{"Www-Authenticate": {challenge}}}
}

// The error codes of RFC 6750.
const (
	invalidRequest = "invalid_request"
	invalidToken   = "invalid_token"
)

func forbidden(format string, a ...any) *Refusal {
	return &Refusal{http.StatusForbidden, "FORBIDDEN", fmt.Sprintf(format, a...), nil}
}
