package graph

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/vektah/gqlparser/v2/ast"
)

// What documents are said to hold is what they hold, give or take: not less than half of it too little.
func TestDocumentsWeighWhatTheyHold(t *testing.T) {
	var sets, spreads strings.Builder
	for i := range 20 {
		fmt.Fprintf(&sets, ` s%d: conversations(where: { firstMessageTime: { last: "P30D" }, id: { in: ["a", "b", "c"] } }, groupBy: [{ time: { unit: DAY } }]) {
			groups(limit: 10) { nodes { key { time(unit: DAY) } count avg { userMessageCount } sum { property(field: PROPERTIES, path: ["score"]) } } } }`, i)
		fmt.Fprintf(&spreads, ` s%d: conversations { totals { ...F } groups { nodes { ...F } } }`, i)
	}
	fragment := ` fragment F on ConversationMetrics { count sum { userMessageCount } avg { userMessageCount } min { userMessageCount firstMessageTime } max { userMessageCount firstMessageTime }
		countOf { conversationId type projectId integrationId organizationId } countDistinct { conversationId type projectId integrationId organizationId } }`
	for _, test := range []struct{ name, text string }{
		{"a small one", `{ conversations { totals { count } } }`},
		{"sets", "{" + sets.String() + "}"},
		{"a fragment spread often", "{" + spreads.String() + "}" + fragment},
		{"values", `{ conversations(where: { id: { in: [` + strings.Repeat(`"a",`, 1000) + `] } }) { totals { count } } }`},
	} {
		t.Run(test.name, func(t *testing.T) {
			const copies = 50
			d := newDocumentCache(100_000, 1<<40)
			weight := int64(0)
			before := heap()
			for i := range copies {
				text := test.text + strings.Repeat(" ", i)
				parsed, errs := ReadDocument(text, 100_000, false)
				if len(errs) > 0 {
					t.Fatal(errs)
				}
				d.Add(context.Background(), text, parsed)
				kept, _ := d.find(text)
				op := &graphql.OperationContext{RawQuery: text, Doc: parsed, Operation: parsed.Operations[0]}
				_ = d.MutateOperationContext(context.Background(), op)
				read(t, op, outlineOf(op).fields)
				weight += int64(kept.weight())
			}
			held := heap() - before
			t.Logf("%d bytes a document, estimated %d", held/copies, weight/copies)
			if held > 3*weight/2 || weight > 4*held {
				t.Errorf("%d bytes are held, %d estimated", held, weight)
			}
			runtime.KeepAlive(d)
		})
	}
}

// read reads the arguments of sets, which are kept with the outline.
func read(t *testing.T, op *graphql.OperationContext, fields []*plan.Selected) {
	t.Helper()
	e := newQueryExecutor(Config{Directives: DirectiveRoot{OneOf: oneOf}})
	ctx := graphql.WithOperationContext(context.Background(), op)
	for _, f := range fields {
		read := newExecutionContext(op, e.executableSchema, nil).field_Query_conversations_args
		if _, err := f.ReadBy(graphql.WithPathContext(ctx, graphql.NewPathWithField("a")), read, nil); err != nil {
			t.Fatal(err)
		}
	}
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// However many documents come, those that are kept hold no more than they may.
func TestDocumentsThatAreKeptAreBoundedInBytes(t *testing.T) {
	d := newDocumentCache(100_000, 1<<20)
	for i := range 2000 {
		text := fmt.Sprintf(`{ conversations { totals { c%d: count avg { userMessageCount } } } }`, i)
		parsed, errs := ReadDocument(text, 100_000, false)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		d.Add(context.Background(), text, parsed)
		op := &graphql.OperationContext{RawQuery: text, Doc: parsed, Operation: parsed.Operations[0]}
		_ = d.MutateOperationContext(context.Background(), op)
		_ = outlineOf(op)
	}
	weight, n := d.stored.Bytes(), 0
	for range d.stored.Values() {
		n++
	}
	if n == 0 || n > 1000 || weight > 1<<20 {
		t.Errorf("%d documents of %d bytes are kept", n, weight)
	}
	var none documentCache
	none.Add(context.Background(), "{a}", &ast.QueryDocument{})
	if _, ok := none.Get(context.Background(), "{a}"); ok {
		t.Error("a document is kept where none is to be")
	}
}
