package edge

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/jub0bs/cors"
	"github.com/jub0bs/cors/cfgerrors"
)

// CORS makes what lets pages of other origins ask a handler: "https://app.example.com", "https://*.example.com" or "*" for
// every one. Without origins there are none. It never allows cookies; callers prove who they are by a header that only
// they know. It fails on what is not an origin, with an error that says which.
func CORS(origins []string) (func(http.Handler) http.Handler, error) {
	if len(origins) == 0 {
		return func(h http.Handler) http.Handler { return h }, nil
	}
	middleware, err := cors.NewMiddleware(cors.Config{
		Origins: origins,
		RequestHeaders: []string{
			"Authorization", "Content-Type", "Cache-Control", TraceHeader, "X-Request-Id", "traceparent",
			"Apollo-Require-Preflight", "X-Apollo-Operation-Name", "Apollographql-Client-Name", "Apollographql-Client-Version",
		},
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
		problems = append(problems, err.Error())
	}
	return nil, errors.New(strings.Join(problems, ", "))
}
