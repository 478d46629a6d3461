package playground

import (
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// contentType fails for a kind of file that the build has not made before. It asks no table of the machine,
// which differs between machines.
func contentType(address string) (string, error) {
	switch ext := path.Ext(address); ext {
	case ".html":
		return "text/html; charset=utf-8", nil
	case ".js":
		return "text/javascript; charset=utf-8", nil
	case ".css":
		return "text/css; charset=utf-8", nil
	case ".svg":
		return "image/svg+xml", nil
	case ".ttf":
		return "font/ttf", nil
	case ".md":
		return "text/plain; charset=utf-8", nil
	default:
		return "", fmt.Errorf("no content type for %s", address)
	}
}

// acceptsGzip reads Accept-Encoding, where q=0 means a refusal and a name of its own outweighs "*".
func acceptsGzip(r *http.Request) bool {
	accepted := false
	for _, item := range strings.Split(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		coding, params, _ := strings.Cut(item, ";")
		switch strings.ToLower(strings.TrimSpace(coding)) {
		case "gzip", "x-gzip":
			return weight(params) > 0
		case "*":
			accepted = weight(params) > 0
		}
	}
	return accepted
}

func weight(params string) float64 {
	key, value, ok := strings.Cut(params, "=")
	if !ok || strings.TrimSpace(key) != "q" {
		return 1
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil {
		return 0
	}
	return q
}

func notModified(r *http.Request, etag string) bool {
	for _, tag := range strings.Split(r.Header.Get("If-None-Match"), ",") {
		if tag = strings.TrimSpace(tag); tag == "*" || strings.TrimPrefix(tag, "W/") == strings.TrimPrefix(etag, "W/") {
			return true
		}
	}
	return false
}
