package write

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Memory is what an operation may hold of the bytes that everything in flight has together.
type Memory interface {
	// Take takes so many bytes more. It fails if they do not become free in a moment, or the context ends before.
	Take(ctx context.Context, bytes int64) error
	// Give gives so many of them back.
	Give(bytes int64)
}

// Unbounded is a Memory for those who are given none.
type Unbounded struct{}

// Take has as many as are asked for.
func (Unbounded) Take(context.Context, int64) error { return nil }

// Give has nothing to note.
func (Unbounded) Give(int64) {}

// AnswerLimit bound the answer of an operation: what its fields write together, and what of that is in memory.
type AnswerLimit struct {
	Max     int64
	Memory  Memory
	written atomic.Int64
}

// Take takes bytes of memory. Its error is one to answer with.
func (a *AnswerLimit) Take(ctx context.Context, bytes int64) error {
	err := a.Memory.Take(ctx, bytes)
	switch {
	case err == nil:
		return nil
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &query.Error{Failure: query.Timeout, Message: "The answer was not ready in time.", Err: err}
	case ctx.Err() != nil:
		return &query.Error{Failure: query.Unavailable, Message: "The request was canceled.", Err: err}
	}
	return &query.Error{Failure: query.Overloaded, Err: err,
		Message: "The gateway's memory for requests in flight is used up. Try again later."}
}

// Write counts bytes that are written.
func (a *AnswerLimit) Write(bytes int64) error {
	if amount := a.written.Add(bytes); amount > a.Max {
		return &model.Error{Code: model.QueryTooComplex, Limit: int(a.Max), Amount: int(amount),
			Message: fmt.Sprintf("The answer has more than %d bytes. Ask for less at once.", a.Max)}
	}
	return nil
}

// TextLimit is where the text of one field is written. It grows while the answer is within its bounds.
type TextLimit struct {
	Ctx     context.Context
	Answer  *AnswerLimit
	counted int   // bytes of the text that the answer counts
	taken   int   // bytes of memory
	Err     error // why it does not grow
}

// Fits says whether the answer and the memory have room for a text. It is asked when the text has grown.
func (r *TextLimit) Fits(text []byte) bool {
	if r.Err == nil && len(text) > r.counted {
		r.Err = r.Answer.Write(int64(len(text) - r.counted))
		r.counted = len(text)
	}
	if more := cap(text) - r.taken; r.Err == nil && more > 0 {
		if r.Err = r.Answer.Take(r.Ctx, int64(more)); r.Err == nil {
			r.taken = cap(text)
		}
	}
	return r.Err == nil
}

// mostReserved bounds what is reserved at once, for the others need not be like those that told how much.
const mostReserved = 4 << 20

// Reserve gives a text room for so many bytes more, if the memory has them. A long text that grows step by step is copied again
// and again, and leaves five times its size to be collected. Without the room it goes on growing so.
func (r *TextLimit) Reserve(text []byte, more int) []byte {
	if !r.Fits(text) {
		return text
	}
	more = min(more, mostReserved, int(r.Answer.Max-r.Answer.written.Load()))
	lacking := len(text) + more - r.taken
	if lacking <= 0 || r.Answer.Memory.Take(r.Ctx, int64(lacking)) != nil {
		return text
	}
	r.taken += lacking
	return slices.Grow(text, more)
}

// release gives back what the text took that is dropped.
func (r *TextLimit) release() {
	r.Answer.written.Add(-int64(r.counted))
	r.Answer.Memory.Give(int64(r.taken))
	r.counted, r.taken = 0, 0
}

// LimitedWriter is a room as a writer.
type LimitedWriter struct {
	TextLimit
	Text []byte
}

// Write writes for the library, which asks nobody whether there is room. What does not fit is dropped.
func (r *LimitedWriter) Write(b []byte) (int, error) {
	if r.Err == nil {
		r.Text = append(r.Text, b...)
		if cap(r.Text) > r.taken && !r.Fits(r.Text) {
			r.Text = nil
		}
	}
	return len(b), nil
}

// IntrospectionBytes is what the library takes for a field about the schema, beside its text.
const IntrospectionBytes = 1 << 20
