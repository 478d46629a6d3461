package upstream

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/graph-gophers/dataloader/v7"
	"golang.org/x/sync/errgroup"
)

const (
	// straggler is how long a batch waits for loads that were announced and do not come. It passes only then.
	straggler = 16 * time.Millisecond
	// sideBySide is how many calls of one batch may be under way at once.
	sideBySide = 8
)

// Batch collects the queries of one operation. It knows how many loads are to come and goes when they are all in: equal
// queries become one, and those that differ in nothing but what they select are asked as one.
type Batch struct {
	session *Session
	loader  *dataloader.Loader[*load, *Answer]

	refused      atomic.Bool
	asked, calls atomic.Int64
}

// Answer is the answer of a query, and where it comes from.
type Answer struct {
	*Rows
	Cache CacheState
	At    time.Time // when the endpoint answered; the oldest page
	Fresh time.Time // until when the answer is fresh; the earliest of its pages
}

// load is one of the loads announced; without a query it only counts.
type load struct{ query *Query }

// Batch makes a batch of that many loads, queries and nils.
func (s *Session) Batch(loads int) *Batch {
	b := &Batch{session: s}
	b.loader = dataloader.NewBatchedLoader(b.run,
		dataloader.WithCache[*load, *Answer](&dataloader.NoCache[*load, *Answer]{}),
		dataloader.WithBatchCapacity[*load, *Answer](max(loads, 1)),
		dataloader.WithInputCapacity[*load, *Answer](max(loads, 1)),
		dataloader.WithWait[*load, *Answer](straggler),
	)
	return b
}

// Load answers some of the queries announced, when the batch has gone. A nil query only says that a load will not come;
// its answer is nil. The errors are *Error, or ErrRefused.
func (b *Batch) Load(ctx context.Context, queries ...*Query) ([]*Answer, error) {
	thunks := make([]dataloader.Thunk[*Answer], len(queries))
	for i, q := range queries {
		thunks[i] = b.loader.Load(ctx, &load{q})
	}
	answers := make([]*Answer, len(queries))
	var failure error
	for i, q := range queries {
		if q == nil {
			continue
		}
		var err error
		if answers[i], err = thunks[i](); failure == nil {
			failure = err
		}
	}
	return answers, failure
}

// ErrRefused is the error of a query that was not asked because its request was refused.
var ErrRefused = errors.New("the request is refused")

// Refuse says that the request is refused: what has not gone yet is not asked any more.
func (b *Batch) Refuse() { b.refused.Store(true) }

// Rows answers a query that was not announced.
func (b *Batch) Rows(ctx context.Context, q Query) (*Answer, error) {
	b.asked.Add(1)
	return b.session.Rows(context.WithValue(ctx, batchKey{}, b), q)
}

// Counts says how many queries were asked for the operation once they were merged, and how many calls of the endpoint were
// made for them, each try counted.
func (b *Batch) Counts() (asked, calls int) { return int(b.asked.Load()), int(b.calls.Load()) }

type batchKey struct{}

// run answers a batch.
func (b *Batch) run(ctx context.Context, loads []*load) []*dataloader.Result[*Answer] {
	ctx = context.WithValue(ctx, batchKey{}, b)
	results := make([]*dataloader.Result[*Answer], len(loads))
	var asked []int // indexes of the loads that are asked for
	var queries []Query
	for i, l := range loads {
		results[i] = &dataloader.Result[*Answer]{}
		switch {
		case l.query == nil:
		case b.refused.Load():
			results[i].Error = ErrRefused
		default:
			q, err := b.session.scope.narrow(*l.query)
			if err != nil {
				results[i].Error = err
				continue
			}
			asked, queries = append(asked, i), append(queries, q)
		}
	}
	asks := mergeQueries(queries)
	b.asked.Add(int64(len(asks)))
	if len(queries) > 0 {
		b.session.account.options.Observer.Batch(len(queries), len(asks))
	}
	var calls errgroup.Group
	calls.SetLimit(sideBySide)
	for _, m := range asks {
		calls.Go(func() error {
			answer, err := b.session.account.rows(ctx, m.query)
			for _, i := range m.askers {
				own, failure := answer, err
				if len(queries[i].Columns()) < len(m.query.Columns()) && mayBeAnothers(err) {
					own, failure = b.session.account.rows(ctx, queries[i])
				}
				results[asked[i]] = &dataloader.Result[*Answer]{Data: own, Error: failure}
			}
			return nil
		})
	}
	_ = calls.Wait() // Each result has its own error.
	return results
}

// mayBeAnothers says whether an error of a merged query may come of what another asker selects.
func mayBeAnothers(err error) bool {
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Failure {
	case Rejected: // but for the access key
		return e.Status != http.StatusUnauthorized && e.Status != http.StatusForbidden
	case TooLarge, InvalidResponse:
		return true
	}
	return false
}

// merged is a query for several askers.
type merged struct {
	query  Query
	askers []int // indexes of the queries it answers
}

// mergeQueries makes as few queries of many as answer them all. Queries merge if they are of one kind, over the same
// rows, grouped and ordered alike: the merged one selects what any of them does.
func mergeQueries(queries []Query) []merged {
	var all []merged
	byKind := make(map[string][]int) // indexes into all, by what has to be alike
	for i, q := range queries {
		rest := q
		rest.Select = nil
		kind := "rows"
		if q.aggregates() {
			kind = "groups"
		}
		kind += rest.Identity()
		joined := false
		for _, at := range byKind[kind] {
			if union, ok := unite(all[at].query, q); ok {
				all[at].query, all[at].askers = union, append(all[at].askers, i)
				joined = true
				break
			}
		}
		if !joined {
			byKind[kind] = append(byKind[kind], len(all))
			all = append(all, merged{q, []int{i}})
		}
	}
	return all
}

// unite is one query for two that differ in their selections only. It fails if two columns would have one name, or if
// the query would be larger than the endpoint takes.
func unite(a, b Query) (Query, bool) {
	united := a
	united.Select = Union(append([]Selection(nil), a.Select...), b.Select...)
	united.First = max(a.First, b.First)
	if len(united.Select) == len(a.Select) {
		return united, true
	}
	names := make(map[string]bool)
	for _, s := range united.Columns() {
		if names[s.Key()] {
			return a, false
		}
		names[s.Key()] = true
	}
	return united, len(united.Body()) <= MaxBody
}
