package access

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/inkeep-gateway/gateway/upstream/cache"
)

// TestVerifiedTokensAreBounded fills what is known of tokens beyond its bound: by few large claims, and by many small ones.
func TestVerifiedTokensAreBounded(t *testing.T) {
	for name, claim := range map[string]string{
		"a long text":   `"` + strings.Repeat("x", 6000) + `"`,
		"many numbers":  "[1" + strings.Repeat(",1", 3000) + "]",
		"many texts":    `[""` + strings.Repeat(`,""`, 2000) + "]",
		"many names":    `{"":1` + names(700) + "}",
		"deep in lists": strings.Repeat("[", 3000) + strings.Repeat("]", 3000),
	} {
		t.Run(name, func(t *testing.T) {
			known := newVerifiedTokens(time.Now)
			before := heap()
			for i := range 600 {
				claims, registered, err := readClaims([]byte(`{"exp":99999999999,"c":` + claim + `}`))
				if err != nil {
					t.Fatal(err)
				}
				known.byHash.Set(cache.Key{byte(i), byte(i >> 8)}, &verifiedToken{claims: claims, registered: registered})
			}
			if weight := known.byHash.Bytes(); weight > verifiedBytes {
				t.Errorf("they weigh %d bytes", weight)
			}
			if grown := heap() - before; grown > 2*verifiedBytes {
				t.Errorf("they take %d bytes", grown)
			}
			runtime.KeepAlive(known)
		})
	}
}

// TestWhatFollowsFromTokensIsBounded has many ask whose claims make large filters of rows.
func TestWhatFollowsFromTokensIsBounded(t *testing.T) {
	const secret = "a secret of thirty-two bytes at least"
	for name, rows := range map[string]string{
		"of claims":         `{and: [{integrationId: {in: $claims.of}}, {organizationId: {in: $claims.of}}, {id: {in: $claims.of}}]}`,
		"of a large policy": `{and: [{id: {in: [` + strings.Repeat("a, ", 2000) + `]}}, {integrationId: {in: $claims.of}}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			a, err := New(Options{Key: "k", Policies: "policies", Tokens: TokenOptions{Secret: secret}, ReadFile: func(string) ([]byte, error) {
				return []byte(`roles: {"*": {rows: ` + rows + `, fields: all}}`), nil
			}})
			if err != nil {
				t.Fatal(err)
			}
			signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: []byte(secret)}, nil)
			if err != nil {
				t.Fatal(err)
			}
			before := heap()
			for i := range 50 {
				signed, err := signer.Sign(fmt.Appendf(nil, `{"exp":99999999999,"sub":"%d","of":["x"%s]}`, i, strings.Repeat(`,"1"`, 1000)))
				if err != nil {
					t.Fatal(err)
				}
				token, _ := signed.CompactSerialize()
				c, refused := a.Authenticate(context.Background(), http.Header{"Authorization": {"Bearer " + token}})
				if refused != nil {
					t.Fatal(refused.Message)
				}
				c.Scope.RowFilter.Digest()
			}
			known := a.state.Load().verified.byHash
			if weight := known.Bytes(); weight > verifiedBytes || weight < verifiedBytes/2 {
				t.Errorf("they weigh %d bytes", weight)
			}
			grown := heap() - before
			t.Logf("they take %d bytes, and weigh %d", grown, known.Bytes())
			if grown > 2*verifiedBytes {
				t.Errorf("they take %d bytes", grown)
			}
			runtime.KeepAlive(a)
		})
	}
}

func names(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"%d":1`, i)
	}
	return b.String()
}

func heap() int {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}
