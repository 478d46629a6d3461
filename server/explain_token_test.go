package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"
)

// TestATokenIsExplained prints what tokens get by a file of policies, and why others get nothing.
func TestATokenIsExplained(t *testing.T) {
	dir := t.TempDir()
	policies := write(t, filepath.Join(dir, "policies.yaml"), `roles:
  support:
    rows: {and: [{integrationId: {in: $claims.integrations}}, {type: {eq: OPENAI}}]}
    fields: [ID, {field: USER_PROPERTIES, path: [plan]}]
    key: $claims.region
  "*": {rows: all, fields: all}
`)
	keys := write(t, filepath.Join(dir, "keys.yaml"), "default: canary-1\neu: canary-2\n")
	for _, c := range []struct {
		name, token, stdout, stderr string
		exit                        int
	}{
		{"a role", signedToken(t, `{"sub": "me", "role": "support", "region": "eu", "integrations": ["a", "b"]}`),
			"name: me\nrole: support\nkey: eu\nrows: {\"and\":[{\"integrationId\":{\"in\":[\"a\",\"b\"]}},{\"type\":{\"eq\":\"OPENAI\"}}]}\nfields: [id, userProperties.plan]\n", "", 0},
		{"another role", signedToken(t, `{"sub": "me", "role": "x"}`) + "\n", "name: me\nrole: *\nkey: default\nrows: all\nfields: all\n", "", 0},
		{"a claim that is missing", signedToken(t, `{"sub": "me", "role": "support", "region": "eu"}`), "name: me\nrole: support\n",
			"The token is refused with 403 FORBIDDEN: Your token has to have the claim integrations: a list, each a text or a whole number.\n", 1},
		{"a token of nobody", signedToken(t, `{}`) + "x", "", "The token is refused with 401 UNAUTHENTICATED: The signature of the token fits none of the keys that the gateway has.\n", 1},
		{"one that has expired", signedToken(t, `{"sub": "me", "exp": 1}`), "name: me\n",
			"The token is refused with 401 UNAUTHENTICATED: The token has expired, or does not say when it does. Get a new one.\n", 1},
	} {
		var stdout, stderr bytes.Buffer
		exit := run(context.Background(), nil, []string{"--api-keys", keys, "--policies", policies, "--caller-claim", "sub", "--explain-token", write(t, filepath.Join(dir, "token"), c.token)},
			map[string]string{"INKEEP_JWT_SECRET": tokenSecret}, &stdout, &stderr)
		printed := stdout.String()
		if rest, ok := strings.CutPrefix(printed, "caller: subject:"); ok {
			_, printed, _ = strings.Cut(rest, "\n")
		}
		if exit != c.exit || printed != c.stdout || stderr.String() != c.stderr {
			t.Errorf("%s: it exits with %d and prints\n%s%s", c.name, exit, stdout.String(), stderr.String())
		}
	}
}
