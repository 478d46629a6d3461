package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"text/template"
)

// marker is a secret that requests carry, which no answer and no line of the log may repeat.
const marker = "hostile-marker-93ab"

// hostile is a request that means no good: a file of testdata/hostile. Its head says why it is there and which answers are
// right, as "status code" with alternatives between bars; what follows is a template, by its name's end a document
// (.graphql), a body of JSON (.json), or the bytes of a connection (.http).
type hostile struct {
	name    string
	expect  []string // of each alternative, its answers between commas; "closed" for none, "held" for one that never ends
	request []byte
}

func readHostile(t *testing.T, file string) hostile {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, content, _ := strings.Cut(strings.TrimSuffix(string(text), "\n"), "\n---\n")
	why, expect, ok := strings.Cut(head, "\nexpect: ")
	if !ok || !strings.HasPrefix(why, "why: ") || strings.Contains(expect, "\n") {
		t.Fatalf("its head is %q", head)
	}
	h := hostile{name: filepath.Base(file), expect: strings.Split(expect, " | ")}
	parsed, err := template.New(h.name).Funcs(macros).Parse(content)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := parsed.Execute(&b, nil); err != nil {
		t.Fatal(err)
	}
	switch filepath.Ext(file) {
	case ".graphql":
		body, _ := json.Marshal(map[string]string{"query": b.String()})
		h.request = posted(string(body))
	case ".json":
		h.request = posted(b.String())
	case ".http":
		h.request = lines(b.String())
	}
	return h
}

// macros are what the files' templates may call, besides Go's own.
var macros = template.FuncMap{
	"secret": func() string { return marker },
	"repeat": func(n int, s string) string { return strings.Repeat(s, n) },
	"numbered": func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	},
	"inc": func(n int) int { return n + 1 },
	"gzip": func(n int) (string, error) {
		var b bytes.Buffer
		w, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed)
		_, err := w.Write(bytes.Repeat([]byte(" "), n))
		return b.String(), errors.Join(err, w.Close())
	},
}

// posted is the request of a client that reads the newer kind of answers, whose status tells a refusal.
func posted(body string) []byte {
	return fmt.Appendf(nil, "POST /graphql HTTP/1.1\r\nHost: localhost\r\nAccept: application/graphql-response+json\r\n"+
		"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
}

// lines ends the lines of a request's head as HTTP does, and says how long its body is where that is left to it.
func lines(text string) []byte {
	head, body, whole := strings.Cut(text, "\n\n")
	if whole {
		head += "\n\n"
	}
	head = strings.Replace(head, "\nContent-Length: auto\n", fmt.Sprintf("\nContent-Length: %d\n", len(body)), 1)
	head = strings.ReplaceAll(strings.ReplaceAll(head, "\r\n", "\n"), "\n", "\r\n")
	return []byte(head + body)
}
