package edge

import (
	"errors"
	"fmt"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// documentName is the name of a document without the prefix of its hash, which GraphQL over HTTP has and others do not.
func documentName(id string) string { return strings.TrimPrefix(id, "sha256:") }

// ParseManifest reads the documents of a file that a front end's build has written, by their names: of Relay and of
// GraphQL Code Generator, which is an object of texts, or of Apollo, which has a format and operations. It fails with what
// to mend, in words for an operator.
func ParseManifest(manifest []byte) (map[string]string, error) {
	var members map[string]jsontext.Value
	if jsonv2.Unmarshal(manifest, &members) != nil {
		return nil, errors.New("this is not one valid JSON object")
	}
	if operations, ok := members["operations"]; ok && operations.Kind() == '[' {
		return parseApollo(manifest)
	}
	documents := make(map[string]string, len(members))
	for id, member := range members {
		var text string
		if member.Kind() != '"' || jsonv2.Unmarshal(member, &text) != nil {
			return nil, fmt.Errorf("%q is not the text of a document", id)
		}
		if err := AddDocument(documents, id, text); err != nil {
			return nil, err
		}
	}
	return documents, nil
}

// parseApollo reads a manifest of @apollo/generate-persisted-query-manifest.
func parseApollo(manifest []byte) (map[string]string, error) {
	var m struct {
		Format     string `json:"format"`
		Version    int    `json:"version"`
		Operations []struct {
			ID   string `json:"id"`
			Body string `json:"body"`
		} `json:"operations"`
	}
	if jsonv2.Unmarshal(manifest, &m) != nil || m.Format != "apollo-persisted-query-manifest" || m.Version != 1 {
		return nil, errors.New("the manifest has operations, but is not of the format apollo-persisted-query-manifest, version 1")
	}
	documents := make(map[string]string, len(m.Operations))
	for i, operation := range m.Operations {
		if operation.ID == "" || operation.Body == "" {
			return nil, fmt.Errorf("operations[%d] lacks its id or its body", i)
		}
		if err := AddDocument(documents, operation.ID, operation.Body); err != nil {
			return nil, err
		}
	}
	return documents, nil
}

// AddDocument adds a document by its name. It fails if another one has it.
func AddDocument(documents map[string]string, id, text string) error {
	name := documentName(id)
	if name == "" {
		return errors.New("a document has an empty name")
	}
	if other, ok := documents[name]; ok && other != text {
		return fmt.Errorf("two documents have the name %q", id)
	}
	documents[name] = text
	return nil
}
