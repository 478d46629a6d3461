package edge

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/inkeep-gateway/gateway/server/memory"
)

// Batch is what operations of one request have in common.
type Batch interface {
	// Begin is the context of one of them. Once it has its answer it has to be ended.
	Begin(context.Context, *graphql.OperationContext) (_ context.Context, end func())
}

// isArray says whether what is sent is an array of requests.
func isArray(r *http.Request, sent []byte) bool {
	return r.Method == http.MethodPost && bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(sent, byteOrderMark), " \t\r\n"), []byte{'['})
}

// serveBatch answers an array of requests by an array of their answers, each in its place. What is beyond a limit that counts for
// all of them refuses the whole.
func (h *handler) serveBatch(ctx context.Context, w http.ResponseWriter, r *http.Request, sent []byte, lease *memory.Lease) {
	if refused := h.takeMemory(ctx, lease, parsedBytes(sent)); refused != nil {
		refuse(w, mediaJSON, refused)
		return
	}
	var requests []jsontext.Value
	if err := jsonv2.Unmarshal(bytes.TrimPrefix(sent, byteOrderMark), &requests); err != nil || len(requests) == 0 {
		refuse(w, mediaJSON, malformed("The request has to be one valid JSON object, or an array of them."))
		return
	}
	if n := len(requests); n > h.Batch {
		refuse(w, mediaJSON, &refusal{status: http.StatusBadRequest, code: "QUERY_TOO_COMPLEX", limit: int64(h.Batch), amount: int64(n),
			message: fmt.Sprintf("The request has %d operations; %d are allowed.", n, h.Batch)})
		return
	}
	if refused := h.rateLimit.take(ctx, r, len(requests)-1); refused != nil { // The request itself is counted.
		refuse(w, mediaJSON, refused)
		return
	}
	ctx = graphql.StartOperationTrace(memory.With(ctx, lease))
	ops, answers, cost := make([]*graphql.OperationContext, len(requests)), make([]*graphql.Response, len(requests)), 0
	var valid []*graphql.OperationContext
	for i, request := range requests {
		if ops[i], answers[i] = h.validateOne(ctx, r, request); ops[i] != nil {
			valid, cost = append(valid, ops[i]), min(cost+h.Cost.Of(ops[i]), 1<<30)
		}
	}
	if err := h.Cost.judge("All operations together", cost); err != nil {
		respond(w, mediaJSON, http.StatusOK, &graphql.Response{Errors: gqlerror.List{err}})
		return
	}
	if refused := h.costLimit.takeCost(ctx, r, cost); refused != nil {
		refused.status = max(refused.status, http.StatusOK)
		refuse(w, mediaJSON, refused)
		return
	}
	batch := h.Together(valid)
	var all sync.WaitGroup
	for i, op := range ops {
		if op != nil {
			all.Go(func() { answers[i] = h.answerOne(ctx, batch, op) })
		}
	}
	all.Wait()
	var body [][]byte
	for i, answer := range answers {
		outcomeOf(w).answered(answer)
		h.untrace(r, answer)
		body = append(body, []byte("[,"[min(i, 1):min(i, 1)+1]))
		body = append(body, encode(answer)...)
	}
	w.Header().Set("Cache-Control", noStore)
	send(w, mediaJSON, http.StatusOK, append(body, []byte("]"))...)
}

// validateOne is the operation of one request of an array, or why there is none.
func (h *handler) validateOne(ctx context.Context, r *http.Request, sent []byte) (*graphql.OperationContext, *graphql.Response) {
	asked, refused := h.read(r, sent)
	if refused == nil {
		refused = h.findDocument(asked)
	}
	if refused != nil {
		return nil, refused.response()
	}
	asked.Headers = r.Header
	start := graphql.Now()
	asked.ReadTime = graphql.TraceTiming{Start: start, End: start}
	op, errs := h.Executor.CreateOperationContext(ctx, asked.RawParams)
	if op.Operation != nil { // It is valid.
		h.documents.keep(asked)
	}
	if len(errs) > 0 {
		return nil, h.Executor.DispatchError(graphql.WithOperationContext(ctx, op), errs)
	}
	if h.subscriptionOf(op) != nil {
		return nil, malformed("A subscription is a request of its own.").response()
	}
	return op, nil
}

// answerOne answers one operation of an array. It runs where nobody else would recover.
func (h *handler) answerOne(ctx context.Context, batch Batch, op *graphql.OperationContext) (answer *graphql.Response) {
	defer func() {
		if cause := recover(); cause != nil {
			h.logPanic(ctx, cause)
			answer = panicked().response()
		}
	}()
	ctx, end := batch.Begin(ctx, op)
	defer end()
	answers, ctx := h.Executor.DispatchOperation(ctx, op)
	if answer = answers(ctx); answer == nil {
		answer = (&refusal{code: "UPSTREAM_TIMEOUT", message: "The answer was not ready in time."}).response()
	}
	return answer
}
