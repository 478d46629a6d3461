package main

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestSettingsInAFile reads one of each kind of value, and has the environment win over the file, and a flag over both.
func TestSettingsInAFile(t *testing.T) {
	dir := t.TempDir()
	file := write(t, filepath.Join(dir, "gateway.yaml"), `# The settings of a gateway.
api-key: canary-of-the-file
listen: 127.0.0.1:1
cache-size: 1GiB
max-body: 1000
request-timeout: 90s
rate-limit: 2.5
playground: false
introspection: true
log-level: error
log-format: json
cors-origins: [https://a.example.com, https://b.example.com]
otlp-headers: {authorization: Bearer x, x-team: "7"}
jwt-issuer:
`)
	c, err := parseConfig([]string{"--config", file, "--log-format", "text"}, map[string]string{"INKEEP_LOG_LEVEL": "warn", "INKEEP_LOG_FORMAT": "xml"})
	if err != nil {
		t.Fatal(err)
	}
	if string(c.APIKey) != "canary-of-the-file" || c.Listen != "127.0.0.1:1" || c.CacheSize != 1<<30 || c.MaxBody != 1000 || c.MaxAnswer != 64<<20 ||
		c.RequestTimeout != 90*time.Second || c.RateLimit != 2.5 || c.Playground || !c.introspection() || c.LogLevel != "warn" || c.LogFormat != "text" ||
		strings.Join(c.CORSOrigins, " ") != "https://a.example.com https://b.example.com" ||
		len(c.OTLPHeaders) != 2 || c.OTLPHeaders["authorization"] != "Bearer x" || c.OTLPHeaders["x-team"] != "7" {
		t.Errorf("%+v", c)
	}
}

func TestFilesOfSettingsThatCannotBeUsed(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct{ name, file, want string }{
		{"nothing", "", "F:1: it is empty\n"},
		{"no mapping", "- canary", "F:1: expected a mapping of settings to values\n"},
		{"no YAML", "a: b: canary\n", "F:1: it is no YAML\n"},
		{"a key twice", "listen: :1\nlisten: :2\n", "F:2: it is no YAML\n"},
		{"what is no setting", "lisen: canary\nsecret canary: x\nconfig: x\n",
			"F:1: lisen is no setting; --help lists the settings\nF:2: a key is no setting; --help lists the settings\nF:3: a file of settings cannot name another\n"},
		{"settings as variables are named", "cache_size: canary\nINKEEP_MAX_BODY: canary\njwt_Secret: canary\nCache-Fresh: canary\ninkeep-listen: canary\nconfig_: x\n",
			"F:1: the key of this setting is cache-size\nF:2: the key of this setting is max-body\nF:3: the key of this setting is jwt-secret\n" +
				"F:4: the key of this setting is cache-fresh\nF:5: inkeep-listen is no setting; --help lists the settings\n" +
				"F:6: a key is no setting; --help lists the settings\n"},
		{"values that are none", "listen: {a: {b: canary}}\ncors-origins: ['canary,canary']\n",
			"F:1: a value has to be a text, a number, true or false, or a list or a mapping of these without commas\n" +
				"F:2: a value has to be a text, a number, true or false, or a list or a mapping of these without commas\n"},
		{"wrong values", "max-body: canary\nsandbox: canary\n\nlog-level: canary\ndocuments-only: true\ntls-cert: /nowhere\ntls-key: /nowhere/key\n",
			"F:5: --documents-only (INKEEP_DOCUMENTS_ONLY) means nothing without --documents\n" +
				"F:4: --log-level (INKEEP_LOG_LEVEL) has to be debug, info, warn or error\n" +
				"F:1: --max-body (INKEEP_MAX_BODY) has to be a size in bytes, such as 16MiB\n" +
				"F:2: --sandbox (INKEEP_SANDBOX) has to be true or false\n" +
				"F:6: --tls-cert (INKEEP_TLS_CERT): open /nowhere: no such file or directory\n" +
				"F:7: --tls-key (INKEEP_TLS_KEY): open /nowhere/key: no such file or directory\n"},
	} {
		file := write(t, filepath.Join(dir, "gateway.yaml"), c.file)
		var stdout, stderr bytes.Buffer
		exit := run(context.Background(), nil, []string{"--check", "--config", file}, map[string]string{"INKEEP_API_KEY": "k"}, &stdout, &stderr)
		if have := strings.ReplaceAll(stderr.String(), file, "F"); exit != 2 || have != c.want || stdout.Len() > 0 {
			t.Errorf("%s: it exits with %d and says\n%s%s", c.name, exit, stdout.String(), have)
		}
	}
	var said bytes.Buffer
	if exit := run(context.Background(), nil, []string{"--config", "/nowhere"}, map[string]string{"INKEEP_API_KEY": "k"}, &said, &said); exit != 2 ||
		said.String() != "--config (INKEEP_CONFIG): open /nowhere: no such file or directory\n" {
		t.Errorf("without a file it exits with %d and says %s", exit, said.String())
	}
}

