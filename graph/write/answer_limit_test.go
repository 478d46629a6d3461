package write

import (
	"context"
	"errors"
	"testing"
)

// bytesLeft is a memory with so many bytes left.
type bytesLeft int64

func (m *bytesLeft) Take(_ context.Context, bytes int64) error {
	if bytes > int64(*m) {
		return errors.New("no room")
	}
	*m -= bytesLeft(bytes)
	return nil
}

func (m *bytesLeft) Give(bytes int64) { *m += bytesLeft(bytes) }

func TestRoomIsReservedAsFarAsThereIsAny(t *testing.T) {
	const left, limit = 1 << 20, 500_000
	for _, test := range []struct {
		name       string
		more, room int
	}{
		{"what fits", 100_000, 100_000},
		{"more than the answer may have", 900_000, limit - 8},
		{"nothing", 0, 0},
	} {
		memory := bytesLeft(left)
		r := TextLimit{Ctx: t.Context(), Answer: &AnswerLimit{Max: limit, Memory: &memory}}
		text := r.Reserve([]byte("8 bytes!"), test.more)
		if string(text) != "8 bytes!" || cap(text)-len(text) < test.room || cap(text) > test.room+test.room/4+64 {
			t.Errorf("%s: %q has room for %d more", test.name, text, cap(text)-len(text))
		}
		if !r.Fits(text) || int64(left-memory) != int64(cap(text)) {
			t.Errorf("%s: %d bytes are held for %d", test.name, left-memory, cap(text))
		}
		if r.release(); memory != left {
			t.Errorf("%s: %d bytes are not given back", test.name, left-memory)
		}
	}
	memory := bytesLeft(64)
	r := TextLimit{Ctx: t.Context(), Answer: &AnswerLimit{Max: limit, Memory: &memory}}
	if text := r.Reserve([]byte("8 bytes!"), 1000); cap(text) >= 1000 || r.Err != nil || !r.Fits(text) {
		t.Errorf("without memory it has %d bytes, and fails with %v", cap(text), r.Err)
	}
}
