package main

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// writeFiles writes files into a new directory.
func writeFiles(t *testing.T, files map[string]string) (directory string) {
	t.Helper()
	directory = t.TempDir()
	for name, text := range files {
		path := filepath.Join(directory, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return directory
}

// sent posts a request as it is.
func (p program) sent(t *testing.T, body string) (status int, answer string) {
	t.Helper()
	response, err := http.Post(p.address+"graphql", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var text bytes.Buffer
	_, _ = text.ReadFrom(response.Body)
	return response.StatusCode, text.String()
}

// TestTrustedDocumentsOfEveryKindOfFile asks the whole program for documents by their names, and for others.
func TestTrustedDocumentsOfEveryKindOfFile(t *testing.T) {
	data, _ := generate(t, 10)
	const count = "query Count { conversations { totals { count } } }\n"
	directory := writeFiles(t, map[string]string{
		"count.graphql":      count,
		"more/relay.json":    `{"d41d8cd9":"query Relay { conversations { relay: totals { count } } }"}`,
		"more/codegen.json":  `{"sha256:c0de":"query Codegen { conversations { codegen: totals { count } } }"}`,
		"more/apollo.json":   `{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"a901","name":"Apollo","type":"query","body":"query Apollo($n: Int) { conversations { apollo: list(first: $n) { totalCount } } }"}]}`,
		"more/README.md":     "no document",
		"more/empty.gql.txt": "no document",
	})
	link := filepath.Join(t.TempDir(), "current") // as of releases that stand beside each other
	if err := os.Symlink(directory, link); err != nil {
		t.Fatal(err)
	}
	p := start(t, nil, "--sandbox", "--sandbox-data", data, "--documents", link, "--documents-only")
	for _, test := range []struct {
		name, body string
		status     int
		says       string
	}{
		{"a file by its hash", `{"documentId":"` + sha256Of(count) + `"}`, 200, `"totals":{"count":10}`},
		{"a file by the hash of its text without the last line break", `{"documentId":"sha256:` + sha256Of(strings.TrimSpace(count)) + `"}`, 200, `"totals":{"count":10}`},
		{"a file by the hash of the other protocol", `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + sha256Of(count) + `"}}}`, 200, `"totals":{"count":10}`},
		{"Relay's", `{"doc_id":"d41d8cd9"}`, 200, `"relay":{"count":10}`},
		{"the code generator's", `{"documentId":"sha256:c0de"}`, 200, `"codegen":{"count":10}`},
		{"Apollo's, with variables", `{"documentId":"a901","variables":{"n":1}}`, 200, `"apollo":{"totalCount":10}`},
		{"a text that is one's", `{"query":"query Count { conversations { totals { count } } }"}`, 200, `"totals":{"count":10}`},
		{"an unknown name", `{"documentId":"e0"}`, 200, `"code":"PERSISTED_QUERY_NOT_FOUND"`},
		{"any other text", `{"query":"{ conversations { totals { count } } }"}`, 403, `"code":"FORBIDDEN"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if status, answer := p.sent(t, test.body); status != test.status || !strings.Contains(answer, test.says) {
				t.Errorf("it answers %d %s", status, answer)
			}
		})
	}
	if status, answer := get(t, p.address+"graphql?documentId=d41d8cd9"); status != 200 || !strings.Contains(answer, `"relay":{"count":10}`) {
		t.Errorf("GET answers %d %s", status, answer)
	}
	// One manifest is as good as a directory.
	one := start(t, nil, "--sandbox", "--sandbox-data", data, "--documents", filepath.Join(directory, "more", "relay.json"))
	if _, answer := one.sent(t, `{"documentId":"d41d8cd9"}`); !strings.Contains(answer, `"relay":{"count":10}`) {
		t.Errorf("it answers %s", answer)
	}
}

// TestWrongDocumentsStopTheStart says of each which file it is in, and where.
func TestWrongDocumentsStopTheStart(t *testing.T) {
	data, _ := generate(t, 10)
	for _, test := range []struct {
		name  string
		files map[string]string
		want  []string // after the path of the directory
	}{
		{"a field that does not exist", map[string]string{"a.graphql": "query A {\n  conversations {\n    total\n  }\n}"}, []string{`/a.graphql:3: Cannot query field "total"`}},
		{"what does not parse", map[string]string{"a.gql": "query A {\n  conversations {"}, []string{`/a.gql:2: Expected Name`}},
		{"no operation", map[string]string{"a.graphql": "fragment F on Conversation { id }"}, []string{`/a.graphql:1: There is no operation.`}},
		{"an empty file", map[string]string{"a.graphql": ""}, []string{`/a.graphql:1: `}},
		{"a mutation", map[string]string{"a.graphql": "mutation { a }"}, []string{`/a.graphql:1: `}},
		{"more aliases than are allowed", map[string]string{"a.graphql": "\nquery A { conversations { totals {" + strings.Repeat(" a: count", 31) + " } } }"},
			[]string{`/a.graphql:2: The operation has 31 aliases; 30 are allowed.`}},
		{"a wrong document of a manifest", map[string]string{"m.json": `{"x":"query X { a }","y":"{ __typename }"}`}, []string{`/m.json: the document "x": line 1: Cannot query field "a"`}},
		{"a manifest of no format", map[string]string{"m.json": `{"x":1}`}, []string{`/m.json: "x" is not the text of a document`}},
		{"one name for two", map[string]string{"a.json": `{"x":"query A { __typename }"}`, "b.json": `{"x":"query B { __typename }"}`}, []string{`/b.json: two documents have the name "x"`}},
		{"two at once", map[string]string{"a.graphql": "{ a }", "b.graphql": "{ b }"}, []string{`/a.graphql:1: Cannot query field "a"`, `/b.graphql:1: Cannot query field "b"`}},
		{"none", map[string]string{"a.txt": "{ a }"}, []string{` holds no documents`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			directory := writeFiles(t, test.files)
			var stdout, stderr bytes.Buffer
			ctx, cancel := context.WithTimeout(t.Context(), patience) // of one that starts
			defer cancel()
			exit := run(ctx, nil, []string{"--sandbox", "--sandbox-data", data, "--listen", "127.0.0.1:0", "--documents", directory}, nil, &stdout, &stderr)
			if exit != 2 || stdout.Len() > 0 {
				t.Errorf("it exits with %d: %s", exit, stdout.String())
			}
			for _, want := range test.want {
				if !strings.Contains(stderr.String(), "--documents (INKEEP_DOCUMENTS): "+directory+want) {
					t.Errorf("it says\n%s, not %s", stderr.String(), want)
				}
			}
		})
	}
	c := config{Documents: filepath.Join(t.TempDir(), "nowhere")}
	if _, problems := c.loadDocuments(); len(problems) != 1 {
		t.Errorf("of a directory that is not there it says %v", problems)
	}
}

// TestPersistedQueriesOfApollo sends a hash, then both, then the hash by GET.
func TestPersistedQueriesOfApollo(t *testing.T) {
	data, _ := generate(t, 10)
	const query = "{ conversations { totals { count } } }"
	extensions := map[string]any{"persistedQuery": map[string]any{"version": 1, "sha256Hash": sha256Of(query)}}
	for _, size := range []string{"8388608", "0"} {
		p := start(t, nil, "--sandbox", "--sandbox-data", data, "--persisted-queries-size", size)
		ask := func(more map[string]any) string {
			maps.Copy(more, map[string]any{"extensions": extensions})
			body, _ := json.Marshal(more)
			_, answer := p.sent(t, string(body))
			return answer
		}
		text, _ := json.Marshal(extensions)
		_, first := get(t, p.address+"graphql?extensions="+url.QueryEscape(string(text)))
		second := ask(map[string]any{"query": query})
		third := ask(map[string]any{})
		_, fourth := get(t, p.address+"graphql?extensions="+url.QueryEscape(string(text)))
		answers := []string{first, second, third, fourth}
		var good []bool
		for _, answer := range answers {
			good = append(good, strings.Contains(answer, `"count":10`))
		}
		want := []bool{false, true, size != "0", size != "0"}
		if !slices.Equal(good, want) || !strings.Contains(first, `"code":"PERSISTED_QUERY_NOT_FOUND"`) {
			t.Errorf("with %s bytes it answers %s", size, answers)
		}
	}
}
