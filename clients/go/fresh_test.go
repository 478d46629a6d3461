package conversations

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestThePageRunsInAFreshModule makes the module that docs/clients.md describes, of its own text, and runs it.
func TestThePageRunsInAFreshModule(t *testing.T) {
	client := gateway(t)
	page, err := os.ReadFile("../../docs/clients.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "\n## Go\n")
	section, _, _ = strings.Cut(section, "\n## ")

	module := t.TempDir()
	run := func(name string, args ...string) string {
		t.Helper()
		command := exec.CommandContext(t.Context(), name, args...)
		command.Dir = module
		output, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", command, err, output)
		}
		return string(output)
	}
	// A fresh module's sums are those of this one: what it gets is locked.
	for from, to := range map[string]string{"../../schema.graphqls": "schema.graphqls", "go.sum": "go.sum"} {
		text, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(module, to), string(text))
	}
	address := strings.TrimSuffix(os.Getenv("GATEWAY_URL"), "/")
	files := regexp.MustCompile("(?ms)^`([\\w./]+)`[^\\n]*:\\n\\n```\\w+\\n(.*?)^```$").FindAllStringSubmatch(section, -1)
	if len(files) != 3 {
		t.Fatalf("the section has %d files", len(files))
	}
	for _, file := range files {
		write(t, filepath.Join(module, file[1]), strings.ReplaceAll(file[2], "http://127.0.0.1:8080", address))
	}
	run("go", "mod", "init", "app")
	for _, get := range regexp.MustCompile(`(?m)^go (get [^#\n]*)`).FindAllStringSubmatch(section, -1) {
		run("go", strings.Fields(get[1])...)
	}
	run("go", "mod", "tidy")
	run("go", "generate")

	wanted := func() string {
		answer, err := Groups(t.Context(), client, lastMonth(), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%d conversations\n", answer.Conversations.Groups.Nodes[0].Count)
	}
	// The answer changes when the hour is full.
	before, got, after := wanted(), run("go", "run", "."), wanted()
	if got != before && got != after {
		t.Errorf("it prints %q, not %q", got, after)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
