package access_test

import (
	"context"
	"crypto/elliptic"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/inkeep-gateway/gateway/server/access"
)

// issuer is an address of keys on a real listener, with a clock of its own.
type issuer struct {
	*access.Access
	calls  atomic.Int64
	answer atomic.Pointer[http.HandlerFunc]
	now    atomic.Pointer[time.Time]
}

func newIssuer(t *testing.T, answer string) *issuer {
	t.Helper()
	i := &issuer{}
	i.now.Store(&moment)
	i.answers(answer)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i.calls.Add(1)
		(*i.answer.Load())(w, r)
	}))
	t.Cleanup(server.Close)
	i.Access = newAccess(t, access.Options{
		Tokens: access.TokenOptions{JWKSURL: server.URL + "/keys"},
		Clock:  func() time.Time { return *i.now.Load() },
	}, nil)
	return i
}

func (i *issuer) answers(text string) {
	i.does(func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, text) })
}
func (i *issuer) does(answer http.HandlerFunc) { i.answer.Store(&answer) }

func (i *issuer) pass(d time.Duration) {
	now := i.now.Load().Add(d)
	i.now.Store(&now)
}

// check asks with a token that lasts for a day. A status of 200 is one that is let in.
func (i *issuer) check(t *testing.T, key pair, id string, status int, calls int64) {
	t.Helper()
	token := sign(t, jose.ES256, key.private, id, map[string]any{"exp": moment.Add(24 * time.Hour).Unix()})
	_, refused := identify(i.Access, "Bearer "+token)
	have := 200
	if refused != nil {
		have = refused.Status
	}
	if have != status {
		t.Errorf("kid %s is answered %d, not %d", id, have, status)
	}
	if n := i.calls.Load(); n != calls {
		t.Errorf("there were %d calls, not %d", n, calls)
	}
}

func TestKeysAreFetchedOnceAndAgainForARotation(t *testing.T) {
	first, second := newEC(t, elliptic.P256()), newEC(t, elliptic.P256())
	i := newIssuer(t, set(first.jwk(t, "1", "ES256")))
	i.check(t, first, "1", 200, 1)
	i.check(t, first, "1", 200, 1)
	i.check(t, first, "", 200, 1)

	i.answers(set(first.jwk(t, "1", ""), second.jwk(t, "2", "")))
	i.check(t, second, "2", 401, 1) // It has just been asked.
	i.pass(30 * time.Second)
	i.check(t, second, "2", 200, 2)
	i.check(t, first, "1", 200, 2)

	i.answers(set(second.jwk(t, "2", "")))
	i.pass(5*time.Minute - time.Second)
	i.check(t, first, "1", 200, 2)
	i.pass(time.Second)
	i.check(t, first, "1", 401, 3) // It was taken back.
	i.check(t, second, "2", 200, 3)
}

func TestMadeUpKidsDoNotHammerTheAddress(t *testing.T) {
	key := newEC(t, elliptic.P256())
	i := newIssuer(t, set(key.jwk(t, "1", "")))
	i.check(t, key, "1", 200, 1)
	for minute := range 3 {
		for second := range 60 {
			i.pass(time.Second)
			token := sign(t, jose.ES256, key.private, fmt.Sprint("made up ", minute, second), map[string]any{"exp": moment.Add(time.Hour).Unix()})
			_, refused := identify(i.Access, "Bearer "+token)
			checkRefused(t, access.Caller{}, refused, 401, "fits none of the keys")
		}
	}
	if n := i.calls.Load(); n != 7 { // One, and two a minute.
		t.Errorf("there were %d calls", n)
	}
	i.check(t, key, "1", 200, 7)
}

