package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/inkeep-gateway/gateway/server/telemetry"
)

func TestTheProgramSaysWhichItIs(t *testing.T) {
	build := telemetry.ReadBuild()
	var stdout, stderr bytes.Buffer
	if exit := run(context.Background(), nil, []string{"--version"}, nil, &stdout, &stderr); exit != 0 ||
		!strings.HasPrefix(stdout.String(), "conversations-gateway "+build.Version+" (commit "+build.Revision+", go1.") {
		t.Errorf("it exits with %d: %s%s", exit, stdout.String(), stderr.String())
	}
	file, _ := generate(t, 10)
	p := start(t, nil, "--sandbox", "--sandbox-data", file, "--log-format", "json", "--admin-listen", "127.0.0.1:0")
	if _, body := get(t, p.address+"healthz"); body != "alive\n"+build.Version+"\n" {
		t.Errorf("/healthz answers %q", body)
	}
	_, log := p.stop()
	first, _, _ := strings.Cut(log, "\n")
	for _, want := range []string{`"msg":"started"`, `"version":"` + build.Version + `"`, `"commit":"`, `"address":"` + p.address + `"`, `"admin":"http://127.0.0.1:`} {
		if !strings.Contains(first, want) {
			t.Errorf("its log begins with %s, which lacks %s", first, want)
		}
	}
}

func TestWhoeverReachesTheAdminListenerIsWarnedOf(t *testing.T) {
	file, _ := generate(t, 10)
	for admin, warned := range map[string]bool{"127.0.0.1:0": false, "[::1]:0": false, ":0": true} {
		p := start(t, nil, "--sandbox", "--sandbox-data", file, "--admin-listen", admin)
		if _, log := p.stop(); strings.Contains(log, "anyone who can reach the admin listener") != warned {
			t.Errorf("%s: %s", admin, log)
		}
	}
}

// TestAnArchiveOfTheSourceKnowsItsVersion builds the package that knows the version of what git archive gives, as a release does.
func TestAnArchiveOfTheSourceKnowsItsVersion(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("git is not installed")
	}
	folder := t.TempDir()
	do := func(name string, args ...string) string {
		t.Helper()
		command := exec.CommandContext(t.Context(), name, args...)
		command.Dir = folder
		out, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		return string(out)
	}
	for from, to := range map[string]string{"telemetry/archive.txt": "server/telemetry/archive.txt", "../.gitattributes": ".gitattributes"} {
		text, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(folder, to)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, to), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	do("git", "init", "-q")
	do("git", "add", ".")
	do("git", "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "a")
	do("git", "tag", "v9.8.7")
	do("git", "archive", "-o", "source.tar", "HEAD")
	do("tar", "xf", "source.tar")
	text, err := os.ReadFile(filepath.Join(folder, "server/telemetry/archive.txt"))
	if err != nil || !regexp.MustCompile(`^v9\.8\.7,[0-9a-f]{40}\n$`).Match(text) {
		t.Errorf("the archive says %q, %v", text, err)
	}
	b := telemetry.BuildOfArchive(string(text))
	if b.Version != "v9.8.7" || len(b.Revision) != 40 {
		t.Errorf("it is read as %+v", b)
	}
}
