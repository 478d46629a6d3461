package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/inkeep-gateway/gateway/server/access"
)

// explainToken prints what the token in a file gets. The exit code is 1 if it is refused.
func explainToken(ctx context.Context, c config, callers *access.Access, stdout, stderr io.Writer) int {
	text, err := readFile(c.ExplainToken)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	token := strings.TrimSpace(string(text))
	e, refused := callers.Explain(ctx, token)
	for _, line := range []struct{ name, value string }{
		{"caller", e.Caller.ID}, {"name", e.Caller.Name}, {"role", e.Role}, {"key", e.Key}, {"rows", e.Rows}, {"fields", e.Fields},
	} {
		if line.value != "" {
			fmt.Fprintf(stdout, "%s: %s\n", line.name, line.value)
		}
	}
	if refused != nil {
		fmt.Fprintf(stderr, "The token is refused with %d %s: %s\n", refused.Status, refused.Code, refused.Message)
		return 1
	}
	return 0
}
