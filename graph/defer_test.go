package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/inkeep-gateway/gateway/graph"
	"github.com/inkeep-gateway/gateway/graph/model"
)

// inParts begins to answer a request whose answer may come in parts, and gives what gives them.
func (f *front) inParts(ctx context.Context, t testing.TB, query, variables string) func() *graphql.Response {
	t.Helper()
	params := &graphql.RawParams{Query: query}
	if variables != "" {
		if err := json.Unmarshal([]byte(variables), &params.Variables); err != nil {
			t.Fatal(err)
		}
	}
	ctx = graphql.StartOperationTrace(graph.WithIncrementalDelivery(ctx))
	op, errs := f.executor.CreateOperationContext(ctx, params)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	next, ctx := f.executor.DispatchOperation(ctx, op)
	return func() *graphql.Response { return next(ctx) }
}

// allParts are all parts of an answer. The last one says that it is.
func allParts(t testing.TB, next func() *graphql.Response) []*graphql.Response {
	t.Helper()
	var parts []*graphql.Response
	for r := next(); r != nil; r = next() {
		parts = append(parts, r)
		if more := r.HasNext != nil && *r.HasNext; !more {
			break
		}
	}
	if last := next(); last != nil {
		t.Errorf("behind the last part comes %s", last.Data)
	}
	return parts
}

// merged is what parts say together: each part's data, put where its path says.
func merged(t testing.TB, parts []*graphql.Response) (data any, errs []string) {
	t.Helper()
	for i, p := range parts {
		var content any
		if err := json.Unmarshal(p.Data, &content); err != nil {
			t.Fatal(err)
		}
		if (p.Path != nil) != (i > 0) {
			t.Errorf("part %d has the path %v", i, p.Path)
		}
		if place, ok := p.Extensions[graph.DeferredExtension].(int); i > 0 {
			fragments := parts[0].Extensions[graph.DeferredExtension].([]*graphql.Response)
			if f := fragments[place]; !ok || f == nil || f.Path.String() != p.Path.String() || f.Label != p.Label {
				t.Errorf("part %d is of %v, %q, and not of the fragment %d", i, p.Path, p.Label, place)
			}
			fragments[place] = nil // It comes once.
		}
		if p.Path.String() != "" {
			content = map[string]any{p.Path.String(): content}
		}
		data = merge(data, content)
		errs = append(errs, texts(p.Errors)...)
	}
	slices.Sort(errs)
	return data, slices.Compact(errs)
}

func merge(a, b any) any {
	into, ok := a.(map[string]any)
	from, isObject := b.(map[string]any)
	if !ok || !isObject {
		return b
	}
	for name, value := range from {
		into[name] = merge(into[name], value)
	}
	return into
}

// texts are errors as they go out, but for where in the document they are: a field may stand in several parts.
func texts(list gqlerror.List) (all []string) {
	for _, e := range list {
		e.Locations = nil
		text, _ := json.Marshal(e)
		all = append(all, string(text))
	}
	return all
}

