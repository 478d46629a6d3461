package playground

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func request(t *testing.T, method, target string, header http.Header) (*http.Response, []byte) {
	t.Helper()
	r := httptest.NewRequest(method, target, nil)
	for name, values := range header {
		r.Header[name] = values
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	response := w.Result()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, body
}

// references are the addresses that a page loads.
func references(t *testing.T, page string) []string {
	t.Helper()
	_, index := request(t, http.MethodGet, page, nil)
	var addresses []string
	for _, match := range regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllSubmatch(index, -1) {
		addresses = append(addresses, string(match[1]))
	}
	if len(addresses) < 3 {
		t.Fatalf("%s loads %q; want a script, a style sheet and an icon", page, addresses)
	}
	return addresses
}

func TestThePagesAreServedWithTheirPolicy(t *testing.T) {
	for page, title := range map[string]string{"/": "Conversations gateway", "/explore": "Explore conversations"} {
		t.Run(page, func(t *testing.T) { servedWithPolicy(t, page, title) })
	}
}

func servedWithPolicy(t *testing.T, page, title string) {
	t.Helper()
	response, body := request(t, http.MethodGet, page, nil)
	want := map[string]string{
		"Content-Type":           "text/html; charset=utf-8",
		"X-Content-Type-Options": "nosniff",
		"Referrer-Policy":        "no-referrer",
		"Cache-Control":          "no-cache",
	}
	for name, value := range want {
		if got := response.Header.Get(name); got != value {
			t.Errorf("%s: %q, want %q", name, got, value)
		}
	}
	policy := response.Header.Get("Content-Security-Policy")
	if !strings.HasPrefix(policy, "default-src 'none'; script-src 'self'") || regexp.MustCompile(`unsafe-eval|script-src[^;]*unsafe-inline`).MatchString(policy) {
		t.Errorf("policy %q", policy)
	}
	if !bytes.Contains(body, []byte("<title>"+title+"</title>")) {
		t.Errorf("no title in %s", body)
	}
	if regexp.MustCompile(`(?i)https?://|<style|\son\w+=`).Match(body) {
		t.Errorf("%s loads from another host or holds inline code:\n%s", page, body)
	}
	scripts := regexp.MustCompile(`(?s)<script[^>]*>(.*?)</script>`).FindAllSubmatch(body, -1)
	for _, script := range scripts {
		sum := sha256.Sum256(script[1])
		if len(script[1]) > 0 && !strings.Contains(policy, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") {
			t.Errorf("the policy %q does not let %s run", policy, script[0])
		}
	}
}

// TestExploreIsSentToWhereItsAssetsAre asks by an address that ends in a slash, under a prefix that the handler does not know.
func TestExploreIsSentToWhereItsAssetsAre(t *testing.T) {
	server := httptest.NewServer(http.StripPrefix("/under", Handler()))
	defer server.Close()
	for address, want := range map[string]string{
		"/under/explore/?a=b": "/under/explore?a=b",
		"/under/explore/":     "/under/explore",
		"/under/explore":      "/under/explore",
		"/under":              "/under", // Its script sees to the rest.
	} {
		response, err := http.Get(server.URL + address)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusOK || response.Request.URL.RequestURI() != want {
			t.Errorf("%s leads to %s, %s", address, response.Request.URL, response.Status)
		}
	}
}

func TestThePageIsRevalidatedByItsTag(t *testing.T) {
	response, _ := request(t, http.MethodGet, "/", nil)
	tag := response.Header.Get("ETag")
	response, body := request(t, http.MethodGet, "/", http.Header{"If-None-Match": {`"other", ` + tag}})
	if response.StatusCode != http.StatusNotModified || len(body) > 0 {
		t.Errorf("status %d and %d bytes for the tag %s", response.StatusCode, len(body), tag)
	}
	if response, _ = request(t, http.MethodGet, "/", http.Header{"If-None-Match": {`"other"`}}); response.StatusCode != http.StatusOK {
		t.Errorf("status %d for another tag", response.StatusCode)
	}
}

func TestWhatThePageLoadsIsThereAndKeptForEver(t *testing.T) {
	for _, address := range append(references(t, "/"), references(t, "/explore")...) {
		relative, ok := strings.CutPrefix(address, "./")
		if !ok {
			t.Errorf("%s is not relative, so it fails under a prefix", address)
			continue
		}
		response, body := request(t, http.MethodGet, "/"+relative, nil)
		if response.StatusCode != http.StatusOK || len(body) == 0 {
			t.Errorf("%s: status %d, %d bytes", address, response.StatusCode, len(body))
		}
		if got := response.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("%s: Cache-Control %q", address, got)
		}
	}
}

