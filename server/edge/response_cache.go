package edge

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/server/memory"
	"github.com/inkeep-gateway/gateway/upstream/cache"
)

// cacheableResponse is an answer as it goes out: not in parts, and without errors. It does not change.
type cacheableResponse struct {
	body      [][]byte          // in pieces; one that is kept is of one
	etag      string            // empty for an answer to POST, which clients do not revalidate
	at        time.Time         // when the oldest of the answers that it is made of was given; zero if that is not known
	fresh     time.Time         // until when it stays as it is
	until     time.Time         // until when it is kept
	outcome   Outcome           // of the request that it was made for
	encodings map[string][]byte // the body in codings, as far as they were asked for
}

// newCacheableResponse makes one of an answer to a request with a method. The times are the present, when the oldest of the answers
// that it is made of was given, and until when it stays as it is.
func newCacheableResponse(answer *graphql.Response, method string, now, at, fresh time.Time, outcome Outcome) *cacheableResponse {
	// No longer than its clients may keep it, who know of whole seconds.
	left := max(0, fresh.Sub(now)).Truncate(time.Second)
	before, after := around(answer)
	a := &cacheableResponse{body: [][]byte{before, answer.Data, after}, at: at, fresh: now.Add(left), until: now.Add(min(left, maxResponseLifetime)), outcome: outcome}
	if method == http.MethodGet {
		a.etag = entityTag(a.body)
	}
	return a
}

// age returns how long ago the oldest of the answers that it is made of was given.
func (a *cacheableResponse) age(now time.Time) time.Duration {
	if a.at.IsZero() {
		return 0
	}
	return max(0, now.Sub(a.at))
}

// joined is the answer with its body in one piece.
func (a *cacheableResponse) joined() *cacheableResponse {
	one := *a
	one.body = [][]byte{slices.Concat(a.body...)}
	return &one
}

// size is that of the body in bytes.
func (a *cacheableResponse) size() int {
	n := 0
	for _, piece := range a.body {
		n += len(piece)
	}
	return n
}

// codingBytes is what it takes to put a body into a coding, beside the body in it.
const codingBytes = 1 << 20

// takeEncoding takes the bytes of the body in a coding, unless it has it. It fails where there is no room for it.
func (a *cacheableResponse) takeEncoding(ctx context.Context, coding string, lease *memory.Lease) bool {
	if a.encodings[coding] != nil {
		return true
	}
	return lease.Take(ctx, codingBytes+int64(a.size())) == nil
}

// encodedAs is the answer that has its body in a coding, too.
func (a *cacheableResponse) encodedAs(coding string) *cacheableResponse {
	if a.encodings[coding] != nil {
		return a
	}
	more := *a
	more.encodings = map[string][]byte{coding: encoded(coding, a.body...)}
	maps.Copy(more.encodings, a.encodings)
	return &more
}

// responseCache keep answers for requests that are equal to the byte, so that these need not even be read. Nil keeps none.
//
// An answer is kept from the second time on that it is asked for: most are not, and would only take the place of those
// that are. It serves whom it was made for: its key is a hash of the request, its media type and the caller's scope that
// no two of them share. It is served no longer than its clients may keep it, and for a minute at most, so that what counts
// back from now counts from not long ago.
type responseCache struct {
	scope         func(context.Context) string
	clock         func() time.Time
	noIncremental bool  // whether no answer comes in parts
	maxBytes      int64 // bytes of all of them
	stored        *cache.Cache[responseKey, *cacheableResponse]
	fills         sync.Map               // a *responseFill by its key
	doorkeeper    *[512][8]atomic.Uint64 // of requests whose answers can be kept, in rows by their keys; others overwrite them
}

type responseKey cache.Key

// maxResponseLifetime bounds by how much the present of an answer may lag behind.
const maxResponseLifetime = time.Minute

func newResponseCache(o Options) *responseCache {
	if o.ResponseCacheBytes <= 0 || o.Scope == nil {
		return nil
	}
	return &responseCache{
		scope:         o.Scope,
		clock:         o.Clock,
		noIncremental: o.Incremental == nil,
		maxBytes:      o.ResponseCacheBytes,
		doorkeeper:    new([512][8]atomic.Uint64),
		stored: cache.New(cache.Options[responseKey, *cacheableResponse]{
			Bytes: o.ResponseCacheBytes,
			Weigh: (*cacheableResponse).weight,
			Keep:  func(a *cacheableResponse) time.Duration { return a.until.Sub(o.Clock()) },
			Full:  func() { o.Evicted(cachedResponses) },
			Clock: o.Clock,
		}),
	}
}