func TestManyCallersShareACall(t *testing.T) {
	key := newEC(t, elliptic.P256())
	i := newIssuer(t, "")
	release := make(chan struct{})
	i.does(func(w http.ResponseWriter, _ *http.Request) {
		<-release
		_, _ = fmt.Fprint(w, set(key.jwk(t, "1", "")))
	})
	token := sign(t, jose.ES256, key.private, "1", nil)
	var callers sync.WaitGroup
	for range 20 {
		callers.Go(func() {
			if _, refused := identify(i.Access, "Bearer "+token); refused != nil {
				t.Errorf("%+v", refused)
			}
		})
	}
	close(release)
	callers.Wait()
	if n := i.calls.Load(); n != 1 {
		t.Errorf("there were %d calls", n)
	}
}

func TestAnAddressThatFailsTakesNoKeysAway(t *testing.T) {
	key, other := newEC(t, elliptic.P256()), newEC(t, elliptic.P256())
	fails := map[string]http.HandlerFunc{
		"an error":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) },
		"a redirect": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/other", http.StatusFound) },
		"an answer cut off": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = fmt.Fprint(w, "{")
		},
		"a page":        func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, "<html>") },
		"an empty set":  func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, set()) },
		"unusable keys": func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, set(`{"kty":"oct","k":"YQ"}`, `1`)) },
		"an endless answer": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = fmt.Fprint(w, set(other.jwk(t, "1", "")), strings.Repeat(" ", 300<<10))
		},
		"more keys than a set": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = fmt.Fprint(w, set(strings.Split(strings.Repeat(other.jwk(t, "1", "")+"\n", 101), "\n")[:101]...))
		},
	}
	for name, fail := range fails {
		t.Run(name, func(t *testing.T) {
			i := newIssuer(t, "")
			i.does(fail)
			i.check(t, key, "1", 503, 1)
			i.check(t, key, "1", 503, 1)

			i.answers(set(`{"kty":"new"}`, key.jwk(t, "1", "")))
			i.pass(time.Second) // for there are no keys at all
			i.check(t, key, "1", 200, 2)

			i.does(fail)
			i.pass(time.Hour)
			i.check(t, key, "1", 200, 3)
			i.check(t, other, "2", 401, 3)
			i.pass(time.Hour)
			i.check(t, other, "2", 401, 4)
			i.check(t, key, "1", 200, 4)
		})
	}
}

func TestNobodyWithAKnownKeyWaitsForAnAddressThatFails(t *testing.T) {
	key := newEC(t, elliptic.P256())
	i := newIssuer(t, set(key.jwk(t, "1", "")))
	i.check(t, key, "1", 200, 1)
	i.does(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) })
	i.pass(time.Hour)
	i.check(t, key, "1", 200, 2)

	release, entered := make(chan struct{}), make(chan struct{})
	i.does(func(http.ResponseWriter, *http.Request) { close(entered); <-release })
	t.Cleanup(func() { close(release) })
	i.pass(time.Hour)
	token := sign(t, jose.ES256, key.private, "1", map[string]any{"exp": moment.Add(24 * time.Hour).Unix()})
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Second)
	defer cancel()
	if _, refused := i.Authenticate(ctx, http.Header{"Authorization": {"Bearer " + token}}); refused != nil || ctx.Err() != nil {
		t.Errorf("it waits for an answer that comes later: %v, %+v", ctx.Err(), refused)
	}
	<-entered
}

func TestAddressesOfKeys(t *testing.T) {
	for address, want := range map[string]bool{
		"https://login.example.com/keys":      true,
		"http://127.0.0.1:8000/keys":          true,
		"http://[::1]/keys":                   true,
		"http://localhost/keys":               true,
		"http://login.example.com/keys":       false,
		"http://localhost.example.com/keys":   false,
		"http://10.0.0.1/keys":                false,
		"https://user:word@login.example.com": false,
		"ftp://127.0.0.1/keys":                false,
		"file:///keys":                        false,
		"https:":                              false,
		"":                                    false,
	} {
		if access.CheckJWKSURL(address) != want {
			t.Errorf("%s is taken: %v", address, !want)
		}
	}
	if _, err := access.New(access.Options{Key: "k", Tokens: access.TokenOptions{JWKSURL: "http://login.example.com/"}}); err == nil {
		t.Error("an address without encryption is taken")
	}
}
