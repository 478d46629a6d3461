package upstream

import (
	"context"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/derive"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// KeptAt says when the answer was given that is kept of a query, or that follows from what is kept, and that the query would have now;
// zero if it would be asked. It asks nobody and promises nothing: the answer may come of another one that is asked at the same time.
func (b *Batch) KeptAt(ctx context.Context, q query.Query) (oldest time.Time) {
	q, err := b.session.scope.restrictToScope(q)
	if err != nil {
		return time.Time{}
	}
	r := b.session.reader
	queries := []query.Query{q}
	switch computed, failure := derive.Compute(q, r.options.Clock(), int(r.tenant.pageSize.Load())); {
	case failure != nil:
		return time.Time{}
	case computed != nil:
		queries = computed.Queries
	}
	for _, q := range queries {
		if r.options.Derive {
			q = derive.AddAverageParts(q)
		}
		at := r.keptAt(ctx, q)
		if at.IsZero() {
			return at
		}
		if oldest.IsZero() || at.Before(oldest) {
			oldest = at
		}
	}
	return oldest
}

// keptAt is KeptAt for a query that the endpoint has.
func (r reader) keptAt(ctx context.Context, q query.Query) time.Time {
	if kept, _, ok := r.peek(ctx, beginning(q)); ok {
		return kept.at
	}
	wanted := r.question(q)
	if wanted == nil {
		return time.Time{}
	}
	answer, _ := r.derive(ctx, q, wanted, r.candidates(wanted), false)
	if answer == nil {
		return time.Time{}
	}
	return answer.At
}
