package query

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// arena holds the texts of one answer side by side in pieces of memory that grow with it. They are kept and let go of
// together, and one by one they would be most of the work of reading an answer.
type arena struct {
	texts  strings.Builder
	values []byte
	piece  int
}

const (
	firstPiece   = 256
	largestPiece = 16 << 10
)

// next is the size of a piece that is to hold a text.
func (a *arena) next(text int) int {
	a.piece = min(max(2*a.piece, firstPiece), largestPiece)
	return max(a.piece, text)
}

// text is the string of a JSON string; false for what is none.
func (a *arena) text(raw jsontext.Value) (string, bool) {
	if raw.Kind() != '"' || bytes.IndexByte(raw, '\\') >= 0 {
		return parseText(raw)
	}
	plain := raw[1 : len(raw)-1]
	if a.texts.Cap()-a.texts.Len() < len(plain) {
		a.texts = strings.Builder{} // What was written stays where it is, for those who have it.
		a.texts.Grow(a.next(len(plain)))
	}
	start := a.texts.Len()
	a.texts.Write(plain)
	return a.texts.String()[start:], true
}

// clone is a copy of a value.
func (a *arena) clone(raw jsontext.Value) jsontext.Value {
	if cap(a.values)-len(a.values) < len(raw) {
		a.values = make([]byte, 0, a.next(len(raw)))
	}
	start := len(a.values)
	a.values = append(a.values, raw...)
	return jsontext.Value(a.values[start:len(a.values):len(a.values)])
}
