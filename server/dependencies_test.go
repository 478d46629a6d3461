package main

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// TestEveryDependencyHasItsReason keeps docs/dependencies.md and what the project asks for equal.
func TestEveryDependencyHasItsReason(t *testing.T) {
	var asked []string
	out, err := exec.Command("go", "mod", "edit", "-json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var module struct {
		Require []struct {
			Path     string
			Indirect bool
		}
	}
	if err := json.Unmarshal(out, &module); err != nil {
		t.Fatal(err)
	}
	for _, r := range module.Require {
		if !r.Indirect {
			asked = append(asked, r.Path)
		}
	}
	for _, file := range []string{"playground/package.json", "../.ci/audits/package.json"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var project struct{ Dependencies, DevDependencies map[string]string }
		if err := json.Unmarshal(text, &project); err != nil {
			t.Fatal(err)
		}
		asked = slices.AppendSeq(asked, maps.Keys(project.Dependencies))
		asked = slices.AppendSeq(asked, maps.Keys(project.DevDependencies))
	}
	page, err := os.ReadFile("../docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	var explained []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| .{4,} \\|$").FindAllStringSubmatch(string(page), -1) {
		explained = append(explained, row[1])
	}
	slices.Sort(asked)
	slices.Sort(explained)
	if diff := gocmp.Diff(asked, explained); diff != "" {
		t.Errorf("asked for (-) and explained (+) differ: %s", diff)
	}
}
