package graph_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/graph"
	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// BenchmarkOperations answers 12 groups of rows that are decoded already, and a dashboard of eight aliases of them: what
// the gateway itself costs of requests whose rows are few.
func BenchmarkOperations(b *testing.B) {
	list := make([]string, 12)
	for i := range list {
		list[i] = groupRowText(i)
	}
	const set = `conversations(where: $where, groupBy: [{ field: INTEGRATION_ID }])`
	const nodes = `groups { totalCount nodes { key { integrationId } `
	const head = `query Bench($where: ConversationWhere!) { `
	one := head + set + ` { ` + nodes + `count avg { userMessageCount } } } } }`
	decoded := decode(b, rows(list...), `{ conversations(groupBy: [{ field: INTEGRATION_ID }]) { groups { nodes { key { integrationId }
		count avg { userMessageCount } sum { userMessageCount } min { userMessageCount } max { userMessageCount }
		countDistinct { projectId organizationId } countOf { type } } } } }`)
	var dashboard strings.Builder
	dashboard.WriteString(head)
	for i, metric := range []string{"count", "avg { userMessageCount }", "sum { userMessageCount }", "min { userMessageCount }",
		"max { userMessageCount }", "countDistinct { projectId }", "countDistinct { organizationId }", "countOf { type }"} {
		dashboard.WriteString(string(rune('a'+i)) + ": " + set + ` { ` + nodes + metric + ` } } } `)
	}
	dashboard.WriteString("}")
	for _, bench := range []struct{ name, query string }{{"12 groups", one}, {"a dashboard", dashboard.String()}} {
		b.Run(bench.name, func(b *testing.B) {
			f := &front{}
			f.stand(source(func(query.Query) (*upstream.Answer, error) { return decoded, nil }))
			b.ReportAllocs()
			for b.Loop() {
				var params graphql.RawParams
				params.Query = bench.query
				params.Variables = map[string]any{"where": map[string]any{"userMessageCount": map[string]any{"neq": json.Number("1")}}}
				ctx := graphql.StartOperationTrace(context.Background())
				op, errs := f.executor.CreateOperationContext(ctx, &params)
				if len(errs) > 0 || graph.Cost(op) > 1_000_000 {
					b.Fatal(errs)
				}
				next, ctx := f.executor.DispatchOperation(ctx, op)
				response := next(ctx)
				if len(response.Errors) > 0 || len(response.Data) < 300 {
					b.Fatal(response.Errors)
				}
			}
		})
	}
}

// groupRowText is a row of all metrics that the dashboard asks for.
func groupRowText(i int) string {
	text, _ := json.Marshal(map[string]any{
		"integrationId": "integration_" + string(rune('a'+i)), "count": 1000 + i, "avg_userMessageCount": float64(i) / 8,
		"sum_userMessageCount": i * 7, "min_userMessageCount": i, "max_userMessageCount": i * 3,
		"countDistinct_projectId": i, "countDistinct_organizationId": 1, "count_type": 1000 + i,
	})
	return string(text)
}
