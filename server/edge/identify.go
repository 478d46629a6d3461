package edge

import (
	"context"
	"maps"
	"net/http"
)

// Refusal is why a caller may not ask. Its message repeats nothing of what was sent.
type Refusal struct {
	Status        int
	Code, Message string
	Header        http.Header // of the answer, as a challenge
}

// identify is the context of a request with who sends it, or false if it was refused.
func (h handler) identify(w http.ResponseWriter, r *http.Request, media string) (context.Context, bool) {
	if h.Identify == nil {
		return r.Context(), true
	}
	ctx, refused := h.Identify(r)
	if refused != nil {
		maps.Copy(w.Header(), refused.Header)
		refuse(w, media, &refusal{status: refused.Status, code: refused.Code, message: refused.Message})
		return nil, false
	}
	return ctx, true
}
