package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// testTheDocumentedAccess follows "Try it" in docs/access.md: its files, its gateway, its token and its answer.
func testTheDocumentedAccess(t *testing.T, binary string) {
	installed(t, "curl")
	installed(t, "openssl")
	page, err := os.ReadFile("../docs/access.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "\n## Try it\n")
	section, _, _ = strings.Cut(section, "\n## ")
	blocks := regexp.MustCompile("(?s)```(?:sh|json)\n(.*?)```").FindAllStringSubmatch(section, -1)
	if len(blocks) != 3 {
		t.Fatalf("the section has %d blocks", len(blocks))
	}
	folder := t.TempDir()
	shell := func(script string) string {
		command := exec.CommandContext(t.Context(), "sh", "-ec", script)
		command.Dir = folder
		out, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return string(out)
	}
	files, arguments, ok := strings.Cut(blocks[0][1], "\ngateway ")
	if !ok {
		t.Fatal("the first block starts no gateway")
	}
	shell(files)
	var args []string
	for _, argument := range strings.Fields(arguments) {
		if !strings.HasPrefix(argument, "--") {
			argument = folder + "/" + argument
		}
		args = append(args, argument)
	}
	p := launch(t, binary, args...)
	ask := strings.ReplaceAll(blocks[1][1], "http://127.0.0.1:8080/", p.address)
	if answer := shell(ask); answer != strings.TrimSpace(blocks[2][1]) {
		t.Errorf("it is answered %s", answer)
	}
	if answer := shell(strings.ReplaceAll(ask, `-H "Authorization: Bearer $token"`, "")); !strings.Contains(answer, `"UNAUTHENTICATED"`) {
		t.Errorf("without a token it is answered %s", answer)
	}
}
