package upstream

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/inkeep-gateway/gateway/upstream/query"
	"github.com/inkeep-gateway/gateway/upstream/store"
)

// Session asks on behalf of a scope. It is safe for use by several goroutines.
type Session struct {
	reader reader
	scope  Scope
}

// For begins a session. It costs little: one for each request is right.
func (c *Client) For(s Scope) *Session {
	return &Session{reader{source: source{c, c.tenant(s.Key, s.Own)}}, s}
}

// Rows answers a query by itself, with no rows but those that the caller may see. Its errors are *query.Error: Forbidden if
// the query uses what the caller may not read. A query that can match nothing is answered without asking.
func (s *Session) Rows(ctx context.Context, q query.Query) (*Answer, error) {
	return s.Batch(0).Rows(ctx, q)
}

// Interval is the range of time that a filter leaves, of the rows that the caller may see.
func (s *Session) Interval(where query.Where) query.Interval {
	return where.Interval().Intersect(s.scope.RowFilter.Interval())
}

// rows answers a query that is the scope's to ask. Its errors are *query.Error.
func (s *Session) rows(ctx context.Context, q query.Query) (answer *Answer, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			answer, err = nil, defect(fmt.Errorf("panic: %v\n%s", cause, debug.Stack()))
		}
	}()
	if answer, err = s.reader.read(ctx, q); err == nil {
		return s.scope.withhold(q, answer), nil
	}
	if answer = s.isolateFailing(ctx, q, err); answer != nil {
		return answer, nil
	}
	return nil, s.scope.redactDetail(err)
}

// asError is the error of a call that others may have made: its own, or that the asker left it.
func asError(ctx context.Context, err error) *query.Error {
	var known *query.Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, store.ErrPanic):
		return defect(err)
	}
	return contextError(ctx)
}

// defect is the error of a fault of the gateway's own.
func defect(cause error) *query.Error {
	return &query.Error{Failure: query.Internal, Message: "Something went wrong inside the gateway.", Err: cause}
}

// contextError is the error of an asker that left, or whose time is up.
func contextError(ctx context.Context) *query.Error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return &query.Error{Failure: query.Timeout, Message: "The endpoint did not answer in time.", Err: ctx.Err()}
	}
	return &query.Error{Failure: query.Unavailable, Message: "The request was canceled.", Err: ctx.Err()}
}