func TestAssetsComeCompressedToWhoeverTakesIt(t *testing.T) {
	address := strings.TrimPrefix(references(t, "/")[1], ".")
	_, plain := request(t, http.MethodGet, address, nil)
	for _, test := range []struct {
		accept string
		gzip   bool
	}{
		{"gzip, deflate, br, zstd", true},
		{"br, GZIP;q=0.5", true},
		{"*", true},
		{"", false},
		{"br", false},
		{"gzip;q=0", false},
		{"gzip; q=0, *", false},
		{"*;q=0", false},
	} {
		response, body := request(t, http.MethodGet, address, http.Header{"Accept-Encoding": {test.accept}})
		if got := response.Header.Get("Content-Encoding") == "gzip"; got != test.gzip {
			t.Errorf("%q: gzip %t, want %t", test.accept, got, test.gzip)
			continue
		}
		if got := response.Header.Get("Vary"); got != "Accept-Encoding" {
			t.Errorf("%q: Vary %q", test.accept, got)
		}
		if test.gzip {
			zr, err := gzip.NewReader(bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if body, err = io.ReadAll(zr); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(body, plain) {
			t.Errorf("%q: another body", test.accept)
		}
	}
}

func TestAnythingElseIsRefused(t *testing.T) {
	asset := strings.TrimPrefix(references(t, "/")[1], ".")
	for _, test := range []struct {
		method, address string
		status          int
	}{
		{http.MethodHead, "/", http.StatusOK},
		{http.MethodHead, asset, http.StatusOK},
		{http.MethodPost, "/", http.StatusMethodNotAllowed},
		{http.MethodOptions, asset, http.StatusMethodNotAllowed},
		{http.MethodGet, "/index.html", http.StatusNotFound},
		{http.MethodGet, "/assets/", http.StatusNotFound},
		{http.MethodGet, "/assets/none.js", http.StatusNotFound},
		{http.MethodGet, asset + ".gz", http.StatusNotFound},
		{http.MethodGet, "/../playground.go", http.StatusNotFound},
		{http.MethodPost, "/graphql", http.StatusNotFound},
	} {
		response, body := request(t, test.method, test.address, nil)
		if response.StatusCode != test.status {
			t.Errorf("%s %s: status %d, want %d", test.method, test.address, response.StatusCode, test.status)
		}
		if test.method == http.MethodHead && len(body) > 0 {
			t.Errorf("HEAD %s has a body", test.address)
		}
		if got := response.Header.Get("Allow"); (got == "GET, HEAD") != (test.status == http.StatusMethodNotAllowed) {
			t.Errorf("%s %s: Allow %q", test.method, test.address, got)
		}
	}
}

func TestEveryAssetHasAContentTypeAndUnpacks(t *testing.T) {
	assets, err := load(dist)
	if err != nil {
		t.Fatal(err)
	}
	for address := range assets {
		response, body := request(t, http.MethodGet, address, nil)
		if response.Header.Get("Content-Type") == "" || len(body) == 0 {
			t.Errorf("%s: Content-Type %q, %d bytes", address, response.Header.Get("Content-Type"), len(body))
		}
	}
}
