package main

import (
	"errors"
	"log/slog"
	"time"

	"github.com/inkeep-gateway/gateway/server/access"
	"github.com/inkeep-gateway/gateway/upstream"
)

// check looks at what a setting names, such as a file, without any use of it.
type check struct {
	setting string // without its prefix
	look    func() []error
}

// checks are what a start looks at beyond the settings themselves, before it opens a listener. With --check it is all
// that happens.
func (c config) checks() []check {
	var all []check
	read := make(map[string]bool)
	for _, f := range c.files() {
		all = append(all, check{f.setting, func() []error {
			if _, err := readFile(f.path); err != nil {
				return []error{err}
			}
			read[f.setting] = true
			return nil
		}})
	}
	if c.TLSCert != "" && c.TLSKey != "" {
		all = append(all, check{"TLS_CERT", func() []error {
			if !read["TLS_CERT"] || !read["TLS_KEY"] {
				return nil // It is said already.
			}
			if _, err := newCertificate(c.TLSCert, c.TLSKey, func(time.Time) {}); err != nil {
				return []error{err}
			}
			return nil
		}})
	}
	if c.Documents != "" {
		all = append(all, check{"DOCUMENTS", func() []error {
			_, problems := c.loadDocuments()
			return problems
		}})
	}
	return all
}

// check is all that is wrong with what the settings name, or nil. It looks at nothing that is named by a setting which is wrong itself.
func (c config) check(wrong map[string]bool) error {
	var problems []error
	for _, check := range c.checks() {
		if wrong[check.setting] {
			continue
		}
		for _, err := range check.look() {
			problems = append(problems, problem{check.setting, ": " + err.Error()})
		}
	}
	_, err := newAccess(c, slog.New(slog.DiscardHandler), nil)
	for _, err := range each(err) {
		var of *access.Problem
		if !errors.As(err, &of) || accessFiles[of.Option] == "" || wrong[accessFiles[of.Option]] {
			continue // It is said with the settings.
		}
		problems = append(problems, problem{accessFiles[of.Option], ": " + err.Error()})
	}
	return errors.Join(problems...)
}

// accessFiles are the settings for the files of who may see what, by their option.
var accessFiles = map[string]string{"KeyFile": "API_KEY_FILE", "KeysFile": "API_KEYS", "Policies": "POLICIES", "Tokens.KeysFile": "JWT_KEYS"}

// shareable says whether the client takes the address of a store. It does not connect.
func shareable(address string) bool {
	client := upstream.New(upstream.Options{})
	defer client.Close()
	return client.Share(address, slog.New(slog.DiscardHandler)) == nil
}
