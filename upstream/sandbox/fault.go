package sandbox

import "net/http"

// fault is a way in which a request can fail through nobody's doing.
type fault func(w http.ResponseWriter, r *http.Request, requestID string)

// faults are equally likely.
var faults = []fault{
	func(w http.ResponseWriter, r *http.Request, requestID string) {
		(&problem{http.StatusInternalServerError, "something went wrong"}).write(w, r.URL.Path, requestID)
	},
	plainFault(http.StatusBadGateway),
	plainFault(http.StatusServiceUnavailable),
	plainFault(http.StatusGatewayTimeout),
	func(w http.ResponseWriter, r *http.Request, requestID string) {
		w.Header().Set("Retry-After", "1")
		plainFault(http.StatusTooManyRequests)(w, r, requestID)
	},
	func(http.ResponseWriter, *http.Request, string) { panic(http.ErrAbortHandler) },
}

// plainFault has no problem in its body: these come from what stands before a service,
// and nothing is promised of them.
func plainFault(status int) fault {
	return func(w http.ResponseWriter, _ *http.Request, _ string) {
		http.Error(w, http.StatusText(status), status)
	}
}
