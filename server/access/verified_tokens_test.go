package access_test

import (
	"crypto/elliptic"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/inkeep-gateway/gateway/server/access"
)

// TestATokenThatIsKnownIsJudgedAnew has one token asked with again, after what makes it void.
func TestATokenThatIsKnownIsJudgedAnew(t *testing.T) {
	key, other := newEC(t, elliptic.P256()), newEC(t, elliptic.P256())
	token := "Bearer " + sign(t, jose.ES256, key.private, "1", map[string]any{"exp": moment.Add(10 * time.Minute).Unix()})
	begin := func(t *testing.T) *issuer {
		i := newIssuer(t, set(key.jwk(t, "1", "")))
		for range 2 {
			if _, refused := identify(i.Access, token); refused != nil {
				t.Fatal(refused.Message)
			}
		}
		return i
	}
	refuses := func(t *testing.T, a *access.Access, token, words string) {
		t.Helper()
		c, refused := identify(a, token)
		checkRefused(t, c, refused, 401, words)
	}
	t.Run("its end", func(t *testing.T) {
		i := begin(t)
		i.pass(10*time.Minute + 30*time.Second)
		refuses(t, i.Access, token, "has expired")
	})
	t.Run("its key is taken back", func(t *testing.T) {
		i := begin(t)
		i.answers(set(other.jwk(t, "1", "")))
		i.pass(5 * time.Minute)
		refuses(t, i.Access, token, "fits none of the keys")
	})
	t.Run("another signature", func(t *testing.T) {
		i := begin(t)
		body, signature, _ := strings.Cut(token, ".")
		payload, signature, _ := strings.Cut(signature, ".")
		refuses(t, i.Access, body+"."+payload+"."+strings.ToUpper(signature), "fits none of the keys")
	})
	t.Run("a reload", func(t *testing.T) {
		f := files{"tokens": key.pem(t)}
		a := newAccess(t, access.Options{Tokens: access.TokenOptions{KeysFile: "tokens"}}, f)
		if _, refused := identify(a, token); refused != nil {
			t.Fatal(refused.Message)
		}
		f["tokens"] = other.pem(t)
		if err := a.Reload(); err != nil {
			t.Fatal(err)
		}
		refuses(t, a, token, "fits none of the keys")
	})
}

// TestManyUseTheClaimsOfOneToken has callers with one token and a policy ask side by side, for the race detector.
func TestManyUseTheClaimsOfOneToken(t *testing.T) {
	a := newAccess(t, access.Options{Policies: "policies", Tokens: access.TokenOptions{Secret: secret}},
		files{"policies": `roles: {"*": {rows: {projectId: {in: $claims.projects}}, fields: all}}`})
	token := "Bearer " + sign(t, jose.HS256, []byte(secret), "", map[string]any{"projects": []string{"a", "b"}})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				c, refused := identify(a, token)
				if refused != nil || !strings.Contains(rowsOf(c.Scope), `["a","b"]`) {
					t.Errorf("%v sees %s", refused, rowsOf(c.Scope))
					return
				}
			}
		})
	}
	all.Wait()
}

// BenchmarkAuthenticate is what a token costs that is new, and one that is known.
func BenchmarkAuthenticate(b *testing.B) {
	ec, ed := newEC(b, elliptic.P256()), newEd(b)
	for _, c := range []struct {
		algorithm jose.SignatureAlgorithm
		key       any
		file      string
	}{{jose.HS256, []byte(secret), ""}, {jose.ES256, ec.private, ec.pem(b)}, {jose.EdDSA, ed.private, ed.pem(b)}} {
		o := access.Options{Tokens: access.TokenOptions{KeysFile: "tokens"}}
		if c.file == "" {
			o.Tokens = access.TokenOptions{Secret: secret}
		}
		a := newAccess(b, o, files{"tokens": c.file})
		token := "Bearer " + sign(b, c.algorithm, c.key, "", nil)
		for _, known := range []bool{false, true} {
			name := string(c.algorithm) + "/new"
			if known {
				name = string(c.algorithm) + "/known"
			}
			b.Run(name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if !known {
						b.StopTimer()
						if err := a.Reload(); err != nil {
							b.Fatal(err)
						}
						b.StartTimer()
					}
					if _, refused := identify(a, token); refused != nil {
						b.Fatal(refused.Message)
					}
				}
			})
		}
	}
}
