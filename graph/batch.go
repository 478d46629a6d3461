package graph

import (
	"context"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Batch has operations that are executed side by side ask as one: as if their fields stood in one operation.
type Batch struct {
	loads  int // of all of them
	create sync.Once
	loader Loader
}

// NewBatch makes one of valid operations.
func NewBatch(ops []*graphql.OperationContext) *Batch {
	b := new(Batch)
	for _, op := range ops {
		b.loads += announced(op)
	}
	return b
}

type batchedLoaderKey struct{}

// Begin is the context of one of the operations. Each has to be ended, with its answer or without, so that the others do not
// wait for what does not come.
func (b *Batch) Begin(ctx context.Context, op *graphql.OperationContext) (_ context.Context, end func()) {
	l := &batchedLoader{batch: b, left: announced(op)}
	return context.WithValue(ctx, batchedLoaderKey{}, l), func() { l.end(ctx) }
}

// batchedLoader is the loader of one operation of a batch. It may be used by several goroutines.
type batchedLoader struct {
	batch *Batch
	Loader

	mu      sync.Mutex
	left    int // loads that have not come
	refused bool
}

// join gives an operation of a batch the loader of all of them, whatever becomes of it.
func (o operations) join(ctx context.Context) {
	if l, ok := ctx.Value(batchedLoaderKey{}).(*batchedLoader); ok {
		l.batch.create.Do(func() { l.batch.loader = o.batch(ctx, l.batch.loads) })
		l.Loader = l.batch.loader
	}
}

// loaderOf is the loader of an operation of so many loads: its own, or its part of a batch.
func (o operations) loaderOf(ctx context.Context, loads int) Loader {
	if l, ok := ctx.Value(batchedLoaderKey{}).(*batchedLoader); ok {
		return l
	}
	return o.batch(ctx, loads)
}

// Load is Loader's. Of an operation that is refused nothing is asked.
func (l *batchedLoader) Load(ctx context.Context, queries ...*query.Query) ([]*upstream.Answer, error) {
	l.mu.Lock()
	l.left -= len(queries)
	refused := l.refused
	l.mu.Unlock()
	if !refused {
		return l.Loader.Load(ctx, queries...)
	}
	// There is nothing to wait for and nothing that could fail.
	_, _ = l.Loader.Load(ctx, make([]*query.Query, len(queries))...)
	return make([]*upstream.Answer, len(queries)), upstream.ErrRefused
}

// Refuse is Loader's. It refuses the one operation, and none beside it.
func (l *batchedLoader) Refuse() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refused = true
}

// end tells the others of the batch that what has not come by now does not come.
func (l *batchedLoader) end(ctx context.Context) {
	l.mu.Lock()
	left := l.left
	l.left = 0
	l.mu.Unlock()
	if left > 0 && l.Loader != nil {
		_, _ = l.Loader.Load(ctx, make([]*query.Query, left)...)
	}
}
