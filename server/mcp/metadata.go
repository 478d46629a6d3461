package mcp

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/auth"
	"github.com/modelcontextprotocol/go-sdk/oauthex"
)

// Metadata says where agents get a token: OAuth's protected resource metadata, RFC 9728.
type Metadata struct {
	URL    string // at which agents reach the server; empty: by the host that a request is for
	Scheme string // of such a request
	Issuer string // of the tokens; it is told if it is an address
}

// wellKnown is the path of the metadata, before that of the resource.
const wellKnown = "/.well-known/oauth-protected-resource"

// resource is the address of the server.
func (m *Metadata) resource(r *http.Request) *url.URL {
	if m.URL != "" {
		if u, err := url.Parse(m.URL); err == nil {
			return u
		}
	}
	return &url.URL{Scheme: m.Scheme, Host: r.Host, Path: "/mcp"}
}

// ServeHTTP tells the metadata, at its path and at that with the path of the resource behind it.
func (m *Metadata) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	resource := m.resource(r)
	if rest := strings.TrimPrefix(r.URL.Path, wellKnown); rest != "" && rest != resource.Path {
		http.NotFound(w, r)
		return
	}
	metadata := &oauthex.ProtectedResourceMetadata{
		Resource:               resource.String(),
		BearerMethodsSupported: []string{"header"},
		ResourceName:           "Analytics of conversations",
	}
	if u, err := url.Parse(m.Issuer); err == nil && u.Host != "" {
		metadata.AuthorizationServers = []string{m.Issuer}
	}
	auth.ProtectedResourceMetadataHandler(metadata).ServeHTTP(w, r)
}

// challenge has the challenge of an answer say where the metadata is.
func (m *Metadata) challenge(header http.Header, r *http.Request) {
	u := m.resource(r)
	u.Path = wellKnown + u.Path
	bearer := header.Get("WWW-Authenticate")
	separator := " "
	if strings.Contains(bearer, "=") {
		separator = ", "
	}
	header.Set("WWW-Authenticate", bearer+separator+`resource_metadata="`+u.String()+`"`)
}
