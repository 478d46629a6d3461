package telemetry

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// TraceOptions say where spans go.
type TraceOptions struct {
	Endpoint string            // the address that takes OTLP over HTTP, without /v1/traces; empty: no spans are made
	Headers  map[string]string // sent there; they may be secret
	Sample   *float64          // the share of the traces begun here that is recorded, 0 to 1; those begun elsewhere are as decided there. Nil: as OTEL_TRACES_SAMPLER has it
	Logger   *slog.Logger      // of spans that could not be delivered
}

// Traces make spans of requests and of the calls made for them. Without an endpoint they make none, but the trace that a
// caller is in is passed on all the same.
type Traces struct {
	tracer     trace.Tracer
	propagator propagation.TraceContext // no baggage, which is for whom the caller knows
	provider   *sdktrace.TracerProvider // nil: no spans are made
}

// noTracer makes no spans and keeps those of others.
var noTracer = noop.NewTracerProvider().Tracer("")

// NewTraces makes them. It does not connect. It fails on options that the exporter does not take.
func NewTraces(ctx context.Context, o TraceOptions) (*Traces, error) {
	if o.Endpoint == "" {
		return &Traces{tracer: noTracer}, nil
	}
	exporter, err := otlptrace.New(ctx, newCollector(o.Endpoint, o.Headers))
	if err != nil {
		return nil, err
	}
	service, err := resource.Merge(resource.NewSchemaless(
		semconv.ServiceName("conversations-gateway"),
		semconv.ServiceVersion(ReadBuild().Version),
	), resource.Environment()) // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES
	if err != nil {
		return nil, err
	}
	options := []sdktrace.TracerProviderOption{
		sdktrace.WithBatcher(&reporting{Exporter: exporter, log: o.Logger, secrets: o.Headers, clock: time.Now}),
		sdktrace.WithResource(service),
	}
	if o.Sample != nil {
		options = append(options, sdktrace.WithSampler(sdktrace.ParentBased(sdktrace.TraceIDRatioBased(*o.Sample))))
	}
	provider := sdktrace.NewTracerProvider(options...)
	return &Traces{tracer: provider.Tracer("github.com/inkeep-gateway/gateway"), provider: provider}, nil
}

// Shutdown delivers the spans that have ended, for as long as the context lasts.
func (t *Traces) Shutdown(ctx context.Context) error {
	if t.provider == nil {
		return nil
	}
	return t.provider.Shutdown(ctx)
}

// begin makes the span of a request, in the trace that the caller is in.
func (t *Traces) begin(ctx context.Context, r *http.Request) (context.Context, trace.Span) {
	if len(r.Header["Traceparent"]) > 0 {
		ctx = t.propagator.Extract(ctx, propagation.HeaderCarrier(r.Header))
	}
	if t.provider == nil {
		return ctx, nil
	}
	verb := semconv.HTTPRequestMethodOther
	if m := method(r); m != other {
		verb = semconv.HTTPRequestMethodKey.String(m)
	}
	return t.tracer.Start(ctx, "GraphQL", trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(verb, semconv.URLPath(r.URL.Path), semconv.URLScheme(scheme(r)), semconv.ClientAddress(clientAddress(r))))
}

// scheme is the one that a request came by.
func scheme(r *http.Request) string {
	if r.TLS != nil {
		return "https"
	}
	return "http"
}

// end gives the span of a request what is known by its end.
func (t *Traces) end(span trace.Span, status int, known *request) {
	if span == nil {
		return
	}
	defer span.End()
	if !span.IsRecording() {
		return
	}
	o := known.operation
	attributes := []attribute.KeyValue{
		semconv.HTTPResponseStatusCode(status),
		semconv.HTTPResponseBodySize(int(known.response.bytes)),
		attribute.String("gateway.request", known.id),
		attribute.String("gateway.cache", cacheOrNone(o.Cache)),
		attribute.Int("gateway.calls", o.Calls),
		attribute.Int("gateway.queries", o.Queries),
	}
	if o.Type != "" {
		attributes = append(attributes, semconv.GraphQLOperationTypeKey.String(o.Type))
		span.SetName(strings.TrimSpace(o.Type + " " + o.Name))
	}
	if o.Name != "" {
		attributes = append(attributes, semconv.GraphQLOperationName(o.Name))
	}
	if known.caller != "" {
		attributes = append(attributes, semconv.EnduserPseudoID(known.caller))
	}
	if known.name != "" {
		attributes = append(attributes, semconv.EnduserID(known.name))
	}
	if o.Code != codeOK {
		attributes = append(attributes, semconv.ErrorTypeKey.String(o.Code))
	}
	if o.Code == "INTERNAL" || o.Code == "JWKS_UNAVAILABLE" || strings.HasPrefix(o.Code, "UPSTREAM_") || status >= http.StatusInternalServerError {
		span.SetStatus(codes.Error, "")
	}
	span.SetAttributes(attributes...)
}

// traceID is the trace that the context is in; empty if it is in none.
func traceID(ctx context.Context) string {
	if c := trace.SpanContextFromContext(ctx); c.HasTraceID() {
		return c.TraceID().String()
	}
	return ""
}

// reporting is an exporter whose failures go to the log, at most one a minute. The library would hand them to a global.
type reporting struct {
	*otlptrace.Exporter
	log     *slog.Logger
	secrets map[string]string
	clock   func() time.Time

	mu     sync.Mutex
	last   time.Time
	failed int // exports since the last line
}

const reportEvery = time.Minute

// ExportSpans is sdktrace.SpanExporter's.
func (r *reporting) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	err := r.Exporter.ExportSpans(ctx, spans)
	if err == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed++
	if now := r.clock(); r.last.IsZero() || now.Sub(r.last) >= reportEvery {
		text := err.Error()
		for _, secret := range r.secrets { // An endpoint may echo what it was sent.
			if secret != "" {
				text = strings.ReplaceAll(text, secret, "…")
			}
		}
		r.log.Warn("traces could not be delivered", "batches", r.failed, "error", text)
		r.last, r.failed = now, 0
	}
	return nil
}
