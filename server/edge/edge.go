// Package edge speaks GraphQL over HTTP: bytes and headers in, an operation for the executor, its answer out. It knows
// neither what the schema means nor who is asking.
//
// The rules are those of https://graphql.github.io/graphql-over-http/draft/.
package edge

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/server/memory"
)

// Options say what the handler answers and how much it takes. All but the Executor has a default.
type Options struct {
	Executor graphql.GraphExecutor
	MaxBody  int64 // bytes of a request, in its body or its address; default 2,000,000
	Document int   // bytes of a document that is sent; default 65,536
	Nesting  int   // of objects and lists in the variables; default 64
	Tokens   int   // of a document that the executor refused, to see what it is; default 5,000

	Timeout  time.Duration // of an operation, from its document's being read to its answer; default 60 s
	InFlight int           // requests that are answered at once; default 10,000
	Queue    time.Duration // for which a request waits for its turn; default 25 ms; negative for none

	// Memory is what everything in flight may hold. The context of an operation has the lease of its request, which ends when
	// its answer is written. Nil is without bound.
	Memory *memory.Budget

	Rate  float64 // requests of one caller a second; 0 for any number
	Burst int     // requests that a caller may make at once after a pause; default 10
	// What the operations of one caller cost is counted as well, before anything is done for them. Answers that are kept whole
	// cost nothing.
	RateCost  float64                             // units of one caller a second; 0 for any number
	CostBurst int                                 // units that a caller may ask for at once after a pause; default 100,000
	CostOf    func(*graphql.OperationContext) int // judges a valid operation and its variables; needed with RateCost

	Caller func(*http.Request) string // who is asking; by default everybody is one caller
	Clock  func() time.Time           // of the rate, and of what is kept; default time.Now

	Persisted     int64             // bytes of documents that are kept for clients that send but their hash; 0 for none
	Documents     map[string]string // the trusted documents by their names, without the prefix sha256:
	DocumentsOnly bool              // whether all others are refused

	// Whole answers are kept for requests that are equal to the byte, if there is a Scope. It says by the context of a request
	// what its caller may see: two callers share answers exactly if theirs is the same. Those whose is empty share none.
	ResponseCacheBytes int64 // bytes of answers that are kept; 0 for none
	Scope              func(context.Context) string

	Trace  bool         // whether a request may ask by TraceHeader how its answer came about
	Logger *slog.Logger // of panics; default: none

	// Evicted is told of each entry of a cache that was dropped to make room for others: "responses" or "persisted_queries"; default: nobody.
	Evicted func(cache string)

	// Observe is told what became of each request, once it is answered; default: nobody.
	Observe func(context.Context, Outcome)

	// Authenticate is the context of a request with who sends it, or why it is refused; default: everybody is let in.
	Authenticate func(*http.Request) (context.Context, *Refusal)

	// MaxAge is the context of a request that says by its Cache-Control how old its answer may be; 0 is for one that is asked
	// anew. By default nothing but what is kept here heeds it.
	MaxAge func(context.Context, time.Duration) context.Context

	// Batch is how many operations a request may have, as an array; 0 if arrays are not taken. They begin together, where Together
	// is given: it has those that are valid ask as one. Their cost is that of all of them.
	Batch    int
	Together func([]*graphql.OperationContext) Batch
	Cost     Cost // of arrays, and of the pages of tables; the executor judges all others by itself

	// Tables are answers as tables, for those who ask for them.
	Tables Tables

	// Live are subscriptions.
	Live Live

	// Incremental marks the context of an operation whose answer may come in several, each but the last with HasNext. Without
	// it no answer does.
	Incremental func(context.Context) context.Context
}

// TraceHeader is the header that, with any value, asks for the trace of the answer: in extensions, under traceExtension,
// and as the header Server-Timing, which browsers draw.
const TraceHeader = "X-Gateway-Trace"

// traceExtension is the extension under which the executor gives the trace of each answer.
const traceExtension = "gateway"

// Handler is that of the address that GraphQL requests are sent to. It also lets requests of other protocols in: Admit.
type Handler struct {
	http.Handler
	admits *handler
}

// New makes one.
func New(o Options) Handler {
	if o.MaxBody == 0 {
		o.MaxBody = 2_000_000
	}
	if o.Document == 0 {
		o.Document = 64 << 10
	}
	if o.Nesting == 0 {
		o.Nesting = 64
	}
	if o.Tokens == 0 {
		o.Tokens = 5000
	}
	if o.Timeout == 0 {
		o.Timeout = time.Minute
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Evicted == nil {
		o.Evicted = func(string) {}
	}
	h := &handler{o, newInFlightLimit(o), newRateLimit(o), newCostLimit(o), newPersistedDocuments(o), newResponseCache(o)}
	whole := withCompression(h)
	return Handler{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if o.Live.Of != nil && isWebSocket(r) {
			h.serveWebSocket(w, r)
			return
		}
		whole.ServeHTTP(w, r)
	}), h}
}

// CacheBytes is about how many bytes a cache of the handler holds: "responses" or "persisted_queries".
func (h Handler) CacheBytes(cache string) uint64 {
	switch {
	case cache == cachedResponses && h.admits.responses != nil:
		return h.admits.responses.stored.Bytes()
	case cache == cachedQueries && h.admits.documents.kept != nil:
		return h.admits.documents.kept.Bytes()
	}
	return 0
}

// The caches of a handler.
const (
	cachedResponses = "responses"
	cachedQueries   = "persisted_queries"
)