func TestThePartsOfAnAnswerAreTheWhole(t *testing.T) {
	query, variables := dashboard(t)
	for _, test := range []struct {
		name, query, variables string
		paths                  string // of the parts behind the first, sorted, with their labels
	}{
		{"nothing is deferred", `{ conversations { totals { count } } }`, "", ""},
		{"one field", `{ conversations { totals { count } ... @defer { groups { nodes { count } } } } }`, "", "conversations/"},
		{"everything beneath a field", `{ conversations { ... @defer { totals { count } } } }`, "", "conversations/"},
		{"everything", `{ ... @defer { conversations { totals { count } } } }`, "", "/"},
		{"fragments without labels, each for itself", `{ conversations { ... @defer { totals { count } } ... @defer { groups { nodes { count } } } ... on Conversations @defer { list { totalCount } } } }`, "", "conversations/ conversations/ conversations/"},
		{"labels", `{ conversations { ... @defer(label: "a") { totals { count } } ...G @defer(label: "b") } } fragment G on Conversations { groups { nodes { count } } }`, "", "conversations/a conversations/b"},
		{"aliases", `{ a: conversations(groupBy: { field: TYPE }) { t: totals { n: count } ... @defer { g: groups { nodes { n: count } } h: groups(limit: 1) { totalCount } } } b: conversations { ... @defer { t: totals { count } } } }`, "", "a/ b/"},
		{"fragments in fragments", `{ ...Q } fragment Q on Query { ... { conversations { ...S } } } fragment S on Conversations { totals { count } ... { ...G @defer(label: "g") } }
			fragment G on Conversations { groups { nodes { ...M } } } fragment M on ConversationMetrics { count avg { userMessageCount } }`, "", "conversations/g"},
		{"one fragment of several fields", `{ a: conversations { ...S @defer } b: conversations(where: { userMessageCount: { gt: 2 } }) { ...S @defer } } fragment S on Conversations { totals { count } }`, "", "a/ b/"},
		{"what is deferred within what is deferred comes with it", `{ ... @defer(label: "out") { conversations { totals { count } ... @defer(label: "in") { list { totalCount } } } } conversation(id: "c01") { id } }`, "", "/out"},
		{"the same within one field", `{ conversations { ... @defer(label: "out") { ... @defer(label: "in") { list { totalCount } } totals { count } } } }`, "", "conversations/out"},
		{"fields that are deferred and not", `{ conversations { totals { count } ... @defer { totals { count avg { userMessageCount } } list { totalCount } } } ... @defer { conversations { groups { nodes { count } } } } }`, "", "/ conversations/"},
		{"a field of the root that is there twice", `{ conversations { totals { count } } conversations { ... @defer { list { totalCount } } } }`, "", "conversations/"},
		{"fields beside conversations", `query ($id: ID!) { __typename conversations { totals { count } } ... @defer { t: __typename conversation(id: $id) { id type } } }`, `{"id": "c02"}`, "/"},
		{"switched off", `{ conversations { totals { count } ... @defer(if: false) { groups { nodes { count } } } } }`, "", ""},
		{"switched by variables", `query ($yes: Boolean!, $no: Boolean!) { conversations { ... @defer(if: $yes) { totals { count } } ... @defer(if: $no) { groups { nodes { count } } } } }`, `{"yes": true, "no": false}`, "conversations/"},
		{"switched off around one", `{ conversations { ... @defer(if: false) { totals { count } ... @defer { groups { nodes { count } } } } } }`, "", "conversations/"},
		{"skipped", `{ conversations { totals { count } ... @defer { groups @skip(if: true) { nodes { count } } } ... @defer @include(if: false) { list { totalCount } } ... @defer { list @skip(if: false) { totalCount } } } c: conversations @skip(if: true) { ... @defer { totals { count } } } }`, "", "conversations/"},
		{"introspection", `{ __schema { queryType { name } } ... @defer { __type(name: "Query") { name } } }`, "", "/"},
		{"a deferred error", `{ conversations { totals { count } ... @defer { groups(limit: 0) { nodes { count } } list { totalCount } } } }`, "", "conversations/"},
		{"errors on both sides", `{ conversations { list(first: -1) { totalCount } ... @defer { groups(limit: 0) { nodes { count } } } } }`, "", "conversations/"},
		{"an error of a field that is deferred and not", `{ conversations { list(first: -1) { totalCount } ... @defer { list(first: -1) { totalCount } totals { count } } } }`, "", "conversations/"},
		{"a request that is refused", `{ conversations(where: {}) { totals { count } ... @defer { groups { nodes { count } } } } }`, "", ""},
		{"one that is refused for what is deferred", `{ a: conversations { totals { count } groups(limit: 0) { totalCount } } ... @defer { b: conversations(where: {}) { totals { count } } } }`, "", ""},
		{"the dashboard", strings.NewReplacer("totals", "... @defer { totals", "list(", "} list(", "perDay:", "... @defer { perDay:", "\nfragment", "}\nfragment").Replace(query), variables, "/ conversations/"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFront(t, manualSandbox(t, 1000))
			whole, sent := f.ask(t, test.query, test.variables)
			var want any
			data, _ := read(t, whole)
			if err := json.Unmarshal([]byte(data), &want); err != nil {
				t.Fatalf("%v in the answer %s", err, whole)
			}
			var wanted struct{ Errors gqlerror.List }
			if err := json.Unmarshal([]byte(whole), &wanted); err != nil {
				t.Fatal(err)
			}

			f.bodies = nil
			parts := allParts(t, f.inParts(t.Context(), t, test.query, test.variables))
			have, errs := merged(t, parts)
			wantErrs := texts(wanted.Errors)
			slices.Sort(wantErrs)
			if !reflect.DeepEqual(have, want) || !slices.Equal(errs, wantErrs) {
				t.Errorf("the parts are\n%v %v\nthe whole is\n%s", have, errs, whole)
			}
			var paths []string
			for i, p := range parts[1:] {
				paths = append(paths, p.Path.String()+"/"+p.Label)
				if *p.HasNext != (i+2 < len(parts)) {
					t.Errorf("part %d of %d says of a next one %v", i+2, len(parts), *p.HasNext)
				}
			}
			if slices.Sort(paths); strings.Join(paths, " ") != test.paths {
				t.Errorf("the parts are %q, not %q", paths, test.paths)
			}
			f.mu.Lock()
			defer f.mu.Unlock()
			if slices.Sort(f.bodies); !slices.Equal(f.bodies, sent) {
				t.Errorf("for the parts it sent\n%s\nfor the whole\n%s", f.bodies, sent)
			}
		})
	}
}

