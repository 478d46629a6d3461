package edge

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/inkeep-gateway/gateway/server/live"
	"github.com/inkeep-gateway/gateway/server/memory"
)

// Live says which operations are subscriptions, and who watches.
type Live struct {
	Of  func(*graphql.OperationContext) Subscription // the subscription that a valid operation is; nil if it is none. Nil: there are none
	Hub *live.Hub                                    // needed with Of

	// Of WebSockets: what is around each operation, which is a request of its own, and the time for a client to accept each piece
	// of an answer; default 30 s.
	Operations   func(http.Handler) http.Handler
	WriteTimeout time.Duration
}

func (l Live) writeTimeout() time.Duration { return cmp.Or(l.WriteTimeout, 30*time.Second) }

// Subscription is a query that is asked again and again.
type Subscription interface {
	Field() string                   // under which the answer has the query's data
	Every() time.Duration            // how often it is asked
	Look() *graphql.OperationContext // the query as an operation, as of now
}

// subscriptionOf is the subscription that an operation is; nil if it is none.
func (h *handler) subscriptionOf(op *graphql.OperationContext) Subscription {
	if h.Live.Of == nil || op.Operation == nil {
		return nil
	}
	return h.Live.Of(op)
}

// idleBeat is how long a stream is silent at most: proxies cut off those that are for longer, often after a minute.
const idleBeat = 15 * time.Second

// watch begins to watch a subscription. What it returns sends its answers until the client leaves; nil if it is refused, which is
// answered. Meanwhile the request is none of those that are answered at once.
func (h *handler) watch(ctx context.Context, w http.ResponseWriter, r *http.Request, media string, op *graphql.OperationContext, s Subscription) func() {
	if media != mediaEventStream && !acceptsEvents(r.Header) {
		refuse(w, media, &refusal{status: http.StatusNotAcceptable, code: "BAD_USER_INPUT",
			message: "A subscription is answered as " + mediaEventStream + ", or by WebSocket."})
		return nil
	}
	leave, err := h.Live.Hub.Enter(h.callerOf(ctx, r))
	if err != nil {
		refuse(w, media, noPlace(err))
		return nil
	}
	watcher, err := h.Live.Hub.Watch(ctx, h.question(op, s), &asker{h, r})
	if err != nil {
		leave()
		refuse(w, media, noPlace(err))
		return nil
	}
	lease := h.Memory.Lease() // That of the request ends with its turn.
	if refused := h.takeMemory(ctx, lease, requestBytes); refused != nil {
		watcher.Leave()
		leave()
		refuse(w, media, refused)
		return nil
	}
	return func() {
		defer lease.End()
		defer leave()
		defer watcher.Leave()
		if ended := sendAnswers(r.Context(), streamOf(w), watcher); ended != nil {
			outcomeOf(w).answered(ended.response())
		}
	}
}

// callerOf is as whom a caller counts.
func (h *handler) callerOf(ctx context.Context, r *http.Request) string {
	if h.Caller == nil {
		return ""
	}
	return h.Caller(r.WithContext(ctx))
}

// sendAnswers sends what a watcher is given, each answer before there is a next one. It gives why the watcher was ended, if it
// was by a refusal.
func sendAnswers(ctx context.Context, to answerStream, watcher *live.Watcher) *refusal {
	idle := time.NewTicker(idleBeat)
	defer idle.Stop()
	err := to.alive()
	for err == nil {
		var answer *live.Payload
		if answer, err = watcher.Next(ctx, idle.C); err != nil {
			return sayEnd(to, err)
		}
		if answer == nil {
			err = to.alive()
			continue
		}
		err = to.next(answer.Body)
		answer.Release()
		idle.Reset(idleBeat)
	}
	return nil
}

// sayEnd says why a watcher was ended. Those who may come back are not told that it is for good.
func sayEnd(to answerStream, err error) *refusal {
	why := new(refusal)
	switch {
	case errors.Is(err, live.ErrDraining):
		_ = to.comeBack() // The stream ends anyway, here and below.
	case errors.As(err, &why) && why.status >= http.StatusInternalServerError:
		_ = to.comeBack()
		return why
	case errors.As(err, &why):
		if to.next(encode(why.response())...) == nil {
			_ = to.complete()
		}
		return why
	case errors.Is(err, live.ErrBroken):
		why = panicked()
		if to.next(encode(why.response())...) == nil {
			_ = to.complete()
		}
		return why
	}
	return nil // The client has left.
}

// noPlace refuses who does not come to watch.
func noPlace(err error) *refusal {
	full, why := new(live.FullError), new(refusal)
	switch {
	case errors.As(err, &why):
		return why
	case !errors.As(err, &full):
		return &refusal{status: http.StatusServiceUnavailable, code: "RATE_LIMITED", retryAfter: 1, message: "The gateway shuts down. Come back in a moment."}
	case full.OfCaller:
		return &refusal{status: http.StatusTooManyRequests, code: "RATE_LIMITED", limit: int64(full.Limit), amount: int64(full.Limit) + 1, retryAfter: 10,
			message: fmt.Sprintf("A caller may have %d subscriptions at once.", full.Limit)}
	}
	return &refusal{status: http.StatusServiceUnavailable, code: "RATE_LIMITED", limit: int64(full.Limit), amount: int64(full.Limit) + 1, retryAfter: 10,
		message: fmt.Sprintf("The gateway has %d subscriptions at once, and not one more. Try again later.", full.Limit)}
}

