package main

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/inkeep-gateway/gateway/server/access"
	"github.com/inkeep-gateway/gateway/server/edge"
	"github.com/inkeep-gateway/gateway/server/telemetry"
	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

// newAccess reads who may see what. It fails with all that is wrong with the files.
func newAccess(c config, log *slog.Logger, fetched func(good bool, at time.Time)) (*access.Access, error) {
	key := c.APIKey
	if c.Sandbox {
		key = sandbox.ReadKey
	}
	return access.New(access.Options{
		Mode:      access.Mode(c.Access),
		Anonymous: c.Anonymous,
		Key:       key,
		KeyFile:   c.APIKeyFile,
		KeysFile:  c.APIKeys,
		Policies:  c.Policies,
		Tokens: access.TokenOptions{
			Secret:   c.JWTSecret,
			KeysFile: c.JWTKeys,
			JWKSURL:  c.JWTJWKSURL,
			Issuer:   c.JWTIssuer,
			Audience: c.JWTAudience,
			Leeway:   c.JWTLeeway,
		},
		CallerSecret: c.CallerSecret,
		CallerClaim:  c.CallerClaim,
		ReadFile:     readFile,
		Logger:       log,
		Fetched:      fetched,
	})
}

// authenticate puts the caller into the context of each request.
func authenticate(callers *access.Access) func(*http.Request) (context.Context, *edge.Refusal) {
	return func(r *http.Request) (context.Context, *edge.Refusal) {
		caller, refused := callers.Authenticate(r.Context(), r.Header)
		telemetry.SetCaller(r.Context(), caller.ID, caller.Name)
		if refused != nil {
			return nil, &edge.Refusal{Status: refused.Status, Code: refused.Code, Message: refused.Message, Header: refused.Header}
		}
		caller.Scope.Caller = callerIdentity(caller, r)
		return access.WithCaller(r.Context(), caller), nil
	}
}

// readsFiles says whether who may see what stands in files, which can be read again.
func (c config) readsFiles() bool {
	return c.APIKeyFile != "" || c.APIKeys != "" || c.Policies != "" || c.JWTKeys != ""
}

// callerIdentity is as whom a caller counts, beside others: as itself with a token that was checked, and else as the address the
// request comes from, for keys can be made up.
func callerIdentity(caller access.Caller, r *http.Request) string {
	if caller.Authenticated {
		return caller.ID
	}
	return clientNetwork(r)
}

// rateLimitKey is whose bucket a request takes from.
func rateLimitKey(r *http.Request) string { return callerIdentity(access.CallerOf(r.Context()), r) }

// responseScope is equal for two requests exactly if they may have one answer: if their callers see the same, and nothing that is kept
// of their key was dropped between them.
func responseScope(client *upstream.Client, caller access.Caller) string {
	if caller.Sees == "" {
		return ""
	}
	epoch := client.Epoch(caller.Scope)
	return string(epoch[:]) + caller.Sees
}
