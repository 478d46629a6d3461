package edge

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/server/memory"
)

// uncached is the Cache-Control of what is worth nothing later: errors, parts, and answers with a trace, which is theirs alone.
const uncached = "no-store"

// respond writes an answer that the client may keep, unless it has it already. It gives the answer with the coding that it
// was sent in: none if there is no room for it.
func (a *wholeAnswer) respond(w http.ResponseWriter, r *http.Request, media string, fresh time.Duration, held *memory.Lease) *wholeAnswer {
	w.Header()["Cache-Control"] = []string{cacheControl(fresh)}
	if a.tag != "" {
		w.Header()["Etag"] = []string{a.tag}
		if isKnown(r, a.tag) {
			w.WriteHeader(http.StatusNotModified)
			return a
		}
	}
	body := a.body
	if coding, least := codingOf(r.Header); coding != "" && a.size() >= least && a.coding(r.Context(), coding, held) {
		a = a.in(coding)
		body = [][]byte{a.coded[coding]}
		w.Header().Set("Content-Encoding", coding)
	}
	send(w, media, http.StatusOK, body...)
	return a
}

// freshness is for how long an answer stays as it is, by its trace. Without one that is not known.
func freshness(answer *graphql.Response) time.Duration {
	if trace, ok := answer.Extensions[TraceExtension].(interface{ MaxAge() time.Duration }); ok {
		return trace.MaxAge()
	}
	return 0
}

// cacheControl lets the client alone keep an answer: what it may see another may not.
func cacheControl(fresh time.Duration) string {
	if fresh < time.Second {
		return "private, no-cache"
	}
	return "private, max-age=" + strconv.Itoa(int(fresh/time.Second))
}

// entityTag is what an answer is known by. It is weak, since it stands for the body in every encoding.
func entityTag(body [][]byte) string {
	hash := sha256.New()
	for _, piece := range body {
		_, _ = hash.Write(piece)
	}
	return `W/"` + hex.EncodeToString(hash.Sum(nil)[:16]) + `"`
}

// isKnown says whether the client has the answer already. http.ServeContent would tell, but offers ranges as well, and no
// two answers are sure to fit together.
func isKnown(r *http.Request, tag string) bool {
	for _, known := range items(strings.Join(r.Header.Values("If-None-Match"), ",")) {
		if known == "*" || strings.TrimPrefix(known, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
