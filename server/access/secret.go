package access

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// Secret is a text that is never printed, logged or encoded. A conversion, string(s), gives the text itself.
type Secret string

// hidden stands for a secret wherever one is printed.
const hidden = "…"

var (
	_ fmt.Formatter  = Secret("")
	_ slog.LogValuer = Secret("")
)

// Format prints nothing of the secret, whatever the verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, hidden) }

// LogValue logs nothing of the secret.
func (Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText encodes nothing of the secret, as JSON or otherwise.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// maxKey is how many bytes a key of the endpoint may have.
const maxKey = 4096

// FitKey says whether a text may be a key of the endpoint: it is not empty, and fits into a header.
func FitKey(key Secret) bool { return checkKey(string(key)) == "" }

// checkKey says what is wrong with a key of the endpoint, which travels in a header; empty if nothing is.
func checkKey(key string) string {
	switch {
	case key == "":
		return "the key is empty"
	case len(key) > maxKey:
		return fmt.Sprintf("the key is longer than %d bytes", maxKey)
	case strings.ContainsFunc(key, unfit):
		return "the key holds a space, or a character that keys do not have"
	}
	return ""
}

// unfit says whether a character can stand in no key and no token.
func unfit(r rune) bool { return r <= ' ' || r > '~' }
