package edge

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// The media types of answers. The older one is also that of requests.
const (
	mediaJSON    = "application/json"
	mediaGraphQL = "application/graphql-response+json"
)

// isWhole says whether a media type is that of one answer as JSON.
func isWhole(media string) bool { return media == mediaJSON || media == mediaGraphQL }

// negotiateOther is one of the other media types that there are, if a client names it and wants it more than an answer as JSON. It
// says whether it does.
func negotiateOther(header http.Header, is func(media string) bool) (media string, ok bool) {
	ranges := mediaRanges(strings.Join(header["Accept"], ","))
	older, newer := quality(ranges, mediaJSON), quality(ranges, mediaGraphQL)
	for _, r := range ranges {
		wanted := func(other weight) bool { return r.q > other.q || r.q == other.q && other.specificity < exact }
		if is(r.name) && r.q > 0 && wanted(older) && wanted(newer) {
			return r.name, true
		}
	}
	return "", false
}

// negotiateMediaType is the media type to answer in, and whether the client takes it. The one it wants more wins. If it wants both
// alike, the newer wins where the client names it: only then it is known to read an answer whatever its status. Who takes
// nothing but parts is given what has none as JSON.
func negotiateMediaType(header http.Header) (media string, ok bool) {
	ranges := mediaRanges(strings.Join(header["Accept"], ","))
	if len(ranges) == 0 {
		return mediaJSON, true
	}
	older, newer := quality(ranges, mediaJSON), quality(ranges, mediaGraphQL)
	switch {
	case older.q == 0 && newer.q == 0:
		return mediaJSON, negotiateIncremental(header) != noIncremental
	case newer.q > older.q, newer.q == older.q && newer.specificity == exact:
		return mediaGraphQL, true
	}
	return mediaJSON, true
}

// mediaRange is one item of an Accept header; one that cannot be read has no name.
type mediaRange struct {
	name   string
	q      float64
	params map[string]string // q among them
}

// weight is how much a client wants a media type, and how closely it said so.
type weight struct {
	specificity int
	q           float64
}

// How closely a range names a media type. A closer one outweighs the others whatever its q, so that q=0 excludes.
const (
	unnamed = iota
	anyType
	anySubtype
	exact
)

func quality(ranges []mediaRange, media string) weight {
	var w weight
	for _, r := range ranges {
		specificity := unnamed
		switch r.name {
		case media:
			specificity = exact
		case "application/*":
			specificity = anySubtype
		case "*/*":
			specificity = anyType
		}
		if specificity > w.specificity || specificity == w.specificity && specificity != unnamed && r.q > w.q {
			w = weight{specificity, r.q}
		}
	}
	return w
}

func mediaRanges(header string) []mediaRange {
	var ranges []mediaRange
	for _, item := range items(header) {
		name, params, err := mime.ParseMediaType(item)
		q := 1.0
		if text, ok := params["q"]; ok {
			q, err = strconv.ParseFloat(text, 64)
		}
		// Answers are in UTF-8 and nothing else.
		if charset := params["charset"]; err != nil || !(q >= 0 && q <= 1) || charset != "" && !strings.EqualFold(charset, "utf-8") {
			name, q = "", 0
		}
		ranges = append(ranges, mediaRange{name, q, params})
	}
	return ranges
}

// items splits a list at its commas, except those in quoted strings, and leaves out what is empty.
func items(list string) []string {
	var all []string
	start, quoted := 0, false
	add := func(end int) {
		if item := strings.TrimSpace(list[start:end]); item != "" {
			all = append(all, item)
		}
		start = end + 1
	}
	for i := 0; i < len(list); i++ {
		switch {
		case list[i] == '"':
			quoted = !quoted
		case list[i] == '\\' && quoted:
			i++
		case list[i] == ',' && !quoted:
			add(i)
		}
	}
	add(len(list))
	return all
}
