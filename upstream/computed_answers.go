package upstream

import (
	"context"

	"github.com/inkeep-gateway/gateway/upstream/derive"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// A query with columns that the endpoint does not have (package derive computes them) is asked by queries that it has. Those are
// queries of the batch like all others: merged, derived and kept.

// ask has a load ask a query that the endpoint has.
func (b *Batch) ask(l *load, q query.Query) *load {
	if b.session.reader.options.Derive {
		q = derive.AddAverageParts(q)
	}
	l.query = &q
	return l
}

// wait is the answer of a load.
func (l *load) wait(ctx context.Context) (*Answer, error) {
	select {
	case <-l.done:
		return l.answer, l.err
	case <-ctx.Done():
		return nil, contextError(ctx)
	}
}

// compute is the answer of a load that is computed of others. It is as old as the oldest of theirs.
func (b *Batch) compute(ctx context.Context, l *load) (*Answer, error) {
	answers, rows := make([]*Answer, len(l.parts)), make([]*query.Rows, len(l.parts))
	for i, part := range l.parts {
		var err error
		if answers[i], err = part.wait(ctx); err != nil {
			return nil, err
		}
		rows[i] = answers[i].Rows
	}
	computed, failure := l.computed.Answer(rows)
	if failure != nil {
		return nil, failure
	}
	if err := b.session.reader.hold(ctx, computed); err != nil {
		return nil, err
	}
	answer := *answers[0]
	for _, a := range answers[1:] {
		answer.Cache = max(answer.Cache, a.Cache)
		if a.At.Before(answer.At) {
			answer.At = a.At
		}
		if a.Fresh.Before(answer.Fresh) {
			answer.Fresh = a.Fresh
		}
	}
	answer.Rows = computed
	return &answer, nil
}
