package mcp

import (
	"net/http"
	"net/url"
	"strings"
)

// SameOrigin answers requests of pages of other origins with 403, as the protocol demands (DNS rebinding), but those of pages
// that what allows origins has let through around it.
func SameOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origins := r.Header["Origin"]
		if len(origins) > 0 && w.Header().Get("Access-Control-Allow-Origin") == "" {
			origin, err := url.Parse(origins[0])
			if len(origins) > 1 || err != nil || origin.Host == "" || !strings.EqualFold(origin.Host, r.Host) {
				reply(w, http.StatusForbidden, nil, codeRefused, "Pages of this origin may not ask. The setting --cors-origins (INKEEP_CORS_ORIGINS) has to list it.", nil)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}
