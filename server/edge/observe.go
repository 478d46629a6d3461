package edge

import (
	"fmt"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
)

// Outcome is what became of a request, for whoever counts. Nothing else that was sent is in it.
type Outcome struct {
	Name     string // of the operation; empty if the document has none of the kind, or a name longer than 80 characters
	Type     string // of the operation: query, mutation or subscription; empty if none was found
	Code     string // of the first error; empty if there is none
	Reason   string // of a code that has several: OVERLOADED, UPSTREAM_RATE_LIMITED or JWKS_UNAVAILABLE; empty if it has none
	CacheHit bool   // whether the answer was a kept one; what else is told is of the request that it was made for
	Trace    any    // what the executor gives under traceExtension; nil if nothing was executed
}

// longestName bounds what a name can smuggle into lines that others read. By the grammar it is ASCII.
const longestName = 80

// operation notes what is asked, if the document was found to have it.
func (o *Outcome) operation(op *graphql.OperationContext) {
	if op == nil || op.Operation == nil {
		return
	}
	o.Type = string(op.Operation.Operation)
	if name := op.Operation.Name; len(name) <= longestName {
		o.Name = name
	}
}

// answered notes an answer. Of several, the first error counts.
func (o *Outcome) answered(answer *graphql.Response) {
	if trace, ok := answer.Extensions[traceExtension]; ok {
		o.Trace = trace
	}
	if o.Code == "" && len(answer.Errors) > 0 {
		o.Code = "INTERNAL"
		if code, ok := answer.Errors[0].Extensions["code"]; ok {
			o.Code = fmt.Sprint(code)
		}
		if o.Code == "RATE_LIMITED" && o.Reason == "" {
			o.Reason = overloaded
			if _, asked := answer.Errors[0].Extensions["upstream"]; asked {
				o.Reason = "UPSTREAM_RATE_LIMITED"
			}
		}
	}
}

// overloaded is why the gateway refuses what a caller may ask for.
const overloaded = "OVERLOADED"

// refused notes a refusal: by the caller's own limit, by the load, or because there are no keys to check a token with.
func (o *Outcome) refused(r *refusal) {
	switch {
	case r.code == "RATE_LIMITED" && r.status == http.StatusTooManyRequests:
		o.Reason = r.code
	case r.code == "RATE_LIMITED":
		o.Reason = overloaded
	case r.code == "UPSTREAM_UNAVAILABLE":
		o.Reason = "JWKS_UNAVAILABLE"
	}
}

// observed is a response whose outcome is wanted.
type observed struct {
	http.ResponseWriter
	outcome Outcome
}

// Unwrap lets http.ResponseController reach what is beneath.
func (o *observed) Unwrap() http.ResponseWriter { return o.ResponseWriter }

// Flush sends what was written, for those that look for http.Flusher.
func (o *observed) Flush() { _ = http.NewResponseController(o.ResponseWriter).Flush() }

// outcomeOf is where the outcome of a response is noted, whatever the response is wrapped in.
func outcomeOf(w http.ResponseWriter) *Outcome {
	for {
		switch response := w.(type) {
		case *observed:
			return &response.outcome
		case interface{ Unwrap() http.ResponseWriter }:
			w = response.Unwrap()
		default:
			return new(Outcome) // nobody wants to know
		}
	}
}
