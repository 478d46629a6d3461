package upstream

import (
	"fmt"
	"runtime/debug"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// panicked is the error of a defect.
func panicked(cause any) *query.Error {
	return &query.Error{Failure: query.Internal, Message: "Something went wrong inside the gateway.", Err: fmt.Errorf("panic: %v\n%s", cause, debug.Stack())}
}
