package upstream_test

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/inkeep-gateway/gateway/upstream"
	. "github.com/inkeep-gateway/gateway/upstream/query"
)

func TestABatchWaitsForWhatIsAnnounced(t *testing.T) {
	q := func(id string) *Query { return &Query{Select: []Selection{count}, Where: where(ID, Eq, `"`+id+`"`)} }
	for _, test := range []struct {
		name      string
		announced int
		loads     []*Query // one each millisecond
		took      time.Duration
		calls     int
	}{
		{"a single query is not delayed", 1, []*Query{q("a")}, 0, 1},
		{"an operation that announced nothing is not", 0, []*Query{q("a")}, 0, 1},
		{"the last one lets all go", 3, []*Query{q("a"), q("a"), q("a")}, 2 * time.Millisecond, 1},
		{"a load of nothing counts", 3, []*Query{nil, q("a"), nil}, 2 * time.Millisecond, 1},
		{"nothing but nothing asks nothing", 2, []*Query{nil, nil}, time.Millisecond, 0},
		{"what does not come delays by 16 ms", 3, []*Query{q("a")}, 16 * time.Millisecond, 1},
		{"as measured from the first", 9, []*Query{q("a"), q("a"), q("a"), q("a")}, 16 * time.Millisecond, 1},
		{"more than were announced go by themselves", 2, []*Query{q("a"), q("a"), q("b")}, 18 * time.Millisecond, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := &endpoint{answer: oneRow}
				b, begin := e.client(t, Options{}).Batch(test.announced), time.Now()
				var all sync.WaitGroup
				for i, q := range test.loads {
					all.Go(func() {
						time.Sleep(time.Duration(i) * time.Millisecond)
						answers, err := b.Load(t.Context(), q)
						if err != nil || (answers[0] == nil) != (q == nil) {
							t.Errorf("%v, %v", answers, err)
						}
					})
				}
				all.Wait()
				if took := time.Since(begin); took != test.took || e.calls() != test.calls {
					t.Errorf("it took %v and %d calls", took, e.calls())
				}
			})
		})
	}
}

func TestDifferentQueriesGoSideBySideWithinABound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int64
		e := &endpoint{answer: func(w http.ResponseWriter, r *http.Request) {
			n := now.Add(1)
			for seen := most.Load(); n > seen && !most.CompareAndSwap(seen, n); seen = most.Load() {
			}
			time.Sleep(time.Second)
			now.Add(-1)
			oneRow(w, r)
		}}
		var queries []*Query
		for _, f := range []Field{ID, Type, IntegrationID, ProjectID, OrganizationID, UserMessageCount} {
			for _, unit := range []TimeUnit{Day, Week} {
				queries = append(queries, &Query{GroupBy: []Selection{{Field: f}, {Field: FirstMessageTime, Unit: unit}}})
			}
		}
		begin := time.Now()
		answers, err := e.client(t, Options{}).Batch(len(queries)).Load(t.Context(), queries...)
		if err != nil || slices.Contains(answers, nil) {
			t.Fatal(err)
		}
		if took := time.Since(begin); took != 2*time.Second || most.Load() != 8 || e.calls() != 12 {
			t.Errorf("it took %v, %d calls at once of %d", took, most.Load(), e.calls())
		}
	})
}

func TestABatchIsGivenUpWithItsOperation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ended atomic.Int64
		e := &endpoint{answer: func(_ http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
			ended.Add(1)
		}}
		ctx, leave := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, leave)
		begin := time.Now()
		_, failures := split(ctx, e.client(t, Options{}).Batch(2), &Query{Select: []Selection{count}}, &Query{GroupBy: []Selection{byDay}})
		for _, err := range failures {
			failed(t, err, Unavailable, "http://endpoint.test")
		}
		if synctest.Wait(); time.Since(begin) != time.Second || ended.Load() != 2 {
			t.Errorf("after %v %d calls have ended", time.Since(begin), ended.Load())
		}
	})
}
