package edge

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// statusOf is the status of an answer of the executor's. Without data it answers a request that was never executed:
// clients of the older media type look for its errors under 200, those of the newer one see it in the status.
func statusOf(media string, answer *graphql.Response) int {
	if media == mediaGraphQL && answer.Data == nil {
		return http.StatusBadRequest
	}
	return http.StatusOK
}

// refuse answers a request that never became an operation.
func refuse(w http.ResponseWriter, media string, r *refusal) {
	extensions := map[string]any{"code": r.code}
	if r.amount > 0 {
		extensions["limit"], extensions["amount"] = r.limit, r.amount
	}
	if r.retryAfter > 0 {
		extensions["retryAfter"] = r.retryAfter
		w.Header().Set("Retry-After", strconv.Itoa(r.retryAfter))
	}
	respond(w, media, r.status, &graphql.Response{Errors: gqlerror.List{{Message: r.message, Extensions: extensions}}})
}

// respond writes an answer. Its data is JSON already and goes out as it is. Of an answer to HEAD, the server sends the
// headers alone.
func respond(w http.ResponseWriter, media string, status int, answer *graphql.Response) {
	outcomeOf(w).answered(answer)
	b := make([]byte, 0, len(answer.Data)+512)
	b = append(b, '{')
	member := func(name string, value []byte) {
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(append(append(append(b, '"'), name...), `":`...), value...)
	}
	if len(answer.Errors) > 0 {
		errs, err := json.Marshal(answer.Errors)
		if err != nil {
			errs = []byte(`[{"message":"Something went wrong inside the gateway.","extensions":{"code":"INTERNAL"}}]`)
		}
		member("errors", errs)
	}
	if answer.Data != nil {
		member("data", answer.Data)
	}
	if extensions, err := json.Marshal(answer.Extensions); err == nil && len(answer.Extensions) > 0 {
		member("extensions", extensions)
	}
	b = append(b, '}')
	header := w.Header()
	header.Set("Content-Type", media+"; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(len(b)))
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(b) // A client that has gone away is not told so.
}
