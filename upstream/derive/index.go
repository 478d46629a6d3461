package derive

import (
	"encoding/binary"
	"slices"
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
	whole, droppable := uint64(0), make([]uint64, 0, mostDroppable)
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
	hashes := []uint64{whole}
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
// are candidates: Derive judges them. It keeps what it is given until that is removed, or is the oldest of too many over one
// filter. It is safe for concurrent use. The zero value is empty.
type Index[K comparable] struct {
	mu     sync.RWMutex
	known  map[place][]Candidate[K] // the newest last
	places map[K]place
}

// place is where answers over one filter of one scope are.
type place struct {
	scope string
	hash  uint64
}

// Candidate is a known answer: the key by which the caller has it, and what it answers.
type Candidate[K comparable] struct {
	Key      K
	Question *Question
}

// Add says that an answer is known, whole. The scope is whatever answers may not be shared across: account, view, epoch. A key
// that is there already has its new place only.
func (x *Index[K]) Add(scope string, q *Question, key K) {
	at := place{scope, q.FilterHashes()[0]}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.known == nil {
		x.known, x.places = make(map[place][]Candidate[K]), make(map[K]place)
	}
	x.remove(key)
	list := x.known[at]
	if len(list) == candidatesPerFilter {
		delete(x.places, list[0].Key)
		list = slices.Delete(list, 0, 1)
	}
	x.known[at] = append(list, Candidate[K]{key, q})
	x.places[key] = at
}

// Remove says that an answer is known no more.
func (x *Index[K]) Remove(key K) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.remove(key)
}

func (x *Index[K]) remove(key K) {
	at, ok := x.places[key]
	if !ok {
		return
	}
	delete(x.places, key)
	rest := slices.DeleteFunc(x.known[at], func(c Candidate[K]) bool { return c.Key == key })
	if len(rest) == 0 {
		delete(x.known, at)
	} else {
		x.known[at] = rest
	}
}

// Len is how many answers are known.
func (x *Index[K]) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return len(x.places)
}

// Candidates are known answers of the scope from which one may follow: those over the whole filter before those over a part of
// it, the newest first.
func (x *Index[K]) Candidates(scope string, q *Question) []Candidate[K] {
	var found []Candidate[K]
	hashes := q.FilterHashes()
	x.mu.RLock()
	defer x.mu.RUnlock()
	for _, h := range hashes {
		list := x.known[place{scope, h}]
		for i := len(list) - 1; i >= 0; i-- {
			found = append(found, list[i])
		}
	}
	return found
}
