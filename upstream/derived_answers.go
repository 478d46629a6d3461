package upstream

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/cache"
	"github.com/inkeep-gateway/gateway/upstream/derive"
	"github.com/inkeep-gateway/gateway/upstream/query"
	"github.com/inkeep-gateway/gateway/upstream/store"
)

// Most questions of a session follow from answers that are at hand: weeks from days, a total from groups. Which answers are
// kept whole is noted in an index, and a query is derived from one of them where that is certain (package derive). What is
// derived is as old as its source, and fresh for as long as an answer of its own would be.

// mostIndexed is how many bytes a query may have that is noted: it is kept beside its answer.
const mostIndexed = 16 << 10

// question is a query as the rules of deriving read it; nil if none apply to it. Its order is left out: groups that are
// all there are have none.
func (s source) question(q query.Query) *derive.Question {
	if !s.options.Derive || !q.Aggregates() || len(q.After) > 0 || q.Where.Nothing() {
		return nil
	}
	q.OrderBy = nil
	return derive.Prepare(q)
}

// learn notes an answer of what was asked, if it is whole and kept.
func (r reader) learn(asked *derive.Question, a *Answer) {
	if asked == nil {
		return
	}
	r.tenant.sizes.Saw(asked, a.At, a.Total)
	if a.Partial() || a.Cache != Miss && a.Cache != SharedHit {
		return
	}
	r.index.Add(a.key.Tag(), asked, a.key)
	if have, kept := r.memory.Get(a.key); !kept || have.asked == 0 { // It may have been too large, or have had to make room.
		r.index.Remove(a.key)
	}
}

// candidates are the keys of kept answers from which an answer may follow.
func (r reader) candidates(wanted *derive.Question) []store.Key {
	return r.index.Candidates(*r.tenant.epoch.Load(), wanted)
}

// knownAnswer is a question whose answer is kept under a key.
type knownAnswer struct {
	*derive.Question
	key store.Key
}

// known are those of the candidates that are still kept. Those by time come first, so that totals are the sums of the buckets
// that are shown beside them.
func (r reader) known(candidates []store.Key) []knownAnswer {
	all := make([]knownAnswer, 0, len(candidates))
	for _, key := range candidates {
		if q, ok := r.answeredBy(key); ok {
			all = append(all, knownAnswer{q, key})
		} else {
			r.index.Remove(key)
		}
	}
	slices.SortStableFunc(all, func(a, b knownAnswer) int {
		switch {
		case a.Timed() == b.Timed():
			return 0
		case a.Timed():
			return -1
		}
		return 1
	})
	return all
}

// answeredBy is the question that the answer under a key answers, as it was asked; false if it is not kept any more.
func (r reader) answeredBy(key store.Key) (*derive.Question, bool) {
	if q, ok := r.prepared.Get(key); ok {
		return q, true
	}
	have, ok := r.memory.Get(key)
	if !ok || have.asked == 0 {
		return nil, false
	}
	q, err := query.Parse(slices.Clone(have.packed[:have.asked]))
	if err != nil {
		return nil, false
	}
	written := q
	if q.OrderBy = nil; r.tenant.key(beginning(q)) != key {
		q = written // The order was the asker's.
	}
	prepared := derive.Prepare(q)
	r.prepared.Set(key, prepared)
	return prepared, true
}

const (
	// preparedBytes is what prepared questions may take that are kept beside their answers: they are read again and again in a session.
	preparedBytes = 4 << 20
	// preparedWeight is about what a prepared question takes for each byte of its query.
	preparedWeight = 5
)

// newPrepared keeps prepared questions.
func newPrepared(o CacheOptions, clock func() time.Time) *cache.Cache[store.Key, *derive.Question] {
	return cache.New(cache.Options[store.Key, *derive.Question]{
		Bytes: min(o.Bytes, preparedBytes),
		Weigh: func(q *derive.Question) int { return preparedWeight * len(q.Query().Body()) },
		Keep:  func(*derive.Question) time.Duration { return o.longest() },
		Clock: clock,
	})
}

