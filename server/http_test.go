package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// deferredDashboard is the dashboard with most of it deferred.
var deferredDashboard = strings.NewReplacer("list(", "... @defer { list(", "  }\n  perDay:", "  } }\n  ... @defer { perDay:", "\nfragment", "}\nfragment").Replace(dashboardQuery)

// TestTheDashboardInParts asks the whole program, and merges the parts as a client does.
func TestTheDashboardInParts(t *testing.T) {
	file, _ := generate(t, 1000)
	p := start(t, nil, "--sandbox", "--sandbox-data", file)
	var whole any
	p.post(t, dashboardQuery, dashboardVariables, &whole)
	for accept, parts := range map[string]int{
		"multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json":   3,
		"multipart/mixed;incrementalSpec=v0.2,application/graphql-response+json,application/json": 3,
		"application/json": 1,
	} {
		text, _ := json.Marshal(map[string]any{"query": deferredDashboard, "variables": json.RawMessage(dashboardVariables)})
		request, _ := http.NewRequest("POST", p.address+"graphql", strings.NewReader(string(text)))
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Accept", accept)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		bodies := partsOf(t, response)
		if len(bodies) != parts {
			t.Errorf("%s is answered in %d parts", accept, len(bodies))
		}
		if diff := gocmp.Diff(whole, mergeParts(t, bodies)); diff != "" {
			t.Errorf("the parts differ from the whole (-whole +parts):\n%s", diff)
		}
	}
}

// mergeParts is what parts of either format say together.
func mergeParts(t *testing.T, bodies []string) (data any) {
	t.Helper()
	pending := make(map[string][]string) // the paths of fragments by their ids
	for i, body := range bodies {
		var part struct {
			Data    any
			Errors  any
			HasNext bool
			Pending []struct {
				ID   string
				Path []string
			}
			Incremental []struct {
				ID     string
				Data   any
				Path   []string
				Errors any
			}
			Completed []struct{ ID string }
		}
		if err := json.Unmarshal([]byte(body), &part); err != nil || part.Errors != nil || part.HasNext != (i+1 < len(bodies)) {
			t.Errorf("%v, part %d is %s", err, i, body)
		}
		if i == 0 {
			data = part.Data
		}
		for _, p := range part.Pending {
			pending[p.ID] = p.Path
		}
		for _, later := range part.Incremental {
			if later.ID != "" {
				later.Path = pending[later.ID]
			}
			for _, step := range later.Path {
				later.Data = map[string]any{step: later.Data}
			}
			data = mergeData(data, later.Data)
		}
		for _, c := range part.Completed {
			if _, is := pending[c.ID]; !is {
				t.Errorf("part %d completes what is not pending: %s", i, body)
			}
			delete(pending, c.ID)
		}
	}
	if len(pending) > 0 {
		t.Errorf("%v are pending at the end", pending)
	}
	return data
}

// partsOf are the bodies of an answer, of which there is one if it is not in parts.
func partsOf(t *testing.T, response *http.Response) (bodies []string) {
	t.Helper()
	defer response.Body.Close()
	media, params, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	if media != "multipart/mixed" {
		body, _ := io.ReadAll(response.Body)
		return []string{string(body)}
	}
	for parts := multipart.NewReader(response.Body, params["boundary"]); ; {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return bodies
		}
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(part)
		bodies = append(bodies, string(body))
	}
}

func mergeData(a, b any) any {
	into, ok := a.(map[string]any)
	from, isObject := b.(map[string]any)
	if !ok || !isObject {
		return b
	}
	for name, value := range from {
		into[name] = mergeData(into[name], value)
	}
	return into
}

// TestAnswersAreKeptByTheirClients asks the whole program as a browser does that has asked before.
func TestAnswersAreKeptByTheirClients(t *testing.T) {
	file, _ := generate(t, 100)
	p := start(t, nil, "--sandbox", "--sandbox-data", file, "--cache-fresh", "45s", "--cors-origins", "https://app.example.com")
	ask := func(query, known string) *http.Response {
		request, _ := http.NewRequest("GET", p.address+"graphql?query="+url.QueryEscape(query), nil)
		request.Header.Set("Origin", "https://app.example.com")
		if known != "" {
			request.Header.Set("If-None-Match", known)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response
	}
	const query = "{ conversations { totals { count } } }"
	first := ask(query, "")
	// Some of the time may have passed, on a busy machine.
	cached, seconds := first.Header.Get("Cache-Control"), 0
	if _, err := fmt.Sscanf(cached, "private, max-age=%d", &seconds); err != nil || seconds < 35 || seconds > 45 {
		t.Errorf("it may be kept by %q", cached)
	}
	if again := ask(query, first.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("asked again it answers %s", again.Status)
	}
	if other := ask("{ conversations { totals { countOf { type } } } }", first.Header.Get("ETag")); other.StatusCode != http.StatusOK {
		t.Errorf("asked something else it answers %s", other.Status)
	}
	if failed := ask("{ conversations { groups(limit: 0) { totalCount } } }", ""); failed.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("an error is kept by %q", failed.Header.Get("Cache-Control"))
	}
	if first.Header.Get("Access-Control-Allow-Origin") != "https://app.example.com" || !strings.Contains(strings.Join(first.Header.Values("Vary"), ","), "Origin") {
		t.Errorf("a page of the allowed origin is answered with %v", first.Header)
	}
	if page, err := http.Get(p.address); err != nil || page.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("the gateway's own page is for others as well: %v", page.Header)
	}
}
