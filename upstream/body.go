package upstream

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"sync"
)

// bodies are the buffers that answers are read into. Most answers are decoded at once, and another may have the memory.
type bodies struct{ free sync.Pool }

var errBodyTooLarge = errors.New("the answer is larger than it may be")

// read reads an answer of at most so many bytes to its end, and closes it.
func (b *bodies) read(answer *http.Response, most int) ([]byte, error) {
	defer answer.Body.Close()
	if answer.ContentLength > int64(most) {
		return nil, errBodyTooLarge
	}
	free, _ := b.free.Get().(*[]byte)
	if free == nil {
		free = new([]byte)
	}
	buffer := bytes.NewBuffer((*free)[:0])
	buffer.Grow(int(max(answer.ContentLength, 0)) + bytes.MinRead)
	_, err := buffer.ReadFrom(io.LimitReader(answer.Body, int64(most)+1))
	if err == nil && buffer.Len() > most {
		err = errBodyTooLarge
	}
	if err != nil {
		b.reuse(buffer.Bytes())
		return nil, err
	}
	return buffer.Bytes(), nil
}

// reuse gives a body's memory to another. Nothing may refer to it any more.
func (b *bodies) reuse(body []byte) { b.free.Put(&body) }