// derive answers a query from a fresh one of the candidates; nil with the reason nearest to that if there is none. An answer
// that is no longer fresh, but may be served while it is refreshed, serves if it may: then it is refreshed.
func (r reader) derive(ctx context.Context, q query.Query, wanted *derive.Question, candidates []store.Key, mayBeStale bool) (*Answer, derive.Reason) {
	now := r.options.Clock()
	nearest := derive.NothingKnown
	all := r.known(candidates)
	for _, stale := range []bool{false, true} {
		if stale && (!mayBeStale || nearest != derive.TooOld) {
			break
		}
		usable := func(at time.Time) bool {
			lifetime := r.lifetime(ctx, q, at)
			if stale {
				lifetime += r.staleFor(ctx)
			}
			return now.Sub(at) < lifetime
		}
		for _, known := range all {
			plan, reason := derive.Derive(wanted, known.Question)
			if reason != derive.Derivable {
				nearest = derive.Nearest(nearest, reason)
				continue
			}
			from, err := r.readFromMemory(ctx, known.Query(), usable)
			switch {
			case errors.Is(err, errTooOld):
				nearest = derive.Nearest(nearest, derive.TooOld)
				continue
			case err != nil:
				r.index.Remove(known.key)
				continue
			case stale && from.pages > 1:
				continue // Many pages are not asked again for the sake of a few groups.
			}
			answer, reason := r.follow(ctx, q, plan, from)
			if reason != derive.Derivable {
				nearest = derive.Nearest(nearest, reason)
				continue
			}
			if stale {
				answer.Cache = Stale
				r.refresh(ctx, known.key, beginning(known.Query()))
			}
			return answer, derive.Derivable
		}
	}
	return nil, nearest
}

// deriveStaleIfError derives an answer of a query from one that may be served only because the endpoint fails; nil if there is none.
func (r reader) deriveStaleIfError(ctx context.Context, q query.Query, wanted *derive.Question) *Answer {
	now := r.options.Clock()
	usable := func(at time.Time) bool { return now.Sub(at) < r.lifetime(ctx, q, at)+r.options.Cache.StaleIfError }
	for _, known := range r.known(r.candidates(wanted)) {
		plan, reason := derive.Derive(wanted, known.Question)
		if reason != derive.Derivable {
			continue
		}
		if from, err := r.readFromMemory(ctx, known.Query(), usable); err == nil {
			if answer, reason := r.follow(ctx, q, plan, from); reason == derive.Derivable {
				answer.Cache = StaleIfError
				return answer
			}
		}
	}
	return nil
}

// follow is the answer of a query that follows from another by a plan, or why it does not.
func (r reader) follow(ctx context.Context, q query.Query, plan *derive.Plan, from *Answer) (*Answer, derive.Reason) {
	if from.Partial() {
		return nil, derive.APart
	}
	rows, reason := plan.Apply(from.Rows)
	if reason != derive.Derivable {
		return nil, reason
	}
	if r.hold(ctx, rows) != nil {
		return nil, derive.NothingKnown // There is no memory for it. Asking says so.
	}
	state := Derived
	if from.Cache > Miss { // It is as good as what it follows from.
		state = from.Cache
	}
	return &Answer{
		Rows:    rows,
		Cache:   state,
		At:      from.At,
		Fresh:   r.freshUntil(q, from.At),
		Derived: plan.String(),
		pages:   1,
	}, derive.Derivable
}

// How a query cannot be recalled.
var (
	errNotKept = errors.New("the answer is not kept")
	errTooOld  = errors.New("the answer is too old")
)

// readFromMemory is the whole answer of a query from memory alone, if it may be used. It fails with errNotKept or errTooOld.
func (r reader) readFromMemory(ctx context.Context, q query.Query, usable func(at time.Time) bool) (*Answer, error) {
	r.usable = usable
	a, err := r.read(ctx, q)
	if err == nil && a.Partial() {
		err = errNotKept
	}
	return a, err
}

// page is the page of a query. A reader that recalls asks nobody.
func (r reader) page(ctx context.Context, q query.Query) (page, error) {
	if r.usable == nil {
		return r.source.page(ctx, q)
	}
	switch have, ok := r.memory.Get(r.tenant.key(q)); {
	case !ok || have.err != nil:
		return page{}, errNotKept
	case !r.usable(have.at):
		return page{}, errTooOld
	default:
		p := have.page(Hit)
		return p, r.hold(ctx, p.Rows)
	}
}
