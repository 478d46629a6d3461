package store

import (
	"context"
	"crypto/rand"
	"math"
	"time"
)

// lookup asks the store for an entry, or for the lock to fill it.
type lookup struct {
	*RedisTenant
	key    Key
	maxAge time.Duration
	token  string
	left   time.Duration // of the patience with the store
	took   time.Duration // by the first command
	until  time.Time     // when to wait for another's fill no longer; zero before the wait
	every  time.Duration // between commands while waiting
	under  []uint64      // where hints are looked for
}

// lookedUp is what a lookup has found.
type lookedUp struct {
	state byte
	epoch epoch  // that a fill is of which now begins
	body  []byte // of an entry
	at    time.Time
	hints []string // where there is no entry
	err   error    // errInvalid or errStore
}

func (t *RedisTenant) newLookup(key Key, maxAge time.Duration) *lookup {
	return &lookup{RedisTenant: t, key: key, maxAge: maxAge, token: rand.Text(), left: t.Patience, every: 5 * time.Millisecond}
}

// do is one round trip. The command goes on when the patience with the store is over or the context ends: it has its own
// time, after which the store counts as lost. A lock that it takes for nobody is released.
func (l *lookup) do(ctx context.Context) lookedUp {
	begun := time.Now()
	reply, gone := make(chan lookedUp), make(chan struct{})
	defer close(gone)
	if !l.start(func() {
		found := l.command()
		select {
		case reply <- found:
		case <-gone:
			if found.err == nil && found.state == lockTaken {
				l.write(write{key: l.key, token: l.token})
			}
		}
	}) {
		return lookedUp{err: errStore}
	}
	patience := time.NewTimer(l.left)
	defer patience.Stop()
	select {
	case found := <-reply:
		if l.took == 0 {
			l.took = time.Since(begun)
			l.left -= l.took
		}
		return found
	case <-patience.C:
	case <-ctx.Done():
	}
	return lookedUp{err: errStore}
}

func (l *lookup) command() (found lookedUp) {
	oldest := int64(math.MaxInt64)
	if l.maxAge > 0 {
		oldest = l.Clock().Add(-l.maxAge).UnixMilli()
	}
	next, drops := newEpoch(), l.drops.Load()
	reply, err := l.pool.run(lookupScript, l.Patience, l.names(), l.token,
		l.entries.mostStored(), oldest, l.Lease.Milliseconds(), drops > l.told.Load(), next[:], (2 * l.FillFor).Milliseconds())
	if err != nil || len(reply) < 1+len(found.epoch) {
		return lookedUp{err: errStore}
	}
	l.toldOf(drops)
	found.state, found.epoch = reply[0], epoch(reply[1:])
	if found.state == entryFound {
		var ok bool
		found.body, found.at, ok = l.entries.open(l.key, found.epoch, reply[1+len(found.epoch):])
		if age := l.Clock().Sub(found.at); !ok || age < -time.Minute { // a clock is that wrong, or worse
			return lookedUp{epoch: found.epoch, err: errInvalid}
		}
	} else {
		found.hints = splitHints(reply[1+len(found.epoch):])
	}
	return found
}

// pause waits a little for another to fill the key. It says no when the wait should end.
//
// This wait is for an answer rather than for the store: the other began earlier, and so has it sooner. It still must not
// outlast what a fill takes here, for the other's way to the endpoint may be broken. A store that cannot be asked again
// within the patience is not waited for at all.
func (l *lookup) pause(ctx context.Context) bool {
	if l.left < l.took {
		return false
	}
	now := time.Now()
	if l.until.IsZero() {
		l.until = now.Add(l.patienceForFill())
	}
	left := l.until.Sub(now)
	if left <= 0 {
		return false
	}
	timer := time.NewTimer(min(l.every, left))
	defer timer.Stop()
	l.every = min(2*l.every, 100*time.Millisecond)
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// patienceForFill is how long to wait for another's fill: as long as the longest of the latest fills here took, at least
// a lease, and no longer than a fill may take.
func (r *Redis) patienceForFill() time.Duration {
	return min(max(time.Duration(r.longest.Load()), r.Lease), r.FillFor)
}

// took notes how long a fill took. A long one is forgotten by and by.
func (r *Redis) took(fill time.Duration) {
	longest := time.Duration(r.longest.Load())
	if fill < longest {
		fill = longest - (longest-fill)/8
	}
	r.longest.Store(int64(fill)) // another's may be lost, which does no harm
}

// fillLocked fills the key, whose lock is held.
func (t *RedisTenant) fillLocked(ctx context.Context, key Key, of epoch, token string, hints Hints, fill func(context.Context) ([]byte, error)) ([]byte, time.Time, error) {
	filled := make(chan struct{})
	defer close(filled)
	t.start(func() { t.hold(key, token, filled) })
	return t.fill(ctx, key, of, token, hints, fill)
}

// hold renews the lock until the key is filled, or may be filled by another. Its lease is short: a lock that its holder
// could not release makes nobody wait for long.
func (r *Redis) hold(key Key, token string, filled <-chan struct{}) {
	end := time.After(r.FillFor)
	for {
		select {
		case <-filled:
			return
		case <-end:
			return
		case <-r.ctx.Done():
			return
		case <-time.After(r.Lease / 4):
		}
		_, _ = r.pool.run(renewScript, writePatience, key.names(), token, r.Lease.Milliseconds())
	}
}
