// Package edge speaks GraphQL over HTTP: bytes and headers in, an operation for the executor, its answer out. It knows
// neither what the schema means nor who is asking.
//
// The rules are those of https://graphql.github.io/graphql-over-http/draft/.
package edge

import (
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Options say what the handler answers and how much it takes. All but the Executor has a default.
type Options struct {
	Executor graphql.GraphExecutor
	MaxBody  int64        // bytes of a request; default 2,000,000
	Trace    bool         // whether a request may ask by TraceHeader how its answer came about
	Logger   *slog.Logger // of panics; default: none
}

// TraceHeader is the header that, with any value, asks for the trace of the answer: in extensions, under TraceExtension, and as the header
// Server-Timing, which browsers draw.
const TraceHeader = "X-Gateway-Trace"

// TraceExtension is the extension under which the executor gives the trace of each answer.
const TraceExtension = "gateway"

// The media types of answers.
const (
	mediaJSON    = "application/json"
	mediaGraphQL = "application/graphql-response+json"
)

// New makes the handler of the address that GraphQL requests are posted to.
func New(o Options) http.Handler {
	if o.MaxBody == 0 {
		o.MaxBody = 2_000_000
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return handler{o}
}

type handler struct{ Options }

func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	media := accepted(r)
	defer func() {
		if cause := recover(); cause != nil {
			h.Logger.ErrorContext(r.Context(), "panic", "cause", cause, "stack", string(debug.Stack()))
			refuse(w, media, http.StatusInternalServerError, "INTERNAL", "Something went wrong inside the gateway.")
		}
	}()
	switch {
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		refuse(w, media, http.StatusMethodNotAllowed, "BAD_USER_INPUT", "GraphQL requests are posted.")
		return
	case !isJSON(r.Header.Get("Content-Type")):
		refuse(w, media, http.StatusUnsupportedMediaType, "BAD_USER_INPUT", "The request's Content-Type has to be application/json, in UTF-8.")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, h.MaxBody))
	if err != nil {
		if large := new(http.MaxBytesError); errors.As(err, &large) {
			refuse(w, media, http.StatusRequestEntityTooLarge, "REQUEST_TOO_LARGE",
				"The request is larger than "+strconv.FormatInt(h.MaxBody, 10)+" bytes.")
			return
		}
		refuse(w, media, http.StatusBadRequest, "BAD_USER_INPUT", "The request was cut off.")
		return
	}
	params, problem := decode(body)
	if problem != "" {
		refuse(w, media, http.StatusBadRequest, "BAD_USER_INPUT", problem)
		return
	}
	params.Headers = r.Header
	h.execute(w, r, media, params)
}

func (h handler) execute(w http.ResponseWriter, r *http.Request, media string, params *graphql.RawParams) {
	start := graphql.Now()
	params.ReadTime = graphql.TraceTiming{Start: start, End: start}
	ctx := graphql.StartOperationTrace(r.Context())
	op, errs := h.Executor.CreateOperationContext(ctx, params)
	if len(errs) > 0 {
		// A request that is no operation of the schema. Clients of the older media type look for its errors under 200.
		status := http.StatusOK
		if media == mediaGraphQL {
			status = http.StatusBadRequest
		}
		respond(w, media, status, h.Executor.DispatchError(graphql.WithOperationContext(ctx, op), errs))
		return
	}
	answers, ctx := h.Executor.DispatchOperation(ctx, op)
	answer := answers(ctx)
	if answer == nil {
		return // The client went away.
	}
	if h.Trace && r.Header.Get(TraceHeader) != "" {
		if trace, ok := answer.Extensions[TraceExtension].(interface{ ServerTiming() string }); ok {
			w.Header().Set("Server-Timing", trace.ServerTiming())
		}
	} else {
		delete(answer.Extensions, TraceExtension)
	}
	respond(w, media, http.StatusOK, answer)
}

// accepted is the media type to answer in: the one that a client accepts, the newer if both; the older for clients that
// do not say.
func accepted(r *http.Request) string {
	for _, part := range strings.Split(strings.Join(r.Header.Values("Accept"), ","), ",") {
		if media, _, err := mime.ParseMediaType(part); err == nil && media == mediaGraphQL {
			return mediaGraphQL
		}
	}
	return mediaJSON
}

func isJSON(contentType string) bool {
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil || media != mediaJSON {
		return false
	}
	charset := params["charset"]
	return charset == "" || strings.EqualFold(charset, "utf-8")
}

// refuse answers a request that never became an operation.
func refuse(w http.ResponseWriter, media string, status int, code, message string) {
	respond(w, media, status, &graphql.Response{Errors: gqlerror.List{
		{Message: message, Extensions: map[string]any{"code": code}},
	}})
}
