package edge

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/inkeep-gateway/gateway/upstream/cache"
)

// persistedDocuments are those that a request may name: the trusted ones, and those that clients have sent along with their hash,
// by the protocol of Apollo's automatic persisted queries. gqlgen's own extension for it would keep what is not valid,
// and its errors have no codes.
type persistedDocuments struct {
	trusted map[string]string
	texts   map[string]bool                 // of the trusted ones, without space around, where nothing else is taken; otherwise nil
	kept    *cache.Cache[cache.Key, string] // by the hashes that clients send, in lower case
}

func newPersistedDocuments(o Options) *persistedDocuments {
	d := &persistedDocuments{trusted: o.Documents}
	switch {
	case o.DocumentsOnly:
		d.texts = make(map[string]bool, len(o.Documents))
		for _, text := range o.Documents {
			d.texts[strings.TrimSpace(text)] = true
		}
	case o.Persisted > 0:
		d.kept = cache.New(cache.Options[cache.Key, string]{
			Bytes: o.Persisted,
			Weigh: func(text string) int {
				const entry = 192 // what the cache needs besides
				return len(text) + entry
			},
			Full: func() { o.Evicted(cachedQueries) },
		})
	}
	return d
}

// persistedQuery is the hash that a request has in its extensions; empty if it has none.
func persistedQuery(extensions map[string]any) (hash string, ok bool) {
	extension, has := extensions["persistedQuery"]
	if !has || extension == nil {
		return "", true
	}
	members, _ := extension.(map[string]any)
	hash, _ = members["sha256Hash"].(string)
	return hash, hash != "" && members["version"] == json.Number("1")
}

// find puts the document that is named into what is asked for, and checks the one that is sent. A refusal without a
// status has that of an invalid document: clients look for its words whatever the status, but some only under 200.
func (d *persistedDocuments) find(a *operationRequest) *refusal {
	if a.Query == "" && (a.id != "" || a.hash != "") {
		return d.name(a)
	}
	switch {
	case d.texts != nil && !d.texts[strings.TrimSpace(a.Query)]:
		return &refusal{status: http.StatusForbidden, code: "FORBIDDEN", message: "Only the documents that the gateway was given are answered."}
	case a.hash != "" && d.kept != nil && !strings.EqualFold(a.hash, sha256Of(a.Query)):
		return malformed("The sha256Hash does not match the query.")
	}
	return nil
}

func (d *persistedDocuments) name(a *operationRequest) *refusal {
	for _, id := range []string{a.id, a.hash} {
		if text, ok := d.trusted[documentName(id)]; ok && id != "" {
			a.Query, a.hash = text, ""
			return nil
		}
	}
	unknown := &refusal{code: "PERSISTED_QUERY_NOT_FOUND", message: "PersistedQueryNotFound"}
	switch {
	case a.id != "" || d.texts != nil:
		return unknown
	case d.kept == nil:
		unknown.message = "PersistedQueryNotSupported" // Clients then stop sending hashes.
		return unknown
	}
	text, ok := d.kept.Get(cache.KeyOf(strings.ToLower(a.hash)))
	if !ok {
		return unknown
	}
	a.Query, a.hash = text, ""
	return nil
}

// keep keeps a document that was found valid, if it came with its hash.
func (d *persistedDocuments) keep(a *operationRequest) {
	if a.hash != "" && d.kept != nil {
		d.kept.Set(cache.KeyOf(strings.ToLower(a.hash)), a.Query)
	}
}

func sha256Of(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
