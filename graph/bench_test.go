package graph_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// BenchmarkGroups answers 10,000 groups of rows that are decoded already: what the gateway itself costs.
func BenchmarkGroups(b *testing.B) {
	const groups = 10_000
	list := make([]string, groups)
	for i := range list {
		list[i] = fmt.Sprintf(`{"integrationId":"integration_%05d","count":%d,"avg_userMessageCount":%g}`, i*7919%groups, i, float64(i)/8)
	}
	const document = `{ conversations(groupBy: { field: INTEGRATION_ID }) { groups { nodes { key { integrationId } count avg { userMessageCount } } } } }`
	decoded := decode(b, rows(list...), document)
	for _, bench := range []struct{ name, query string }{
		{"typed", document},
		{"chosen at run time", `{ conversations(groupBy: { field: INTEGRATION_ID }, aggregate: [{ function: COUNT }, { function: AVG, field: USER_MESSAGE_COUNT }]) { groups { nodes { key { entries { value } } values { value } } } } }`},
		{"the first ten of all by count", `{ conversations(groupBy: { field: INTEGRATION_ID }) { groups(limit: 10, orderBy: { aggregate: { function: COUNT }, direction: DESC }) { nodes { key { integrationId } count avg { userMessageCount } } } } }`},
	} {
		b.Run(bench.name, func(b *testing.B) {
			f := &front{}
			f.stand(source(func(query.Query) (*upstream.Answer, error) { return decoded, nil }))
			b.ReportAllocs()
			for b.Loop() {
				ctx := graphql.StartOperationTrace(context.Background())
				op, errs := f.executor.CreateOperationContext(ctx, &graphql.RawParams{Query: bench.query})
				if len(errs) > 0 {
					b.Fatal(errs)
				}
				next, ctx := f.executor.DispatchOperation(ctx, op)
				response := next(ctx)
				if len(response.Errors) > 0 || len(response.Data) < 300 {
					b.Fatal(response.Errors)
				}
				b.SetBytes(int64(len(response.Data)))
			}
		})
	}
}

// decode gives the rows that a query of groups reads from an answer of the endpoint.
func decode(b *testing.B, answer, document string) *upstream.Answer {
	var decoded *upstream.Answer
	f := newFront(b, answers(answer), func(o *upstream.Options) { o.MaxResponse = len(answer) + 1 })
	f.stand(source(func(q query.Query) (*upstream.Answer, error) {
		var err error
		decoded, err = f.client.For(upstream.Scope{Key: "sandbox"}).Rows(context.Background(), q)
		return decoded, err
	}))
	if text := f.answer(context.Background(), b, document, ""); !strings.HasPrefix(text, `{"data":{"conversations":{"groups":{"nodes"`) {
		b.Fatalf("answered %.300s", text)
	}
	return decoded
}
