package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

var update = flag.Bool("update", false, "rewrite the upstream bodies and answers in testdata/manual")

// block is a fenced block of a page: its info string and what is inside.
var block = regexp.MustCompile("(?s)```(graphql|json [a-z]+)\n(.*?)```\n")

// TestManual runs the pages of testdata/manual. Each example on them is a query, perhaps variables, the bodies that go to
// the endpoint, and the answer, over the conversations of conversations.jsonl.
func TestManual(t *testing.T) {
	pages, err := filepath.Glob("testdata/manual/[0-9]*.md")
	if err != nil || len(pages) == 0 {
		t.Fatal("no pages", err)
	}
	contract := compileContract(t)
	for _, page := range pages {
		t.Run(strings.TrimSuffix(filepath.Base(page), ".md"), func(t *testing.T) {
			text, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			rewritten := runPage(t, string(text), contract)
			if *update {
				if err := os.WriteFile(page, []byte(rewritten), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestTheManualListsItsPages compares the list in README.md with the titles of the pages.
func TestTheManualListsItsPages(t *testing.T) {
	list, err := os.ReadFile("testdata/manual/README.md")
	if err != nil {
		t.Fatal(err)
	}
	pages, _ := filepath.Glob("testdata/manual/[0-9]*.md")
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		title, _, _ := strings.Cut(strings.TrimPrefix(string(text), "# "), "\n")
		if line := "- [" + title + "](" + filepath.Base(page) + ")\n"; !bytes.Contains(list, []byte(line)) {
			t.Errorf("the list lacks %s", line)
		}
	}
}

// runPage runs the examples of a page and gives the page as it should be.
func runPage(t *testing.T, page string, contract *jsonschema.Schema) string {
	pageSize := 1000
	if m := regexp.MustCompile(`answers hold (\d+) rows`).FindStringSubmatch(page); m != nil {
		_, _ = fmt.Sscan(m[1], &pageSize)
	}
	f := newFront(t, manualSandbox(t, pageSize))
	var query, variables string
	ran := 0
	var sent []string
	var answer string
	run := func() {
		if query != "" {
			answer, sent = f.ask(t, query, variables)
			ran++
			query, variables = "", ""
		}
	}
	blocks := block.FindAllStringSubmatchIndex(page, -1)
	var out strings.Builder
	last := 0
	for _, b := range blocks {
		kind, body := page[b[2]:b[3]], page[b[4]:b[5]]
		out.WriteString(page[last:b[4]])
		last = b[5]
		switch kind {
		case "graphql":
			query = body
			out.WriteString(body)
		case "json variables":
			variables = body
			out.WriteString(body)
		case "json upstream":
			run()
			var want strings.Builder
			for _, s := range sent {
				valid(t, contract, s)
				want.WriteString(pretty(s) + "\n")
			}
			check(t, "upstream", body, want.String())
			out.WriteString(want.String())
		case "json answer":
			run()
			want := pretty(answer) + "\n"
			check(t, "answer", body, want)
			out.WriteString(want)
		default:
			t.Errorf("unknown block %q", kind)
		}
	}
	if ran == 0 {
		t.Error("the page has no examples")
	}
	return out.String() + page[last:]
}

func check(t *testing.T, what, have, want string) {
	t.Helper()
	if have != want && !*update {
		t.Errorf("%s differs.\nThe page has:\n%s\nThe gateway gives:\n%s", what, have, want)
	}
}

func manualSandbox(t testing.TB, pageSize int) *sandbox.Sandbox {
	data, err := os.Open("testdata/conversations.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer data.Close()
	s, err := sandbox.New(context.Background(), sandbox.Options{Data: data, PageSize: pageSize, Now: moment})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// compileContract is the endpoint's contract of its request body as a JSON Schema, which shares nothing with the code.
func compileContract(t testing.TB) *jsonschema.Schema {
	schema, err := jsonschema.NewCompiler().Compile("testdata/query.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func valid(t testing.TB, contract *jsonschema.Schema, body string) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err == nil {
		err = contract.Validate(v)
	}
	if err != nil {
		t.Errorf("not valid under the contract: %s\n%v", body, err)
	}
}

// pretty prints JSON with what fits into a line on one line.
func pretty(text string) string {
	const width = 110
	var out strings.Builder
	var lay func(raw json.RawMessage, indent string, before int)
	lay = func(raw json.RawMessage, indent string, before int) {
		raw = bytes.TrimSpace(raw)
		line := spaced(raw)
		if len(indent)+before+len(line) <= width || raw[0] != '{' && raw[0] != '[' {
			out.WriteString(line)
			return
		}
		d := json.NewDecoder(bytes.NewReader(raw))
		_, _ = d.Token()
		out.WriteByte(raw[0])
		for i := 0; d.More(); i++ {
			if i > 0 {
				out.WriteByte(',')
			}
			out.WriteString("\n" + indent + "  ")
			name := ""
			if raw[0] == '{' {
				token, _ := d.Token()
				quoted, _ := json.Marshal(token)
				name = string(quoted) + ": "
				out.WriteString(name)
			}
			var inner json.RawMessage
			_ = d.Decode(&inner)
			lay(inner, indent+"  ", len(name)+1)
		}
		out.WriteString("\n" + indent + string(raw[len(raw)-1]))
	}
	lay(json.RawMessage(text), "", 0)
	return out.String()
}

// spaced is compact JSON with a space behind each colon and comma that is not in a text.
func spaced(raw []byte) string {
	var compact bytes.Buffer
	_ = json.Compact(&compact, raw)
	var out strings.Builder
	inText := false
	for i, c := range compact.Bytes() {
		out.WriteByte(c)
		switch {
		case c == '"' && (i == 0 || compact.Bytes()[i-1] != '\\'):
			inText = !inText
		case !inText && (c == ':' || c == ','):
			out.WriteByte(' ')
		}
	}
	return out.String()
}
