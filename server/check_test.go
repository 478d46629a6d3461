package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestACheckSaysWhetherTheConfigurationIsGood(t *testing.T) {
	files, other := newPair(t), newPair(t)
	files.sign(t, 1)
	other.sign(t, 2)
	dir, expired := t.TempDir(), newPair(t)
	expired.signFor(t, 3, time.Now().Add(-time.Hour))
	keys := write(t, filepath.Join(dir, "keys.yaml"), "eu: 'two words'\n")
	policies := write(t, filepath.Join(dir, "policies.yaml"), "roles: {a: {rows: {id: {eq: org-$claims.org}}, fields: all, key: eu}}\n")
	documents := write(t, filepath.Join(dir, "a.graphql"), "{ nothing }")
	taken := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a check calls the endpoint") }))
	defer taken.Close()
	for _, test := range []struct {
		name string
		args []string
		key  string
		exit int
		says []string // a part of each line
	}{
		{"a good one, its address taken and its store not there",
			[]string{"--listen", taken.Listener.Addr().String(), "--upstream-url", taken.URL, "--cache-url", "redis://127.0.0.1:1/0", "--tls-cert", files.cert, "--tls-key", files.key},
			"k", 0, []string{"The configuration is good.\n"}},
		{"the sandbox's", []string{"--sandbox"}, "", 0, []string{"The configuration is good.\n"}},
		{"a certificate without its key", []string{"--tls-cert", files.cert}, "k", 2, []string{"--tls-key (INKEEP_TLS_KEY) has to be set beside --tls-cert\n"}},
		{"a key without its certificate", []string{"--tls-key", files.key}, "k", 2, []string{"--tls-cert (INKEEP_TLS_CERT) has to be set beside --tls-key\n"}},
		{"a certificate with another's key, and more", []string{"--tls-cert", files.cert, "--tls-key", other.key, "--cache-url", "redis://host:port", "--shutdown-delay=-1s"}, "", 2,
			[]string{"--cache-url (INKEEP_CACHE_URL) has to be", "--shutdown-delay (INKEEP_SHUTDOWN_DELAY) has to be between 0s and 1h\n", "INKEEP_API_KEY is not set",
				"--tls-cert (INKEEP_TLS_CERT): " + files.cert + " and " + other.key + ": tls: private key does not match"}},
		{"everything that settings name", []string{"--tls-cert", expired.cert, "--tls-key", expired.key, "--api-keys", keys, "--jwt-keys", keys, "--policies", policies, "--documents", documents}, "", 2,
			[]string{"--tls-cert (INKEEP_TLS_CERT): " + expired.cert + ": the certificate expired on 20", "--api-keys (INKEEP_API_KEYS): " + keys + ":1: ", "--jwt-keys (INKEEP_JWT_KEYS): " + keys + ": it has to hold",
				"--policies (INKEEP_POLICIES): " + policies + ":1: rows.id.eq: a claim stands", "--documents (INKEEP_DOCUMENTS): " + documents}},
		{"a database of a store that is no number", []string{"--cache-url", "redis://user:secret@host:6379/first"}, "k", 2, []string{"--cache-url (INKEEP_CACHE_URL) has to be"}},
		{"a file that is not there", []string{"--tls-cert", filepath.Join(t.TempDir(), "none.pem"), "--tls-key", files.key}, "k", 2, []string{"none.pem: no such file"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out, problems bytes.Buffer
			exit := run(context.Background(), nil, append([]string{"--check"}, test.args...), map[string]string{"INKEEP_API_KEY": test.key}, &out, &problems)
			said := out.String() + problems.String()
			if lines := strings.Count(said, "\n"); exit != test.exit || lines != len(test.says) || (out.Len() > 0) != (exit == 0) || strings.Contains(said, "secret") {
				t.Errorf("it exits with %d and says\n%s", exit, said)
			}
			for _, part := range test.says {
				if !strings.Contains(said, part) {
					t.Errorf("it says\n%snot %s", said, part)
				}
			}
		})
	}
	// A start looks at the same things.
	var said bytes.Buffer
	if exit := run(context.Background(), nil, []string{"--sandbox", "--tls-cert", files.cert, "--tls-key", other.key}, nil, &said, &said); exit != 2 {
		t.Errorf("a start with another's key exits with %d: %s", exit, said.String())
	}
}
