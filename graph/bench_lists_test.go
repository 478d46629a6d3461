package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// BenchmarkLists asks with each kind of list that a request may have, at half of its bound and at all of it: the time and what is
// allocated grow as the body does. Variables are in JSON, as they come, and no request is equal to one before.
func BenchmarkLists(b *testing.B) {
	const property = `"field":"PROPERTIES","path":["%d","p%d"]`
	groups := func(kind, set, groups string) string {
		return `query ($list: [` + kind + `!]) { conversations(` + set + `) { groups` + groups + ` { totalCount } } }`
	}
	having := groups("ConversationHaving", "groupBy: { field: TYPE }", "(having: $list)")
	const aggregate = `query ($list: [ConversationAggregate!]) { conversations(aggregate: $list) { totals { values { value } } } }`
	// list is variables with n items, which are written with two numbers: that of the request, and their own.
	list := func(before, after, format string) func(n, number int) string {
		return func(n, number int) string {
			var text strings.Builder
			for i := range n {
				fmt.Fprintf(&text, ","+format, number, i)
			}
			return before + text.String()[1:] + after
		}
	}
	argument := func(format string) func(n, number int) string { return list(`{"list":[`, `]}`, format) }
	for _, kind := range []struct {
		name, document string
		most           int
		variables      func(n, number int) string
	}{
		{"groupBy", groups("ConversationGroupBy", "groupBy: $list", ""), 8, argument(`{"property":{` + property + `}}`)},
		{"aggregate", aggregate, 100, argument(`{"function":"SUM",` + property + `}`)},
		{"having", having, 20, argument(`{"aggregate":{"function":"SUM",` + property + `},"gte":1}`)},
		{"orderBy", groups("ConversationGroupOrder", "groupBy: { field: TYPE }", "(orderBy: $list)"), 20, argument(`{"aggregate":{"function":"SUM",` + property + `}}`)},
		{"in", countWhere, 100_000, list(`{"where":{"id":{"in":[`, `]}}}`, `"%d-%d"`)},
		{"in of objects", countWhere, 50_000, list(`{"where":{"properties":{"path":["p"],"in":[`, `]}}}`, `{"a":[%d,%d]}`)},
		{"hasAnyKey", countWhere, 50_000, list(`{"where":{"properties":{"hasAnyKey":[`, `]}}}`, `"%d-%d"`)},
		{"and", countWhere, 1000, list(`{"where":{"and":[`, `]}}`, `{"id":{"neq":"%d-%d"}}`)},
		{"or", countWhere, 1000, list(`{"where":{"or":[`, `]}}`, `{"id":{"eq":"%d-%d"}}`)},
		{"or within and", countWhere, 500, list(`{"where":{"and":[`, `]}}`, `{"or":[{"id":{"eq":"%d-%d"}},{"projectId":{"eq":"a"}}]}`)},
		{"properties", countWhere, 1000, list(`{"where":{"properties":[`, `]}}`, `{"path":["%d","p%d"],"eq":1}`)},
		{"path", countWhere, 20, list(`{"where":{"properties":{"path":[`, `],"eq":1}}}`, `"%d-%d`+strings.Repeat("x", 10_000)+`"`)},
		{"having beyond", having, 20_000, argument(`{"aggregate":{"function":"SUM",` + property + `},"gte":1}`)},
		{"aggregate beyond", aggregate, 20_000, argument(`{"function":"SUM",` + property + `}`)},
	} {
		for _, n := range []int{kind.most / 2, kind.most} {
			b.Run(fmt.Sprintf("%s of %d", kind.name, n), func(b *testing.B) {
				asked := 0
				f := &front{}
				f.stand(recording(func(q query.Query) {
					_, _ = q.Hash(), q.Body()
					asked++
				}))
				b.ReportAllocs()
				number, answered := 0, 0
				for b.Loop() {
					number++
					text := kind.variables(n, number)
					b.SetBytes(int64(len(text)))
					if respond(b, f, kind.document, text) {
						answered++
					}
				}
				beyond := strings.HasSuffix(kind.name, "beyond")
				if refused := answered == 0 && asked == 0; refused != beyond || !beyond && answered != number {
					b.Fatalf("%d of %d are answered, %d asked", answered, number, asked)
				}
			})
		}
	}
}

// respond says whether a request is answered without errors.
func respond(b *testing.B, f *front, document, variables string) bool {
	params := &graphql.RawParams{Query: document}
	d := json.NewDecoder(strings.NewReader(variables))
	d.UseNumber()
	if err := d.Decode(&params.Variables); err != nil {
		b.Fatal(err)
	}
	ctx := graphql.StartOperationTrace(context.Background())
	op, errs := f.executor.CreateOperationContext(ctx, params)
	if len(errs) > 0 {
		return false
	}
	next, ctx := f.executor.DispatchOperation(ctx, op)
	return len(next(ctx).Errors) == 0
}
