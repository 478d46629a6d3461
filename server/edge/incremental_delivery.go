package edge

import (
	"mime/multipart"
	"net/http"
	"net/textproto"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
)

// Answers to operations with @defer come in parts, as Apollo Client, urql and Relay's networks read them: each part is
// JSON, the first an answer of its own, the others lists of what is to be merged into it.
// https://github.com/graphql/graphql-over-http/blob/main/rfcs/IncrementalDelivery.md

// The media type of an answer in parts. Its version is that of the parts' format.
const (
	mediaMultipart   = "multipart/mixed"
	deferSpecVersion = "20220824"
	boundary         = "-"
	contentMultipart = mediaMultipart + `;boundary="` + boundary + `";deferSpec=` + deferSpecVersion
)

// acceptsIncremental says whether a client, which takes one of the others, names the media type of parts and wants it no less.
func acceptsIncremental(header http.Header) bool {
	ranges := mediaRanges(strings.Join(header["Accept"], ","))
	whole := max(quality(ranges, mediaJSON).q, quality(ranges, mediaGraphQL).q)
	for _, r := range ranges {
		if r.name == mediaMultipart && r.q >= whole && acceptsDeferSpec(r.params) {
			return true
		}
	}
	return false
}

// acceptsDeferSpec says whether nothing in the parameters of a media range names another format.
func acceptsDeferSpec(params map[string]string) bool {
	for name, value := range params {
		if name != "q" && name != "boundary" && (name != "deferspec" || value != deferSpecVersion) {
			return false
		}
	}
	return true
}

// deliverIncrementally sends an answer in parts, each as soon as it is there. If the client goes away there is no next one.
func (h handler) deliverIncrementally(w http.ResponseWriter, r *http.Request, first *graphql.Response, next func() *graphql.Response) {
	header := w.Header()
	header.Set("Content-Type", contentMultipart)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", noStore)
	parts := multipart.NewWriter(w)
	_ = parts.SetBoundary(boundary) // It is a valid one.
	partHeader := textproto.MIMEHeader{"Content-Type": {mediaJSON + "; charset=utf-8"}}
	part, err := parts.CreatePart(partHeader)
	content := encode(first)
	for more := true; err == nil; {
		for _, piece := range content {
			_, _ = part.Write(piece)
		}
		// A client knows a part to be whole by what begins behind it.
		if more {
			part, err = parts.CreatePart(partHeader)
		} else {
			err = parts.Close()
		}
		if flushed := http.NewResponseController(w).Flush(); !more || err != nil || flushed != nil {
			return
		}
		answer := next()
		if answer == nil {
			return
		}
		outcomeOf(w).answered(answer)
		h.untrace(r, answer)
		more = answer.HasNext != nil && *answer.HasNext
		content = incrementalPart(answer, more)
	}
}

// incrementalPart is a part that is merged into those before it.
func incrementalPart(answer *graphql.Response, hasNext bool) [][]byte {
	patch := *answer
	patch.HasNext = nil
	end := `],"hasNext":false}`
	if hasNext {
		end = `],"hasNext":true}`
	}
	return slices.Concat([][]byte{[]byte(`{"incremental":[`)}, encode(&patch), [][]byte{[]byte(end)})
}