// What is not deferred here asks nothing, and may be out before the request is found to be refused.
func TestNothingOfARefusedRequestIsAnsweredInParts(t *testing.T) {
	f := newFront(t, http.HandlerFunc(anyRow))
	for range 20 {
		f.bodies = nil
		parts := allParts(t, f.inParts(t.Context(), t, `{ __typename ... @defer { a: conversations(where: {}) { totals { count } } } ... @defer { b: conversations { totals { count } } } c: conversations { ... @defer { totals { count } } } }`, ""))
		for _, p := range parts[min(1, len(parts)-1):] {
			if string(p.Data) != "null" {
				t.Errorf("a part is %s", p.Data)
			}
		}
		if _, errs := merged(t, parts); len(errs) != 1 || !strings.Contains(errs[0], "BAD_USER_INPUT") || len(f.bodies) > 0 {
			t.Errorf("the errors are %s, and it asked %s", errs, f.bodies)
		}
	}
}

// deferredGroups is a dashboard whose groups may come later.
const deferredGroups = `{ conversations(groupBy: { field: TYPE }) { totals { count } ... @defer { groups { nodes { count } } } ... @defer { list { nodes { id } } } } }`

func TestASlowPartHoldsBackNoOther(t *testing.T) {
	slow := make(chan struct{})
	f := newFront(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if body, _ := io.ReadAll(r.Body); strings.Contains(string(body), "groupBy") {
			<-slow
		}
		anyRow(w, r)
	}))
	next := f.inParts(t.Context(), t, deferredGroups, "")
	if first := next(); string(first.Data) != `{"conversations":{"totals":{"count":1}}}` || !*first.HasNext {
		t.Errorf("first it answers %s", first.Data)
	}
	if list := next(); string(list.Data) != `{"list":{"nodes":[{"id":"c"}]}}` || !*list.HasNext {
		t.Errorf("then it answers %s", list.Data)
	}
	close(slow)
	if groups := next(); string(groups.Data) != `{"groups":{"nodes":[{"count":1}]}}` || *groups.HasNext {
		t.Errorf("last it answers %s", groups.Data)
	}
}

func TestAClientThatLeavesBetweenPartsCancelsTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ended atomic.Int64
		f := newBubble(t, func(w http.ResponseWriter, r *http.Request) {
			if body, _ := io.ReadAll(r.Body); strings.Contains(string(body), "count") && !strings.Contains(string(body), "groupBy") {
				anyRow(w, r)
				return
			}
			<-r.Context().Done()
			ended.Add(1)
		})
		ctx, leave := context.WithCancel(t.Context())
		next := f.inParts(ctx, t, deferredGroups, "")
		if first := next(); first == nil || !*first.HasNext {
			t.Fatal("there is no first part")
		}
		synctest.Wait()
		leave()
		if part := next(); part != nil {
			t.Errorf("it answers %s", part.Data)
		}
		synctest.Wait()
		if ended.Load() != 2 {
			t.Errorf("%d calls have ended", ended.Load())
		}
	})
}

