package upstream_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	. "github.com/inkeep-gateway/gateway/upstream"
	. "github.com/inkeep-gateway/gateway/upstream/query"
)

var (
	total   = Selection{Function: Sum, Field: UserMessageCount}
	byID    = Order{By: Selection{Field: ID}}
	byTime  = Order{By: Selection{Field: FirstMessageTime}, Desc: true}
	itsID   = Selection{Field: ID}
	itsType = Selection{Field: Type}
)

// split is the answers and errors of a batch of queries, each loaded by itself.
func split(ctx context.Context, b *Batch, queries ...*Query) ([]*Answer, []error) {
	answers, failures := make([]*Answer, len(queries)), make([]error, len(queries))
	var all sync.WaitGroup
	for i, q := range queries {
		all.Go(func() {
			list, err := b.Load(ctx, q)
			answers[i], failures[i] = list[0], err
		})
	}
	all.Wait()
	return answers, failures
}

func TestABatchAsksForCompatibleQueriesAsOne(t *testing.T) {
	sum := func(path ...string) Selection { return Selection{Function: Sum, Field: Properties, Path: path} }
	values := func(v ...string) (list []jsontext.Value) {
		for _, text := range v {
			list = append(list, jsontext.Value(text))
		}
		return list
	}
	for _, test := range []struct {
		name string
		asks []Query
		sent []Query
	}{
		{"one query goes as it is", []Query{{Select: []Selection{count}, Notes: "n"}}, []Query{{Select: []Selection{count}, Notes: "n"}}},
		{"equal queries are one", []Query{{Select: []Selection{count}}, {Select: []Selection{count}}}, []Query{{Select: []Selection{count}}}},
		{"notes keep none apart", []Query{{Select: []Selection{count}, Notes: "a"}, {Select: []Selection{count}, Notes: "b"}}, []Query{{Select: []Selection{count}, Notes: "a"}}},
		{"what is selected is united", []Query{{Select: []Selection{count, average}}, {Select: []Selection{average, total}}}, []Query{{Select: []Selection{count, average, total}}}},
		{
			"a where is the same in any order",
			[]Query{{Select: []Selection{count}, Where: All(wa, Any(wb, wc))}, {Select: []Selection{total}, Where: All(Any(wc, wb), wa)}},
			[]Query{{Select: []Selection{count, total}, Where: All(wa, Any(wb, wc))}},
		},
		{
			"groupings are the same in any order",
			[]Query{{GroupBy: []Selection{byPlan, byDay}, Select: []Selection{count}}, {GroupBy: []Selection{byDay, byPlan}, Select: []Selection{total}}},
			[]Query{{GroupBy: []Selection{byPlan, byDay}, Select: []Selection{count, total}, OrderBy: []Order{{By: byDay}}}},
		},
		{
			"groups without a metric join those with one",
			[]Query{{GroupBy: []Selection{byPlan}}, {GroupBy: []Selection{byPlan}, Select: []Selection{count}}},
			[]Query{{GroupBy: []Selection{byPlan}, Select: []Selection{count}}},
		},
		{
			"lists of one order share their fields",
			[]Query{{Select: []Selection{itsID}, OrderBy: []Order{byTime, byID}, First: 3}, {Select: []Selection{itsType}, OrderBy: []Order{byTime, byID}, First: 9}},
			[]Query{{Select: []Selection{itsID, itsType}, OrderBy: []Order{byTime, byID}}},
		},
		{"another where is another query", []Query{{Select: []Selection{count}, Where: wa}, {Select: []Selection{total}, Where: wb}}, nil},
		{"another grouping is", []Query{{GroupBy: []Selection{byPlan}, Select: []Selection{count}}, {GroupBy: []Selection{byDay}, Select: []Selection{count}}}, nil},
		{"no grouping is", []Query{{GroupBy: []Selection{byPlan}, Select: []Selection{count}}, {Select: []Selection{count}}}, nil},
		{"another bucket is", []Query{{GroupBy: []Selection{byDay}}, {GroupBy: []Selection{{Field: FirstMessageTime, Unit: Week}}}}, nil},
		{"another order is", []Query{{Select: []Selection{itsID}, OrderBy: []Order{byTime, byID}}, {Select: []Selection{itsID}, OrderBy: []Order{byID}}}, nil},
		{"another direction is", []Query{{Select: []Selection{itsID}, OrderBy: []Order{byID}}, {Select: []Selection{itsID}, OrderBy: []Order{{By: itsID, Desc: true}}}}, nil},
		{"another begin is", []Query{{Select: []Selection{itsID}, OrderBy: []Order{byID}}, {Select: []Selection{itsID}, OrderBy: []Order{byID}, After: values(`"a"`)}}, nil},
		{"a list is no total", []Query{{Select: []Selection{itsID}}, {Select: []Selection{count}}}, nil},
		{
			"columns of one name stay apart, and a third joins the first that it can",
			[]Query{{Select: []Selection{sum("a.b")}}, {Select: []Selection{sum("a", "b")}}, {Select: []Selection{count}}, {Select: []Selection{sum("a", "b"), total}}},
			[]Query{{Select: []Selection{sum("a.b"), count}}, {Select: []Selection{sum("a", "b"), total}}},
		},
		{"what cannot match is not asked", []Query{{Select: []Selection{itsID}, Where: Any()}, {Select: []Selection{itsType}, Where: Any()}}, []Query{{Where: Any()}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := &endpoint{answer: oneRow}
				var queries, asked int
				c := e.client(t, Options{Observer: Observer{Batch: func(q, a int) { queries, asked = q, a }}})
				b, begin := c.Batch(len(test.asks)), time.Now()
				var all sync.WaitGroup
				got := make([][]string, len(test.asks))
				for i := range test.asks { // one by one, so that the order of what is united is known
					all.Go(func() {
						answers, err := b.Load(t.Context(), &test.asks[i])
						if err != nil {
							t.Error(err)
							return
						}
						got[i] = shown(test.asks[i], answers[0].Rows)
					})
					synctest.Wait()
				}
				all.Wait()
				if took := time.Since(begin); took != 0 {
					t.Errorf("it took %v", took)
				}
				want := test.sent
				if want == nil {
					want = test.asks
				}
				sent := bodiesOf(want...)
				if want[0].Where.Nothing() {
					sent = nil
				}
				if d := cmp.Diff(sent, e.sent()); d != "" {
					t.Errorf("sent (-want +got)\n%s", d)
				}
				if n, calls := b.Counts(); calls != e.calls() || n != asked || queries != len(test.asks) || asked != len(want) {
					t.Errorf("counted %d queries and %d calls; observed %d queries asked as %d", n, calls, queries, asked)
				}
				for i, q := range test.asks {
					alone, err := c.Rows(t.Context(), q)
					if err != nil {
						t.Fatal(err)
					}
					if d := cmp.Diff(shown(q, alone.Rows), got[i]); d != "" {
						t.Errorf("query %d (-alone +in the batch)\n%s", i, d)
					}
				}
			})
		})
	}
}

