package edge

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/jub0bs/cors"
	"github.com/jub0bs/cors/cfgerrors"
)

// requestHeaders are those that pages of other origins may send: what the gateway reads, and what clients and the tracers in
// browsers add by themselves, which it ignores. A browser would not send a request at all for a header that is not allowed.
var requestHeaders = []string{
	"Authorization", "Content-Type", "Cache-Control", TraceHeader, "X-Request-Id", "traceparent", "tracestate", "baggage",
	"Apollo-Require-Preflight", "X-Apollo-Operation-Name", "Apollographql-Client-Name", "Apollographql-Client-Version",
	"sentry-trace", "X-Requested-With",
	"X-Datadog-Origin", "X-Datadog-Parent-Id", "X-Datadog-Sampling-Priority", "X-Datadog-Tags", "X-Datadog-Trace-Id",
}

// CORS makes what lets pages of other origins ask a handler: "https://app.example.com", "https://*.example.com" or "*" for
// every one. Without origins there are none. The headers are names of those that pages may send besides requestHeaders. It
// never allows cookies; callers prove who they are by a header that only they know. It fails on what is not an origin, or not
// a header that pages can send, with an error that says which.
func CORS(origins, headers []string) (func(http.Handler) http.Handler, error) {
	if len(origins) == 0 {
		return func(h http.Handler) http.Handler { return h }, nil
	}
	middleware, err := cors.NewMiddleware(cors.Config{
		Origins:         origins,
		RequestHeaders:  slices.Concat(requestHeaders, headers),
		ResponseHeaders: []string{"Age", "ETag", "Retry-After", "Server-Timing", "X-Request-Id"},
		MaxAgeInSeconds: 7200, // No browser but Firefox keeps it for longer.
	})
	if err == nil {
		return middleware.Wrap, nil
	}
	var problems []string
	for err := range cfgerrors.All(err) {
		if origin := new(cfgerrors.UnacceptableOriginPatternError); errors.As(err, &origin) {
			err = fmt.Errorf("%q is none as browsers send them", origin.Value)
		}
		if header := new(cfgerrors.UnacceptableHeaderNameError); errors.As(err, &header) {
			err = fmt.Errorf("%q is none that pages can send", header.Value)
		}
		problems = append(problems, err.Error())
	}
	return nil, errors.New(strings.Join(problems, ", "))
}
