package edge

import (
	"maps"
	"net/http"
)

// Refusal is why a caller may not ask. Its message repeats nothing of what was sent.
type Refusal struct {
	Status        int
	Code, Message string
	Header        http.Header // of the answer, as a challenge
}

// identify is the request with who sends it in its context, or why it is refused.
func (h handler) identify(r *http.Request) (*http.Request, *Refusal) {
	if h.Identify == nil {
		return r, nil
	}
	ctx, refused := h.Identify(r)
	if refused != nil {
		return r, refused
	}
	return r.WithContext(ctx), nil
}

func (f *Refusal) answer(w http.ResponseWriter, media string) {
	maps.Copy(w.Header(), f.Header)
	refuse(w, media, &refusal{status: f.Status, code: f.Code, message: f.Message})
}