func TestAMergedBodyStaysWithinWhatTheEndpointTakes(t *testing.T) {
	e := &endpoint{answer: oneRow}
	long := func(c string) []Selection {
		return []Selection{{Function: Count, Field: Properties, Path: []string{strings.Repeat(c, 300_000)}}}
	}
	w := where(ID, Eq, `"`+strings.Repeat("x", 1_300_000)+`"`)
	queries := []*Query{{Select: long("a"), Where: w}, {Select: long("b"), Where: w}, {Select: long("c"), Where: w}, {Select: []Selection{count}, Where: w}}
	_, failures := split(t.Context(), e.client(t, Options{BatchWait: time.Minute}).Batch(len(queries)), queries...)
	if err := errors.Join(failures...); err != nil {
		t.Fatal(err)
	}
	if e.calls() != 2 {
		t.Errorf("%d calls", e.calls())
	}
	for _, body := range e.sent() {
		if len(body) > MaxBody {
			t.Errorf("a body of %d bytes", len(body))
		}
	}
}

func TestWhatFailsInABatchFailsWhoseItIs(t *testing.T) {
	const none = Failure(-1)
	refusing := func(status int, word string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			var seen strings.Builder
			if _, err := io.Copy(&seen, r.Body); err != nil {
				panic(err)
			}
			if strings.Contains(seen.String(), word) {
				replies(status, "application/problem+json", `{}`)(w, r)
				return
			}
			says(rows(`{"count":1,"avg_userMessageCount":2}`))(w, r)
		}
	}
	for _, test := range []struct {
		name   string
		answer http.HandlerFunc
		want   [3]Failure // of those that ask for the count, the average, and the sum
		calls  int
	}{
		{"a metric that is refused fails its own only", refusing(422, `"sum"`), [3]Failure{none, none, Rejected}, 4},
		{"so does one that is malformed", refusing(400, `"sum"`), [3]Failure{none, none, Rejected}, 4},
		{"a key that is not accepted fails all, without asking again", refusing(401, ``), [3]Failure{Rejected, Rejected, Rejected}, 1},
		{"a key that may not read does", refusing(403, ``), [3]Failure{Rejected, Rejected, Rejected}, 1},
		{"an outage does", refusing(503, ``), [3]Failure{Unavailable, Unavailable, Unavailable}, 1},
		{"too many calls do", refusing(429, ``), [3]Failure{RateLimited, RateLimited, RateLimited}, 1},
		{"an answer that cannot be read is asked for again by each", says(`{}`), [3]Failure{InvalidResponse, InvalidResponse, InvalidResponse}, 4},
		{"a defect fails all, and the process lives", func(http.ResponseWriter, *http.Request) { panic("the defect") }, [3]Failure{Internal, Internal, Internal}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := &endpoint{answer: test.answer}
				b := e.client(t, Options{}).Batch(3)
				answers, failures := split(t.Context(), b, &Query{Select: []Selection{count}}, &Query{Select: []Selection{average}}, &Query{Select: []Selection{total}})
				for i, want := range test.want {
					if want == none {
						if failures[i] != nil || answers[i].Len() != 1 {
							t.Errorf("asker %d has %v", i, failures[i])
						}
						continue
					}
					failed(t, failures[i], want, "http://endpoint.test")
				}
				if _, calls := b.Counts(); e.calls() != test.calls || calls != test.calls {
					t.Errorf("%d calls, counted %d", e.calls(), calls)
				}
			})
		})
	}
}

