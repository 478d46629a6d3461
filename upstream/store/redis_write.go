package store

import (
	"sync/atomic"
	"time"
)

// write is what is written after the answer has gone out: an entry, the release of a lock, or both.
type write struct {
	key    Key
	token  string // of the lock; "" if none is held
	stores bool
	body   []byte
	at     time.Time
	epoch  epoch // that the entry is of
	hint   *Hint // nil: none
}

// writePatience is for a command that nobody waits for.
const writePatience = 2 * time.Second

// The bounds of what waits to be written.
const (
	writesWaiting = 256
	writesBytes   = 32 << 20
	writesAtOnce  = 4
)

// writeQueue bounds the writes in the background.
type writeQueue struct {
	waiting atomic.Int64
	bytes   atomic.Int64
	turns   chan struct{}
}

func newWriteQueue() writeQueue {
	return writeQueue{turns: make(chan struct{}, writesAtOnce)}
}

// write writes in the background, if it can: else the entry is asked for again, and the lock expires.
func (t *RedisTenant) write(w write) {
	if w.stores || w.token != "" {
		t.later(len(w.body), func() { t.writeNow(w) })
	}
}

// later runs what writes so many bytes in the background. One that would be too many is dropped.
func (r *Redis) later(bytesOf int, run func()) {
	q, size := &r.writes, int64(bytesOf)
	done := func() {
		q.waiting.Add(-1)
		q.bytes.Add(-size)
	}
	waiting, bytes := q.waiting.Add(1), q.bytes.Add(size)
	if waiting > writesWaiting || bytes > max(writesBytes, int64(r.MaxEntry)) {
		done()
		r.Observe("dropped")
		return
	}
	if !r.start(func() {
		defer done()
		select {
		case q.turns <- struct{}{}:
			defer func() { <-q.turns }()
			run()
		case <-r.ctx.Done():
		}
	}) {
		done()
	}
}

func (t *RedisTenant) writeNow(w write) {
	var value []byte
	if w.stores {
		value = t.entries.seal(w.key, w.epoch, w.at, w.body)
	}
	names, hint := w.key.names(), ""
	if w.hint != nil && len(w.hint.Text) <= maxHint {
		names, hint = append(names, w.key.Tag().hints(w.hint.Under)), w.hint.Text
	}
	_, _ = t.pool.run(storeScript, writePatience, names, w.token, value, t.Keep.Milliseconds(), w.epoch[:], hint, w.at.UnixMilli())
}
