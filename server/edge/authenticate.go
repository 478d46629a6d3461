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

// authenticate is the context of a request with who sends it, or why it is refused.
func (h handler) authenticate(r *http.Request) (context.Context, *Refusal) {
	if h.Authenticate == nil {
		return r.Context(), nil
	}
	ctx, refused := h.Authenticate(r)
	if refused != nil {
		return r.Context(), refused
	}
	return ctx, nil
}

func (f *Refusal) answer(w http.ResponseWriter, media string) {
	maps.Copy(w.Header(), f.Header)
	refuse(w, media, &refusal{status: f.Status, code: f.Code, message: f.Message})
}
