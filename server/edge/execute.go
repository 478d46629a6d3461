package edge

import (
	"cmp"
	"context"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/inkeep-gateway/gateway/server/memory"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// execute answers what is asked in a context of the request with its caller, or gives what sends the answers of a subscription, in one
// that has no end of its own. Before the answer goes out its making ends: a client may take its time to read.
func (h *handler) execute(ctx, untimed context.Context, w http.ResponseWriter, r *http.Request, media string, asked *operationRequest, fill *responseFill) (watch func()) {
	ctx = graphql.StartOperationTrace(ctx)
	op := h.validate(ctx, w, r, media, asked)
	if op == nil {
		return nil
	}
	if s := h.subscriptionOf(op); s != nil {
		return h.watch(untimed, w, r, media, op, s)
	}
	if refused := h.costLimit.take(ctx, r, op, 1); refused != nil {
		refused.status = cmp.Or(refused.status, statusOf(media, &graphql.Response{}))
		refuse(w, media, refused)
		return nil
	}
	if ctx.Err() != nil {
		timedOut(w, r, media)
		return nil
	}
	// By GET answers are whole, so that they can be kept.
	parts := noIncremental
	if h.Incremental != nil && r.Method == http.MethodPost && media != mediaEventStream {
		parts = negotiateIncremental(r.Header)
	}
	if parts != noIncremental {
		ctx = h.Incremental(ctx)
	}
	answers, ctx := h.Executor.DispatchOperation(ctx, op)
	answer := answers(ctx)
	if answer == nil {
		timedOut(w, r, media)
		return nil
	}
	outcomeOf(w).answered(answer)
	now := h.Clock()
	at, fresh := freshness(answer, now)
	traced := h.untrace(r, answer)
	if traced {
		if trace, ok := answer.Extensions[traceExtension].(interface{ ServerTiming() string }); ok {
			w.Header().Set("Server-Timing", trace.ServerTiming())
		}
	}
	if answer.HasNext != nil && *answer.HasNext {
		fill.finish(nil)
		h.deliverIncrementally(w, r, parts, answer, func() *graphql.Response { return answers(ctx) })
		return nil
	}
	if traced || !isWhole(media) || answer.Data == nil || len(answer.Errors) > 0 {
		respond(w, media, statusOf(media, answer), answer)
		return nil
	}
	whole := newCacheableResponse(answer, r.Method, now, at, fresh, *outcomeOf(w))
	lease := memory.Of(ctx)
	// What is kept is a copy. Without room for both, none is.
	if size := int64(whole.size()); whole.until.After(now) && op.Operation.Operation == ast.Query && lease.Take(ctx, size) == nil {
		fill.finish(whole)
		lease.Give(size)
	}
	fill.finish(nil)
	whole.respond(w, r, media, now, lease)
	return nil
}

// validate is the operation that is asked for; nil if it is none that can be executed, which is answered.
func (h *handler) validate(ctx context.Context, w http.ResponseWriter, r *http.Request, media string, asked *operationRequest) *graphql.OperationContext {
	start := graphql.Now()
	asked.ReadTime = graphql.TraceTiming{Start: start, End: start}
	op, errs := h.Executor.CreateOperationContext(ctx, asked.RawParams)
	outcomeOf(w).operation(op)
	if h.subscriptionOf(op) != nil {
		outcomeOf(w).Type = string(ast.Subscription)
	}
	if op.Operation != nil { // It is valid.
		h.documents.keep(asked)
	}
	if r.Method != http.MethodPost && !h.onlyReads(op, asked.RawParams) {
		w.Header().Set("Allow", http.MethodPost)
		refuse(w, media, &refusal{status: http.StatusMethodNotAllowed, code: "BAD_USER_INPUT", message: "Only queries and subscriptions come by GET."})
		return nil
	}
	if len(errs) > 0 {
		answer := h.Executor.DispatchError(graphql.WithOperationContext(ctx, op), errs)
		respond(w, media, statusOf(media, answer), answer)
		return nil
	}
	return op
}

// timedOut answers what was not ready in time, unless the client went away.
func timedOut(w http.ResponseWriter, r *http.Request, media string) {
	if r.Context().Err() == nil {
		refuse(w, media, &refusal{status: http.StatusGatewayTimeout, code: "UPSTREAM_TIMEOUT", message: "The answer was not ready in time."})
	}
}

// untrace takes the trace from an answer unless the request asks for it and may. It says whether it was left.
func (h *handler) untrace(r *http.Request, answer *graphql.Response) bool {
	if h.traces(r) {
		return true
	}
	delete(answer.Extensions, traceExtension)
	return false
}

// traces says whether a request asks for the trace of its answer, and may.
func (h *handler) traces(r *http.Request) bool { return h.Trace && r.Header.Get(TraceHeader) != "" }

// onlyReads says whether no mutation is asked for, nor a subscription where there are none. The executor may refuse a document before
// it says what the operation is: without mutations in the schema, they are merely invalid. Then the document itself tells. One
// that cannot be read, or lacks the operation, changes nothing either; why it is refused is the executor's to say.
func (h *handler) onlyReads(op *graphql.OperationContext, params *graphql.RawParams) bool {
	operation := op.Operation
	if operation == nil {
		document, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: params.Query}, h.Tokens)
		if err != nil {
			return true
		}
		operation = document.Operations.ForName(params.OperationName)
	}
	return operation == nil || operation.Operation == ast.Query || operation.Operation == ast.Subscription && h.Live.Of != nil
}
