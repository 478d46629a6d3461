package edge

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"runtime/debug"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/inkeep-gateway/gateway/server/memory"
)

// admission is a request of another protocol that was let in.
type admission struct {
	*handler
	ctx   context.Context
	w     http.ResponseWriter
	r     *http.Request
	lease *memory.Lease
}

type admissionKey struct{}

// Admit lets requests of another protocol in as those for GraphQL are let in: so many at once, from callers who are known, at their
// rate, and with JSON as their body, which is bounded and read before they come. In their context Ask asks for operations.
// Those that are refused are answered by answer, with a status and the error that a request for GraphQL would have.
func (h Handler) Admit(next http.Handler, answer func(w http.ResponseWriter, r *http.Request, status int, why *gqlerror.Error)) http.Handler {
	return withCompression(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.admits.serveOther(w, r, next, answer) }))
}

func (h *handler) serveOther(w http.ResponseWriter, r *http.Request, next http.Handler, answer func(http.ResponseWriter, *http.Request, int, *gqlerror.Error)) {
	o := &observed{ResponseWriter: w}
	if h.Observe != nil {
		defer func() { h.Observe(r.Context(), o.outcome) }()
	}
	refuse := func(f *refusal) {
		o.outcome.Code = f.code
		o.outcome.refused(f)
		f.setHeader(o.Header())
		answer(o, r, f.status, f.response().Errors[0])
	}
	defer func() {
		if cause := recover(); cause != nil {
			h.logPanic(r.Context(), cause)
			refuse(panicked())
		}
	}()
	ctx, lease, refused := h.admit(r)
	if refused != nil {
		refuse(refused)
		return
	}
	defer h.dismiss(lease)
	var body []byte
	if r.Method == http.MethodPost {
		if body, refused = h.receivePost(o, r, lease); refused == nil {
			refused = h.takeMemory(ctx, lease, parsedBytes(body))
		}
		if refused != nil {
			refuse(refused)
			return
		}
	}
	asking := r.WithContext(context.WithValue(ctx, admissionKey{}, &admission{h, ctx, o, r, lease}))
	asking.Body = io.NopCloser(bytes.NewReader(body))
	next.ServeHTTP(o, asking)
}

// Ask answers an operation, given as the body of a request by POST, in the context of a request that was let in. An answer of more
// bytes than most is too large, and only their number is given.
func Ask(ctx context.Context, body []byte, most int64) (answer []byte, size int64) {
	a := ctx.Value(admissionKey{}).(*admission)
	r := a.r.Clone(a.ctx)
	r.Method, r.Body, r.ContentLength = http.MethodPost, io.NopCloser(bytes.NewReader(body)), int64(len(body))
	for _, name := range []string{"Accept-Encoding", "Content-Encoding", "If-None-Match", TraceHeader} {
		r.Header.Del(name)
	}
	r.Header["Accept"], r.Header["Content-Type"] = []string{mediaJSON}, []string{mediaJSON}
	response := &boundedResponse{header: make(http.Header), most: most}
	o := &observed{ResponseWriter: response}
	a.operation(o, r)
	*outcomeOf(a.w) = o.outcome
	if response.size > most {
		outcomeOf(a.w).Code = "QUERY_TOO_COMPLEX"
		return nil, response.size
	}
	if refused := a.takeMemory(a.ctx, a.lease, answerCopies*response.size); refused != nil {
		outcomeOf(a.w).Code = refused.code
		answer = bytes.Join(encode(refused.response()), nil)
		return answer, int64(len(answer))
	}
	return response.Bytes(), response.size
}

// answerCopies is how many times its bytes an answer takes until it is sent by another protocol, which may have it in more than
// one form.
const answerCopies = 8

// operation answers an operation. It runs where nobody else would recover.
func (a *admission) operation(w http.ResponseWriter, r *http.Request) {
	defer func() {
		if cause := recover(); cause != nil {
			a.logPanic(a.ctx, cause)
			refuse(w, mediaJSON, panicked())
		}
	}()
	a.answer(a.ctx, w, r, mediaJSON, a.lease)
}

// boundedResponse is a response that is kept as far as it is no longer than most bytes.
type boundedResponse struct {
	bytes.Buffer
	header     http.Header
	most, size int64
}

// Header is http.ResponseWriter's.
func (b *boundedResponse) Header() http.Header { return b.header }

// WriteHeader is http.ResponseWriter's.
func (b *boundedResponse) WriteHeader(int) {}

// Write is http.ResponseWriter's.
func (b *boundedResponse) Write(p []byte) (int, error) {
	if b.size += int64(len(p)); b.size > b.most {
		return len(p), nil
	}
	return b.Buffer.Write(p)
}

// logPanic logs what panicked.
func (h *handler) logPanic(ctx context.Context, cause any) {
	h.Logger.ErrorContext(ctx, "panic", "cause", cause, "stack", string(debug.Stack()))
}

// panicked is what the answer to a request that panicked says.
func panicked() *refusal {
	return &refusal{status: http.StatusInternalServerError, code: "INTERNAL", message: "Something went wrong inside the gateway."}
}
