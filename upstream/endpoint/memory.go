package endpoint

import (
	"context"
	"errors"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Memory is what may be held of the bytes that everything in flight has together.
type Memory interface {
	// Take takes so many bytes more. It fails if they do not become free in a moment, or the context ends before.
	Take(ctx context.Context, bytes int64) error
	// Give gives so many of them back.
	Give(bytes int64)
}

type memoryKey struct{}

// Within is a context whose calls take the bytes of their answers from a memory; they are not given back.
func Within(ctx context.Context, m Memory) context.Context {
	return context.WithValue(ctx, memoryKey{}, m)
}

// Hold takes bytes from a memory. Its errors are *query.Error.
func Hold(ctx context.Context, m Memory, bytes int) error {
	err := m.Take(ctx, int64(bytes))
	switch {
	case err == nil:
		return nil
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &query.Error{Failure: query.Timeout, Message: "The endpoint did not answer in time.", Err: err}
	case ctx.Err() != nil:
		return &query.Error{Failure: query.Unavailable, Message: "The query was canceled.", Err: err}
	}
	return &query.Error{Failure: query.Overloaded, RetryAfter: unknownDelay, Err: err,
		Message: "The gateway's memory for requests in flight is used up. Try again later."}
}

// memoryOf is the memory of a context; one without bound if it has none.
func memoryOf(ctx context.Context) Memory {
	if m, ok := ctx.Value(memoryKey{}).(Memory); ok {
		return m
	}
	return unbounded{}
}

type unbounded struct{}

// Take has as many as are asked for.
func (unbounded) Take(context.Context, int64) error { return nil }

// Give has nothing to note.
func (unbounded) Give(int64) {}
