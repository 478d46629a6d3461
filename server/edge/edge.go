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

	// Identify is the context of a request with who sends it, or why it is refused; default: everybody is let in.
	Identify func(*http.Request) (context.Context, *Refusal)
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
	return handler{o}
}

type handler struct{ Options }

func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	media, ok := accepted(r.Header)
	defer func() {
		if cause := recover(); cause != nil {
			h.Logger.ErrorContext(r.Context(), "panic", "cause", cause, "stack", string(debug.Stack()))
			refuse(w, media, &refusal{http.StatusInternalServerError, "INTERNAL", "Something went wrong inside the gateway."})
		}
	}()
	if !ok {
		refuse(w, media, &refusal{http.StatusNotAcceptable, "BAD_USER_INPUT",
			"Answers are " + mediaGraphQL + " or " + mediaJSON + ", in UTF-8."})
		return
	}
	if r, ok = h.identify(w, r, media); !ok {
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
	answers, ctx := h.Executor.DispatchOperation(ctx, op)
	answer := answers(ctx)
	if answer == nil {
		return // The client went away.
	}
	if h.Trace && r.Header.Get(TraceHeader) != "" {
		if trace, ok := answer.Extensions[TraceExtension].(interface{ ServerTiming() string }); ok {
			w.Header().Set("Server-Timing", trace.ServerTiming())
		}
	} else {
		delete(answer.Extensions, TraceExtension)
	}
	respond(w, media, statusOf(media, answer), answer)
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
