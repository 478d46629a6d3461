package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/inkeep-gateway/gateway/server/access"
)

// addFile adds the settings of the file that --config names, where neither a flag nor the environment has them.
func (g given) addFile() (problems []error) {
	name := g[prefix+"CONFIG"].text
	if name == "" {
		return nil
	}
	text, err := readFile(name)
	if err != nil {
		return []error{problem{"CONFIG", ": " + err.Error()}}
	}
	values, problems := access.ReadFlat(name, text)
	known := make(map[string]setting)
	for _, s := range settings() {
		known[s.key] = s
	}
	for _, v := range values {
		from := fmt.Sprintf("%s:%d", name, v.Line)
		s, ok := known[v.Name]
		meant, isMeant := known[keyOf(v.Name)]
		switch {
		case !ok && isMeant:
			problems = append(problems, fmt.Errorf("%s: the key of this setting is %s", from, meant.key))
		case !ok && !flagForm.MatchString(v.Name):
			problems = append(problems, fmt.Errorf("%s: a key is no setting; --help lists the settings", from)) // It may be a secret.
		case !ok:
			problems = append(problems, fmt.Errorf("%s: %s is no setting; --help lists the settings", from, v.Name))
		case v.Name == "config":
			problems = append(problems, fmt.Errorf("%s: a file of settings cannot name another", from))
		case g[s.variable].text == "" && v.Text != "":
			g[s.variable] = givenValue{v.Text, from}
		}
	}
	return problems
}

// keyOf is the key of a setting that may be written as a variable is, with or without its prefix: cache_size and INKEEP_CACHE_SIZE
// are cache-size.
func keyOf(name string) string {
	return flagOf(strings.TrimPrefix(strings.ToUpper(name), prefix))
}

// addSecrets adds the settings that stand in files of their own: JWT_SECRET from the file that JWT_SECRET_FILE names. The key of the
// endpoint is not among them, as its file is read again on SIGHUP.
func (g given) addSecrets(unread map[string]bool) (problems []error) {
	all := make(map[string]setting)
	for _, s := range settings() {
		all[s.variable] = s
	}
	for variable, file := range all {
		target, ok := all[strings.TrimSuffix(variable, "_FILE")]
		if !ok || target.variable == variable || target.name() == "API_KEY" || g[variable].text == "" {
			continue
		}
		if _, set := g[target.variable]; set {
			problems = append(problems, problem{target.name(), " cannot be combined with " + nameOf(file.name())})
			continue
		}
		text, err := readFile(g[variable].text)
		value := strings.TrimRight(string(text), "\r\n")
		if err == nil && value == "" {
			err = &fs.PathError{Op: "read", Path: g[variable].text, Err: errors.New("it is empty")}
		}
		if err != nil {
			problems = append(problems, problem{file.name(), ": " + err.Error()})
			unread[target.name()] = true
			continue
		}
		g[target.variable] = givenValue{value, g[variable].text}
	}
	return problems
}

// inBytes is a size with a unit, such as 16MiB or 2MB, as a number of bytes. What is no size is left as it is.
func inBytes(text string) string {
	if n, err := humanize.ParseBytes(text); err == nil {
		return fmt.Sprint(n)
	}
	return text
}
