package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/inkeep-gateway/gateway/server/access"
	"github.com/inkeep-gateway/gateway/server/edge"
	"github.com/inkeep-gateway/gateway/server/telemetry"
	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/query"
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

// responseScope is equal for two requests exactly if they may have one answer: if their scopes see the same, and nothing that is kept
// of their key was dropped between them.
func responseScope(client *upstream.Client, s upstream.Scope) string {
	identity := scopeIdentity(s)
	if identity == "" {
		return ""
	}
	epoch := client.Epoch(s)
	return string(epoch[:]) + identity
}

// scopeIdentity is equal for two scopes exactly if they see the same: with the same key, the same rows and the same fields.
// It is empty for one that sees nothing.
func scopeIdentity(s upstream.Scope) string {
	if s.Key == "" {
		return ""
	}
	rows := ""
	if !s.RowFilter.Everything() {
		rows = query.Query{Where: s.RowFilter}.Identity()
	}
	if !s.Limited && !s.Own && rows == "" {
		return s.Key
	}
	// A key has no spaces.
	b := fmt.Appendf(nil, "%s %t %t %q", s.Key, s.Own, s.Limited, rows)
	for _, p := range s.Readable {
		b = fmt.Appendf(b, " %q %q", p.Field, p.Path)
	}
	return string(b)
}
