// Package playground serves two pages: GraphiQL, where a person writes queries against the gateway, reads the
// schema and sees the answers, and Explore, where one chooses in words and sees charts. They are built from the
// TypeScript project in this folder (npm ci && npm run build) and embedded, so that nothing is loaded from another
// host; dist is committed, so that Go alone builds the gateway. The pages post to "graphql" beside their own address. This package must know neither the schema nor
// any other package of the module.
package playground

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

//go:embed dist
var dist embed.FS

// csp lets a page load from its own host only, and run the scripts in it, each by its hash. Monaco writes style elements and draws
// its squiggles as data: images.
const csp = "default-src 'none'; script-src 'self'%s; style-src 'self' 'unsafe-inline'; font-src 'self'; " +
	"img-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// inlineScript is a script that stands in a page.
var inlineScript = regexp.MustCompile(`(?s)<script>(.*?)</script>`)

// policy is the content security policy of a page.
func policy(page []byte) string {
	var hashes strings.Builder
	for _, script := range inlineScript.FindAllSubmatch(page, -1) {
		sum := sha256.Sum256(script[1])
		hashes.WriteString(" 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'")
	}
	return fmt.Sprintf(csp, hashes.String())
}

// asset is one file of the pages. Body is in gzip form when gzipped.
type asset struct {
	policy      string
	contentType string
	cache       string
	etag        string
	gzipped     bool
	body        []byte
}

// Handler serves GraphiQL at its root, "/", and Explore at "/explore". Under a prefix, mount it with http.StripPrefix.
// The assets are relative to the pages: GraphiQL's own sees to it that its address ends in a slash, and Explore is sent to where
// it does not.
//
// The files are read with the first request: they take two megabytes, and most gateways in production are asked for no page.
func Handler() http.Handler {
	assets := sync.OnceValue(func() handler {
		assets, err := load(dist)
		if err != nil {
			panic(err) // The files are embedded: only a broken build comes here.
		}
		return assets
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { assets().ServeHTTP(w, r) })
}

type handler map[string]asset

func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if page := strings.TrimSuffix(r.URL.Path, "/"); page != r.URL.Path && h[page].body != nil {
		w.Header().Set("Location", "../"+path.Base(page)+query(r.URL)) // The prefix is not known.
		w.WriteHeader(http.StatusPermanentRedirect)
		return
	}
	a, ok := h[cmp.Or(r.URL.Path, "/")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	a.serve(w, r)
}

// query is that of an address, with its question mark.
func query(u *url.URL) string {
	if u.RawQuery == "" {
		return ""
	}
	return "?" + u.RawQuery
}

func (a asset) serve(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Security-Policy", a.policy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cache-Control", a.cache)
	header.Set("ETag", a.etag)
	if a.gzipped {
		header.Set("Vary", "Accept-Encoding")
	}
	if notModified(r, a.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	header.Set("Content-Type", a.contentType)
	if a.gzipped && !acceptsGzip(r) {
		a.inflate(w, r)
		return
	}
	if a.gzipped {
		header.Set("Content-Encoding", "gzip")
	}
	header.Set("Content-Length", strconv.Itoa(len(a.body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(a.body)
	}
}

// inflate serves the few clients that do not take gzip.
func (a asset) inflate(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodHead {
		return
	}
	zr, err := gzip.NewReader(bytes.NewReader(a.body))
	if err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	_, _ = io.Copy(w, zr)
}

// load reads the built pages: address to asset.
func load(files fs.FS) (map[string]asset, error) {
	assets := map[string]asset{}
	err := fs.WalkDir(files, "dist", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		address, gzipped := strings.CutSuffix(strings.TrimPrefix(name, "dist"), ".gz")
		a := asset{policy: policy(body), cache: "no-cache", gzipped: gzipped, body: body}
		if a.contentType, err = contentType(address); err != nil {
			return err
		}
		// Names under assets carry a hash of their content.
		if strings.HasPrefix(address, "/assets/") {
			a.cache = "public, max-age=31536000, immutable"
		}
		sum := sha256.Sum256(body)
		// Weak, since one tag stands for both encodings.
		a.etag = `W/"` + hex.EncodeToString(sum[:8]) + `"`
		switch address {
		case "/index.html":
			address = "/"
		case "/explore.html":
			address = "/explore"
		}
		assets[address] = a
		return nil
	})
	if err == nil && len(assets["/"].body) == 0 {
		err = fs.ErrNotExist
	}
	if err != nil {
		return nil, fmt.Errorf("playground: %w", err)
	}
	return assets, nil
}
