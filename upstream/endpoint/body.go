package endpoint

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"sync"
)

// bodies are the buffers that answers are read into. Most answers are decoded at once, and another may have the memory.
type bodies struct{ free sync.Pool }

var errBodyTooLarge = errors.New("the answer is larger than it may be")

// read reads an answer of at most so many bytes to its end, and no longer than the context lasts: it closes the body with
// the context, whatever the transport does.
func (b *bodies) read(ctx context.Context, answer *http.Response, most int) ([]byte, error) {
	defer context.AfterFunc(ctx, func() { _ = answer.Body.Close() })()
	if answer.ContentLength > int64(most) {
		return nil, errBodyTooLarge
	}
	var memory []byte
	if free, ok := b.free.Get().(*[]byte); ok {
		memory = (*free)[:0]
	}
	if size := int(max(answer.ContentLength, 0)) + bytes.MinRead; size > cap(memory) {
		memory = slices.Grow([]byte(nil), size) // A buffer that grows doubles, for an answer a little larger than the last.
	}
	buffer := bytes.NewBuffer(memory)
	_, err := buffer.ReadFrom(io.LimitReader(answer.Body, int64(most)+1))
	if err == nil && buffer.Len() > most {
		err = errBodyTooLarge
	}
	if err != nil {
		b.reuse(buffer.Bytes())
		return nil, cmp.Or(ctx.Err(), err)
	}
	return buffer.Bytes(), nil
}

// mostReused bounds what is kept for another answer: most of them are small, and would hold on to the memory of a large one.
const mostReused = 2 << 20

// reuse gives a body's memory to another. Nothing may refer to it any more.
func (b *bodies) reuse(body []byte) {
	if cap(body) <= mostReused {
		b.free.Put(&body)
	}
}
