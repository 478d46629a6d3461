package main

import (
	"slices"

	"github.com/inkeep-gateway/gateway/server/access"
)

// checksTokens says whether JWTs are checked.
func (c config) checksTokens() bool {
	return c.JWTSecret != "" || c.JWTKeys != "" || c.JWTJWKSURL != ""
}

// open says whether whoever reaches the gateway is let in, without anybody having said so.
func (c config) open() bool {
	return c.Access == string(access.ServerKey) && !c.checksTokens() && !c.Anonymous && c.Policies == "" && !c.Sandbox
}

// checkAccess checks who may see what.
func (c config) checkAccess(check checkSetting) {
	mode := access.Mode(c.Access)
	check(slices.Contains([]access.Mode{access.ServerKey, access.PassThrough, access.Both}, mode),
		"ACCESS", "has to be server-key, pass-through or both")
	check(!c.Anonymous || mode != access.PassThrough, "ANONYMOUS", "cannot be combined with --access=pass-through, where every caller needs a key")
	const noTokens = "means nothing with --access=pass-through, where callers bring a key and no token"
	check(c.JWTKeys == "" || mode != access.PassThrough, "JWT_KEYS", noTokens)
	check(c.JWTJWKSURL == "" || mode != access.PassThrough, "JWT_JWKS_URL", noTokens)
	check(c.JWTIssuer == "" || c.checksTokens(), "JWT_ISSUER", "means nothing without keys to check tokens with")
	check(c.JWTAudience == "" || c.checksTokens(), "JWT_AUDIENCE", "means nothing without keys to check tokens with")
	check(c.JWTJWKSURL == "" || access.CheckJWKSURL(c.JWTJWKSURL), "JWT_JWKS_URL", "has to be an address of https, or of http on the loopback")
	check(c.ExplainToken == "" || c.checksTokens(), "EXPLAIN_TOKEN", "means nothing without keys to check tokens with")
	check(c.CallerClaim == "" || access.IsClaim(c.CallerClaim), "CALLER_CLAIM", "has to be the name of a claim, such as sub, user.id or ['https://example.com/user']")
	check(c.CallerClaim == "" || c.checksTokens(), "CALLER_CLAIM", "means nothing without keys to check tokens with")
	check(!c.Sandbox || c.APIKeyFile == "", "API_KEY_FILE", "cannot be combined with --sandbox, which has a key of its own")
	check(c.JWTSecret == "" || mode != access.PassThrough, "JWT_SECRET", noTokens)
	check(c.JWTSecret == "" || len(c.JWTSecret) >= access.MinSecret, "JWT_SECRET", "has to have at least 32 bytes")
	check(c.CallerSecret == "" || len(c.CallerSecret) >= access.MinSecret, "CALLER_SECRET", "has to have at least 32 bytes")
	check(c.APIKey == "" || access.FitKey(c.APIKey), "API_KEY", "holds a space, or a character that keys do not have")
	check(c.APIKey == "" || c.APIKeyFile == "", "API_KEY", "cannot be combined with %s: one of them is to have the key", nameOf("API_KEY_FILE"))
	check(c.APIKey != "" || c.APIKeyFile != "" || c.APIKeys != "" || mode == access.PassThrough || c.Sandbox || c.Healthcheck,
		"API_KEY", "is not set; to try the gateway without a key, start it with --sandbox")
}