type handler struct {
	Options
	inFlight  *inFlightLimit
	rateLimit *rateLimit
	costLimit *costLimit
	documents *persistedDocuments
	responses *responseCache
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h.Observe != nil {
		o := &observed{ResponseWriter: w}
		w = o
		defer func() { h.Observe(r.Context(), o.outcome) }()
	}
	media, ok := h.negotiate(r.Header)
	defer func() { h.answerPanic(w, r, media, recover()) }()
	if !ok {
		refuse(w, media, &refusal{status: http.StatusNotAcceptable, code: "BAD_USER_INPUT",
			message: "Answers are " + mediaGraphQL + " or " + mediaJSON + ", in UTF-8, " + mediaMultipart + " of one of the formats of its parts, " + mediaCSV + ", " + mediaNDJSON + " or " + mediaEventStream + "."})
		return
	}
	ctx, lease, refused := h.admit(r)
	if refused != nil {
		refuse(w, media, refused)
		return
	}
	watch := func() func() {
		defer h.dismiss(lease)
		return h.answer(ctx, w, r, media, lease)
	}()
	if watch != nil {
		watch()
	}
}

// negotiate is the media type to answer in, and whether the client takes it.
func (h *handler) negotiate(header http.Header) (media string, ok bool) {
	if media, ok = negotiateOther(header, func(media string) bool {
		return h.Tables.New != nil && isTable(media) || h.Live.Of != nil && media == mediaEventStream
	}); ok {
		return media, true
	}
	return negotiateMediaType(header)
}

// answer answers a request that was let in, in its context. Of a subscription it gives what sends the answers: it waits for them, and is
// no request that is answered at once.
func (h *handler) answer(ctx context.Context, w http.ResponseWriter, r *http.Request, media string, lease *memory.Lease) (watch func()) {
	sent, refused := h.receive(w, r, lease)
	if refused != nil {
		refuse(w, media, refused)
		return nil
	}
	wanted := readCacheControl(r.Header)
	if h.MaxAge != nil && wanted.given {
		ctx = h.MaxAge(ctx, wanted.age)
	}
	array := h.Batch > 0 && isWhole(media) && isArray(r, sent)
	var key responseKey
	keeps := false
	if !array && !h.traces(r) {
		if key, keeps = h.responses.key(ctx, r, media, sent); keeps && h.serveCached(w, r, media, key, wanted, lease) {
			return nil
		}
	}
	// The time is the operation's alone, from its being read on: its answer, with what came in time, is written after it.
	untimed := ctx
	ctx, cancel := context.WithTimeout(ctx, h.Timeout)
	defer cancel()
	if array {
		h.serveBatch(ctx, w, r, sent, lease)
		return nil
	}
	var fill *responseFill
	if keeps {
		var look bool
		fill, look = h.responses.beginFill(ctx, key, wanted)
		defer fill.finish(nil)
		if look && h.serveCached(w, r, media, key, wanted, lease) {
			return nil
		}
	}
	if refused := h.takeMemory(ctx, lease, parsedBytes(sent)); refused != nil {
		refuse(w, media, refused)
		return nil
	}
	asked, refused := h.read(r, sent)
	if refused != nil {
		refuse(w, media, refused)
		return nil
	}
	if refused := h.findDocument(asked); refused != nil {
		refused.status = cmp.Or(refused.status, statusOf(media, &graphql.Response{}))
		refuse(w, media, refused)
		return nil
	}
	asked.Headers = r.Header
	if isTable(media) {
		h.serveTable(untimed, w, r, media, asked)
		return nil
	}
	return h.execute(memory.With(ctx, lease), untimed, w, r, media, asked, fill)
}

// findDocument puts the document that is named into what is asked for, and checks the one that is sent.
func (h *handler) findDocument(asked *operationRequest) *refusal {
	if n := len(asked.Query); n > h.Document {
		return &refusal{status: http.StatusRequestEntityTooLarge, code: "REQUEST_TOO_LARGE", limit: int64(h.Document), amount: int64(n),
			message: fmt.Sprintf("The document has %d bytes; %d are allowed.", n, h.Document)}
	}
	return h.documents.find(asked)
}

// answerPanic answers for what panicked; nil is nothing.
func (h *handler) answerPanic(w http.ResponseWriter, r *http.Request, media string, cause any) {
	switch cause {
	case nil:
		return
	case http.ErrAbortHandler: // The connection is broken off.
		panic(cause)
	}
	h.logPanic(r.Context(), cause)
	sent := w.Header().Get("Content-Type")
	if strings.HasPrefix(sent, mediaMultipart) || strings.HasPrefix(sent, mediaEventStream) || isTable(media) && strings.HasPrefix(sent, media) {
		panic(http.ErrAbortHandler) // A part may be out. That the rest does not come is told by breaking off.
	}
	refuse(w, media, panicked())
}

// serveCached says whether a request could be answered with what is kept. While the client reads it may not be kept any more.
func (h *handler) serveCached(w http.ResponseWriter, r *http.Request, media string, key responseKey, wanted requestedMaxAge, lease *memory.Lease) bool {
	answer := h.responses.find(key, wanted)
	if answer == nil {
		return false
	}
	if refused := h.takeMemory(r.Context(), lease, int64(answer.size())); refused != nil {
		refuse(w, media, refused)
		return true
	}
	outcome := outcomeOf(w)
	*outcome = answer.outcome
	outcome.CacheHit = true
	if sent := answer.respond(w, r, media, h.Clock(), lease); sent != answer {
		h.responses.stored.Set(key, sent)
	}
	return true
}