// asker is who watches, by the request that it came with.
type asker struct {
	*handler
	r *http.Request
}

// Judge is live.Asker's. Its error is a *refusal.
func (a *asker) Judge(ctx context.Context) (scope string, as context.Context, err error) {
	as, refused := a.authenticate(a.r.WithContext(ctx))
	if refused != nil {
		return "", nil, refused
	}
	if a.Scope != nil {
		scope = a.Scope(as)
	}
	if scope == "" { // It shares with nobody.
		scope = fmt.Sprintf("%p", a)
	}
	return scope, as, nil
}

// Pay is live.Asker's.
func (a *asker) Pay(as context.Context, cost int) *live.Answer {
	if refused := a.costLimit.takeCost(as, a.r, cost); refused != nil {
		return new(liveAnswer(refused.response(), nil))
	}
	return nil
}

// question is what a subscription asks. Two are equal if they ask by the same text, with the same variables, and as often.
func (h *handler) question(op *graphql.OperationContext, s Subscription) live.Question {
	// The names of an object are sorted. What cannot be written, though it has been read as JSON, is like no other question.
	text, err := json.Marshal([]any{op.RawQuery, op.OperationName, op.Variables, s.Every()})
	if err != nil {
		text = fmt.Appendf(nil, "%p", op)
	}
	key := sha256.Sum256(text)
	return live.Question{
		Key:   string(key[:]),
		Every: s.Every(),
		Cost: func() int {
			if h.costLimit == nil {
				return 0
			}
			return h.costLimit.of(s.Look())
		},
		Ask: func(ctx context.Context, age time.Duration) live.Answer { return h.look(ctx, s, age) },
	}
}

// look asks what a subscription asks, once, in the context of who pays for it.
func (h *handler) look(ctx context.Context, s Subscription, age time.Duration) live.Answer {
	ctx, cancel := context.WithTimeout(ctx, h.Timeout)
	defer cancel()
	lease, result := h.Memory.Lease(), h.Memory.Lease()
	defer lease.End()
	answer := h.lookOnce(memory.With(ctx, lease), s, age)
	out := liveAnswer(answer, s)
	if refused := h.takeMemory(ctx, result, int64(len(out.Body))); refused != nil {
		return liveAnswer(refused.response(), s)
	}
	out.End = result.End
	return out
}

// lookOnce is the answer of a look. It runs where nobody else would recover.
func (h *handler) lookOnce(ctx context.Context, s Subscription, age time.Duration) (answer *graphql.Response) {
	defer func() {
		if cause := recover(); cause != nil {
			h.logPanic(ctx, cause)
			answer = panicked().response()
		}
	}()
	if refused := h.inFlight.acquire(ctx); refused != nil {
		return refused.response()
	}
	defer h.inFlight.release()
	if refused := h.takeMemory(ctx, memory.Of(ctx), requestBytes); refused != nil {
		return refused.response()
	}
	if h.MaxAge != nil {
		ctx = h.MaxAge(ctx, age)
	}
	answers, ctx := h.Executor.DispatchOperation(graphql.StartOperationTrace(ctx), s.Look())
	if answer = answers(ctx); answer == nil {
		answer = (&refusal{code: "UPSTREAM_TIMEOUT", message: "The answer was not ready in time."}).response()
	}
	return answer
}

// passing are the codes of errors that pass. While there are any, a subscription asks less often.
var passing = map[string]bool{"RATE_LIMITED": true, "UPSTREAM_UNAVAILABLE": true, "UPSTREAM_TIMEOUT": true, "UPSTREAM_INVALID_RESPONSE": true}

// liveAnswer is an answer to the query of a subscription as one to the subscription; without one, of which nobody knows what it asks,
// it has no data. Two tell the same if their data is the same and errors of the same codes stand at the same paths: an outage
// is told once, whatever its words.
func liveAnswer(answer *graphql.Response, s Subscription) live.Answer {
	now := time.Now()
	at, _ := freshness(answer, now)
	out := live.Answer{}
	if !at.IsZero() {
		out.Age = now.Sub(at)
	}
	data, errs := []byte("null"), slices.Clone(answer.Errors)
	var path ast.Path
	if s != nil {
		path = ast.Path{ast.PathName(s.Field())}
		if lapsed, ok := answer.Extensions[traceExtension].(interface{ Lapsed() bool }); ok && lapsed.Lapsed() {
			errs = append(errs, &gqlerror.Error{Message: "The endpoint cannot be asked at the moment. The answer is the last one that it gave.",
				Extensions: map[string]any{"code": "UPSTREAM_UNAVAILABLE"}})
		}
		if answer.Data != nil && string(answer.Data) != "null" {
			data = slices.Concat([]byte(`{"`+s.Field()+`":`), answer.Data, []byte{'}'})
		}
	}
	sum := sha256.New()
	_, _ = sum.Write(data)
	for i, err := range errs {
		told := *err
		told.Path = slices.Concat(path, err.Path)
		errs[i] = &told
		code := fmt.Sprint(err.Extensions["code"])
		_, _ = fmt.Fprintf(sum, "\n%s %s", told.Path, code)
		if seconds, ok := err.Extensions["retryAfter"].(int); ok {
			out.RetryAfter = max(out.RetryAfter, time.Duration(seconds)*time.Second)
		}
		out.Failed = out.Failed || passing[code]
	}
	sum.Sum(out.Sum[:0])
	out.Body = slices.Concat(encode(&graphql.Response{Data: data, Errors: errs})...)
	return out
}
