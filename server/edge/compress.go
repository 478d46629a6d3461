package edge

import (
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzhttp"
)

// leastCompressed is the size, in bytes, from which answers are compressed. Smaller ones fit into a packet as they are.
const leastCompressed = 1024

// compressed sends answers by zstd or gzip to those who take it. A client that takes neither, and nothing plain, gets it
// plain: it may be able to read it, which it could not say of an error.
//
// Compression tells who listens how alike an answer and its request are (BREACH). That gives nothing away here: a page
// cannot have a browser ask with its user's credentials, which no browser adds by itself, and who has them reads answers.
func compressed(h http.Handler) http.Handler {
	large, all := compressing(h, leastCompressed), compressing(h, 0)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			// With the headers that GET would have; the server leaves the body out.
			r = r.WithContext(r.Context())
			r.Method = http.MethodGet
		}
		if refusesPlain(r.Header) {
			all.ServeHTTP(w, r)
			return
		}
		large.ServeHTTP(w, r)
	})
}

func compressing(h http.Handler, least int) http.Handler {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(least))
	if err != nil {
		panic(err) // The options are constant.
	}
	return wrap(h)
}

// refusesPlain says whether the client wants nothing but what is compressed.
func refusesPlain(header http.Header) bool {
	others := false
	for _, coding := range mediaRanges(strings.Join(header.Values("Accept-Encoding"), ",")) {
		switch coding.name {
		case "identity":
			return coding.q == 0
		case "*":
			others = coding.q == 0
		}
	}
	return others
}
