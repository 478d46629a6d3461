package access

import (
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

func TestScopesAreAlikeOnlyIfTheySeeTheSame(t *testing.T) {
	in := func(ids ...string) query.Where {
		c := query.Condition{Field: query.IntegrationID, Operator: query.In}
		for _, id := range ids {
			text, _ := jsontext.AppendQuote(nil, id)
			c.Values = append(c.Values, text)
		}
		return query.If(c)
	}
	path := func(path ...string) []query.Property {
		return []query.Property{{Field: query.UserProperties, Path: path}}
	}
	scopes := []upstream.Scope{
		{Key: "k"},
		{Key: "l"},
		{Key: "k", Own: true},
		{Key: "k", Limited: true},
		{Key: "k", RowFilter: query.Any()},
		{Key: "k", RowFilter: in("a")},
		{Key: "k", RowFilter: in("b")},
		{Key: "k", RowFilter: in("a", "b")},
		{Key: "k", RowFilter: in(`a","b`)},
		{Key: "k", Limited: true, Readable: path()},
		{Key: "k", Limited: true, Readable: path("a", "b")},
		{Key: "k", Limited: true, Readable: path("a.b")},
		{Key: "k", Limited: true, Readable: path("a b")},
		{Key: "k", Limited: true, Readable: path(`a" "b`)},
		{Key: "k", Limited: true, Readable: append(path("a"), path("b")...)},
		{Key: "k", Limited: true, Readable: []query.Property{{Field: query.ID}}},
		{Key: "k", Limited: true, RowFilter: in("a"), Readable: []query.Property{{Field: query.ID}}},
	}
	seen := map[string]upstream.Scope{}
	for _, s := range scopes {
		identity := scopeIdentity(s)
		if other, ok := seen[identity]; ok || identity == "" || identity != scopeIdentity(s) {
			t.Errorf("%+v is taken for %+v: %q", s, other, identity)
		}
		seen[identity] = s
	}
	if scopeIdentity(upstream.Scope{Limited: true}) != "" {
		t.Error("a scope without a key is one")
	}
	if scopeIdentity(upstream.Scope{Key: "k", RowFilter: in("a", "b")}) != scopeIdentity(upstream.Scope{Key: "k", RowFilter: in("b", "a")}) {
		t.Error("rows in another order are others")
	}
}
