package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"regexp"
)

// plainValue is how a value is written that YAML reads as the text that it is, or as a number or a boolean of the same text.
var plainValue = regexp.MustCompile(`^[A-Za-z0-9/][A-Za-z0-9/._:-]*$`)

// write writes the settings in use as a file for --config, each with where it comes from. Secrets are only said to be set.
func (g given) write(w io.Writer) {
	for _, s := range settings() {
		if s.section != "" {
			fmt.Fprintf(w, "\n# %s\n", s.section)
		}
		v, set := g[s.variable]
		switch {
		case s.name() == "PRINT_CONFIG", s.name() == "CONFIG":
		case set && s.isSecret:
			fmt.Fprintf(w, "# %s is set: %s\n", s.key, v.from)
		case set && s.name() == "CACHE_URL" && hasPassword(v.text):
			u, _ := url.Parse(v.text) // It has a password.
			fmt.Fprintf(w, "# %s is set: %s; it is %s\n", s.key, v.from, u.Redacted())
		case set || s.fallback != "":
			text := v.text
			if !set {
				text = s.fallback
			}
			if !plainValue.MatchString(text) {
				quoted, _ := json.Marshal(text) // JSON's texts are YAML's; a text can always be written.
				text = string(quoted)
			}
			fmt.Fprintf(w, "%s: %s # %s\n", s.key, text, cmp.Or(v.from, "default"))
		}
	}
}

// hasPassword says whether an address has one, or cannot be read.
func hasPassword(address string) bool {
	u, err := url.Parse(address)
	return err != nil || u.User != nil
}
