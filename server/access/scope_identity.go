package access

import (
	"fmt"

	"github.com/inkeep-gateway/gateway/upstream"
)

// scopeIdentity is equal for two scopes exactly if they see the same: with the same key, the same rows and the same fields.
// It is empty for one that sees nothing.
func scopeIdentity(s upstream.Scope) string {
	if s.Key == "" {
		return ""
	}
	if !s.Limited && !s.Own && s.RowFilter.Everything() {
		return s.Key
	}
	// A key has no spaces.
	b := fmt.Appendf(nil, "%s %t %t %x", s.Key, s.Own, s.Limited, s.RowFilter.Digest())
	for _, p := range s.Readable {
		b = fmt.Appendf(b, " %q %q", p.Field, p.Path)
	}
	return string(b)
}
