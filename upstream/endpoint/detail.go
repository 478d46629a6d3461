package endpoint

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// mostDetail is how much is shown of what the endpoint says of a query, in characters.
const mostDetail = 200

// shown is what callers may read of what the endpoint says of a query that it refuses: all of it, or nothing where it might
// hold a key, an address or a name of a machine. What is not certain to hold none is withheld.
func (t *Tenant) shown(status int, detail string) string {
	switch {
	case status != http.StatusBadRequest && status != http.StatusUnprocessableEntity: // It is not about the query.
		return ""
	case len([]rune(detail)) > mostDetail, strings.ContainsFunc(detail, func(r rune) bool { return !unicode.IsPrint(r) }):
		return ""
	case strings.ContainsAny(detail, `/\@`), strings.Contains(strings.ToLower(detail), "localhost"), strings.Contains(detail, "::"):
		return ""
	case hasPartOf(detail, t.key), strings.Contains(strings.ToLower(detail), "bearer"):
		return ""
	case slices.ContainsFunc(dotted.FindAllString(detail, -1), isNoPlace), opaque.MatchString(detail), port.MatchString(detail):
		return ""
	}
	return detail
}

var (
	dotted = regexp.MustCompile(`[\pL\pN_-]+(?:\[\d+\])?(?:\.[\pL\pN_-]+(?:\[\d+\])?)+`)
	number = regexp.MustCompile(`^-?\d+\.\d+$`)
	port   = regexp.MustCompile(`[\pL\pN\]]:\d`)
	opaque = regexp.MustCompile(`[\pL\pN_+=-]{24,}`) // longer than words and fields are
	// place is a place in a body, or a key of a row.
	place = regexp.MustCompile(`^(?:body|select|groupBy|where|orderBy|and|or|condition|(?:[a-zA-Z]+_)?(?:user)?[pP]roperties)(?:\[\d+\])?\.`)
)

// isNoPlace says whether a text with dots may be the name of a machine, or its address.
func isNoPlace(text string) bool { return !number.MatchString(text) && !place.MatchString(text) }

// hasPartOf says whether a text holds a key, or enough of it to be told by.
func hasPartOf(text, key string) bool {
	const enough = 6 // characters
	key = strings.TrimSpace(key)
	for i := 0; i == 0 || i+enough <= len(key); i++ {
		if part := key[i:min(i+enough, len(key))]; part != "" && strings.Contains(text, part) {
			return true
		}
	}
	return false
}
