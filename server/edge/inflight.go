package edge

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/failsafe-go/failsafe-go/bulkhead"
)

// inFlightLimit bound the requests that are answered at once. Those beyond wait for a moment: a burst that is over in one is no
// reason to refuse anybody, and to wait longer would only move the queue to where nobody sees it.
type inFlightLimit struct {
	max      int
	wait     time.Duration
	bulkhead bulkhead.Bulkhead[any]
}

func newInFlightLimit(o Options) *inFlightLimit {
	t := &inFlightLimit{max: o.InFlight, wait: o.Queue}
	if t.max == 0 {
		t.max = 10_000
	}
	if t.wait == 0 {
		t.wait = 25 * time.Millisecond
	}
	t.bulkhead = bulkhead.New[any](uint(t.max)) //nolint:gosec // It is positive.
	return t
}

// acquire waits for a turn, which has to be given back if it is not refused. Who goes away meanwhile is not told anything.
func (t *inFlightLimit) acquire(ctx context.Context) *refusal {
	if t.bulkhead.TryAcquirePermit() || t.bulkhead.AcquirePermitWithMaxWait(ctx, max(t.wait, 0)) == nil {
		return nil
	}
	return &refusal{status: http.StatusServiceUnavailable, code: "RATE_LIMITED", limit: int64(t.max), amount: int64(t.max) + 1, retryAfter: 1,
		message: fmt.Sprintf("The gateway answers %d requests at once, and not one more. Try again later.", t.max)}
}

func (t *inFlightLimit) release() { t.bulkhead.ReleasePermit() }
