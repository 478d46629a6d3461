package edge

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/maypok86/otter/v2"

	"github.com/inkeep-gateway/gateway/server/memory"
)

// wholeAnswer is an answer as it goes out: not in parts, and without errors. It does not change.
type wholeAnswer struct {
	body    [][]byte          // in pieces; one that is kept is of one
	tag     string            // empty of one to POST, which nobody asks for by it
	at      time.Time         // when the oldest of what it is made of was answered; zero if that is not known
	fresh   time.Time         // until then it stays as it is
	until   time.Time         // it is kept
	outcome Outcome           // of the request that it was made for
	coded   map[string][]byte // the body in codings, as far as they were asked for
}

// newWholeAnswer is one, to a request of a method, that is of a time and stays as it is until another.
func newWholeAnswer(answer *graphql.Response, method string, now, at, fresh time.Time, outcome Outcome) *wholeAnswer {
	// No longer than its clients may keep it, who know of whole seconds.
	left := max(0, fresh.Sub(now)).Truncate(time.Second)
	before, after := around(answer)
	a := &wholeAnswer{body: [][]byte{before, answer.Data, after}, at: at, fresh: now.Add(left), until: now.Add(min(left, longestKept)), outcome: outcome}
	if method == http.MethodGet {
		a.tag = entityTag(a.body)
	}
	return a
}

// age is how long ago the oldest of what it is made of was answered.
func (a *wholeAnswer) age(now time.Time) time.Duration {
	if a.at.IsZero() {
		return 0
	}
	return max(0, now.Sub(a.at))
}

// joined is the answer with its body in one piece.
func (a *wholeAnswer) joined() *wholeAnswer {
	one := *a
	one.body = [][]byte{slices.Concat(a.body...)}
	return &one
}

// size is that of the body in bytes.
func (a *wholeAnswer) size() int {
	n := 0
	for _, piece := range a.body {
		n += len(piece)
	}
	return n
}

// codingBytes is what it takes to put a body into a coding, beside the body in it.
const codingBytes = 1 << 20

// coding takes the bytes of the body in a coding, unless it has it. It fails where there is no room for it.
func (a *wholeAnswer) coding(ctx context.Context, coding string, held *memory.Lease) bool {
	if a.coded[coding] != nil {
		return true
	}
	return held.Take(ctx, codingBytes+int64(a.size())) == nil
}

// in is the answer that has its body in a coding, too.
func (a *wholeAnswer) in(coding string) *wholeAnswer {
	if a.coded[coding] != nil {
		return a
	}
	more := *a
	more.coded = map[string][]byte{coding: encoded(coding, a.body...)}
	maps.Copy(more.coded, a.coded)
	return &more
}

// wholeAnswers keep answers for requests that are equal to the byte, so that these need not even be read. Nil keeps none.
//
// An answer is kept from the second time on that it is asked for: most are not, and would only take the place of those
// that are. It serves whom it was made for: its key is a hash of the request, its media type and the caller's scope that
// no two of them share. It is served no longer than its clients may keep it, and for a minute at most, so that what counts
// back from now counts from not long ago.
type wholeAnswers struct {
	scope    func(context.Context) string
	clock    func() time.Time
	inOne    bool  // whether no answer comes in parts
	most     int64 // bytes of all of them
	kept     *otter.Cache[wholeKey, *wholeAnswer]
	underway sync.Map               // a *making by its key
	marks    *[512][8]atomic.Uint64 // of requests whose answers can be kept, in rows by their keys; others overwrite them
}

type wholeKey [sha256.Size]byte

// longestKept bounds by how much the present of an answer may lag behind.
const longestKept = time.Minute

func newWholeAnswers(o Options) *wholeAnswers {
	if o.Answers <= 0 || o.Scope == nil {
		return nil
	}
	return &wholeAnswers{
		scope: o.Scope,
		clock: o.Clock,
		inOne: o.InParts == nil,
		most:  o.Answers,
		marks: new([512][8]atomic.Uint64),
		kept: otter.Must(&otter.Options[wholeKey, *wholeAnswer]{
			MaximumWeight: uint64(o.Answers),
			Weigher:       func(_ wholeKey, a *wholeAnswer) uint32 { return a.weight() },
			ExpiryCalculator: otter.ExpiryWritingFunc(func(e otter.Entry[wholeKey, *wholeAnswer]) time.Duration {
				return max(e.Value.until.Sub(o.Clock()), 1)
			}),
			Clock: otterClock{o.Clock},
		}),
	}
}

