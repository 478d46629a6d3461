package deploy

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

const root = "../.."

// TestTheImageIsBuiltOfTheProgramAlone copies what .dockerignore leaves of the source, and builds it by the Dockerfile's command.
func TestTheImageIsBuiltOfTheProgramAlone(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	copied := context(t, folder)
	for _, part := range []string{"docs/", "deploy/", "clients/", ".git", "_test.go", "testdata/", "README", "node_modules", "playground/src"} {
		if i := slices.IndexFunc(copied, func(name string) bool { return strings.Contains(name, part) }); i >= 0 {
			t.Errorf("a change of %s builds the image again", copied[i])
		}
	}
	// Shell commands of RUN, without the mounts.
	build := regexp.MustCompile(`(?m)^RUN (?:--mount=\S+ (?:\\\n)?\s*)*(CGO_ENABLED=0 (?:.*\\\n)*.*)$`).FindStringSubmatch(string(text))
	if build == nil {
		t.Fatal("the Dockerfile builds nothing")
	}
	command := exec.Command("sh", "-ec", strings.ReplaceAll(build[1], "/out/", folder+"/out/"))
	command.Dir = folder
	command.Env = append(os.Environ(), "TARGETOS="+runtime.GOOS, "TARGETARCH="+runtime.GOARCH, "VERSION=v7.8.9", "GOFLAGS=-mod=mod")
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s\nof %v", err, out, copied)
	}
	if out, err := exec.Command(folder+"/out/gateway", "--version").Output(); err != nil || !strings.Contains(string(out), " v7.8.9 ") {
		t.Errorf("the program of the image says %s, %v", out, err)
	}
}

// context copies into the folder what is sent to the builder of the image.
func context(t *testing.T, folder string) (copied []string) {
	t.Helper()
	file, err := os.Open(filepath.Join(root, ".dockerignore"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	patterns, err := ignorefile.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	ignored, err := patternmatcher.New(patterns)
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if entry.Name() == "node_modules" || name == ".git" {
				return fs.SkipDir
			}
			return nil
		}
		out, err := ignored.MatchesOrParentMatches(name)
		if err != nil || out {
			return err
		}
		copied = append(copied, name)
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		to := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		return os.WriteFile(to, text, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
	return copied
}
