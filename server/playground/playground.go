// Package playground serves two pages: GraphiQL, where a person writes queries against the gateway, reads the
// schema and sees the answers, and Explore, where one chooses in words and sees charts. They are built from the
// TypeScript project in this folder (npm ci && npm run build) and embedded, so that nothing is loaded from another
// host; dist is committed, so that Go alone builds the gateway. The pages post to "graphql" beside their own address. This package must know neither the schema nor
// any other package of the module.
package playground

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strconv"
	"strings"
)

//go:embed dist
var dist embed.FS

// csp lets a page load from its own host only. Monaco writes style elements and draws its squiggles as data: images.
const csp = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; " +
	"img-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// asset is one file of the pages. Body is in gzip form when gzipped.
type asset struct {
	contentType string
	cache       string
	etag        string
	gzipped     bool
	body        []byte
}

// Handler serves GraphiQL at its root, "/", and Explore at "/explore". Under a prefix, mount it with http.StripPrefix;
// GraphiQL's address must end in a slash there, for its assets are relative to it.
func Handler() http.Handler {
	assets, err := load(dist)
	if err != nil {
		panic(err) // The files are embedded: only a broken build comes here.
	}
	return handler(assets)
}

type handler map[string]asset

func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, ok := h[r.URL.Path]
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

func (a asset) serve(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Security-Policy", csp)
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
		a := asset{cache: "no-cache", gzipped: gzipped, body: body}
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
