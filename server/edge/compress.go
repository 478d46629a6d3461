package edge

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzhttp"
)

// varies are the headers of a request that its answer depends on, besides the codings that it takes.
const varies = "Accept, Authorization"

// allVaries are these headers and the codings. Nobody changes it: there is no room behind it, so that what is added makes a copy.
var allVaries = []string{"Accept-Encoding, " + varies}

// leastCompressed is the size, in bytes, from which answers are compressed. Smaller ones fit into a packet as they are.
const leastCompressed = 1024

// withCompression sends answers by zstd or gzip to those who take it. A client that takes neither, and nothing plain, gets it
// plain: it may be able to read it, which it could not say of an error.
//
// Compression tells who listens how alike an answer and its request are (BREACH). That gives nothing away here: a page
// cannot have a browser ask with its user's credentials, which no browser adds by itself, and who has them reads answers.
func withCompression(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			// With the headers that GET would have; the server leaves the body out.
			r = r.WithContext(r.Context())
			r.Method = http.MethodGet
		}
		coding, least := negotiateEncoding(r.Header)
		if coding == "" {
			if header := w.Header(); len(header["Vary"]) == 0 {
				header["Vary"] = allVaries
			} else {
				header.Add("Vary", allVaries[0])
			}
			h.ServeHTTP(w, r)
			return
		}
		compress(w, coding, least, func(w http.ResponseWriter) { // The library adds Accept-Encoding.
			w.Header().Add("Vary", varies)
			h.ServeHTTP(w, r)
		})
	})
}

const (
	codingZstd = "zstd"
	codingGzip = "gzip"
)

// compress has an answer sent in a coding, if it is of the least size in bytes.
func compress(w http.ResponseWriter, coding string, least int, answer func(http.ResponseWriter)) {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(least), gzhttp.ContentTypeFilter(isCompressed))
	if err != nil {
		panic(err) // The options are constant.
	}
	// What the library reads of the request is the coding that was chosen.
	chosen := &http.Request{Method: http.MethodGet, Header: http.Header{"Accept-Encoding": {coding}}}
	wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(w) })).ServeHTTP(w, chosen)
}

// isCompressed says whether answers of a media type are compressed. Streams of events are not: each would hold a compressor for as long as
// it lasts.
func isCompressed(media string) bool {
	return !strings.HasPrefix(media, mediaEventStream) && gzhttp.DefaultContentTypeFilter(media)
}

// encoded is a body in a coding.
func encoded(coding string, body ...[]byte) []byte {
	m := &bufferedResponse{header: make(http.Header)}
	compress(m, coding, 0, func(w http.ResponseWriter) { send(w, mediaJSON, http.StatusOK, body...) })
	return m.Bytes()
}

// bufferedResponse is a response that nobody receives.
type bufferedResponse struct {
	bytes.Buffer
	header http.Header
}

// Header is http.ResponseWriter's.
func (m *bufferedResponse) Header() http.Header { return m.header }

// WriteHeader is http.ResponseWriter's.
func (m *bufferedResponse) WriteHeader(int) {}

// negotiateEncoding is the coding that a client is answered in, and the size in bytes from which on it is; empty if that is
// none. Zstandard is for clients that want it before every other coding, or take no other that there is and nothing plain:
// libraries offer it behind the others that cannot read it.
func negotiateEncoding(header http.Header) (coding string, least int) {
	accept := strings.Join(header["Accept-Encoding"], ",")
	if accept == "" {
		return "", 0
	}
	ranges := mediaRanges(accept)
	var first mediaRange // of those that the client wants most
	taken := make(map[string]bool)
	for _, c := range ranges {
		if c.q > first.q && c.name != "identity" && c.name != "*" {
			first = c
		}
		taken[c.name] = taken[c.name] || c.q > 0
	}
	least = leastCompressed
	if refusesPlain(ranges) {
		least = 0
	}
	switch {
	case first.name == codingZstd:
		return codingZstd, least
	case taken[codingGzip]:
		return codingGzip, least
	case taken[codingZstd] && least == 0:
		return codingZstd, least
	}
	return "", least
}

// refusesPlain says whether the client wants nothing but what is compressed.
func refusesPlain(codings []mediaRange) bool {
	others := false
	for _, coding := range codings {
		switch coding.name {
		case "identity":
			return coding.q == 0
		case "*":
			others = coding.q == 0
		}
	}
	return others
}
