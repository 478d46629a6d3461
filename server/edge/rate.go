package edge

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"golang.org/x/time/rate"

	"github.com/inkeep-gateway/gateway/upstream/cache"
)

// mostCallers are remembered at once. One that is forgotten for others begins anew with a full bucket.
const mostCallers = 100_000

// tokenBuckets are those of the callers, of tokens that come in at a rate.
type tokenBuckets struct {
	rate   float64 // tokens a second
	burst  int     // tokens that a full bucket has
	caller func(*http.Request) string
	clock  func() time.Time
	kept   *cache.Cache[cache.Key, *rate.Limiter]
}

// newTokenBuckets are of a rate, which is none if it is 0.
func newTokenBuckets(o Options, perSecond float64, burst int) *tokenBuckets {
	if perSecond <= 0 {
		return nil
	}
	b := &tokenBuckets{rate: perSecond, burst: burst, caller: o.Caller, clock: o.Clock}
	if b.caller == nil {
		b.caller = func(*http.Request) string { return "" }
	}
	if b.clock == nil {
		b.clock = time.Now
	}
	// A bucket that is full again says no more than none. The second is the library's own imprecision.
	full := time.Duration(min(float64(b.burst)/b.rate+1, 1e9) * float64(time.Second))
	b.kept = cache.New(cache.Options[cache.Key, *rate.Limiter]{Most: mostCallers, Unused: full + time.Second})
	return b
}

// take takes so many tokens of the caller's, or none, and says after how many seconds there will be as many.
func (b *tokenBuckets) take(ctx context.Context, r *http.Request, tokens int) (taken bool, wait int) {
	bucket := b.kept.GetOrMake(cache.KeyOf(b.caller(r.WithContext(ctx))), func() *rate.Limiter {
		return rate.NewLimiter(rate.Limit(b.rate), b.burst)
	})
	now := b.clock()
	if bucket.AllowN(now, tokens) {
		return true, 0
	}
	return false, max(int(math.Ceil((float64(tokens)-bucket.TokensAt(now))/b.rate)), 1)
}

// rateLimit bound how often a caller asks: each request takes a token. Nil is no limit.
type rateLimit struct{ *tokenBuckets }

func newRateLimit(o Options) *rateLimit {
	if b := newTokenBuckets(o, o.Rate, cmp.Or(o.Burst, 10)); b != nil {
		return &rateLimit{b}
	}
	return nil
}

// take takes as many tokens of the caller's as there are requests, or says when there will be so many. More than there ever are at
// once are too many for one.
func (l *rateLimit) take(ctx context.Context, r *http.Request, requests int) *refusal {
	if l == nil || requests == 0 {
		return nil
	}
	if requests > l.burst {
		return &refusal{status: http.StatusBadRequest, code: "QUERY_TOO_COMPLEX", limit: int64(l.burst), amount: int64(requests),
			message: fmt.Sprintf("The request has %d operations more than one; a caller may send %d at once.", requests, l.burst)}
	}
	taken, wait := l.tokenBuckets.take(ctx, r, requests)
	if taken {
		return nil
	}
	return &refusal{status: http.StatusTooManyRequests, code: "RATE_LIMITED", limit: int64(l.burst), amount: int64(l.burst) + 1, retryAfter: wait,
		message: fmt.Sprintf("A caller may ask %g times a second, and %d times at once. Try again later.", l.rate, l.burst)}
}

// costLimit bound what a caller asks for: each operation takes as many tokens as it costs. Nil is no limit.
type costLimit struct {
	*tokenBuckets
	of func(*graphql.OperationContext) int
}

func newCostLimit(o Options) *costLimit {
	if b := newTokenBuckets(o, o.RateCost, cmp.Or(o.CostBurst, 100_000)); b != nil {
		return &costLimit{b, o.CostOf}
	}
	return nil
}

// take takes what an operation costs so many times, or says when there will be as much.
func (l *costLimit) take(ctx context.Context, r *http.Request, op *graphql.OperationContext, times int) *refusal {
	if l == nil {
		return nil
	}
	return l.takeCost(ctx, r, l.of(op)*times)
}

// takeCost takes a cost, or says when there will be as much. What costs more than there ever is at once is too complex: it is of no
// use to ask again.
func (l *costLimit) takeCost(ctx context.Context, r *http.Request, cost int) *refusal {
	if l == nil {
		return nil
	}
	if cost > l.burst {
		return &refusal{code: "QUERY_TOO_COMPLEX", limit: int64(l.burst), amount: int64(cost),
			message: fmt.Sprintf("The operation costs %d; a caller may ask for %d at once. Ask for less.", cost, l.burst)}
	}
	taken, wait := l.tokenBuckets.take(ctx, r, cost)
	if taken {
		return nil
	}
	return &refusal{status: http.StatusTooManyRequests, code: "RATE_LIMITED", limit: int64(l.burst), amount: int64(l.burst) + 1, retryAfter: wait,
		message: fmt.Sprintf("A caller may ask for what costs %g a second, and %d at once; the operation costs %d. Try again later.", l.rate, l.burst, cost)}
}
