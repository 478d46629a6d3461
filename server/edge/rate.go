package edge

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/time/rate"
)

// mostCallers are remembered at once. One that is forgotten for others begins anew with a full bucket.
const mostCallers = 100_000

// rates are the buckets of the callers: each request takes a token, and tokens come in at the rate. Nil is no limit.
type rates struct {
	rate    float64
	burst   int
	caller  func(*http.Request) string
	clock   func() time.Time
	buckets *otter.Cache[string, *rate.Limiter]
}

func newRates(o Options) *rates {
	if o.Rate <= 0 {
		return nil
	}
	l := &rates{rate: o.Rate, burst: o.Burst, caller: o.Caller, clock: o.Clock}
	if l.burst == 0 {
		l.burst = 10
	}
	if l.caller == nil {
		l.caller = func(*http.Request) string { return "" }
	}
	if l.clock == nil {
		l.clock = time.Now
	}
	// A bucket that is full again says no more than none. The second is the library's own imprecision.
	full := time.Duration(min(float64(l.burst)/l.rate+1, 1e9) * float64(time.Second))
	l.buckets = otter.Must(&otter.Options[string, *rate.Limiter]{
		MaximumSize:      mostCallers,
		ExpiryCalculator: otter.ExpiryAccessing[string, *rate.Limiter](full + time.Second),
	})
	return l
}

// take takes a token of the caller's, or says when there will be one.
func (l *rates) take(ctx context.Context, r *http.Request) *refusal {
	if l == nil {
		return nil
	}
	bucket, _ := l.buckets.ComputeIfAbsent(l.caller(r.WithContext(ctx)), func() (*rate.Limiter, bool) {
		return rate.NewLimiter(rate.Limit(l.rate), l.burst), false
	})
	now := l.clock()
	if bucket.AllowN(now, 1) {
		return nil
	}
	wait := (1 - bucket.TokensAt(now)) / l.rate // seconds
	return &refusal{status: http.StatusTooManyRequests, code: "RATE_LIMITED", limit: int64(l.burst), amount: int64(l.burst) + 1,
		retryAfter: max(int(math.Ceil(wait)), 1),
		message:    fmt.Sprintf("A caller may ask %g times a second, and %d times at once. Try again later.", l.rate, l.burst)}
}
