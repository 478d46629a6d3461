package edge

import (
	"context"
	"net/http"

	"github.com/inkeep-gateway/gateway/server/memory"
)

// Refusal is why a caller may not ask. Its message repeats nothing of what was sent.
type Refusal struct {
	Status        int
	Code, Message string
	Header        http.Header // of the answer, as a challenge
}

// admit lets a request in, until it is dismissed: it has its turn, a place in memory, a caller who is known, and the caller's rate.
func (h *handler) admit(r *http.Request) (context.Context, *memory.Lease, *refusal) {
	if refused := h.inFlight.acquire(r.Context()); refused != nil {
		return nil, nil, refused
	}
	lease := h.Memory.Lease()
	ctx, refused := h.identify(r, lease)
	if refused != nil {
		h.dismiss(lease)
		return nil, nil, refused
	}
	return ctx, lease, nil
}

// dismiss ends a request that was let in.
func (h *handler) dismiss(lease *memory.Lease) {
	lease.End()
	h.inFlight.release()
}

// identify is the context of a request, which has its turn, with who sends it, or why it is refused.
func (h *handler) identify(r *http.Request, lease *memory.Lease) (context.Context, *refusal) {
	if refused := h.takeMemory(r.Context(), lease, requestBytes); refused != nil {
		return nil, refused
	}
	ctx, unknown := h.authenticate(r)
	// Those who are not known are counted as well, so that nobody tries out tokens any faster.
	if refused := h.rateLimit.take(ctx, r, 1); refused != nil {
		return nil, refused
	}
	return ctx, unknown
}

// authenticate is the context of a request with who sends it, or why it is refused.
func (h *handler) authenticate(r *http.Request) (context.Context, *refusal) {
	if h.Authenticate == nil {
		return r.Context(), nil
	}
	ctx, refused := h.Authenticate(r)
	if refused != nil {
		return r.Context(), &refusal{status: refused.Status, code: refused.Code, message: refused.Message, header: refused.Header}
	}
	return ctx, nil
}
