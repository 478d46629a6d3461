package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"os"
	"path/filepath"
)

// policies say what a token's role may see: all rows but the conversation that the token names, and all fields. The condition goes into
// each query.
const policies = `roles:
  analyst: {rows: {id: {neq: $claims.hidden}}, fields: all}
`

// secret is what the tokens of the benchmark are signed with.
const secret = "a secret of the benchmark's tokens"

// token is a JWT for a caller of the role analyst: RFC 7519, signed with HMAC and SHA-256.
func token() string {
	text := base64.RawURLEncoding
	unsigned := text.EncodeToString([]byte(`{"alg":"HS256"}`)) + "." +
		text.EncodeToString([]byte(`{"role":"analyst","hidden":"conversation-0","sub":"user-1","exp":4102444800}`))
	signature := hmac.New(sha256.New, []byte(secret))
	signature.Write([]byte(unsigned))
	return unsigned + "." + text.EncodeToString(signature.Sum(nil))
}

// guarded runs the gateway as gateway does, for callers with a token and a policy.
func (b bench) guarded(endpoint string, arguments ...string) (*process, error) {
	for setting, text := range map[string]string{"policies": policies, "jwt-secret-file": secret} {
		file := filepath.Join(b.built, setting)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			return nil, err
		}
		arguments = append(arguments, "--"+setting, file)
	}
	p, err := b.gateway(endpoint, arguments...)
	if err == nil {
		p.token = token()
	}
	return p, err
}
