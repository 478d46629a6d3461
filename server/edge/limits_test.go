package edge_test

import (
	"fmt"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/inkeep-gateway/gateway/server/edge"
)

func TestAnOperationIsAsLargeAsTheLimitsAndNoLarger(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: `directive @d repeatable on FIELD | INLINE_FRAGMENT | FRAGMENT_SPREAD | QUERY | FRAGMENT_DEFINITION
		type Query { f: Query n: Int }`})
	limits := edge.Limits{Depth: 4, Aliases: 3, RootFields: 2, Directives: 5}
	doubled := "{ ...F0 }"
	for i := range 60 {
		doubled += fmt.Sprintf(" fragment F%d on Query { f { ...F%d } f { ...F%[2]d } }", i, i+1)
	}
	doubled += " fragment F60 on Query { n }"
	for _, test := range []struct{ name, query, refusal string }{
		{"a depth at the limit", "{ f { f { f { n } } } }", ""},
		{"a depth beyond it", "{ f { f { f { f { n } } } } }", "The operation has 5 levels of fields; 4 are allowed."},
		{"a depth within fragments", "{ f { ...A } } fragment A on Query { f { ... { f { f { n } } } } }", "The operation has 5 levels of fields; 4 are allowed."},
		{"introspection, however deep", "{ __schema { types { fields { type { ofType { ofType { name } } } } } } }", ""},
		{"aliases at the limit", "{ f { a: n b: n c: n n } }", ""},
		{"aliases beyond it", "{ f { a: n b: n c: n d: n } }", "The operation has 4 aliases; 3 are allowed."},
		{"aliases of a fragment, wherever it is spread", "{ f { ...A } n f { f { ...A } } } fragment A on Query { a: n b: n }", "The operation has 4 aliases; 3 are allowed."},
		{"root fields at the limit", "{ n f { n } }", ""},
		{"root fields beyond it", "{ n ...A } fragment A on Query { n f { n } }", "The operation has 3 fields at its root; 2 are allowed."},
		{"directives at the limit", "query @d { f @d { ...A @d ... @d { n } } } fragment A on Query @d { n }", ""},
		{"directives beyond it", "query @d { f @d { ...A @d ... @d { n @d } } } fragment A on Query @d { n }", "The operation has 6 directives; 5 are allowed."},
		{"fragments that double sixty times", doubled, "The operation has 61 levels of fields; 4 are allowed."},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc, errs := gqlparser.LoadQueryWithRules(schema, test.query, rules.NewDefaultRules())
			if errs != nil {
				t.Fatal(errs)
			}
			err := limits.MutateOperationContext(t.Context(), &graphql.OperationContext{Doc: doc, Operation: doc.Operations[0]})
			switch {
			case err == nil && test.refusal == "":
			case err == nil || err.Message != test.refusal || err.Extensions["code"] != "QUERY_TOO_COMPLEX":
				t.Errorf("refused as %v", err)
			case err.Extensions["amount"].(int) <= err.Extensions["limit"].(int):
				t.Errorf("%v", err.Extensions)
			}
		})
	}
}
