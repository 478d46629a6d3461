package sandbox

import (
	"fmt"
	"net/http"

	jsonv2 "github.com/go-json-experiment/json"
)

// problem is an error in the form of RFC 9457 that the endpoint answers with.
type problem struct {
	status int
	detail string
}

func (p *problem) Error() string { return p.detail }

// malformed is for a request that cannot be read: 400.
func malformed(format string, args ...any) *problem {
	return &problem{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

// meaningless is for a request that can be read and makes no sense: 422.
func meaningless(format string, args ...any) *problem {
	return &problem{http.StatusUnprocessableEntity, fmt.Sprintf(format, args...)}
}

// code is the contract's name of the status, or one in its manner for the statuses
// that it does not list.
func (p *problem) code() string {
	switch p.status {
	case http.StatusBadRequest:
		return "bad_request"
	case http.StatusUnauthorized:
		return "unauthorized"
	case http.StatusForbidden:
		return "forbidden"
	case http.StatusNotFound:
		return "not_found"
	case http.StatusMethodNotAllowed:
		return "method_not_allowed"
	case http.StatusUnsupportedMediaType:
		return "unsupported_media_type"
	case http.StatusUnprocessableEntity:
		return "unprocessable_entity"
	default:
		return "internal_server_error"
	}
}

type wireProblem struct {
	Title     string    `json:"title"`
	Status    int       `json:"status"`
	Detail    string    `json:"detail"`
	Instance  string    `json:"instance"`
	RequestID string    `json:"requestId"`
	Code      string    `json:"code"`
	Error     wireError `json:"error"`
}

type wireError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (p *problem) write(w http.ResponseWriter, instance, requestID string) {
	body, err := jsonv2.Marshal(wireProblem{
		Title:     http.StatusText(p.status),
		Status:    p.status,
		Detail:    p.detail,
		Instance:  instance,
		RequestID: requestID,
		Code:      p.code(),
		Error:     wireError{Code: p.code(), Message: p.detail},
	}, allowAnyText)
	if err != nil {
		http.Error(w, http.StatusText(p.status), p.status)
		return
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.status)
	_, _ = w.Write(body) // nobody is left to tell when it fails
}
