// Package edge speaks GraphQL over HTTP: bytes and headers in, an operation for the executor, its answer out. It knows
// neither what the schema means nor who is asking.
//
// The rules are those of https://graphql.github.io/graphql-over-http/draft/.
package edge

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// Options say what the handler answers and how much it takes. All but the Executor has a default.
type Options struct {
	Executor graphql.GraphExecutor
	MaxBody  int64        // bytes of a request, in its body or its address; default 2,000,000
	Document int          // bytes of a document; default 65,536
	Trace    bool         // whether a request may ask by TraceHeader how its answer came about
	Logger   *slog.Logger // of panics; default: none

	// InParts marks the context of an operation whose answer may come in several, each but the last with HasNext. Without
	// it no answer does.
	InParts func(context.Context) context.Context
}

// TraceHeader is the header that, with any value, asks for the trace of the answer: in extensions, under TraceExtension,
// and as the header Server-Timing, which browsers draw.
const TraceHeader = "X-Gateway-Trace"

// TraceExtension is the extension under which the executor gives the trace of each answer.
const TraceExtension = "gateway"

// New makes the handler of the address that GraphQL requests are sent to.
func New(o Options) http.Handler {
	if o.MaxBody == 0 {
		o.MaxBody = 2_000_000
	}
	if o.Document == 0 {
		o.Document = 64 << 10
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return compressed(handler{o})
}

type handler struct{ Options }

func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	media, ok := accepted(r.Header)
	w.Header().Add("Vary", "Accept, Authorization")
	defer func() {
		if cause := recover(); cause != nil {
			h.Logger.ErrorContext(r.Context(), "panic", "cause", cause, "stack", string(debug.Stack()))
			if w.Header().Get("Content-Type") == contentParts {
				panic(http.ErrAbortHandler) // Some parts may be out. That the rest does not come is told by breaking off.
			}
			refuse(w, media, &refusal{http.StatusInternalServerError, "INTERNAL", "Something went wrong inside the gateway."})
		}
	}()
	if !ok {
		refuse(w, media, &refusal{http.StatusNotAcceptable, "BAD_USER_INPUT",
			"Answers are " + mediaGraphQL + " or " + mediaJSON + ", in UTF-8."})
		return
	}
	params, refused := read(w, r, h.MaxBody)
	if refused != nil {
		refuse(w, media, refused)
		return
	}
	if n := len(params.Query); n > h.Document {
		refuse(w, media, &refusal{http.StatusRequestEntityTooLarge, "REQUEST_TOO_LARGE",
			fmt.Sprintf("The document has %d bytes; %d are allowed.", n, h.Document)})
		return
	}
	params.Headers = r.Header
	h.execute(w, r, media, params)
}

func (h handler) execute(w http.ResponseWriter, r *http.Request, media string, params *graphql.RawParams) {
	start := graphql.Now()
	params.ReadTime = graphql.TraceTiming{Start: start, End: start}
	ctx := graphql.StartOperationTrace(r.Context())
	op, errs := h.Executor.CreateOperationContext(ctx, params)
	if r.Method != http.MethodPost && !isQuery(op, params) {
		w.Header().Set("Allow", http.MethodPost)
		refuse(w, media, &refusal{http.StatusMethodNotAllowed, "BAD_USER_INPUT", "Only queries come by GET."})
		return
	}
	if len(errs) > 0 {
		answer := h.Executor.DispatchError(graphql.WithOperationContext(ctx, op), errs)
		respond(w, media, statusOf(media, answer), answer)
		return
	}
	// By GET answers are whole, so that they can be kept.
	if h.InParts != nil && r.Method == http.MethodPost && takesParts(r.Header) {
		ctx = h.InParts(ctx)
	}
	answers, ctx := h.Executor.DispatchOperation(ctx, op)
	answer := answers(ctx)
	if answer == nil {
		return // The client went away.
	}
	fresh := freshness(answer)
	traced := h.untrace(r, answer)
	if traced {
		if trace, ok := answer.Extensions[TraceExtension].(interface{ ServerTiming() string }); ok {
			w.Header().Set("Server-Timing", trace.ServerTiming())
		}
	}
	if answer.HasNext != nil && *answer.HasNext {
		h.deliver(w, r, answer, func() *graphql.Response { return answers(ctx) })
		return
	}
	if traced || answer.Data == nil || len(answer.Errors) > 0 {
		respond(w, media, statusOf(media, answer), answer)
		return
	}
	respondKept(w, r, media, fresh, answer)
}

// untrace takes the trace from an answer unless the request asks for it and may. It says whether it was left.
func (h handler) untrace(r *http.Request, answer *graphql.Response) bool {
	if h.Trace && r.Header.Get(TraceHeader) != "" {
		return true
	}
	delete(answer.Extensions, TraceExtension)
	return false
}

// maxTokens bounds what isQuery reads of a document that the executor refused.
const maxTokens = 1000

// isQuery says whether nothing but a query is asked for. The executor may refuse a document before it says what the
// operation is: without mutations in the schema, they are merely invalid. Then the document itself tells. One that cannot
// be read, or lacks the operation, changes nothing either; why it is refused is the executor's to say.
func isQuery(op *graphql.OperationContext, params *graphql.RawParams) bool {
	operation := op.Operation
	if operation == nil {
		document, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: params.Query}, maxTokens)
		if err != nil {
			return true
		}
		operation = document.Operations.ForName(params.OperationName)
	}
	return operation == nil || operation.Operation == ast.Query
}
