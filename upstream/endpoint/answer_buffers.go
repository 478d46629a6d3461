package endpoint

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
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
	// A place of unknown size doubles; one that is told does not, for an answer a little larger than the last.
	size := max(cap(memory), int(max(answer.ContentLength, 0))+bytes.MinRead)
	held := memoryOf(ctx)
	for taken := 0; ; {
		if err := Hold(ctx, held, size); err != nil {
			return nil, err
		}
		if size > cap(memory) {
			memory = append(make([]byte, 0, size), memory...)
		}
		held.Give(int64(taken)) // The place before is garbage now.
		taken = size
		for len(memory) < cap(memory) {
			n, err := answer.Body.Read(memory[len(memory):cap(memory)])
			memory = memory[:len(memory)+n]
			switch {
			case len(memory) > most:
				b.reuse(memory)
				return nil, errBodyTooLarge
			case errors.Is(err, io.EOF):
				return memory, nil
			case err != nil:
				b.reuse(memory)
				return nil, cmp.Or(ctx.Err(), err)
			}
		}
		size = min(2*cap(memory), most+bytes.MinRead)
	}
}

// mostReused bounds what is kept for another answer: most of them are small, and would hold on to the memory of a large one.
const mostReused = 2 << 20

// reuse gives a body's memory to another. Nothing may refer to it any more.
func (b *bodies) reuse(body []byte) {
	if cap(body) <= mostReused {
		b.free.Put(&body)
	}
}
