package main

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"github.com/inkeep-gateway/gateway/server/access"
	"github.com/inkeep-gateway/gateway/server/edge"
	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

// newAccess reads who may see what. It fails with all that is wrong with the files.
func newAccess(c config, log *slog.Logger) (*access.Access, error) {
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
		ReadFile: os.ReadFile,
		Logger:   log,
	})
}

// identify puts the caller into the context of each request.
func identify(callers *access.Access) func(*http.Request) (context.Context, *edge.Refusal) {
	return func(r *http.Request) (context.Context, *edge.Refusal) {
		caller, refused := callers.Identify(r.Context(), r.Header)
		if refused != nil {
			return nil, &edge.Refusal{Status: refused.Status, Code: refused.Code, Message: refused.Message, Header: refused.Header}
		}
		return access.WithCaller(r.Context(), caller), nil
	}
}

// reloadAtHangups reads the files of keys and policies again at each SIGHUP, until it is stopped.
func reloadAtHangups(callers *access.Access, log *slog.Logger) (stop func()) {
	hangups, stopped := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(hangups, syscall.SIGHUP)
	go func() {
		defer close(stopped)
		for range hangups {
			if err := callers.Reload(); err != nil {
				log.Error("nothing is reloaded; what was read before stays", "error", err)
				continue
			}
			l := callers.Loaded()
			log.Info("reloaded", "keys", l.Keys, "tokenKeys", l.TokenKeys, "roles", l.Roles)
		}
	}()
	return func() {
		signal.Stop(hangups)
		close(hangups)
		<-stopped
	}
}
