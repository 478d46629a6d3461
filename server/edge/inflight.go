package edge

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/failsafe-go/failsafe-go/bulkhead"
)

// turns bound the requests that are answered at once. Those beyond wait for a moment: a burst that is over in one is no
// reason to refuse anybody, and to wait longer would only move the queue to where nobody sees it.
type turns struct {
	most     int
	wait     time.Duration
	bulkhead bulkhead.Bulkhead[any]
}

func newTurns(o Options) *turns {
	t := &turns{most: o.InFlight, wait: o.Queue}
	if t.most == 0 {
		t.most = 10_000
	}
	if t.wait == 0 {
		t.wait = 25 * time.Millisecond
	}
	t.bulkhead = bulkhead.New[any](uint(t.most)) //nolint:gosec // It is positive.
	return t
}

// take waits for a turn, which has to be given back if it is not refused. Who goes away meanwhile is not told anything.
func (t *turns) take(ctx context.Context) *refusal {
	if t.bulkhead.TryAcquirePermit() || t.bulkhead.AcquirePermitWithMaxWait(ctx, max(t.wait, 0)) == nil {
		return nil
	}
	return &refusal{status: http.StatusServiceUnavailable, code: "RATE_LIMITED", limit: int64(t.most), amount: int64(t.most) + 1, retryAfter: 1,
		message: fmt.Sprintf("The gateway answers %d requests at once, and not one more. Try again later.", t.most)}
}

func (t *turns) give() { t.bulkhead.ReleasePermit() }
