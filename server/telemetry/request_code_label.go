package telemetry

import (
	"context"
	"errors"
	"net/http"
)

// What a request is counted as, besides the codes of errors.
const (
	codeOK       = "ok"
	codeCanceled = "canceled" // the client went away before there was an answer that it could use
)

// requestCodes are the known ones.
var requestCodes = []string{
	codeOK, codeCanceled,
	"BAD_USER_INPUT", "UNAUTHENTICATED", "FORBIDDEN", "INCOMPLETE_RESULT", "QUERY_TOO_COMPLEX", "REQUEST_TOO_LARGE",
	"PERSISTED_QUERY_NOT_FOUND", "RATE_LIMITED", "UPSTREAM_REJECTED", "UPSTREAM_UNAVAILABLE", "UPSTREAM_TIMEOUT",
	"UPSTREAM_INVALID_RESPONSE", "INTERNAL",
	// Not codes of errors, but which of their reasons it was: RATE_LIMITED is the caller's own limit, UPSTREAM_UNAVAILABLE the endpoint.
	"OVERLOADED", "UPSTREAM_RATE_LIMITED", "JWKS_UNAVAILABLE",
}

// codeOf is the code of a request: what was learnt of its first error or, where it never came so far, what its status
// says. A request whose client has gone fails for that alone.
func codeOf(ctx context.Context, learnt string, status int) string {
	code := learnt
	if code == "" {
		switch {
		case status == 0, status < http.StatusBadRequest:
			code = codeOK
		case status == http.StatusUnauthorized:
			code = "UNAUTHENTICATED"
		case status == http.StatusForbidden:
			code = "FORBIDDEN"
		case status == http.StatusTooManyRequests:
			code = "RATE_LIMITED"
		case status >= http.StatusInternalServerError:
			code = "INTERNAL"
		default:
			code = "BAD_USER_INPUT"
		}
	}
	if (status == 0 || code != codeOK) && errors.Is(ctx.Err(), context.Canceled) {
		return codeCanceled
	}
	return code
}
