package query

import (
	"fmt"
	"time"
)

// Failure is a kind of failure to answer a query.
type Failure int

// The kinds of failure.
const (
	Internal        Failure = iota // a query that should not have been made
	TooLarge                       // the query is larger than the endpoint takes; it was not sent
	Rejected                       // the endpoint refused the query: a 4xx
	Unauthenticated                // the endpoint does not know the caller's own access key: 401
	Forbidden                      // it does not let that key read: 403; or the scope does not allow the query, which was not sent
	RateLimited                    // the endpoint refused to be asked now: 429
	Unavailable                    // a 5xx, or no connection
	Timeout                        // no answer before the deadline
	InvalidResponse                // an answer that cannot be read, a redirect among them
	Overloaded                     // the gateway has no room for the answer
	NotComputable                  // the query has columns that the gateway cannot compute; it was not sent
	HeldBack                       // the endpoint held back rows of what the answer is computed of
	TooComplex                     // the query would take more queries or conditions than it may; it was not sent
)

func (f Failure) String() string {
	return [...]string{"internal", "too_large", "rejected", "unauthenticated", "forbidden", "rate_limited", "unavailable", "timeout", "invalid_response", "overloaded", "not_computable", "held_back", "too_complex"}[f]
}

// Error is a failure to answer a query. Message and the fields below it may be shown to anyone: they hold no key, no
// address and no text of Go's. Err is the cause, for the log only.
type Error struct {
	Failure Failure
	Message string

	Status     int           // of the endpoint's answer; 0 if there was none
	Code       string        // the endpoint's own, e.g. unprocessable_entity
	Title      string        // the endpoint's own
	RequestID  string        // the endpoint's own
	Detail     string        // the endpoint's own, of what is wrong with the query; empty if it is not to be shown
	RetryAfter time.Duration // how long the endpoint wants to be left alone; 0 if it did not say

	Limit, Amount int // of TooLarge: the bytes that the endpoint takes, and those of the query; of TooComplex: of what there is too much

	Key *Selection // of NotComputable and TooComplex: the key of the groups that is at fault; nil if none is

	Err error
}

// Error is the message with the cause, for the log.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Message
	}
	return fmt.Sprintf("%s: %v", e.Message, e.Err)
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

// unreadable is the error of a value that is not what its key promises.
func unreadable(key string, value []byte, promised string) *Error {
	const most = 60 // characters of the value to show
	shown := []rune(string(value))
	if len(shown) > most {
		shown = append(shown[:most], '…')
	}
	return Invalid(nil, "The endpoint answered %q with %s, which is not %s.", key, string(shown), promised)
}

// Invalid is the error InvalidResponse with a message in the form of fmt.Sprintf. The cause may be nil.
func Invalid(cause error, format string, a ...any) *Error {
	return &Error{Failure: InvalidResponse, Message: fmt.Sprintf(format, a...), Err: cause}
}
