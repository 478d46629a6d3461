package edge

import (
	"bytes"
	"context"
	"errors"
	"net/http"

	"github.com/inkeep-gateway/gateway/server/memory"
)

// requestBytes is what a request holds by itself: its headers, its connection's buffers and the stacks of its goroutines.
const requestBytes = 16 << 10

// takeMemory takes bytes for a request, or says why it is refused. Who goes away meanwhile is not told anything.
func (h *handler) takeMemory(ctx context.Context, lease *memory.Lease, bytes int64) *refusal {
	err := lease.Take(ctx, bytes)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, memory.ErrFull):
		return &refusal{status: http.StatusServiceUnavailable, code: "RATE_LIMITED", limit: h.Memory.Bytes(), amount: h.Memory.Bytes() + 1, retryAfter: 1,
			message: "The gateway's memory for requests in flight is used up. Try again later."}
	}
	return malformed("The request was cut off.")
}

// parsedBytes is what a request takes beside its bytes once it is parsed, at most: copies of its texts, and for each value of
// the variables what it is in a list or an object, as it was sent and as an argument. `{"a":1}` has three marks, and 350 bytes.
func parsedBytes(sent []byte) int64 {
	const each = 128
	marks := 0
	for _, mark := range []string{",", ":", "{", "["} {
		marks += bytes.Count(sent, []byte(mark))
	}
	return int64(len(sent) + each*marks)
}
