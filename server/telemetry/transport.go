package telemetry

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
)

// Transport makes a span of each call that goes over another transport, and passes on the trace that it is in. Of the call
// itself the span has the method, the host and the path: no headers, no parameters, no body. The span ends when the body of
// the answer is closed.
func (t *Traces) Transport(next http.RoundTripper) http.RoundTripper { return transport{t, next} }

type transport struct {
	*Traces
	next http.RoundTripper
}

// RoundTrip is http.RoundTripper's.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if t.provider == nil && !trace.SpanContextFromContext(r.Context()).IsValid() {
		return t.next.RoundTrip(r) // There is no trace to make a span in, nor one to pass on.
	}
	ctx, span := t.tracer.Start(r.Context(), r.Method+" "+r.URL.Path, trace.WithSpanKind(trace.SpanKindClient))
	if span.IsRecording() {
		span.SetAttributes(semconv.HTTPRequestMethodKey.String(r.Method), semconv.ServerAddress(r.URL.Hostname()),
			semconv.URLFull(r.URL.Scheme+"://"+r.URL.Host+r.URL.Path))
		if port, err := strconv.Atoi(r.URL.Port()); err == nil {
			span.SetAttributes(semconv.ServerPort(port))
		}
	}
	r = r.Clone(ctx) // A transport must not change the request.
	t.propagator.Inject(ctx, propagation.HeaderCarrier(r.Header))
	answer, err := t.next.RoundTrip(r)
	if err != nil {
		span.SetStatus(codes.Error, "")
		span.SetAttributes(semconv.ErrorTypeKey.String(failure(err)))
		span.End()
		return nil, err
	}
	span.SetAttributes(semconv.HTTPResponseStatusCode(answer.StatusCode))
	if answer.StatusCode >= http.StatusBadRequest {
		span.SetStatus(codes.Error, "")
		span.SetAttributes(semconv.ErrorTypeKey.String(strconv.Itoa(answer.StatusCode)))
	}
	answer.Body = &body{ReadCloser: answer.Body, end: sync.OnceFunc(func() { span.End() })}
	return answer, nil
}

// failure is why there is no answer, without the address that the error's text has.
func failure(err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case errors.Is(err, context.Canceled):
		return "canceled"
	}
	return "connection"
}

// body ends a span when it is closed.
type body struct {
	io.ReadCloser
	end func()
}

// Close is io.Closer's.
func (b *body) Close() error {
	defer b.end()
	return b.ReadCloser.Close()
}
