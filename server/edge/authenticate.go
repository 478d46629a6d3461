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

// admit lets a request in, until it is ended: it has its turn, a place in memory, a caller who is known, and the caller's rate.
func (h handler) admit(r *http.Request) (ctx context.Context, lease *memory.Lease, end func(), refused *refusal) {
	if refused = h.inFlight.acquire(r.Context()); refused != nil {
		return nil, nil, nil, refused
	}
	lease = h.Memory.Lease()
	end = func() {
		lease.End()
		h.inFlight.release()
	}
	if refused = h.takeMemory(r.Context(), lease, requestBytes); refused == nil {
		var unknown *refusal
		ctx, unknown = h.authenticate(r)
		// Those who are not known are counted as well, so that nobody tries out tokens any faster.
		if refused = h.rateLimit.take(ctx, r, 1); refused == nil {
			refused = unknown
		}
	}
	if refused != nil {
		end()
		return nil, nil, nil, refused
	}
	return ctx, lease, end, nil
}

// authenticate is the context of a request with who sends it, or why it is refused.
func (h handler) authenticate(r *http.Request) (context.Context, *refusal) {
	if h.Authenticate == nil {
		return r.Context(), nil
	}
	ctx, refused := h.Authenticate(r)
	if refused != nil {
		return r.Context(), &refusal{status: refused.Status, code: refused.Code, message: refused.Message, header: refused.Header}
	}
	return ctx, nil
}
