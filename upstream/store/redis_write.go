package store

import (
	"sync/atomic"
	"time"
)

// write is what is written after the answer has gone out: an entry, the release of a lock, or both.
type write struct {
	key     Key
	token   string // of the lock; "" if none is held
	stores  bool
	body    []byte
	at      time.Time
	entries entries
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

// write writes in the background. One that would be too many is dropped: the entry is asked for again, and the lock
// expires.
func (r *Redis) write(w write) {
	if !w.stores && w.token == "" {
		return
	}
	q, size := &r.writes, int64(len(w.body))
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
			r.writeNow(w)
		case <-r.ctx.Done():
		}
	}) {
		done()
	}
}

func (r *Redis) writeNow(w write) {
	var value []byte
	if w.stores {
		value = w.entries.seal(w.key, w.at, w.body)
	}
	_, _ = r.pool.run(storeScript, writePatience, w.key, w.token, value, r.Keep.Milliseconds())
}
