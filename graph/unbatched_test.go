package graph_test

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"golang.org/x/sync/errgroup"

	"github.com/inkeep-gateway/gateway/graph"
	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// answerer answers queries, each by itself. Its errors are *query.Error.
type answerer interface {
	Rows(ctx context.Context, q query.Query) (*upstream.Answer, error)
}

// unbatchedOver makes loaders that ask a source for each query by itself, those of one field side by side.
func unbatchedOver(s answerer) func(ctx context.Context, loads int) graph.Loader {
	return func(context.Context, int) graph.Loader { return &unbatched{source: s} }
}

type unbatched struct {
	source answerer
	calls  atomic.Int64
}

// Load answers each query by itself.
func (u *unbatched) Load(ctx context.Context, queries ...*query.Query) ([]*upstream.Answer, error) {
	answers := make([]*upstream.Answer, len(queries))
	var asked errgroup.Group
	for i, q := range queries {
		if q != nil {
			asked.Go(func() (err error) {
				defer func() { // Nobody else would, and the process would end.
					if cause := recover(); cause != nil {
						err = graphql.GetOperationContext(ctx).Recover(ctx, cause)
					}
				}()
				answers[i], err = u.Rows(ctx, *q)
				return err
			})
		}
	}
	return answers, asked.Wait()
}

// Refuse has nothing to hold back: each query has been asked for itself.
func (u *unbatched) Refuse() {}

// Interval is that of the source; of one that shows all rows it is the filter's.
func (u *unbatched) Interval(where query.Where) query.Interval {
	if s, ok := u.source.(*upstream.Session); ok {
		return s.Interval(where)
	}
	return where.Interval()
}

// KeptAt says that nothing is kept.
func (u *unbatched) KeptAt(context.Context, query.Query) time.Time { return time.Time{} }

// Rows answers a query.
func (u *unbatched) Rows(ctx context.Context, q query.Query) (*upstream.Answer, error) {
	u.calls.Add(1)
	return u.source.Rows(ctx, q)
}

// Counts takes each query for one call.
func (u *unbatched) Counts() (asked, calls int) { return int(u.calls.Load()), int(u.calls.Load()) }
