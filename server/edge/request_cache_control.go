package edge

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// requestedMaxAge is how old an answer may be for a request. The zero value takes what the gateway calls fresh.
type requestedMaxAge struct {
	age   time.Duration
	given bool
}

// allows says whether an answer of an age is.
func (f requestedMaxAge) allows(age time.Duration) bool { return !f.given || age < f.age }

// noCache says whether only an answer is that is asked for from now on.
func (f requestedMaxAge) noCache() bool { return f.given && f.age == 0 }

// maxRequestedAge is the greatest age that a request can name: RFC 9111, section 1.2.2, caps delta-seconds at 2^31.
const maxRequestedAge = 1 << 31 * time.Second

// readCacheControl reads Cache-Control of a request, RFC 9111, section 5.2.1: no-cache asks anew, max-age says how old the answer
// may be. Of several the least counts, and an age that cannot be read asks anew, as section 4.2.1 encourages. Other directives
// say nothing.
func readCacheControl(header http.Header) (f requestedMaxAge) {
	lines := header["Cache-Control"]
	if len(lines) == 0 {
		return f
	}
	for _, directive := range items(strings.Join(lines, ",")) {
		name, argument, _ := strings.Cut(directive, "=")
		var age time.Duration
		switch strings.ToLower(name) {
		case "no-cache":
		case "max-age":
			age = seconds(argument)
		default:
			continue
		}
		if !f.given || age < f.age {
			f = requestedMaxAge{age, true}
		}
	}
	return f
}

// seconds reads delta-seconds, which may be in quotes; 0 for what is none.
func seconds(text string) time.Duration {
	if n := len(text); n >= 2 && text[0] == '"' && text[n-1] == '"' {
		text = text[1 : n-1]
	}
	if text == "" || strings.Trim(text, "0123456789") != "" {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n > int64(maxRequestedAge/time.Second) { // It has digits alone.
		return maxRequestedAge
	}
	return time.Duration(n) * time.Second
}
