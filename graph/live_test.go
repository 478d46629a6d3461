package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/inkeep-gateway/gateway/graph"
)

// A subscription is the query beneath its field, and says how often it is asked.
func TestASubscriptionIsTheQueryBeneathItsField(t *testing.T) {
	f := newFront(t, manualSandbox(t, 1000))
	for _, c := range []struct {
		name, document, variables string
		field                     string
		every                     time.Duration
	}{
		{"the default", `subscription { live { %s } }`, ``, "live", 10 * time.Second},
		{"an alias", `subscription { mine: live(every: "PT1M") { %s } }`, ``, "mine", time.Minute},
		{"a variable", `subscription ($e: Duration!) { live(every: $e) { %s } }`, `{"e": "PT5S"}`, "live", 5 * time.Second},
		{"a default of a variable", `subscription ($e: Duration! = "PT1H30M") { live(every: $e) { %s } }`, ``, "live", 90 * time.Minute},
		{"a day", `subscription { live(every: "P1D") { %s } }`, ``, "live", 24 * time.Hour},
		{"a fragment", `subscription { ...F } fragment F on Subscription { live { %s } }`, ``, "live", 10 * time.Second},
		{"one field in parts", `subscription { live { ... { %s } } ... { live { conversations { totals { count } } } } }`, ``, "live", 10 * time.Second},
		{"what is left out", `subscription { live { %s } a: live @skip(if: true) { __typename } }`, ``, "live", 10 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			const beneath = `conversations { totals { count } groups { nodes { count } } }`
			op := f.valid(t, strings.ReplaceAll(c.document, "%s", beneath), c.variables)
			live := graph.LiveOf(op)
			if live == nil || live.Field() != c.field || live.Every() != c.every {
				t.Fatalf("it is %+v", live)
			}
			query := f.valid(t, "{ "+beneath+" }", "")
			if graph.LiveOf(query) != nil {
				t.Error("a query is a subscription")
			}
			if got, want := graph.Cost(op), graph.Cost(query); got != want {
				t.Errorf("it costs %d, and the query %d", got, want)
			}
			for range 2 {
				look := live.Look()
				if look.Operation.Operation != ast.Query {
					t.Errorf("it asks a %s", look.Operation.Operation)
				}
				if got, want := f.dispatch(look), f.dispatch(query); got != want {
					t.Errorf("it is answered\n%s\nand the query\n%s", got, want)
				}
			}
		})
	}
}

func TestSubscriptionsThatAreRefused(t *testing.T) {
	f := newFront(t, manualSandbox(t, 1000))
	for _, c := range []struct{ document, want string }{
		{`subscription { live(every: "PT4S") { __typename } }`, "every: It is at least PT5S."},
		{`subscription { live(every: "P1DT1S") { __typename } }`, "every: It is at most P1D."},
		{`subscription { live(every: "P999999D") { __typename } }`, "every: It is at most P1D."},
		{`subscription { live(every: "P1M") { __typename } }`, "every: It is at most P1D."},
		{`subscription { live(every: "soon") { __typename } }`, "every: Expected a Duration: ISO 8601 with whole numbers, for example PT1H, P7D or P3M."},
		{`subscription { live(every: "PT0S") { __typename } }`, "every: A Duration must be longer than zero."},
		{`subscription { a: live { __typename } b: live { __typename } }`, "A subscription has one field `live`; this one has 2."},
		{`subscription { live @skip(if: true) { __typename } }`, "A subscription has one field `live`; this one has 0."},
		{`subscription { __typename }`, "Anonymous Subscription must not select an introspection top level field."},
		{`subscription { live { secret } }`, `Cannot query field "secret" on type "Query".`},
		{`subscription { live { live { __typename } } }`, `Cannot query field "live" on type "Query".`},
		{`{ live { __typename } }`, `Cannot query field "live" on type "Query".`},
	} {
		ctx := graphql.StartOperationTrace(context.Background())
		op, errs := f.executor.CreateOperationContext(ctx, &graphql.RawParams{Query: c.document})
		answer := f.executor.DispatchError(graphql.WithOperationContext(ctx, op), errs)
		if len(answer.Errors) == 0 || answer.Errors[0].Message != c.want || fmt.Sprint(answer.Errors[0].Extensions["code"]) != "BAD_USER_INPUT" {
			t.Errorf("%s\nis refused as %v, not as\n%s", c.document, answer.Errors, c.want)
		}
	}
}

// valid is the operation of a request that has to be valid.
func (f *front) valid(t *testing.T, query, variables string) *graphql.OperationContext {
	t.Helper()
	params := &graphql.RawParams{Query: query}
	if variables != "" {
		if err := json.Unmarshal([]byte(variables), &params.Variables); err != nil {
			t.Fatal(err)
		}
	}
	op, errs := f.executor.CreateOperationContext(graphql.StartOperationTrace(context.Background()), params)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return op
}

// dispatch is the data and the errors that answer an operation.
func (f *front) dispatch(op *graphql.OperationContext) string {
	answers, ctx := f.executor.DispatchOperation(context.Background(), op)
	answer := answers(ctx)
	text, _ := json.Marshal(map[string]any{"data": answer.Data, "errors": answer.Errors})
	return string(text)
}
