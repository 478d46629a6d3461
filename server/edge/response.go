package edge

import (
	"encoding/json"
	"maps"
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
	r.setHeader(w.Header())
	outcomeOf(w).refused(r)
	respond(w, media, r.status, r.response())
}

// setHeader sets what the headers of the answer say of a refusal.
func (r *refusal) setHeader(header http.Header) {
	maps.Copy(header, r.header)
	if r.retryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(r.retryAfter))
	}
}

// response is a refusal as an answer.
func (r *refusal) response() *graphql.Response {
	extensions := map[string]any{"code": r.code}
	if r.amount > 0 {
		extensions["limit"], extensions["amount"] = r.limit, r.amount
	}
	if r.retryAfter > 0 {
		extensions["retryAfter"] = r.retryAfter
	}
	return &graphql.Response{Errors: gqlerror.List{{Message: r.message, Extensions: extensions}}}
}

// respond writes an answer that is not to be kept.
func respond(w http.ResponseWriter, media string, status int, answer *graphql.Response) {
	outcomeOf(w).answered(answer)
	w.Header().Set("Cache-Control", noStore)
	if isTable(media) {
		respondProblem(w, status, answer)
		return
	}
	if media == mediaEventStream && status == http.StatusOK {
		if to := streamOf(w); to.next(encode(answer)...) == nil {
			_ = to.complete() // The stream ends anyway.
		}
		return
	}
	send(w, media, status, encode(answer)...)
}

// send writes a body, which may be in pieces. Of an answer to HEAD, the server sends the headers alone.
func send(w http.ResponseWriter, media string, status int, body ...[]byte) {
	header, length := w.Header(), 0
	for _, piece := range body {
		length += len(piece)
	}
	// One piece of memory for all of them. Names as they are on the wire need not be looked at.
	values := []string{contentType(media), strconv.Itoa(length), "nosniff"}
	header["Content-Type"] = values[0:1:1]
	header["Content-Length"] = values[1:2:2]
	header["X-Content-Type-Options"] = values[2:3:3]
	w.WriteHeader(status)
	for _, piece := range body {
		if len(piece) == 0 {
			continue // What compresses takes an empty one before the others for the whole.
		}
		_, _ = w.Write(piece) //nolint:gosec // It is JSON, and browsers are told so. A client that has gone away is not told so.
	}
}

// contentType is a media type of answers with their charset.
func contentType(media string) string {
	if media == mediaProblem {
		return mediaProblem
	}
	if media == mediaGraphQL {
		return mediaGraphQL + "; charset=utf-8"
	}
	return mediaJSON + "; charset=utf-8"
}

// encode is an answer, or a part of one, as JSON, with more members, in pieces.
func encode(answer *graphql.Response, more ...member) [][]byte {
	before, after := around(answer, more...)
	return [][]byte{before, answer.Data, after}
}

// member is one of an answer that others do not have.
type member struct {
	name  string
	value any // as JSON, or to be
}

// around is what an answer as JSON, with more members, has before its data and behind it. The data is JSON already, and may be too large to be
// copied for every answer.
func around(answer *graphql.Response, more ...member) (before, after []byte) {
	b := []byte{'{'}
	first := true
	write := func(name string, value any) {
		text, ok := value.(json.RawMessage)
		if !ok {
			var err error
			if text, err = json.Marshal(value); err != nil {
				return
			}
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(append(append(append(b, '"'), name...), `":`...), text...)
	}
	if len(answer.Errors) > 0 {
		write("errors", encodeErrors(answer.Errors))
	}
	if answer.Data != nil {
		write("data", json.RawMessage{})
		before, b = b, nil
	}
	if answer.Label != "" {
		write("label", answer.Label)
	}
	if answer.Path != nil {
		write("path", answer.Path)
	}
	if len(answer.Extensions) > 0 {
		write("extensions", answer.Extensions)
	}
	for _, m := range more {
		write(m.name, m.value)
	}
	if answer.HasNext != nil {
		write("hasNext", *answer.HasNext)
	}
	return before, append(b, '}')
}

// encodeErrors are errors as JSON.
func encodeErrors(list gqlerror.List) json.RawMessage {
	text, err := json.Marshal(list)
	if err != nil {
		return json.RawMessage(`[{"message":"Something went wrong inside the gateway.","extensions":{"code":"INTERNAL"}}]`)
	}
	return text
}
