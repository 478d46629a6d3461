package endpoint

import (
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// problem is what the endpoint says of a refusal, RFC 9457 with a code. Its detail goes to the log, and to callers if it can
// be shown.
type problem struct {
	Title     string `json:"title"`
	Detail    string `json:"detail"`
	RequestID string `json:"requestId"`
	Code      string `json:"code"`
}

// refused is the error of an answer other than 200.
func (t *Tenant) refused(status int, header http.Header, body []byte) *query.Error {
	e := &query.Error{Status: status}
	switch s := e.Status; {
	case s == http.StatusUnauthorized && t.own:
		e.Failure, e.Message = query.Unauthenticated, "The endpoint does not know your API key."
	case s == http.StatusForbidden && t.own:
		e.Failure, e.Message = query.Forbidden, "The endpoint does not let your API key read conversations. It has to be the key of an API integration."
	case s == http.StatusUnauthorized, s == http.StatusForbidden:
		e.Failure, e.Message = query.Rejected, "The endpoint does not accept the gateway's API key for reading. Its operator has to mend that."
	case s == http.StatusTooManyRequests:
		e.Failure, e.Message = query.RateLimited, "The endpoint is asked too often. Try again later."
		e.RetryAfter = t.retryAfter(header)
	case s >= 500:
		e.Failure, e.Message = query.Unavailable, "The endpoint failed to answer."
		e.RetryAfter = t.retryAfter(header)
	case s >= 400:
		e.Failure, e.Message = query.Rejected, "The endpoint refused the query."
	default:
		e.Failure, e.Message = query.InvalidResponse, "The endpoint answered with neither rows nor a refusal."
	}
	var p problem
	if isType(header, "application/problem+json") {
		// A problem that cannot be read takes nothing from what the status says.
		if err := json.Unmarshal(body, &p, jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true)); err != nil {
			p = problem{}
		}
	}
	e.Title, e.Code, e.RequestID = t.quotable(p.Title), t.quotable(p.Code), t.quotable(p.RequestID)
	if p.Detail != "" {
		e.Err, e.Detail = detail(t.quotable(p.Detail)), t.shown(status, p.Detail)
	}
	return e
}

// detail is what the endpoint says of a refusal, as a cause for the log.
type detail string

func (d detail) Error() string { return string(d) }

// quotable is what may be repeated of the endpoint's words: not much, and never the key.
func (t *Tenant) quotable(s string) string {
	const most = 200 // characters
	if strings.Contains(s, t.key) {
		return ""
	}
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}
