package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// pages are the texts for readers: those of the repository's top, and of docs.
func pages(t *testing.T) map[string]string {
	t.Helper()
	all := make(map[string]string)
	for _, pattern := range []string{"../*.md", "../docs/*.md"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all[name] = string(text)
		}
	}
	if len(all) < 15 {
		t.Fatalf("there are %d pages", len(all))
	}
	return all
}

var (
	link       = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	fence      = regexp.MustCompile("(?ms)^```.*?^```$")
	heading    = regexp.MustCompile(`(?m)^#+ (.*)$`)
	notAnchor  = regexp.MustCompile(`[^a-z0-9 _-]`)
	answeredSh = regexp.MustCompile("(?s)```sh\n(curl [^`]*?)```\n\n```json\n([^`]*?)```")
)

// anchors are what links may name within a page: its headings, as GitHub does.
func anchors(page string) map[string]bool {
	all := map[string]bool{"": true}
	for _, h := range heading.FindAllStringSubmatch(fence.ReplaceAllString(page, ""), -1) {
		all[strings.ReplaceAll(notAnchor.ReplaceAllString(strings.ToLower(h[1]), ""), " ", "-")] = true
	}
	return all
}

func TestLinksOfTheDocumentationLeadSomewhere(t *testing.T) {
	all := pages(t)
	for name, text := range all {
		for _, l := range link.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
			target, anchor, _ := strings.Cut(l[1], "#")
			if strings.Contains(target, "://") {
				continue
			}
			path := name
			if target != "" {
				path = filepath.Join(filepath.Dir(name), target)
			}
			if _, err := os.Stat(path); err != nil {
				t.Errorf("%s links to %s", name, l[1])
			} else if page, ok := all[path]; ok && !anchors(page)[anchor] {
				t.Errorf("%s links to %s, which has no such heading", name, l[1])
			}
		}
	}
}

// TestTheDocumentedCallsAreAnsweredAsShown runs each call of curl that is followed by its answer, over the sandbox.
func TestTheDocumentedCallsAreAnsweredAsShown(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("curl is not installed")
	}
	folder := t.TempDir()
	if err := os.MkdirAll(filepath.Join(folder, "documents"), 0o700); err != nil {
		t.Fatal(err)
	}
	// docs/http.md makes this file by a command of its own.
	if err := os.WriteFile(filepath.Join(folder, "documents/count.graphql"), []byte("{ conversations { totals { count } } }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, nil, "--sandbox", "--mcp", "--documents", filepath.Join(folder, "documents"))
	ran := 0
	for name, text := range pages(t) {
		for _, call := range answeredSh.FindAllStringSubmatch(text, -1) {
			ran++
			command := exec.CommandContext(t.Context(), "sh", "-c", strings.ReplaceAll(call[1], "http://127.0.0.1:8080/", p.address))
			command.Dir = folder
			answer, err := command.Output()
			if err != nil {
				t.Errorf("%s: %v\n%s", name, err, call[1])
				continue
			}
			var got, want any
			if json.Unmarshal(answer, &got) != nil || json.Unmarshal([]byte(call[2]), &want) != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: the call\n%sis answered\n%s", name, call[1], answer)
			}
		}
	}
	if ran < 3 {
		t.Errorf("%d calls were found", ran)
	}
}