func TestPartsThatAreNotReadyInTimeSaySo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newBubble(t, func(w http.ResponseWriter, r *http.Request) {
			if body, _ := io.ReadAll(r.Body); strings.Contains(string(body), "count") && !strings.Contains(string(body), "groupBy") {
				anyRow(w, r)
				return
			}
			<-r.Context().Done()
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		parts := allParts(t, f.inParts(ctx, t, deferredGroups, ""))
		if len(parts) != 3 || string(parts[0].Data) != `{"conversations":{"totals":{"count":1}}}` || *parts[2].HasNext {
			t.Fatalf("it answers %d parts", len(parts))
		}
		for _, part := range parts[1:] {
			if len(part.Errors) != 1 || part.Errors[0].Extensions["code"] != model.UpstreamTimeout {
				t.Errorf("it answers %s %v", part.Data, part.Errors)
			}
		}
	})
}

// The batch goes when the last query of all parts is in, without a timer.
func TestNoPartDelaysTheOthers(t *testing.T) {
	for _, query := range []string{
		deferredGroups,
		`{ ... @defer { a: conversations { totals { count } } } b: conversations { list { nodes { id } } ... @defer { groups { nodes { count } } } } conversation(id: "c") { id } }`,
		`{ conversations { totals { count } ... @defer { totals { count } list(first: -1) { nodes { id } } } } }`,
		`{ a: conversations { totals { count } ... @defer { list { nodes { id } } } } ... @defer { b: conversations(where: {}) { totals { count } groups { nodes { count } } } } }`,
		`{ __typename ... @defer { a: conversations(where: {}) { totals { count } } } ... @defer { b: conversations { totals { count } } } }`,
	} {
		synctest.Test(t, func(t *testing.T) {
			f := newBubble(t, anyRow)
			begin := time.Now()
			parts := allParts(t, f.inParts(t.Context(), t, query, ""))
			if took := time.Since(begin); took != 0 || len(parts) == 0 {
				t.Errorf("%s took %v for %d parts", query, took, len(parts))
			}
		})
	}
}

// panicsOfGroups is an extension with a defect.
type panicsOfGroups struct{}

func (panicsOfGroups) ExtensionName() string { return "PanicsOfGroups" }

func (panicsOfGroups) Validate(graphql.ExecutableSchema) error { return nil }

func (panicsOfGroups) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	if response := next(ctx); !strings.Contains(string(response.Data), "groups") {
		return response
	}
	panic("the defect")
}

func TestAPanicOnTheWayToAPartIsTheCallers(t *testing.T) {
	f := newFront(t, http.HandlerFunc(anyRow))
	f.executor.Use(panicsOfGroups{})
	next := f.inParts(t.Context(), t, `{ conversations { totals { count } ... @defer { groups { nodes { count } } } } }`, "")
	if first := next(); !*first.HasNext {
		t.Errorf("first it answers %s", first.Data)
	}
	defer func() {
		if cause := fmt.Sprint(recover()); !strings.Contains(cause, "the defect") || !strings.Contains(cause, "defer_test.go") {
			t.Errorf("the panic is %s", cause)
		}
	}()
	next()
}

// Thousands of rows must not become thousands of parts.
func TestOnlySetsAreDeferred(t *testing.T) {
	f := newFront(t, http.HandlerFunc(anyRow))
	for _, query := range []string{
		`{ conversations { groups { nodes { ... @defer { count } } } } }`,
		`{ conversations { groups { nodes { ...M @defer } } } } fragment M on ConversationMetrics { count }`,
		`{ conversations { list { ... @defer { totalCount } } } }`,
		`{ conversations { totals { ...T } } } fragment T on ConversationTotals { ... on ConversationMetrics @defer { count } }`,
		`{ conversation(id: "c") { ... @defer { id } } }`,
		`{ __schema { ... @defer { queryType { name } } } }`,
	} {
		answer, sent := f.ask(t, query, "")
		if _, failures := read(t, answer); !strings.HasPrefix(codes(failures), "BAD_USER_INPUT") || len(sent) > 0 || !strings.Contains(answer, "can be deferred") {
			t.Errorf("%s is answered with %s", query, answer)
		}
	}
}
