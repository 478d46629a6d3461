package upstream

import (
	"time"

	"github.com/inkeep-gateway/gateway/upstream/cache"
	"github.com/inkeep-gateway/gateway/upstream/query"
	"github.com/inkeep-gateway/gateway/upstream/store"
)

// CacheOptions say how long answers are kept. The zero value has the defaults.
type CacheOptions struct {
	Bytes        int64         // of answers in memory; default 64 MiB; below 0 nothing is kept
	Fresh        time.Duration // answers are served as they are; default 30 s
	FreshPast    time.Duration // the same, of queries that end more than a day ago; default 1 h
	Stale        time.Duration // after that they are served while one call refreshes them; default 5 min
	StaleIfError time.Duration // after they ceased to be fresh they are served when the endpoint fails; default 1 h
}

func (o CacheOptions) withDefaults() CacheOptions {
	for _, d := range []struct {
		option   *time.Duration
		standard time.Duration
	}{
		{&o.Fresh, 30 * time.Second},
		{&o.FreshPast, time.Hour},
		{&o.Stale, 5 * time.Minute},
		{&o.StaleIfError, time.Hour},
	} {
		if *d.option == 0 {
			*d.option = d.standard
		}
	}
	if o.Bytes == 0 {
		o.Bytes = 64 << 20
	}
	return o
}

// refusalsKept is how long a query that cannot be processed is refused without asking again.
const refusalsKept = 2 * time.Second

// CacheState says where an answer comes from. An answer of several pages has the greatest of theirs.
type CacheState int

// The states of an answer.
const (
	Hit          CacheState = iota // from memory, fresh
	SharedHit                      // from the store that gateways share, fresh
	Derived                        // follows from another answer
	Miss                           // from the endpoint
	Stale                          // from memory, no longer fresh, while it is refreshed
	StaleIfError                   // from memory, no longer fresh, because the endpoint failed
)

func (s CacheState) String() string {
	return [...]string{"hit", "shared", "derived", "miss", "stale", "stale-if-error"}[s]
}

// page is one answer of the endpoint.
type page struct {
	*query.Rows
	state CacheState
	at    time.Time // when the endpoint answered
	fresh time.Time // until when it is

	key     store.Key // where it is kept
	derived string    // how it follows from another answer; empty if it does not
}

// entry is what is kept of a query: an answer, or a refusal. An answer is of one piece without pointers.
type entry struct {
	at     time.Time // when the endpoint answered
	packed []byte    // the query's body, if something may follow from the answer, and the rows
	asked  int       // how much of that is the body
	err    *query.Error
}

// newEntry is what is kept of an answer: its rows, and the body of its query if something may follow from it.
func newEntry(rows *query.Rows, at time.Time, asked []byte) entry {
	packed := append(make([]byte, 0, len(asked)+rows.PackedBytes()), asked...)
	return entry{at: at, packed: rows.Pack(packed), asked: len(asked)}
}

// page is the answer as a page of a state.
func (e entry) page(state CacheState) page {
	return page{Rows: query.Unpack(e.packed[e.asked:]), state: state, at: e.at}
}

// longest is how long anything may serve an answer.
func (o CacheOptions) longest() time.Duration {
	return max(o.Fresh, o.FreshPast) + max(o.Stale, o.StaleIfError)
}

// newMemory keeps entries, bounded in bytes, for as long as anything may serve them. It tells which are kept no more.
func newMemory(o CacheOptions, clock func() time.Time, removed func(store.Key), full func()) *cache.Cache[store.Key, entry] {
	longest := o.longest()
	return cache.New(cache.Options[store.Key, entry]{
		Bytes: o.Bytes,
		Weigh: entry.weight,
		Keep: func(e entry) time.Duration {
			if e.err != nil {
				return refusalsKept
			}
			return longest
		},
		Removed: removed,
		Full:    full,
		Clock:   clock,
	})
}

// weight is about what an entry takes in memory.
func (e entry) weight() int {
	const overhead, indexed = 208, 320 // The second is for its place in the index.
	weight := cap(e.packed) + overhead
	if e.asked > 0 {
		weight += indexed
	}
	return weight
}
