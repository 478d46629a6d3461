package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

// TestGrafanasInfinitySourceIsAnswered asks with the headers and bodies that Grafana's Infinity source sends for its types
// GraphQL, JSON and CSV.
func TestGrafanasInfinitySourceIsAnswered(t *testing.T) {
	file, _ := generate(t, 100)
	documents := t.TempDir()
	const document = `query Days($where: ConversationWhere) { conversations(where: $where, groupBy: [{ time: { unit: DAY } }]) { groups { nodes { key { time } count } } } }`
	write(t, filepath.Join(documents, "days.graphql"), document)
	p := start(t, nil, "--sandbox", "--sandbox-data", file, "--documents", documents)
	graphQL, _ := json.Marshal(map[string]any{"query": document, "variables": nil})
	address := p.address + "graphql?" + url.Values{"documentId": {"sha256:" + sha256Of(document)}, "variables": {`{"where":{"userMessageCount":{"gte":0}}}`}}.Encode()
	const acceptJSON, acceptCSV = "application/json;q=0.9,text/plain", "text/csv; charset=utf-8"
	for _, c := range []struct{ name, method, address, accept, body, media, begins string }{
		{"GraphQL", http.MethodPost, p.address + "graphql", acceptJSON, string(graphQL), "application/json; charset=utf-8", `{"data":{"conversations":{"groups":{"nodes":[{"key":{"time":"`},
		{"JSON", http.MethodGet, address, acceptJSON, "", "application/json; charset=utf-8", `{"data":{"conversations":{"groups":{"nodes":[{"key":{"time":"`},
		{"CSV", http.MethodGet, address, acceptCSV, "", "text/csv; charset=utf-8", "key.time,count\r\n"},
		{"CSV by POST", http.MethodPost, p.address + "graphql", acceptCSV, string(graphQL), "text/csv; charset=utf-8", "key.time,count\r\n"},
	} {
		request, err := http.NewRequestWithContext(t.Context(), c.method, c.address, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header = http.Header{"Accept": {c.accept}, "User-Agent": {"Grafana/12.0.0"}}
		if c.method == http.MethodPost {
			request.Header.Set("Content-Type", "application/json")
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != c.media || !strings.HasPrefix(string(answer), c.begins) {
			t.Errorf("%s: %v, it is answered %s %s %.200s", c.name, err, response.Status, response.Header.Get("Content-Type"), answer)
		}
	}
}
