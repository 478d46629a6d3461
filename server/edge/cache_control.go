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

// noStore is the Cache-Control of what is worth nothing later: errors, parts, and answers with a trace, which is theirs alone.
const noStore = "no-store"

// respond writes an answer that the client may keep, unless it has it already. It gives the answer with the coding that it
// was sent in: none if there is no room for it.
func (a *cacheableResponse) respond(w http.ResponseWriter, r *http.Request, media string, now time.Time, lease *memory.Lease) *cacheableResponse {
	age, header := a.age(now), w.Header()
	values := []string{cacheControl(age, a.fresh.Sub(now)), strconv.Itoa(int(age / time.Second)), a.etag} // in one piece of memory
	header["Cache-Control"] = values[0:1:1]
	if !a.at.IsZero() {
		header["Age"] = values[1:2:2]
	}
	if a.etag != "" {
		header["Etag"] = values[2:3:3]
		if matchesIfNoneMatch(r, a.etag) {
			w.WriteHeader(http.StatusNotModified)
			return a
		}
	}
	body := a.body
	if coding, least := negotiateEncoding(r.Header); coding != "" && a.size() >= least && a.takeEncoding(r.Context(), coding, lease) {
		a = a.encodedAs(coding)
		body = [][]byte{a.encodings[coding]}
		header.Set("Content-Encoding", coding)
	}
	send(w, media, http.StatusOK, body...)
	return a
}

// freshness is of when an answer is, that of the oldest of what it is made of, and until when it stays as it is, by its trace.
// Without one neither is known: the times are zero.
func freshness(answer *graphql.Response, now time.Time) (at, fresh time.Time) {
	if trace, ok := answer.Extensions[traceExtension].(interface {
		Age() time.Duration
		MaxAge() time.Duration
	}); ok {
		return now.Add(-trace.Age()), now.Add(trace.MaxAge())
	}
	return time.Time{}, time.Time{}
}

// cacheControl lets the client alone keep an answer: what it may see another may not. A client counts from when the answer is
// of, RFC 9111, section 4.2.3.
func cacheControl(age, fresh time.Duration) string {
	if fresh < time.Second {
		return "private, no-cache"
	}
	return "private, max-age=" + strconv.Itoa(int(age/time.Second)+int(fresh/time.Second))
}

// entityTag is what an answer is known by. It is weak, since it stands for the body in every encoding.
func entityTag(body [][]byte) string {
	hash := sha256.New()
	for _, piece := range body {
		_, _ = hash.Write(piece)
	}
	return `W/"` + hex.EncodeToString(hash.Sum(nil)[:16]) + `"`
}

// matchesIfNoneMatch says whether the client has the answer already. http.ServeContent would tell, but offers ranges as well, and no
// two answers are sure to fit together.
func matchesIfNoneMatch(r *http.Request, tag string) bool {
	for _, known := range items(strings.Join(r.Header.Values("If-None-Match"), ",")) {
		if known == "*" || strings.TrimPrefix(known, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
