package telemetry

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// RequestOptions say to whom requests are told. The zero value works.
type RequestOptions struct {
	Metrics *Metrics     // default: some that nobody sees
	Traces  *Traces      // default: traces of others are passed on
	Access  *slog.Logger // of a line for each request; default: none
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
	if o.Access == nil {
		o.Access = slog.New(slog.DiscardHandler)
	}
	return &Requests{o}
}

// Operation is what became of a request, as far as it got. Nothing else of what was sent may be in it.
type Operation struct {
	Name    string // empty if there is none
	Type    string // query, mutation or subscription; empty if none was found
	Code    string // of the first error; empty if there is none
	Calls   int    // of the endpoint, each try counted
	Queries int    // that the fields asked
	Kept    bool   // whether it was answered with a whole answer that was kept
	Cache   string // the worst state of the fields; empty if none asked
}

// request is what is known of one, in its context and in its response: there is one for every request.
type request struct {
	context.Context
	response  measured
	id        string
	caller    string
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

// SetCaller notes who asks in the context of a request, by an id that says nothing to others: no key, and no name. It is for
// the request's own goroutine, before it is answered.
func SetCaller(ctx context.Context, id string) {
	if known, ok := ctx.Value(requestKey{}).(*request); ok {
		known.caller = id
	}
}

// Handler follows the requests of a handler. It must be around all that answers them.
func (q *Requests) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		known := &request{Context: r.Context(), id: requestID(r.Header), response: measured{ResponseWriter: w}}
		ctx, span := q.Traces.begin(known, r)
		w.Header()[RequestIDHeader] = []string{known.id}
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
			q.Metrics.request(known.operation.Code, took, response.bytes, known.operation.Kept)
			q.Traces.end(span, response.status, known)
			q.line(ctx, r, response, known, start, took)
		}()
		next.ServeHTTP(response, r.WithContext(ctx))
		panicked = false
	})
}

// statusGone stands in lines for the status of an answer that there is not, because the client went away.
const statusGone = 499

func (q *Requests) line(ctx context.Context, r *http.Request, response *measured, known *request, start time.Time, took time.Duration) {
	if !q.Access.Enabled(ctx, slog.LevelInfo) {
		return
	}
	o := known.operation
	var line [13]slog.Attr // On the stack: there is one for every request.
	attributes := line[:0]
	add := func(attributes []slog.Attr, name, text string) []slog.Attr {
		if text != "" {
			attributes = append(attributes, slog.String(name, text))
		}
		return attributes
	}
	attributes = add(attributes, "method", method(r))
	attributes = append(attributes, slog.Int("status", response.status))
	attributes = add(attributes, "operation", o.Name)
	attributes = add(attributes, "type", o.Type)
	attributes = add(attributes, "code", o.Code)
	attributes = append(attributes, slog.Int("calls", o.Calls), slog.Int("queries", o.Queries))
	attributes = add(attributes, "cache", cacheOrNone(o.Cache))
	attributes = append(attributes, slog.Int64("bytes", response.bytes), slog.Float64("ms", float64(took.Microseconds())/1000))
	attributes = add(attributes, "caller", known.caller)
	attributes = add(attributes, "trace", traceID(ctx))
	attributes = append(attributes, slog.String("request", known.id))
	// It says itself which request it is of, and where in the program it comes from is no news: to have both found out took
	// longer than the rest.
	record := slog.NewRecord(start.Add(took), slog.LevelInfo, "request", 0)
	record.AddAttrs(attributes...)
	_ = q.Access.Handler().Handle(context.Background(), record)
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
	if m.status == 0 && status >= http.StatusOK { // below, there is more to come
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
