package upstream

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/graph-gophers/dataloader/v7"

	"github.com/inkeep-gateway/gateway/upstream/derive"
	"github.com/inkeep-gateway/gateway/upstream/endpoint"
	"github.com/inkeep-gateway/gateway/upstream/query"
	"github.com/inkeep-gateway/gateway/upstream/store"
)

// maxConcurrentCalls is how many calls of one batch may be under way at once.
const maxConcurrentCalls = 8

// Batch collects the queries of one operation. It knows how many loads are to come and goes when they are all in: equal
// queries become one, and those that differ in nothing but what they select are asked as one.
type Batch struct {
	session   *Session
	announced int // loads

	collecting sync.Once
	collector  *dataloader.Loader[*load, struct{}]

	refused atomic.Bool
	asked   atomic.Int64
	caller  endpoint.Caller
}

// Answer is the answer of a query, and where it comes from.
type Answer struct {
	*query.Rows
	Cache   CacheState
	At      time.Time // when the endpoint answered; the oldest page
	Fresh   time.Time // until when the answer is fresh; the earliest of its pages
	Derived string    // how the answer follows from another; empty if it does not
	Reason  string    // of an answer of groups that was asked for: why it did not follow from another
	pages   int
	key     store.Key // where its first page is kept
}

// load is one of the loads announced; without a query it only counts. Its query is answered when done is closed.
type load struct {
	query  *query.Query
	done   chan struct{}
	answer *Answer
	err    error

	// Of a query with columns that the endpoint does not have: how it is computed, and the loads that it is computed of. Whoever
	// loads it waits for those.
	computed *derive.Computed
	parts    []*load
}

func (l *load) answered(answer *Answer, err error) {
	l.answer, l.err = answer, err
	close(l.done)
}

// Batch makes a batch of that many loads, queries and nils.
func (s *Session) Batch(loads int) *Batch {
	return &Batch{session: s, announced: loads, caller: endpoint.Caller{ID: s.scope.Caller}}
}

// loader collects the loads of several callers.
func (b *Batch) loader() *dataloader.Loader[*load, struct{}] {
	b.collecting.Do(func() {
		b.collector = dataloader.NewBatchedLoader(b.run,
			dataloader.WithCache[*load, struct{}](&dataloader.NoCache[*load, struct{}]{}),
			dataloader.WithBatchCapacity[*load, struct{}](max(b.announced, 1)),
			dataloader.WithInputCapacity[*load, struct{}](max(b.announced, 1)),
			dataloader.WithWait[*load, struct{}](b.session.reader.options.BatchWait),
		)
	})
	return b.collector
}

// Load answers some of the queries announced, when the batch has gone and they are answered: it does not wait for the
// others of the batch. A nil query only says that a load will not come; its answer is nil. The errors are *query.Error,
// or ErrRefused.
func (b *Batch) Load(ctx context.Context, queries ...*query.Query) ([]*Answer, error) {
	loads := make([]*load, len(queries))
	for i, q := range queries {
		loads[i] = &load{query: q, done: make(chan struct{})}
	}
	var went []dataloader.Thunk[struct{}] // of each, unless the batch went whole
	if len(queries) == b.announced {
		b.runWhole(ctx, loads)
	} else {
		went = make([]dataloader.Thunk[struct{}], len(queries))
		for i, l := range loads {
			went[i] = b.loader().Load(ctx, l)
		}
	}
	answers := make([]*Answer, len(queries))
	var failure error
	for i, q := range queries {
		if q == nil {
			continue
		}
		l := loads[i] // whose query is the batch's by now
		var err error
		if went != nil {
			_, err = went[i]()
		}
		if err == nil && l.computed != nil {
			answers[i], err = b.compute(ctx, l)
		} else if err == nil {
			answers[i], err = l.wait(ctx)
		}
		if failure == nil {
			failure = err
		}
	}
	return answers, failure
}

// ErrRefused is the error of a query that was not asked because its request was refused.
var ErrRefused = errors.New("the request is refused")

// Refuse says that the request is refused: what has not gone yet is not asked any more.
func (b *Batch) Refuse() { b.refused.Store(true) }

// Interval is the range of time that a filter leaves, of the rows that the caller may see.
func (b *Batch) Interval(where query.Where) query.Interval { return b.session.Interval(where) }

// Rows answers a query that was not announced.
func (b *Batch) Rows(ctx context.Context, q query.Query) (*Answer, error) {
	if q.Computed() {
		own := b.session.Batch(1)
		answers, err := own.Load(ctx, &q)
		asked, calls := own.Counts()
		b.asked.Add(int64(asked))
		b.caller.Calls.Add(int64(calls))
		return answers[0], err
	}
	b.asked.Add(1)
	q, err := b.session.restrictToScope(q)
	if err != nil {
		return nil, err
	}
	return b.session.rows(endpoint.CalledBy(ctx, &b.caller), q)
}

// Counts says how many queries were asked for the operation once they were merged, and how many calls of the endpoint were
// made for them, each try counted.
func (b *Batch) Counts() (asked, calls int) { return int(b.asked.Load()), int(b.caller.Calls.Load()) }

// run begins to answer a batch. What it gives says nothing but that the batch has gone: each load has its own answer.
func (b *Batch) run(ctx context.Context, loads []*load) []*dataloader.Result[struct{}] {
	questions, asked := b.plan(loads)
	go b.execute(ctx, questions, asked)
	went := make([]*dataloader.Result[struct{}], len(loads))
	for i := range went {
		went[i] = &dataloader.Result[struct{}]{}
	}
	return went
}

// runWhole answers a batch that one caller has all of: nobody is to be waited for, and a single query needs nobody to wait
// in the caller's place.
func (b *Batch) runWhole(ctx context.Context, loads []*load) {
	questions, asked := b.plan(loads)
	if len(questions) == 1 {
		b.execute(ctx, questions, asked)
		return
	}
	go b.execute(ctx, questions, asked)
}

// plan is what to ask for loads, and those of them that it is asked for. The others are answered.
func (b *Batch) plan(loads []*load) (asks []merged, asked []*load) {
	for _, l := range loads {
		switch {
		case l.query == nil:
		case b.refused.Load():
			l.answered(nil, ErrRefused)
		default:
			q, err := b.session.restrictToScope(*l.query)
			if err != nil {
				l.answered(nil, err)
				continue
			}
			computed, failure := derive.Compute(q, b.session.reader.options.Clock(), int(b.session.reader.tenant.pageSize.Load()))
			switch {
			case failure != nil:
				l.answered(nil, failure)
			case computed == nil:
				asked = append(asked, b.ask(l, q))
			default:
				l.computed = computed
				for _, q := range computed.Queries {
					part := b.ask(&load{done: make(chan struct{})}, q)
					l.parts, asked = append(l.parts, part), append(asked, part)
				}
			}
		}
	}
	return mergeQueries(asked), asked
}

// mayBeCausedByMerging says whether an error of a merged query may come of what another asker selects.
func mayBeCausedByMerging(err error) bool {
	if err == nil {
		return false
	}
	var e *query.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Failure {
	case query.Rejected: // but for the access key
		return e.Status != http.StatusUnauthorized && e.Status != http.StatusForbidden
	case query.TooLarge, query.InvalidResponse:
		return true
	default:
		return false
	}
}
