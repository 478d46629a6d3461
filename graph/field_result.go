package graph

import (
	"context"

	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/graph/write"
)

// fieldResult is what a field is answered with: a text, or an object.
type fieldResult struct {
	field  *plan.Selected
	text   []byte
	buffer *[]byte // that holds the text, if it is of the pool
	object []fieldResult
}

// size is how many bytes append appends.
func (a fieldResult) size() int {
	if a.object == nil {
		return len(a.text)
	}
	n := len("{}")
	for _, inner := range a.object {
		n += len(`"":,`) + len(inner.field.Alias) + inner.size()
	}
	return n
}

// append appends the answer. Names are of letters, digits and underscores.
func (a fieldResult) append(b []byte) []byte {
	if a.object == nil {
		return append(b, a.text...)
	}
	b = append(b, '{')
	for i, inner := range a.object {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), inner.field.Alias...), `":`...)
		b = inner.append(b)
	}
	return append(b, '}')
}

// textSize is how many bytes of append are texts of fields.
func (a fieldResult) textSize() int {
	n := len(a.text)
	for _, inner := range a.object {
		n += inner.textSize()
	}
	return n
}

// releaseBuffers gives back the buffers of the texts that were joined.
func (e execution) releaseBuffers(answer *write.AnswerLimit, a fieldResult) {
	if a.buffer != nil {
		answer.Memory.Give(int64(cap(a.text)))
		e.putBuffer(a.buffer)
	}
	for _, inner := range a.object {
		e.releaseBuffers(answer, inner)
	}
}

// completeValue gives a value's text in a buffer of the pool, or nil if the value is null.
func (e execution) completeValue(ctx context.Context, f *plan.Selected, value write.Prepared) (buffer *[]byte) {
	o := operationOf(ctx)
	buffer = e.buffers.Get().(*[]byte)
	var ok bool
	*buffer, ok = write.Output{
		Ctx: ctx, Variables: e.Variables, Answer: &o.answer, Report: e.Error, LeftOut: func() { o.leftOut.Add(1) },
	}.Write((*buffer)[:0], f, value)
	if !ok {
		e.putBuffer(buffer)
		return nil
	}
	return buffer
}

// maxPooledBuffer bounds what is kept for another text: most are small, and would hold on to the memory of a large one.
const maxPooledBuffer = 128 << 10

// putBuffer gives a buffer to another text.
func (e execution) putBuffer(buffer *[]byte) {
	if cap(*buffer) <= maxPooledBuffer {
		e.buffers.Put(buffer)
	}
}
