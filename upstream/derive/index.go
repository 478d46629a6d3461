package derive

import (
	"encoding/binary"
	"sync"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

const (
	// mostDroppable is how many of a filter's conditions are tried to be left to a known answer's keys, one or two of them at
	// once. It bounds the look-ups: 37.
	mostDroppable = 8
	// candidatesPerFilter is how many answers over one filter, of whatever ranges of time, are looked at.
	candidatesPerFilter = 16
)

// FilterHashes are hashes of the filter without its bounds of time: the whole of it first, then without one or two of its
// conditions that keys can decide. An answer known under its own first one may answer those that have that among theirs. They
// are the same in every process, and shared.
func (q *Question) FilterHashes() []uint64 { return q.hashes }

func filterHashes(conjuncts []conjunct) []uint64 {
	whole := uint64(0)
	var droppable []uint64
	for _, c := range conjuncts {
		h := binary.LittleEndian.Uint64(c.digest[:])
		whole += h // whatever the order
		if condition, single := c.where.Condition(); single && len(droppable) < mostDroppable {
			key := query.Selection{Field: condition.Field, Path: condition.Path}
			if _, _, ok := checkOf(condition, key.Kind()); ok {
				droppable = append(droppable, h)
			}
		}
	}
	hashes := make([]uint64, 1, 1+len(droppable)*(len(droppable)+1)/2)
	hashes[0] = whole
	for _, h := range droppable {
		hashes = append(hashes, whole-h)
	}
	for i, h := range droppable {
		for _, other := range droppable[i+1:] {
			hashes = append(hashes, whole-h-other)
		}
	}
	return hashes
}

// Index finds the known answers from which one may follow, by a bounded number of look-ups whatever it holds. What it finds
// are candidates: Derive judges them. A scope is whatever answers may not be shared across: account, view, epoch. A key is by
// what the caller has an answer; the zero value is none. It keeps what it is given until that is removed, or is the oldest of too
// many over one filter. It has no pointers but those of scopes and keys, so that the collector of garbage need not read it. It
// is safe for concurrent use. The zero value is empty.
type Index[S, K comparable] struct {
	mu     sync.RWMutex
	newest map[place[S]]K
	known  map[K]link[S, K]
}

// place is where answers over one filter of one scope are.
type place[S comparable] struct {
	scope S
	hash  uint64
}

// link is the place of an answer, and the next older one there.
type link[S, K comparable] struct {
	at    place[S]
	older K
}

// Add says that an answer of a question is known, whole. A key that is there already has its new place only.
func (x *Index[S, K]) Add(scope S, q *Question, key K) {
	var none K
	at := place[S]{scope, q.FilterHashes()[0]}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.known == nil {
		x.newest, x.known = make(map[place[S]]K), make(map[K]link[S, K])
	}
	x.remove(key)
	x.known[key] = link[S, K]{at, x.newest[at]}
	x.newest[at] = key
	oldest := key
	for range candidatesPerFilter - 1 {
		if oldest = x.known[oldest].older; oldest == none {
			return
		}
	}
	if beyond := x.known[oldest].older; beyond != none {
		delete(x.known, beyond)
		x.known[oldest] = link[S, K]{at: at}
	}
}

// Remove says that an answer is known no more.
func (x *Index[S, K]) Remove(key K) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.remove(key)
}

func (x *Index[S, K]) remove(key K) {
	var none K
	l, ok := x.known[key]
	if !ok {
		return
	}
	delete(x.known, key)
	newer := x.newest[l.at]
	switch {
	case newer != key:
		for x.known[newer].older != key {
			newer = x.known[newer].older
		}
		x.known[newer] = l
	case l.older == none:
		delete(x.newest, l.at)
	default:
		x.newest[l.at] = l.older
	}
}

// Len is how many answers are known.
func (x *Index[S, K]) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return len(x.known)
}

// Candidates are the keys of known answers of the scope from which one may follow: those over the whole filter before those over
// a part of it, the newest first.
func (x *Index[S, K]) Candidates(scope S, q *Question) []K {
	var none K
	var found []K
	x.mu.RLock()
	defer x.mu.RUnlock()
	for _, h := range q.FilterHashes() {
		for key := x.newest[place[S]{scope, h}]; key != none; key = x.known[key].older {
			found = append(found, key)
		}
	}
	return found
}
