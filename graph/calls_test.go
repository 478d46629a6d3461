package graph_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/inkeep-gateway/gateway/upstream"
)

// keeping lets the gateway keep answers.
func keeping(o *upstream.Options) { o.Cache = upstream.CacheOptions{Bytes: 64 << 20} }

// aliased repeats a selection under aliases; %d in it is the number of each.
func aliased(n int, selection string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(" " + strings.ReplaceAll(selection, "%d", fmt.Sprint(i)))
	}
	return b.String()
}

// dashboard is the manual's.
func dashboard(t testing.TB) (query, variables string) {
	page, err := os.ReadFile("testdata/manual/14-dashboard.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```(?:graphql|json variables)\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	return blocks[0][1], blocks[1][1]
}

func TestAnOperationMakesAsFewCallsAsItCan(t *testing.T) {
	query, variables := dashboard(t)
	for _, test := range []struct {
		name, query, variables string
		calls                  int
	}{
		{
			"eight aliased groups of one grouping are one", `{ conversations(groupBy: { field: TYPE }) {` +
				aliased(8, `g%d: groups(limit: 1%d) { nodes { key { type } count m%d: countDistinct { property(field: PROPERTIES, path: ["p%d"]) } } }`) + `} }`, "", 1,
		},
		{
			"so they are under eight aliases of their set", `{` + aliased(8, `c%d: conversations(groupBy: { field: TYPE }, where: { userMessageCount: { gt: 1 } }) { groups { nodes { count } } }`) + `}`, "", 1,
		},
		{
			"totals under three aliases are one", `{ conversations { a: totals { count } b: totals { avg { userMessageCount } } c: totals { sum { userMessageCount } } } }`, "", 1,
		},
		{
			"lists of one order are one", `{ conversations { a: list(first: 2) { nodes { id } } b: list(first: 4) { nodes { type } totalCount } } }`, "", 1,
		},
		{
			"groupings that differ are not", `{ a: conversations(groupBy: { field: TYPE }) { groups { nodes { count } } } b: conversations(groupBy: { field: ID }) { groups { nodes { count } } } }`, "", 2,
		},
		{
			"filters that differ are not", `{` + aliased(3, `c%d: conversations(where: { userMessageCount: { gt: %d } }) { totals { count } }`) + `}`, "", 3,
		},
		{
			"filters that are written differently and are equal are one", `{ a: conversations(where: { and: [{ userMessageCount: { gt: 1 } }, { type: { eq: OPENAI } }] }) { totals { count } }
				b: conversations(where: { type: { eq: OPENAI }, userMessageCount: { gt: 1 } }) { totals { sum { userMessageCount } } } }`, "", 1,
		},
		{"the dashboard is four", query, variables, 4},
		{"__typename is none", `{ __typename conversations { __typename totals { __typename } groups { __typename } list { __typename } } }`, "", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFront(t, manualSandbox(t, 1000), keeping)
			first, sent := f.ask(t, test.query, test.variables)
			if _, failures := read(t, first); len(failures) > 0 || len(sent) != test.calls {
				t.Errorf("%d calls, answered %s", len(sent), first)
			}
			again, sent := f.ask(t, test.query, test.variables)
			if len(sent) != 0 || again != first {
				t.Errorf("asked again: %d calls, answered %s, before %s", len(sent), again, first)
			}
			plain := newFront(t, manualSandbox(t, 1000))
			plain.stand(plain.client.For(upstream.Scope{Key: "sandbox"}))
			if alone, _ := plain.ask(t, test.query, test.variables); alone != first {
				t.Errorf("answered %s, unbatched %s", first, alone)
			}
		})
	}
}

