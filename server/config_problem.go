package main

import (
	"errors"
	"strings"
)

// problem is what is wrong with a setting.
type problem struct {
	setting string // without its prefix
	text    string
}

// Error names the setting.
func (p problem) Error() string { return nameOf(p.setting) + p.text }

// nameOf is a setting by its names.
func nameOf(name string) string {
	for _, s := range settings() {
		if s.variable == prefix+name && s.flag != "" {
			return "--" + s.flag + " (" + s.variable + ")"
		}
	}
	return prefix + name
}

// settingsWith are those that errors are about, which may be joined.
func settingsWith(err error) map[string]bool {
	found := make(map[string]bool)
	for _, err := range each(err) {
		var p problem
		if errors.As(err, &p) {
			found[p.setting] = true
		}
	}
	return found
}

// each is the errors that were joined to one.
func each(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

// checkSetting notes a problem with a setting, unless it is as it has to be, or could not be read at all.
type checkSetting func(ok bool, name, format string, a ...any)

// unknownVariables are problems with variables of the environment that are named as settings are, and are none. Those by which
// Kubernetes tells containers of a service that happens to be named so are none of ours.
func unknownVariables(environment map[string]string) (all []error) {
	known := make(map[string]bool)
	for _, s := range settings() {
		known[s.variable] = true
	}
	for name := range environment {
		rest, ours := strings.CutPrefix(name, prefix)
		if ours && !known[name] && !isServiceLink(name, environment) {
			if !isVariable(rest) {
				rest = "…" // It may be a secret in the wrong place.
			}
			all = append(all, problem{rest, " is no setting; --help lists the settings"})
		}
	}
	return all
}

// isVariable says whether a text is of the form that names of settings have.
func isVariable(text string) bool {
	return len(text) <= 40 && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == ""
}

// isServiceLink says whether a variable is one that Kubernetes sets for a service: INKEEP_GATEWAY_SERVICE_HOST, INKEEP_GATEWAY_PORT and the
// like.
func isServiceLink(name string, environment map[string]string) bool {
	for other := range environment {
		service, ok := strings.CutSuffix(other, "_SERVICE_HOST")
		rest, of := strings.CutPrefix(name, service+"_")
		if ok && of && (rest == "PORT" || strings.HasPrefix(rest, "PORT_") || strings.HasPrefix(rest, "SERVICE_")) {
			return true
		}
	}
	return false
}