// weight is about what an answer takes in memory.
func (a *wholeAnswer) weight() uint32 {
	const overhead = 1024
	n := a.size() + overhead
	for _, body := range a.coded {
		n += cap(body)
	}
	return uint32(min(n, math.MaxUint32)) //nolint:gosec // bounded
}

// key is where the answer to a request is kept; false if it is not to be. What is sent is its body or its parameters.
func (k *wholeAnswers) key(ctx context.Context, r *http.Request, media string, sent []byte) (key wholeKey, ok bool) {
	if k == nil {
		return key, false
	}
	scope := k.scope(ctx)
	if scope == "" {
		return key, false
	}
	// All before what is sent has a length that is told, so that no two requests are one text.
	lead := [10]byte{r.Method[0], media[len("application/")]}
	if r.Method == http.MethodPost && !k.inOne && takesParts(r.Header) {
		lead[0] = 'M'
	}
	binary.LittleEndian.PutUint64(lead[2:], uint64(len(scope)))
	h := sha256.New()
	_, _ = h.Write(lead[:])
	_, _ = h.Write([]byte(scope))
	_, _ = h.Write(sent)
	h.Sum(key[:0])
	return key, true
}

// find is the answer that is kept under a key; nil if there is none, or none that is as young as it is wanted.
func (k *wholeAnswers) find(key wholeKey, wanted freshEnough) *wholeAnswer {
	a, ok := k.kept.GetIfPresent(key)
	if !ok || !wanted.is(a.age(k.clock())) {
		return nil
	}
	return a
}

// making is an answer that is being made. Of one that was kept before, others who ask for it wait for the first: once a
// large answer is no longer fresh, each of them would make the whole of it.
type making struct {
	of   *wholeAnswers
	key  wholeKey
	done chan struct{}
}

// longestWait bounds for how long a request waits for an equal one. Then it is answered by itself; the call of the endpoint is
// shared all the same.
const longestWait = time.Second

// begin begins to make the answer of a key. It may wait for one that is being made; then there may be one to find. One that is
// wanted anew waits for none.
func (k *wholeAnswers) begin(ctx context.Context, key wholeKey, wanted freshEnough) (m *making, waited bool) {
	m = &making{of: k, key: key}
	if wanted.anew() || !k.marked(key) {
		return m, false
	}
	m.done = make(chan struct{})
	first, others := k.underway.LoadOrStore(key, m)
	if !others {
		return m, false
	}
	wait := time.NewTimer(longestWait)
	defer wait.Stop()
	select {
	case <-first.(*making).done:
	case <-wait.C:
	case <-ctx.Done():
	}
	return m, true
}

// made ends the making with an answer to keep, or with nil. What is told after the first time, or of a nil making, is not heard.
func (m *making) made(a *wholeAnswer) {
	if m == nil || m.of == nil {
		return
	}
	if a != nil && int64(a.size()) < m.of.most {
		if m.of.marked(m.key) {
			m.of.kept.Set(m.key, a.joined())
		} else {
			m.of.mark(m.key)
		}
	}
	if m.done != nil && m.of.underway.CompareAndDelete(m.key, m) {
		close(m.done)
	}
	m.of = nil
}

// marked says whether a key was marked not long ago.
func (k *wholeAnswers) marked(key wholeKey) bool {
	row, mark := k.row(key)
	for i := range row {
		if row[i].Load() == mark {
			return true
		}
	}
	return false
}

// mark notes that the answer of a key is one that can be kept.
func (k *wholeAnswers) mark(key wholeKey) {
	row, mark := k.row(key)
	// Any place will do, but not always the same: two requests in turn would then overwrite each other for ever.
	row[rand.IntN(len(row))].Store(mark) //nolint:gosec // It is no secret.
}

func (k *wholeAnswers) row(key wholeKey) (row *[8]atomic.Uint64, mark uint64) {
	return &k.marks[binary.LittleEndian.Uint64(key[:])%uint64(len(k.marks))], cmp.Or(binary.LittleEndian.Uint64(key[8:]), 1)
}

// otterClock gives the cache the time of the options.
type otterClock struct{ now func() time.Time }

// NowNano is the present in nanoseconds since 1970.
func (c otterClock) NowNano() int64 { return c.now().UnixNano() }

// Tick is for the cache's clean-up, whose rhythm is that of real time.
func (c otterClock) Tick(d time.Duration) <-chan time.Time { return time.Tick(d) }
