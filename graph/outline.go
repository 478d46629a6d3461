package graph

import (
	"cmp"
	"context"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/upstream/cache"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// documentCache keep the documents that were parsed and validated, with the outlines of their operations.
type documentCache struct {
	stored *cache.Cache[cache.Key, *cachedDocument] // by their texts; nil: none is kept
	tokens int                                      // that a document may have
}

var (
	_ graphql.Cache[*ast.QueryDocument] = documentCache{}
	_ graphql.OperationContextMutator   = documentCache{}
)

type cachedDocument struct {
	length     int // of its text, in bytes
	parsed     *ast.QueryDocument
	operations map[*ast.OperationDefinition]cachedOperation
	nodes      int          // of the document's tree
	outlined   atomic.Int64 // bytes that its outlines hold
}

// cachedOperation is what is known of an operation of a document.
type cachedOperation struct {
	variables variableReader
	outline   *outline // nil if it depends on variables
}

func newDocumentCache(tokens int, size int64) documentCache {
	if size <= 0 {
		return documentCache{nil, tokens}
	}
	return documentCache{cache.New(cache.Options[cache.Key, *cachedDocument]{
		Bytes: size,
		Weigh: (*cachedDocument).weight,
	}), tokens}
}

// Get finds a document by its text.
func (d documentCache) Get(_ context.Context, text string) (*ast.QueryDocument, bool) {
	kept, ok := d.find(text)
	if !ok {
		return nil, false
	}
	return kept.parsed, true
}

func (d documentCache) find(text string) (*cachedDocument, bool) {
	if d.stored == nil {
		return nil, false
	}
	return d.stored.Get(cache.KeyOf(text))
}

// Add keeps a document. Only directives make a selection depend on variables.
func (d documentCache) Add(_ context.Context, text string, parsed *ast.QueryDocument) {
	if d.stored == nil {
		return
	}
	kept := &cachedDocument{length: len(text), parsed: parsed, operations: make(map[*ast.OperationDefinition]cachedOperation, len(parsed.Operations)), nodes: nodesOf(parsed)}
	for _, o := range parsed.Operations {
		operation := cachedOperation{variables: readerOf(o)}
		if !strings.Contains(text, "@") {
			operation.outline = &outline{operation: o, found: func(o *outline) {
				kept.outlined.Add(bytesOf(o.fields))
				if _, ok := d.find(text); ok {
					d.stored.Set(cache.KeyOf(text), kept) // It weighs more now.
				}
			}}
		}
		kept.operations[o] = operation
	}
	d.stored.Set(cache.KeyOf(text), kept)
}

// ExtensionName is for the library's messages.
func (documentCache) ExtensionName() string { return "Documents" }

// Validate has nothing to object to.
func (documentCache) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext gives an operation its outline: that of others with its document, where it is the same.
func (d documentCache) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	if o := givenOutline(op); o != nil {
		return nil
	}
	o := &outline{operation: op.Operation}
	if kept, ok := d.find(op.RawQuery); ok {
		o = cmp.Or(kept.operations[op.Operation].outline, o)
	}
	op.Stats.SetExtension(outlineExtension, o)
	return nil
}

const outlineExtension = "outline"

// outline is what an operation selects, found out once.
type outline struct {
	operation *ast.OperationDefinition
	once      sync.Once
	fields    []*plan.Selected // of the root
	loads     int              // that their resolvers announce
	cost      int
	costs     bool           // whether that is the cost whatever the variables are
	found     func(*outline) // is told once it is found out; nil if nobody is
}

// givenOutline is the outline that an operation was given; nil if that is of another: parts of one have their own.
func givenOutline(op *graphql.OperationContext) *outline {
	o, _ := op.Stats.GetExtension(outlineExtension).(*outline)
	if o == nil || o.operation != op.Operation {
		return nil
	}
	return o
}

// outlineOf is the outline of an operation.
func outlineOf(op *graphql.OperationContext) *outline {
	o := givenOutline(op)
	if o == nil {
		o = &outline{operation: op.Operation}
	}
	o.once.Do(func() {
		o.fields = plan.SelectedOn(parsedSchema, op, op.Operation.SelectionSet, parsedSchema.Query)
		sets, filters := make(map[string]int), make(map[string]int)
		for i, f := range o.fields {
			o.loads += announcedBy(f)
			if f.SameSet, f.SameFilter = i, i; f.Name == "conversations" {
				f.SameSet = firstSeen(sets, plan.PrintArguments(f, "where", "groupBy", "aggregate", "notes"), i)
				f.SameFilter = firstSeen(filters, plan.PrintArguments(f, "where"), i)
			}
		}
		var varies bool
		o.cost, varies = plan.CostOf(op.Variables, o.fields, op.Stats.OperationStart)
		o.costs = !varies
		if o.found != nil {
			o.found(o)
		}
	})
	return o
}

// firstSeen is where a text was seen first: here, if it is new.
func firstSeen(seen map[string]int, text string, here int) int {
	if at, ok := seen[text]; ok {
		return at
	}
	seen[text] = here
	return here
}

// Cost is how much an operation asks for, judged before anything of it is resolved: 1 for each value of the answer, and
// 100 for each call of the endpoint. Lists count as long as `first` says, and groups as `limit` says, both from 1 to 1,000: what is
// beyond is a bad argument and no cost. Without a limit groups count as many as buckets are in the range of `where`, 1,000 at most,
// or 100 where there is none.
//
// Groups by buckets of a range count as many calls as it takes to read the rows that are expected. Percentiles count what they are
// computed of, which is more rows, and `top`, for the values that are kept, and `others` count a call more.
//
// Fields that are written with the same arguments, on sets that are, ask by one call and count one. Those that only mean
// the same count each.
func Cost(op *graphql.OperationContext) int {
	o := outlineOf(op)
	if o.costs {
		return o.cost
	}
	sum, _ := plan.CostOf(op.Variables, o.fields, op.Stats.OperationStart)
	return sum
}
