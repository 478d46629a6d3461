package access

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
)

// bearer is the token that a request bears, or empty if it bears none. Two headers are refused: whatever stands in front
// of the gateway may have looked at the other one.
func bearer(header http.Header) (string, *Refusal) {
	values := header.Values("Authorization")
	switch len(values) {
	case 0:
		return "", nil
	case 1:
	default:
		return "", unauthenticated(invalidRequest, "The request has more than one Authorization header.")
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", unauthenticated(invalidRequest, "The Authorization header has to be of the scheme Bearer.")
	}
	if token = strings.Trim(token, " "); token == "" || strings.ContainsFunc(token, unfit) {
		return "", unauthenticated(invalidRequest, "The Authorization header has to be Bearer and a token without spaces.")
	}
	return token, nil
}

// looksLikeJWT says whether a bearer token begins as a JWT does: with a JSON object that has an alg, up to a dot. It takes
// more than a JWT may be, so that one that is broken is refused rather than sent to the endpoint as a key.
func looksLikeJWT(token string) bool {
	first, _, dotted := strings.Cut(token, ".")
	if !dotted {
		return false
	}
	if strings.Count(token, ".") == 2 && strings.Contains(first, "eyJ") {
		return true // A quote or a word in front of it does not make a token a key.
	}
	first = strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(first, "="))
	text, err := base64.RawURLEncoding.DecodeString(first)
	var header map[string]json.RawMessage
	if err != nil || json.Unmarshal(text, &header) != nil {
		return false
	}
	_, ok := header["alg"]
	return ok
}
