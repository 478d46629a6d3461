package edge

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
)

// mediaProblem is the media type of why there is no table: RFC 9457. Who reads tables does not read GraphQL's errors.
const mediaProblem = "application/problem+json"

// problemStatuses are the statuses of errors by their codes, where none is given.
var problemStatuses = map[string]int{
	"BAD_USER_INPUT":            http.StatusBadRequest,
	"QUERY_TOO_COMPLEX":         http.StatusBadRequest,
	"REQUEST_TOO_LARGE":         http.StatusRequestEntityTooLarge,
	"PERSISTED_QUERY_NOT_FOUND": http.StatusNotFound,
	"UNAUTHENTICATED":           http.StatusUnauthorized,
	"FORBIDDEN":                 http.StatusForbidden,
	"INCOMPLETE_RESULT":         http.StatusUnprocessableEntity,
	"RATE_LIMITED":              http.StatusServiceUnavailable,
	"UPSTREAM_REJECTED":         http.StatusBadGateway,
	"UPSTREAM_UNAVAILABLE":      http.StatusBadGateway,
	"UPSTREAM_INVALID_RESPONSE": http.StatusBadGateway,
	"UPSTREAM_TIMEOUT":          http.StatusGatewayTimeout,
}

// respondProblem answers with the first error of an answer. Its extensions are the problem's. Without a status of a failure it
// is that of the error's code.
func respondProblem(w http.ResponseWriter, status int, answer *graphql.Response) {
	first := answer.Errors[0]
	problem := make(map[string]any, len(first.Extensions)+4)
	for name, value := range first.Extensions {
		problem[name] = value
	}
	if status < http.StatusBadRequest {
		// The code is a text, of a type of its own or not.
		text, _ := json.Marshal(first.Extensions["code"])
		code, _ := strconv.Unquote(string(text))
		if status = problemStatuses[code]; status == 0 {
			status = http.StatusInternalServerError
		}
	}
	problem["type"], problem["title"], problem["status"], problem["detail"] = "about:blank", http.StatusText(status), status, first.Message
	body, err := json.Marshal(problem)
	if err != nil {
		body = []byte(`{"title":"Internal Server Error","status":500,"code":"INTERNAL"}`)
	}
	send(w, mediaProblem, status, body)
}