// TestSecretsFromFiles starts the program with each secret in a file.
func TestSecretsFromFiles(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string { return write(t, filepath.Join(dir, name), text) }
	c, err := parseConfig(nil, map[string]string{
		"INKEEP_API_KEY_FILE":       file("key", "canary-key\n"),
		"INKEEP_JWT_SECRET_FILE":    file("jwt", tokenSecret+"\r\n"),
		"INKEEP_CALLER_SECRET_FILE": file("caller", strings.Repeat("c", 32)),
		"INKEEP_CACHE_URL_FILE":     file("cache", "redis://:canary@host:6379/0\n"),
		"INKEEP_OTLP_HEADERS_FILE":  file("headers", "authorization=Bearer canary\n"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if string(c.JWTSecret) != tokenSecret || len(c.CallerSecret) != 32 || c.CacheURL != "redis://:canary@host:6379/0" || c.OTLPHeaders["authorization"] != "Bearer canary" {
		t.Error("a secret is not what its file holds")
	}
	for _, s := range settings() {
		if s.isSecret || s.name() == "CACHE_URL" {
			if problems := (given{s.variable + "_FILE": {text: "x"}}).addSecrets(map[string]bool{}); s.name() != "API_KEY" && len(problems) != 1 {
				t.Errorf("%s cannot stand in a file", s.variable)
			}
		}
	}
	_, err = parseConfig([]string{"--jwt-secret-file", file("jwt", "")}, map[string]string{
		"INKEEP_API_KEY": "k", "INKEEP_CALLER_SECRET": strings.Repeat("c", 32), "INKEEP_CALLER_SECRET_FILE": "x", "INKEEP_CACHE_URL_FILE": "/nowhere"})
	want := "--cache-url-file (INKEEP_CACHE_URL_FILE): open /nowhere: no such file or directory\n" +
		"--jwt-secret-file (INKEEP_JWT_SECRET_FILE): read " + filepath.Join(dir, "jwt") + ": it is empty\n" +
		"INKEEP_CALLER_SECRET cannot be combined with --caller-secret-file (INKEEP_CALLER_SECRET_FILE)"
	if err == nil || err.Error() != want {
		t.Errorf("it says %v", err)
	}
}

// TestThePrintedSettingsAreAFileOfSettings prints what is in use, and prints it again from the file.
func TestThePrintedSettingsAreAFileOfSettings(t *testing.T) {
	printed := func(args []string, environment map[string]string) string {
		t.Helper()
		var stdout, stderr bytes.Buffer
		if exit := run(context.Background(), nil, append([]string{"--print-config"}, args...), environment, &stdout, &stderr); exit != 0 || stderr.Len() > 0 {
			t.Fatalf("it exits with %d and says %s", exit, stderr.String())
		}
		if strings.Contains(stdout.String(), "canary") {
			t.Fatalf("it prints a secret:\n%s", stdout.String())
		}
		return stdout.String()
	}
	first := printed([]string{"--cors-origins", "https://a.example.com,https://b.example.com", "--cache-size", "32MiB", "--hosts", "true"},
		map[string]string{"INKEEP_API_KEY": "canary", "INKEEP_JWT_SECRET": "canary" + tokenSecret, "INKEEP_CACHE_URL": "redis://:canary@host/0", "INKEEP_JWT_ISSUER": "it's: # 7"})
	for _, line := range []string{
		"\n# api-key is set: environment\n", "\n# jwt-secret is set: environment\n", "\n# cache-url is set: environment; it is redis://:xxxxx@host/0\n",
		"\ncache-size: 32MiB # flag\n", "\nmax-body: 2MB # default\n", "\nlisten: 127.0.0.1:8080 # default\n",
		"\ncors-origins: \"https://a.example.com,https://b.example.com\" # flag\n", "\njwt-issuer: \"it's: # 7\" # environment\n",
	} {
		if !strings.Contains(first, line) {
			t.Errorf("it does not print %s, but\n%s", line, first)
		}
	}
	values := func(text string) (all []string) {
		for line := range strings.Lines(text) {
			if !strings.HasPrefix(line, "#") {
				all = append(all, line[:strings.LastIndex(" "+line, " # ")+1])
			}
		}
		return all
	}
	file := write(t, filepath.Join(t.TempDir(), "gateway.yaml"), first)
	again := printed([]string{"--config", file}, map[string]string{"INKEEP_API_KEY": "canary", "INKEEP_JWT_SECRET": "canary" + tokenSecret})
	if a, b := strings.Join(values(first), "\n"), strings.Join(values(again), "\n"); a != b {
		t.Errorf("from the file it is\n%s\nnot\n%s", b, a)
	}
}

func TestPrintedSettingsHoldNoSecret(t *testing.T) {
	c, err := parseConfig(nil, map[string]string{"INKEEP_API_KEY": "canary-key", "INKEEP_JWT_SECRET": "canary" + tokenSecret})
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprintf("%v %+v %#v %v %+v", c, c, c, &c, &c); strings.Contains(text, "canary") {
		t.Errorf("they are %s", text)
	}
}
