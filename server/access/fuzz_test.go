package access_test

import (
	"strings"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/server/access"
)

// FuzzPolicies: a file is read, or refused by lines; nothing else. Whoever it lets in has a key.
func FuzzPolicies(f *testing.F) {
	f.Add(examplePolicies)
	f.Add("roles:\n  a: &a {rows: all, fields: all}\n  b: *a\n  <<: *a\n")
	f.Add("roles: {\"*\": {rows: {and: [{id: {in: [$claims.a, x]}}, {not: {type: {eq: OPENAI}}}]}, fields: [{field: PROPERTIES, path: [a]}], key: $claims['k'].x}}")
	f.Add("claim: !!str 5\nroles:\n  ? a\n  : |\n    b\n--- \n...")
	token := claimed(f, `{"role": "a", "a": ["b"], "k": {"x": "eu"}}`)
	f.Fuzz(func(t *testing.T, text string) {
		a, err := access.New(access.Options{
			KeysFile: "keys.yaml", Policies: "p", Tokens: access.TokenOptions{Secret: secret}, Clock: func() time.Time { return moment },
			ReadFile: files{"p": text, "keys.yaml": exampleKeys}.read,
		})
		if err != nil {
			for line := range strings.SplitSeq(err.Error(), "\np:") {
				if line == "" {
					t.Errorf("it says %q", err)
				}
			}
			return
		}
		if caller, refused := identify(a, token); refused == nil && caller.Scope.Key == "" {
			t.Errorf("%v is let in without a key", caller)
		}
	})
}
