package store

import (
	"context"
	"crypto/rand"
	"errors"
)

// All that the store keeps of a tenant is of an epoch, which has a name of its own. Entries of another epoch are not found,
// and what began in another stores nothing. So to drop what is kept of a tenant is to delete that name: whoever comes next
// begins another epoch. The name goes with the last of the entries.

type epoch [16]byte

func newEpoch() (e epoch) {
	_, _ = rand.Read(e[:]) // It never fails.
	return e
}

// ErrNotDropped says that the store could not be told to drop what it keeps.
var ErrNotDropped = errors.New("the shared cache could not be told")

// Drop drops what the store keeps of the tenant. It does not wait for the store. Loads that begin afterwards find nothing from
// before: if the store has not been told until then, they tell it.
func (t *RedisTenant) Drop() {
	t.drops.Add(1)
	t.later(0, func() { _ = t.tell() })
}

// DropNow is Drop, and waits until the store has been told. It fails with ErrNotDropped; then the next load tells it.
func (t *RedisTenant) DropNow() error {
	t.drops.Add(1)
	return t.tell()
}

func (t *RedisTenant) tell() error {
	drops := t.drops.Load()
	if drops == t.told.Load() {
		return nil
	}
	if _, err := t.pool.run(dropScript, writePatience, []string{t.tag.epoch()}, rand.Text()); err != nil {
		return ErrNotDropped
	}
	t.toldOf(drops)
	return nil
}

// toldOf notes that the store has been told of so many drops.
func (t *RedisTenant) toldOf(drops int64) {
	for told := t.told.Load(); told < drops && !t.told.CompareAndSwap(told, drops); {
		told = t.told.Load()
	}
}

// DropAll drops what the store keeps of all tenants, of whichever gateway. It fails with ErrNotDropped, also if the context
// ends before all are.
func (r *Redis) DropAll(ctx context.Context) error {
	for cursor := "0"; ; {
		next, err := r.pool.run(dropAllScript, writePatience, nil, rand.Text(), cursor, epochPrefix+"*")
		if err != nil || ctx.Err() != nil {
			return ErrNotDropped
		}
		if cursor = string(next); cursor == "0" {
			return nil
		}
	}
}
