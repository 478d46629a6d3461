package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/graph"
	"github.com/inkeep-gateway/gateway/server/edge"
)

// loadDocuments reads the trusted documents by their names, and says of all that cannot be used what is wrong, with the
// file and the place in it. Without the setting there are none.
func (c *config) loadDocuments() (documents map[string]string, problems []error) {
	documents = make(map[string]string)
	if c.Documents == "" {
		return documents, nil
	}
	files, err := documentFiles(c.Documents)
	if err != nil {
		return nil, []error{fmt.Errorf("%w", err)}
	}
	for _, file := range files {
		problems = append(problems, c.loadFile(documents, file)...)
	}
	if len(documents) == 0 && len(problems) == 0 {
		problems = append(problems, fmt.Errorf("%s holds no documents: no .graphql, no .gql, and no .json with any", c.Documents))
	}
	return documents, problems
}

// documentFiles are the file itself, or those in a directory and below whose names are of documents and manifests.
func documentFiles(path string) (files []string, err error) {
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return nil, err
	}
	err = filepath.WalkDir(path, func(at string, entry fs.DirEntry, err error) error { //nolint:gosec // It is the operator's choice.
		if err == nil && !entry.IsDir() && (at == path || slices.Contains([]string{".graphql", ".gql", ".json"}, filepath.Ext(at))) {
			files = append(files, at)
		}
		return err
	})
	return files, err
}

// loadFile adds the documents of a file. One that is a document itself is named by its hash, and by that without the
// space around it, as editors and build tools differ in the last line break.
func (c *config) loadFile(documents map[string]string, file string) (problems []error) {
	content, err := readFile(file)
	if err != nil {
		return []error{fmt.Errorf("%w", err)}
	}
	own := make(map[string]string)
	if filepath.Ext(file) == ".json" {
		if own, err = edge.ParseManifest(content); err != nil {
			return []error{fmt.Errorf("%s: %w", file, err)}
		}
		for _, id := range slices.Sorted(maps.Keys(own)) {
			for _, problem := range c.problemsOf(own[id]) {
				problems = append(problems, fmt.Errorf("%s: the document %q: line %w", file, id, problem))
			}
		}
	} else {
		text := string(content)
		own[sha256Of(text)], own[sha256Of(strings.TrimSpace(text))] = text, text
		for _, problem := range c.problemsOf(text) {
			problems = append(problems, fmt.Errorf("%s:%w", file, problem))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(own)) {
		if err := edge.AddDocument(documents, id, own[id]); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", file, err))
		}
	}
	return problems
}

func sha256Of(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// problemsOf are what the schema and the limits have against a document, each with its line.
func (c *config) problemsOf(text string) (problems []error) {
	document, errs := graph.ReadDocument(text, c.MaxTokens, !c.introspection())
	for _, e := range errs {
		line := 1
		if len(e.Locations) > 0 {
			line = e.Locations[0].Line
		}
		problems = append(problems, fmt.Errorf("%d: %s", line, e.Message))
	}
	if document == nil {
		return problems
	}
	for _, operation := range document.Operations {
		err := c.limits().MutateOperationContext(context.Background(), &graphql.OperationContext{Doc: document, Operation: operation})
		if err != nil {
			problems = append(problems, fmt.Errorf("%d: %s", operation.Position.Line, err.Message))
		}
	}
	return problems
}

// operationsOf are the names of the operations in documents, in order.
func (c *config) operationsOf(documents map[string]string) []string {
	names := make(map[string]bool)
	for _, text := range documents {
		document, _ := graph.ReadDocument(text, c.MaxTokens, !c.introspection())
		if document == nil {
			continue // It was refused before.
		}
		for _, operation := range document.Operations {
			if operation.Name != "" {
				names[operation.Name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}