func TestWhatFailsForEqualQueriesIsNotAskedAgain(t *testing.T) {
	e := &endpoint{answer: replies(422, "application/problem+json", `{}`)}
	q := &Query{Select: []Selection{count, total}}
	_, failures := split(t.Context(), e.client(t, Options{BatchWait: time.Minute}).Batch(3), q, q, q)
	for _, err := range failures {
		failed(t, err, Rejected, "http://endpoint.test")
	}
	if e.calls() != 1 {
		t.Errorf("%d calls", e.calls())
	}
}

func TestAQueryOfABatchIsAnsweredWithoutWaitingForTheOthers(t *testing.T) {
	for _, test := range []struct {
		name        string
		quick, slow int // loads
	}{
		{"beside one", 1, 1},
		{"merged with its like", 3, 1},
		{"beside more than go at once", 1, 9},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				hold := make(chan struct{})
				e := &endpoint{answer: func(w http.ResponseWriter, r *http.Request) {
					body, _ := io.ReadAll(r.Body)
					if strings.Contains(string(body), "slow") {
						<-hold
					}
					r.Body = io.NopCloser(bytes.NewReader(body))
					oneRow(w, r)
				}}
				b := e.client(t, Options{}).Batch(test.quick + test.slow)
				quick := make(chan error)
				go func() {
					_, failures := split(t.Context(), b, slices.Repeat([]*Query{{Select: []Selection{count}}}, test.quick)...)
					quick <- errors.Join(failures...)
				}()
				synctest.Wait() // They have come first.
				var queries []*Query
				for i := range test.slow {
					queries = append(queries, &Query{Select: []Selection{count}, Where: where(ID, Eq, fmt.Sprintf(`"slow %d"`, i))})
				}
				slow := make(chan error, 1)
				go func() {
					_, err := b.Load(t.Context(), queries...)
					slow <- err
				}()
				if err := <-quick; err != nil {
					t.Error(err)
				}
				if len(slow) > 0 {
					t.Error("the slow ones did not wait for the endpoint")
				}
				close(hold)
				if err := <-slow; err != nil || e.calls() != 1+test.slow {
					t.Errorf("%v after %d calls", err, e.calls())
				}
			})
		})
	}
}

func TestALoadIsGivenUpWithItsOwnCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hold := make(chan struct{})
		e := &endpoint{answer: func(w http.ResponseWriter, r *http.Request) {
			<-hold
			oneRow(w, r)
		}}
		b := e.client(t, Options{}).Batch(2)
		stays := make(chan error)
		go func() {
			_, err := b.Load(t.Context(), &Query{Select: []Selection{count}})
			stays <- err
		}()
		synctest.Wait() // The one that stays has come first.
		ctx, leave := context.WithCancel(t.Context())
		leave()
		_, err := b.Load(ctx, &Query{Select: []Selection{count}})
		failed(t, err, Unavailable, "http://endpoint.test")
		close(hold)
		if err := <-stays; err != nil {
			t.Error(err)
		}
	})
}