// weight is about what an answer takes in memory.
func (a *cacheableResponse) weight() int {
	const overhead = 1024
	n := a.size() + overhead
	for _, body := range a.encodings {
		n += cap(body)
	}
	return n
}

// key is where the answer to a request is kept; false if it is not to be. What is sent is its body or its parameters.
func (c *responseCache) key(ctx context.Context, r *http.Request, media string, sent []byte) (key responseKey, ok bool) {
	if c == nil || !isWhole(media) {
		return key, false
	}
	scope := c.scope(ctx)
	if scope == "" {
		return key, false
	}
	// All before what is sent has a length that is told, so that no two requests are one text.
	lead := [10]byte{r.Method[0], media[len("application/")]}
	if r.Method == http.MethodPost && !c.noIncremental && negotiateIncremental(r.Header) != noIncremental {
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
func (c *responseCache) find(key responseKey, wanted requestedMaxAge) *cacheableResponse {
	a, ok := c.stored.Get(key)
	if !ok || !wanted.allows(a.age(c.clock())) {
		return nil
	}
	return a
}

// responseFill is an answer that is being made. Of one that was kept before, others who ask for it wait for the first: once a
// large answer is no longer fresh, each of them would make the whole of it.
type responseFill struct {
	cache *responseCache
	key   responseKey
	done  chan struct{}
}

// maxFillWait bounds for how long a request waits for an equal one. Then it is answered by itself; the call of the endpoint is
// shared all the same.
const maxFillWait = time.Second

// beginFill begins to make the answer of a key. The caller has to finish what it returns. If the answer is being made already,
// beginFill waits for it, and look says that it may be found by now. It does not wait if the answer is wanted anew.
func (c *responseCache) beginFill(ctx context.Context, key responseKey, wanted requestedMaxAge) (f *responseFill, look bool) {
	f = &responseFill{cache: c, key: key}
	if wanted.noCache() || !c.seenBefore(key) {
		return f, false
	}
	f.done = make(chan struct{})
	first, others := c.fills.LoadOrStore(key, f)
	if !others {
		// One that ended after the caller had looked has left its answer.
		return f, c.find(key, wanted) != nil
	}
	wait := time.NewTimer(maxFillWait)
	defer wait.Stop()
	select {
	case <-first.(*responseFill).done:
	case <-wait.C:
	case <-ctx.Done():
	}
	return f, true
}

// finish ends a fill with an answer to keep, or with nil for none. It does nothing for a nil fill, or the second time.
func (f *responseFill) finish(a *cacheableResponse) {
	if f == nil || f.cache == nil {
		return
	}
	if a != nil && int64(a.size()) < f.cache.maxBytes {
		if f.cache.seenBefore(f.key) {
			f.cache.stored.Set(f.key, a.joined())
		} else {
			f.cache.noteSeen(f.key)
		}
	}
	if f.done != nil && f.cache.fills.CompareAndDelete(f.key, f) {
		close(f.done)
	}
	f.cache = nil
}

// seenBefore says whether a key was marked not long ago.
func (c *responseCache) seenBefore(key responseKey) bool {
	row, mark := c.row(key)
	for i := range row {
		if row[i].Load() == mark {
			return true
		}
	}
	return false
}

// noteSeen notes that the answer of a key is one that can be kept.
func (c *responseCache) noteSeen(key responseKey) {
	row, mark := c.row(key)
	// Any place will do, but not always the same: two requests in turn would then overwrite each other for ever.
	row[rand.IntN(len(row))].Store(mark) //nolint:gosec // It is no secret.
}

func (c *responseCache) row(key responseKey) (row *[8]atomic.Uint64, mark uint64) {
	return &c.doorkeeper[binary.LittleEndian.Uint64(key[:])%uint64(len(c.doorkeeper))], cmp.Or(binary.LittleEndian.Uint64(key[8:]), 1)
}
