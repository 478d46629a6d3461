package upstream

import (
	"context"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/derive"
	"github.com/inkeep-gateway/gateway/upstream/query"
	"github.com/inkeep-gateway/gateway/upstream/store"
)

// Of a query with buckets a part may follow from what is kept, where the whole does not: of 90 days the last 30. Then only the
// rest of its range is asked for. It is as old as the older of the two, and fresh for as long as both are.

// extendOrAsk answers a query that does not follow from what is kept: with a part that does and the rest, or whole.
func (s *Session) extendOrAsk(ctx context.Context, q query.Query, wanted *derive.Question) (*Answer, error) {
	answer, err := s.reader.extend(ctx, q, wanted)
	switch {
	case err == nil && answer != nil:
		return answer, nil
	case isOutage(err):
		return nil, s.scope.redactDetail(err) // The whole would fail as well.
	}
	return s.rows(ctx, q)
}

// extend answers a query by asking for what is missing beside a part that is kept; nil if there is no such part, or if the two
// are of no common time.
func (r reader) extend(ctx context.Context, q query.Query, wanted *derive.Question) (*Answer, error) {
	if wanted == nil || !wanted.Timed() {
		return nil, nil
	}
	candidates := r.candidates(wanted)
	if len(candidates) == 0 {
		return nil, nil
	}
	begin := beginning(q)
	if _, _, ok := r.peek(ctx, begin); ok {
		return nil, nil
	}
	key := r.tenant.key(begin) // of the epoch in which the part was kept
	extension, kept := r.keptPart(ctx, wanted, candidates)
	if kept == nil {
		return nil, nil
	}
	rest, err := r.read(ctx, extension.Missing)
	if err != nil || rest.Partial() || rest.At.Before(extension.Cut) {
		return nil, err
	}
	rows := query.Concat([]*query.Rows{kept.Rows, rest.Rows})
	rows.Total = rows.Len()
	if err := r.hold(ctx, rows); err != nil {
		return nil, err
	}
	answer := &Answer{
		Rows:    rows,
		Cache:   max(Derived, rest.Cache),
		At:      earlierOf(kept.At, rest.At),
		Fresh:   earlierOf(kept.Fresh, rest.Fresh),
		Derived: kept.Derived + ", in part",
		key:     key,
		pages:   kept.pages + rest.pages,
	}
	if body := begin.Body(); answer.Cache == Miss && len(q.OrderBy) == 0 && len(body) <= mostIndexed {
		r.memory.Set(key, newEntry(rows, answer.At, body))
	}
	return answer, nil
}

func earlierOf(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// keptPart is a part of a question's answer that follows from what is kept and is fresh: all that is known of it, or what had long
// passed when it was answered. Without one the answer is nil. Candidates of an epoch that has ended since are not found any more.
func (r reader) keptPart(ctx context.Context, wanted *derive.Question, candidates []store.Key) (*derive.Extension, *Answer) {
	now := r.options.Clock()
	for _, key := range candidates {
		known, ok := r.answeredBy(key)
		if !ok {
			continue
		}
		have, ok := r.memory.Get(key)
		if !ok || have.err != nil {
			continue
		}
		for _, until := range []time.Time{have.at, have.at.Add(-longPast - time.Nanosecond)} {
			extension, ok := derive.Extend(wanted, known, until)
			if !ok {
				continue
			}
			part := extension.Kept.Query()
			usable := func(at time.Time) bool {
				return now.Sub(at) < r.lifetime(ctx, part, at) && !at.Before(extension.Cut)
			}
			from, err := r.readFromMemory(ctx, known.Query(), usable)
			if err != nil {
				continue
			}
			if answer, reason := r.follow(ctx, part, extension.Plan, from); reason == derive.Derivable {
				return extension, answer
			}
		}
	}
	return nil, nil
}
