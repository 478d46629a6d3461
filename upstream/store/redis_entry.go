package store

import (
	"bytes"
	"compress/flate"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"io"
	"time"
)

// entries encode bodies, and decode them if they are our own. An entry is the magic with its version, whether the body
// is compressed, the key, the time in milliseconds, the epoch, the body, and a tag over all of that.
type entries struct {
	secret []byte
	most   int // bytes of a body
}

const (
	entryMagic = "cgE\x03"
	entryHead  = len(entryMagic) + 1 + len(Key{}) + 8 + len(epoch{})
	compressed = 4 << 10 // bytes from which on a body is worth it
)

// mostStored is the size of the largest entry.
func (e entries) mostStored() int { return entryHead + e.most + sha256.Size }

func (e entries) seal(key Key, of epoch, at time.Time, body []byte) []byte {
	kind := byte(0)
	if len(body) > compressed {
		var b bytes.Buffer
		w, _ := flate.NewWriter(&b, flate.BestSpeed) // neither it nor the buffer fails
		_, _ = w.Write(body)
		if w.Close() == nil && b.Len() < len(body) {
			kind, body = 1, b.Bytes()
		}
	}
	value := make([]byte, 0, entryHead+len(body)+sha256.Size)
	value = append(append(append(value, entryMagic...), kind), key[:]...)
	value = binary.BigEndian.AppendUint64(value, uint64(at.UnixMilli())) //nolint:gosec // read back as it was
	value = append(append(value, of[:]...), body...)
	return append(value, e.tag(value)...)
}

// open gives the body of a value of the key and the epoch, whose bytes it may share.
func (e entries) open(key Key, of epoch, value []byte) ([]byte, time.Time, bool) {
	end := len(value) - sha256.Size
	if end < entryHead || len(value) > e.mostStored() || !hmac.Equal(value[end:], e.tag(value[:end])) {
		return nil, time.Time{}, false
	}
	magic, rest := value[:len(entryMagic)], value[len(entryMagic):]
	kind, rest := rest[0], rest[1:]
	inKey, rest := Key(rest[:len(key)]), rest[len(key):]
	if string(magic) != entryMagic || inKey != key || epoch(rest[8:8+len(of)]) != of {
		return nil, time.Time{}, false
	}
	at := time.UnixMilli(int64(binary.BigEndian.Uint64(rest))) //nolint:gosec // as it was written
	body := value[entryHead:end]
	if kind == 1 {
		var err error
		if body, err = io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(body)), int64(e.most)+1)); err != nil {
			return nil, time.Time{}, false
		}
	}
	return body, at, len(body) <= e.most
}

func (e entries) tag(value []byte) []byte {
	h := hmac.New(sha256.New, e.secret)
	h.Write(value)
	return h.Sum(nil)
}
