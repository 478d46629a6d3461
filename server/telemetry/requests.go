package telemetry

import (
	"context"
	"net"
	"net/http"
	"time"
)

// RequestOptions say to whom requests are told. The zero value works.
type RequestOptions struct {
	Metrics *Metrics   // default: some that nobody sees
	Traces  *Traces    // default: traces of others are passed on
	Access  *AccessLog // default: no lines
}

// Requests follow each request from its first byte to its last: its id, its span, its line and its counts.
type Requests struct{ RequestOptions }

// NewRequests makes one.
func NewRequests(o RequestOptions) *Requests {
	if o.Metrics == nil {
		o.Metrics = New()
	}
	if o.Traces == nil {
		o.Traces = &Traces{tracer: noTracer}
	}
	return &Requests{o}
}

// Operation is what became of a request, as far as it got. Nothing else of what was sent may be in it.
type Operation struct {
	Name     string // empty if there is none
	Type     string // query, mutation or subscription; empty if none was found
	Code     string // of the first error; empty if there is none
	Calls    int    // of the endpoint, each try counted
	Queries  int    // that the fields asked
	CacheHit bool   // whether it was answered with a whole answer that was kept
	Cache    string // the worst state of the fields; empty if none asked
}

// request is what is known of one, in its context and in its response: there is one for every request.
type request struct {
	context.Context
	response  measured
	id        string
	header    [1]string // the id, as the header of the answer has it
	caller    string
	name      string // of the caller
	operation Operation
}

type requestKey struct{}

// Value is context.Context's.
func (q *request) Value(key any) any {
	if key == (requestKey{}) {
		return q
	}
	return q.Context.Value(key)
}

// Learn notes what became of the request of the context. It is for the request's own goroutine, before it is answered.
func Learn(ctx context.Context, o Operation) {
	if known, ok := ctx.Value(requestKey{}).(*request); ok {
		known.operation = o
	}
}

// SetCaller notes who asks in the context of a request: by an id that says nothing to others, and by a name, if lines and spans are to have
// one. It is for the request's own goroutine, before it is answered.
func SetCaller(ctx context.Context, id, name string) {
	if known, ok := ctx.Value(requestKey{}).(*request); ok {
		known.caller, known.name = id, name
	}
}

// Handler follows the requests of a handler. It must be around all that answers them.
func (q *Requests) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		known := &request{Context: r.Context(), id: requestID(r.Header), response: measured{ResponseWriter: w}}
		ctx, span := q.Traces.begin(known, r)
		known.header[0] = known.id
		w.Header()[requestIDHeader] = known.header[:]
		response := &known.response
		q.Metrics.inFlight.Inc()
		panicked := true
		defer func() {
			q.Metrics.inFlight.Dec()
			switch {
			case response.status != 0:
			case panicked:
				response.status = http.StatusInternalServerError // The server cuts the connection.
			case r.Context().Err() != nil:
				response.status = statusGone
			default:
				response.status = http.StatusOK
			}
			known.operation.Code = codeOf(r.Context(), known.operation.Code, response.status)
			took := time.Since(start)
			q.Metrics.request(known.operation, took, response.bytes)
			q.Traces.end(span, response.status, known)
			q.Access.write(ctx, r, known, start.Add(took), took)
		}()
		next.ServeHTTP(response, r.WithContext(ctx))
		panicked = false
	})
}

// statusGone stands in lines for the status of an answer that there is not, because the client went away.
const statusGone = 499

// clientAddress is the address that a request comes from, without a port.
func clientAddress(r *http.Request) string {
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		return host
	}
	return r.RemoteAddr
}

// method is a known one: any word may be sent as a method, a secret too.
func method(r *http.Request) string {
	switch r.Method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE":
		return r.Method
	}
	return other
}

// measured is a response whose status and bytes are counted.
type measured struct {
	http.ResponseWriter
	status int // 0 until there is one
	bytes  int64
}

// WriteHeader is http.ResponseWriter's.
func (m *measured) WriteHeader(status int) {
	if m.status == 0 && (status >= http.StatusOK || status == http.StatusSwitchingProtocols) { // of others below, there is more to come
		m.status = status
	}
	m.ResponseWriter.WriteHeader(status)
}

// Write is http.ResponseWriter's.
func (m *measured) Write(b []byte) (int, error) {
	if m.status == 0 {
		m.status = http.StatusOK
	}
	n, err := m.ResponseWriter.Write(b)
	m.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach what is beneath.
func (m *measured) Unwrap() http.ResponseWriter { return m.ResponseWriter }

// Flush sends what was written, for those that look for http.Flusher.
func (m *measured) Flush() {
	if m.status == 0 {
		m.status = http.StatusOK
	}
	_ = http.NewResponseController(m.ResponseWriter).Flush()
}
