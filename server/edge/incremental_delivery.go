package edge

import (
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"slices"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// Answers to operations with @defer come in parts, each of which is JSON: the first an answer of its own, the others what is to
// be merged into it. There are two formats, both of them in use.
// https://github.com/graphql/graphql-over-http/blob/main/rfcs/IncrementalDelivery.md

// mediaMultipart is the media type of an answer in parts. A parameter names their format.
const (
	mediaMultipart = "multipart/mixed"
	boundary       = "-"
)

// incrementalFormat is how parts say what they are of: the parameter of the media type that names it.
type incrementalFormat string

const (
	noIncremental incrementalFormat = "" // for clients that take no parts
	// Each part has the path and the label of its fragment. Without a name of a format this one is meant, which is the older.
	incremental20220824 incrementalFormat = "deferSpec=20220824"
	// The first part says which fragments are pending, each by an id, and the others which are completed.
	incrementalV02 incrementalFormat = "incrementalSpec=v0.2"
)

// deferredExtension is the extension under which the executor says of the first part which fragments are pending, as responses
// of a path and a label, and of each other part which of them it is of, by its place.
const deferredExtension = "deferred"

// negotiateIncremental is the format of parts that a client takes, if it wants parts no less than a whole answer: of several the
// one that it wants most, and of those the first.
func negotiateIncremental(header http.Header) (format incrementalFormat) {
	ranges := mediaRanges(strings.Join(header["Accept"], ","))
	least := max(quality(ranges, mediaJSON).q, quality(ranges, mediaGraphQL).q)
	for _, r := range ranges {
		if f := formatOf(r); f != noIncremental && r.q > 0 && (r.q > least || r.q == least && format == noIncremental) {
			format, least = f, r.q
		}
	}
	return format
}

// formatOf is the format that a media range is of.
func formatOf(r mediaRange) incrementalFormat {
	if r.name != mediaMultipart {
		return noIncremental
	}
	format := incremental20220824
	for name, value := range r.params {
		switch {
		case name == "q" || name == "boundary":
		case name == "deferspec" && value == "20220824":
		case name == "incrementalspec" && value == "v0.2" && r.params["deferspec"] == "":
			format = incrementalV02
		default:
			return noIncremental
		}
	}
	return format
}

// deliverIncrementally writes an answer in parts, each as soon as it is there. If the client goes away there is no next one.
func (h *handler) deliverIncrementally(w http.ResponseWriter, r *http.Request, format incrementalFormat, first *graphql.Response, next func() *graphql.Response) {
	header := w.Header()
	header.Set("Content-Type", mediaMultipart+`;boundary="`+boundary+`";`+string(format))
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", noStore)
	parts := multipart.NewWriter(w)
	_ = parts.SetBoundary(boundary) // It is a valid one.
	partHeader := textproto.MIMEHeader{"Content-Type": {mediaJSON + "; charset=utf-8"}}
	part, err := parts.CreatePart(partHeader)
	content := format.first(first)
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
		content = format.later(answer, more)
	}
}

// takeDeferred takes from an answer which fragments it is about.
func takeDeferred(answer *graphql.Response) any {
	deferred := answer.Extensions[deferredExtension]
	delete(answer.Extensions, deferredExtension)
	return deferred
}

// first is the first part.
func (f incrementalFormat) first(answer *graphql.Response) [][]byte {
	fragments, _ := takeDeferred(answer).([]*graphql.Response)
	if f != incrementalV02 {
		return encode(answer)
	}
	type pending struct {
		ID    string   `json:"id"`
		Path  ast.Path `json:"path"`
		Label string   `json:"label,omitempty"`
	}
	all := make([]pending, len(fragments))
	for i, fragment := range fragments {
		all[i] = pending{strconv.Itoa(i), fragment.Path, fragment.Label}
	}
	return encode(answer, member{"pending", all})
}

// later is a part that is merged into those before it.
func (f incrementalFormat) later(answer *graphql.Response, hasNext bool) [][]byte {
	place, _ := takeDeferred(answer).(int)
	patch := *answer
	patch.HasNext = nil
	open, end := `{"incremental":[`, `],"hasNext":`+strconv.FormatBool(hasNext)+`}`
	if f != incrementalV02 {
		return slices.Concat([][]byte{[]byte(open)}, encode(&patch), [][]byte{[]byte(end)})
	}
	// The fragment's path and label have been told.
	patch.Path, patch.Label = nil, ""
	id := `{"id":"` + strconv.Itoa(place) + `"`
	if string(patch.Data) == "null" { // Nothing of it is merged.
		errs := string(encodeErrors(answer.Errors))
		patch.Data, patch.Errors, patch.HasNext = nil, nil, &hasNext
		return encode(&patch, member{"completed", json.RawMessage(`[` + id + `,"errors":` + errs + `}]`)})
	}
	return slices.Concat([][]byte{[]byte(open)}, encode(&patch, member{"id", strconv.Itoa(place)}),
		[][]byte{[]byte(`],"completed":[` + id + `}` + end)})
}
