package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestArrowsBetweenRooms keeps what each room may import. A room that is not listed has no place in the house.
func TestArrowsBetweenRooms(t *testing.T) {
	const module = "github.com/inkeep-gateway/gateway/"
	mayImport := map[string][]string{
		"graph":             {"graph/model", "graph/plan", "graph/write", "upstream", "upstream/cache", "upstream/calendar", "upstream/query"},
		"graph/model":       {"upstream/calendar", "upstream/query"},
		"graph/plan":        {"graph/model", "upstream/calendar", "upstream/derive", "upstream/query"},
		"graph/write":       {"graph/model", "graph/plan", "upstream/calendar", "upstream/derive", "upstream/query"},
		"server":            {"graph", "server/access", "server/edge", "server/live", "server/mcp", "server/memory", "server/playground", "server/telemetry", "upstream", "upstream/endpoint", "upstream/query", "upstream/sandbox"},
		"server/access":     {"graph", "graph/model", "upstream", "upstream/cache", "upstream/query"},
		"server/edge":       {"server/live", "server/memory", "upstream/cache"},
		"server/live":       {},
		"server/mcp":        {"server/edge"},
		"server/memory":     {},
		"server/playground": {},
		"server/telemetry":  {},
		"upstream":          {"upstream/cache", "upstream/derive", "upstream/endpoint", "upstream/query", "upstream/store"},
		"upstream/cache":    {},
		"upstream/calendar": {},
		"upstream/derive":   {"upstream/calendar", "upstream/query"},
		"upstream/endpoint": {"upstream/query"},
		"upstream/store":    {},
		"upstream/query":    {"upstream/calendar"},
		"upstream/sandbox":  {},
	}
	// Only the server reads files and the environment, and decides what is logged.
	onlyInServer := []string{"os", "log", "os/signal"}

	seen := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "node_modules" || path != ".." && isModule(path)):
			return fs.SkipDir
		case filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		room := filepath.ToSlash(filepath.Dir(strings.TrimPrefix(path, ".."+string(filepath.Separator))))
		allowed, ok := mayImport[room]
		if !ok {
			t.Errorf("%s is in no room", path)
		}
		seen[room] = true
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if other, ours := strings.CutPrefix(imported, module); ours && !slices.Contains(allowed, other) {
				t.Errorf("%s imports %s", path, other)
			}
			if room != "server" && slices.Contains(onlyInServer, imported) {
				t.Errorf("%s imports %s", path, imported)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for room := range mayImport {
		if !seen[room] {
			t.Errorf("there is no room %s", room)
		}
	}
}

// isModule says whether a folder is a Go module of its own, which is another house.
func isModule(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, "go.mod"))
	return err == nil
}
