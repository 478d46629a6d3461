// Package model has what requests bring in and what is refused of it: the schema's inputs, enums and scalars, and the errors that a
// front end sees. It knows no queries being asked and no HTTP.
package model

import (
	"context"
	"errors"
	"fmt"
)

// Code says in extensions.code what went wrong, for programs.
type Code string

// The codes of errors.
const (
	BadUserInput            Code = "BAD_USER_INPUT"
	Unauthenticated         Code = "UNAUTHENTICATED"
	Forbidden               Code = "FORBIDDEN"
	IncompleteResult        Code = "INCOMPLETE_RESULT"
	QueryTooComplex         Code = "QUERY_TOO_COMPLEX"
	RequestTooLarge         Code = "REQUEST_TOO_LARGE"
	RateLimited             Code = "RATE_LIMITED"
	UpstreamRejected        Code = "UPSTREAM_REJECTED"
	UpstreamUnavailable     Code = "UPSTREAM_UNAVAILABLE"
	UpstreamTimeout         Code = "UPSTREAM_TIMEOUT"
	UpstreamInvalidResponse Code = "UPSTREAM_INVALID_RESPONSE"
	Internal                Code = "INTERNAL"
)

// Error is an error that a front end may see as it is.
type Error struct {
	Code    Code
	Message string
	Input   string // where in the arguments: where.and[0].id; empty if it is none of them

	// Of a limit that is passed, 0 if it is none: how much is allowed, and how much there is, at least.
	Limit, Amount int
}

// Error is the message.
func (e *Error) Error() string { return e.Message }

// BadInput is the error of an input that a caller has to change.
func BadInput(format string, a ...any) *Error {
	return &Error{Code: BadUserInput, Message: fmt.Sprintf(format, a...)}
}

// InvalidResponse is the error of an answer of the endpoint that cannot be what it promises.
func InvalidResponse(format string, a ...any) *Error {
	return &Error{Code: UpstreamInvalidResponse, Message: fmt.Sprintf(format, a...)}
}

// TooLate is the error of what nobody waits for any more: the client has left, or the time is up.
func TooLate(ctx context.Context) *Error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return &Error{Code: UpstreamTimeout, Message: "The answer was not ready in time."}
	}
	return &Error{Code: UpstreamUnavailable, Message: "The request was canceled."}
}

// At says where in the arguments the error is.
func (e *Error) At(input string) *Error {
	e.Input = input
	return e
}

// TooMany is the error of a limit that is passed, in words about what has how much.
func TooMany(limit, amount int, format, what string) *Error {
	return &Error{Code: QueryTooComplex, Limit: limit, Amount: amount, Message: fmt.Sprintf(format, what, amount, limit)}
}
