package store

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"time"
)

// A hint says which question an entry answers, for those who look for an answer from which theirs follows. Whoever reads a
// hint makes the entry's key of the question that it tells, and the entry is authentic of that key: a hint that is wrong finds
// nothing. Hints are not of an epoch, their entries are.

// Hint is the text of a question, under a number that those look for whom it may help.
type Hint struct {
	Under uint64
	Text  string // at most maxHint bytes; a longer one is not left
}

// The bounds of hints: bytes of a text, how many are read at once, and under how many numbers they are looked for. Under each
// number the newest 16 are kept.
const (
	maxHint      = 2048
	mostHints    = 16
	maxHintsFrom = 8
)

// Hints are how a load takes and leaves hints.
type Hints struct {
	Under  []uint64     // where to look for them; the first maxHintsFrom count
	Leave  func() *Hint // of what was filled; nil for none
	Derive func(hints []string, read ReadEntry) bool
}

// ReadEntry reads what is stored for a key, in what is left of the patience with the store.
type ReadEntry func(key Key) (body []byte, at time.Time, ok bool)

func (l *lookup) names() []string {
	names := l.key.names()
	for _, under := range l.under[:min(len(l.under), maxHintsFrom)] {
		names = append(names, l.key.Tag().hints(under))
	}
	return names
}

// splitHints reads hints, each behind its length.
func splitHints(b []byte) (hints []string) {
	for len(b) >= 2 {
		n := 2 + int(binary.BigEndian.Uint16(b))
		if n > len(b) {
			return nil
		}
		hints = append(hints, string(b[2:n]))
		b = b[n:]
	}
	return hints
}

// reader reads one entry.
func (l *lookup) reader(ctx context.Context) ReadEntry {
	return func(key Key) ([]byte, time.Time, bool) {
		reply := make(chan lookedUp, 1)
		if l.left <= 0 || !l.start(func() { reply <- l.readEntry(key) }) {
			return nil, time.Time{}, false
		}
		begun := time.Now()
		defer func() { l.left -= time.Since(begun) }()
		patience := time.NewTimer(l.left)
		defer patience.Stop()
		select {
		case found := <-reply:
			return found.body, found.at, found.err == nil
		case <-patience.C:
		case <-ctx.Done():
		}
		return nil, time.Time{}, false
	}
}

func (l *lookup) readEntry(key Key) (found lookedUp) {
	reply, err := l.pool.run(readScript, l.Patience, key.names(), rand.Text(), l.entries.mostStored())
	if err != nil || len(reply) < len(found.epoch) {
		return lookedUp{err: errStore}
	}
	var ok bool
	found.body, found.at, ok = l.entries.open(key, epoch(reply), reply[len(found.epoch):])
	if age := l.Clock().Sub(found.at); !ok || age < -time.Minute {
		return lookedUp{err: errInvalid}
	}
	return found
}
