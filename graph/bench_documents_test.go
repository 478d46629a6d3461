package graph_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/inkeep-gateway/gateway/graph"
)

// BenchmarkReadDocument parses and validates the documents that take the longest of those within the default limits: of tokens, of a
// document's bytes, and of what has to be compared. Nothing of it is bounded by the limits of operations, which are looked at afterwards.
func BenchmarkReadDocument(b *testing.B) {
	const tokens = 5000
	numbered := func(n int, format string) string {
		var text strings.Builder
		for i := range n {
			fmt.Fprintf(&text, format, i)
		}
		return text.String()
	}
	const arguments = ` conversations(where: { id: { eq: "a" } }, notes: "n") { totals { count } }`
	for _, document := range []struct{ name, text string }{
		{"20 sets with ten metrics each", manyMetrics(20)},
		{"a field again and again", `{ conversations { totals {` + strings.Repeat(" count", 310) + ` } } }`},
		{"a set again and again", `{ conversations {` + strings.Repeat(" totals { count }", 215) + ` } }`},
		{"arguments again and again", `{` + strings.Repeat(arguments, 65) + ` }`},
		{"a nest again and again", `{ conversations {` + strings.Repeat(" list { edges { node { userProperties { userId } } } }", 135) + ` } }`},
		{"in inline fragments", `{ conversations { totals {` + strings.Repeat(" ... on ConversationTotals { count }", 300) + ` } } }`},
		{"fragments spread", `{ conversations { totals {` + strings.Repeat(" ...F", 70) + ` } } } fragment F on ConversationTotals {` + numbered(100, " a%d: count") + ` }`},
		{"many fragments", `{ conversations { totals {` + numbered(75, " ...F%d") + ` } } }` + numbered(75, ` fragment F%d on ConversationTotals { count }`)},
		{"aliases", `{ conversations { totals {` + numbered(1660, " a%d: count") + ` } } }`},
		{"many operations", numbered(13, ` query Q%d { conversations { totals {`+strings.Repeat(" count", 4)+` } } }`)},
		{"values", `{ conversations(where: { id: { in: [` + strings.Repeat(" 1", 4970) + ` ] } }) { totals { count } } }`},
		{"members", `{ conversations(where: { or: [` + strings.Repeat(` { id: { eq: "a" } }`, 550) + ` ] }) { totals { count } } }`},
		{"variables", `query (` + numbered(800, "$v%d: Int ") + `) { conversations(where: { userMessageCount: { in: [` + numbered(800, "$v%d ") + `] } }) { totals { count } } }`},
		{"unknown fields", `{` + numbered(4990, " u%d") + ` }`},
		{"directives", `{ conversations { totals {` + strings.Repeat(" ... @include(if: true) { count }", 310) + ` } } }`},
	} {
		b.Run(document.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(document.text)))
			for b.Loop() {
				_, errs := graph.ReadDocument(document.text, tokens, false)
				if len(errs) > 0 && (errs[0].Extensions["code"] != nil || strings.Contains(errs[0].Message, "limit")) {
					b.Fatal(errs[0]) // It was not read, but refused for its size.
				}
			}
		})
	}
}
