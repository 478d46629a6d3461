package access

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// idBytes is how many bytes of a hash tell callers apart.
const idBytes = 12

// id tells one caller of a kind from others without saying who it is. It is the same in every process that has the same secret, or, without
// a secret, the same keys of the endpoint. Who has neither cannot find out of whom an id is.
func (a *Access) id(s *state, kind, of string) string {
	secret := string(a.options.CallerSecret)
	if secret == "" {
		secret = keyOfIDs(s.keys)
	}
	if secret == "" {
		secret = of // The gateway has no key, so it is a caller's own, which nobody can guess.
	}
	key := sha256.Sum256([]byte("callers\x00" + secret))
	mac := hmac.New(sha256.New, key[:])
	_, _ = mac.Write([]byte(kind + "\x00" + of))
	return kind + ":" + hex.EncodeToString(mac.Sum(nil)[:idBytes])
}

// keyOfIDs is the key of the endpoint that stands in for a secret: the default one, or else the first by name.
func keyOfIDs(keys map[string]Secret) string {
	if key, ok := keys[defaultKey]; ok {
		return string(key)
	}
	if names := slices.Sorted(maps.Keys(keys)); len(names) > 0 {
		return string(keys[names[0]])
	}
	return ""
}

// holder is whom a token is of, by its claims.
func (a *Access) holder(s *state, token string, claims map[string]any) Caller {
	c := Caller{Name: a.name(claims)}
	if subject, ok := claims["sub"].(string); ok && subject != "" {
		issuer, _ := claims["iss"].(string)
		c.ID = a.id(s, "subject", issuer+"\x00"+subject)
	} else {
		c.ID = a.id(s, "token", token)
	}
	return c
}

// maxName is how many bytes of a claim name a caller in lines.
const maxName = 128

// name is what a token calls its caller, by the claim that is set: cut to maxName bytes, with U+FFFD for what cannot be printed. It is empty if none is set, or the
// token's is neither a text nor a number.
func (a *Access) name(claims map[string]any) string {
	if a.claim == nil {
		return ""
	}
	value, _ := claim(claims, a.claim)
	text, ok := value.(string)
	if number, isNumber := value.(json.Number); isNumber {
		text, ok = number.String(), true
	}
	if !ok {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return utf8.RuneError
		}
		return r
	}, text[:min(len(text), maxName)])
}

// IsClaim says whether a text names a claim, as role, realm.role or ['https://example.com/role'].
func IsClaim(text string) bool {
	_, ok := readClaim(text)
	return ok
}
