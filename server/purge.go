package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/inkeep-gateway/gateway/server/access"
)

// purgeTimeout is how long it may take to tell the shared store to drop everything.
const purgeTimeout = 30 * time.Second

// purge drops the answers that are kept: all, or those to the key whose name in --api-keys is the parameter key. It answers 200,
// 400 for other parameters, 404 for a name that is not there, and 503 if the shared store could not be told.
func (g *gateway) purge(callers *access.Access) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		names, one := r.URL.Query()["key"]
		others := len(r.URL.Query())
		if one {
			others--
		}
		var err error
		switch {
		case others > 0 || len(names) > 1:
			http.Error(w, "A purge takes one parameter at most: key, the name of a key.", http.StatusBadRequest)
			return
		case one:
			key, ok := callers.Key(names[0])
			if !ok {
				http.Error(w, "No key has this name.", http.StatusNotFound)
				return
			}
			err = g.client.Purge(string(key))
		default:
			ctx, cancel := context.WithTimeout(r.Context(), purgeTimeout)
			defer cancel()
			err = g.client.PurgeAll(ctx)
		}
		what := "all"
		if one {
			what = fmt.Sprintf("what is kept of the key %q", names[0])
		}
		if err != nil {
			g.log.Warn("a purge did not reach the shared cache", "of", what)
			http.Error(w, "This gateway has dropped "+what+", but the shared cache could not be told. Ask again.", http.StatusServiceUnavailable)
			return
		}
		g.log.Info("purged", "of", what)
		_, _ = io.WriteString(w, "Dropped.\n")
	}
}