// On fake time all viewers have come before the endpoint answers the first.
func TestFiveThousandViewersOfADashboardMakeFourCalls(t *testing.T) {
	query, variables := dashboard(t)
	recorded := map[string]string{} // answers by bodies
	sandbox := manualSandbox(t, 1000)
	real := newFront(t, sandbox)
	want, sent := real.ask(t, query, variables)
	for _, body := range sent {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/query/conversations", strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer sandbox")
		r.Header.Set("Content-Type", "application/json")
		sandbox.ServeHTTP(w, r)
		recorded[body] = w.Body.String()
	}
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		f := newBubble(t, func(w http.ResponseWriter, r *http.Request) {
			calls.Add(1)
			time.Sleep(time.Second)
			body, _ := io.ReadAll(r.Body)
			answers(recorded[string(body)]).ServeHTTP(w, r)
		}, keeping)
		for round, took := range []time.Duration{time.Second, 0} {
			viewers := []int{5_000, 10}[round]
			begin := time.Now()
			var all sync.WaitGroup
			for range viewers {
				all.Go(func() {
					if answer := f.answer(t.Context(), t, query, variables); answer != want {
						t.Errorf("answered %s, want %s", answer, want)
					}
				})
			}
			all.Wait()
			if calls.Load() != 4 || time.Since(begin) != took {
				t.Errorf("round %d: %d calls, it took %v", round, calls.Load(), time.Since(begin))
			}
		}
	})
}

// newBubble makes a gateway over an endpoint without a network, for use on fake time.
func newBubble(t *testing.T, endpoint http.HandlerFunc, changes ...func(*upstream.Options)) *front {
	o := upstream.Options{Tries: 1, Cache: upstream.CacheOptions{Bytes: -1}, Transport: tripper(func(r *http.Request) (*http.Response, error) {
		w := httptest.NewRecorder()
		endpoint(w, r)
		if err := r.Context().Err(); err != nil {
			return nil, err
		}
		return w.Result(), nil
	})}
	for _, change := range changes {
		change(&o)
	}
	f := &front{client: upstream.New(o)}
	t.Cleanup(f.client.Close)
	f.as(upstream.Scope{Key: canary})
	return f
}

// tripper is an endpoint without a network.
type tripper func(*http.Request) (*http.Response, error)

func (f tripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// The loads of fields that are not resolved are known not to come: nobody waits for them.
func TestNoFieldDelaysTheOthers(t *testing.T) {
	for _, test := range []struct {
		name, query, codes string
	}{
		{"all go at once", `{ conversations { totals { count } list { nodes { id } totalCount } } conversation(id: "c") { id } }`, ""},
		{"a set of a bad argument, which refuses the request", `{ good: conversations { totals { count } } bad: conversations(groupBy: [{ field: ID }, { field: ID }]) { totals { count } groups { nodes { count } } list { nodes { id } } } }`, "BAD_USER_INPUT"},
		{"a field of a bad argument", `{ conversations { totals { count } groups(limit: 0) { nodes { count } } list(first: -1) { nodes { id } } } }`, "BAD_USER_INPUT BAD_USER_INPUT"},
		{"a cursor that is none", `{ conversations { totals { count } list(after: "x") { nodes { id } totalCount } } }`, "BAD_USER_INPUT"},
		{"metrics that are none", `{ conversations { totals { count } b: totals { avg { property(field: PROPERTIES, path: []) } } } }`, "BAD_USER_INPUT"},
		{"nothing to ask", `{ conversations { totals { count } a: totals { __typename } groups { __typename } list { __typename } b: list(first: 0) { nodes { id } } } }`, ""},
		{"fields that are skipped", `{ conversations { totals { count } groups @skip(if: true) { nodes { count } } ... @include(if: false) { list { nodes { id } } } } c: conversations @skip(if: true) { totals { count } } }`, ""},
		{"only __typename", `{ __typename }`, ""},
		{"introspection", `{ __schema { queryType { name } } }`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newBubble(t, anyRow)
				begin := time.Now()
				answer := f.answer(t.Context(), t, test.query, "")
				if took := time.Since(begin); took != 0 {
					t.Errorf("it took %v", took)
				}
				_, failures := read(t, answer)
				if got := codes(failures); got != test.codes {
					t.Errorf("answered %s", answer)
				}
				if strings.Contains(test.query, "count") && !strings.Contains(answer, `{"count":1}`) && !strings.HasSuffix(answer, `"data":null}`) {
					t.Errorf("the good one is answered %s", answer)
				}
			})
		})
	}
}
