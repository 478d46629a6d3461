package access_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/inkeep-gateway/gateway/server/access"
	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// moment is the present of all tests.
var moment = time.Date(2026, 1, 31, 10, 37, 12, 345e6, time.UTC)

const secret = "a secret of sixty-four bytes, which is as long as HS512 takes...."

// files are read instead of those of a disk.
type files map[string]string

func (f files) read(name string) ([]byte, error) {
	text, ok := f[name]
	if !ok {
		return nil, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
	}
	return []byte(text), nil
}

// newAccess knows callers by options, files, and, if nothing else is set, a key.
func newAccess(t testing.TB, o access.Options, f files) *access.Access {
	t.Helper()
	o.ReadFile = f.read
	if o.Mode != access.PassThrough && o.Key == "" && o.KeyFile == "" && o.KeysFile == "" {
		o.Key = "gateway-key"
	}
	if o.Clock == nil {
		o.Clock = func() time.Time { return moment }
	}
	a, err := access.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// identify asks who sends a request with Authorization headers.
func identify(a *access.Access, authorizations ...string) (access.Caller, *access.Refusal) {
	header := http.Header{}
	for _, value := range authorizations {
		header.Add("Authorization", value)
	}
	return a.Authenticate(context.Background(), header)
}

// checkRefused checks that a caller was refused with a status, by a message of some words.
func checkRefused(t *testing.T, c access.Caller, r *access.Refusal, status int, words string) {
	t.Helper()
	code := map[int]string{401: "UNAUTHENTICATED", 403: "FORBIDDEN", 503: "UPSTREAM_UNAVAILABLE"}[status]
	switch {
	case r == nil:
		t.Fatalf("it is let in as %v with %d bytes of a key", c, len(c.Scope.Key))
	case r.Status != status || r.Code != code || !strings.Contains(r.Message, words):
		t.Errorf("it is refused by %d %s: %s", r.Status, r.Code, r.Message)
	case (status == 401) != strings.HasPrefix(r.Header.Get("WWW-Authenticate"), `Bearer realm="`):
		t.Errorf("the challenge is %q", r.Header)
	case c.Scope.Key != "" || c.Authenticated:
		t.Errorf("it gives a caller who sees something beside the refusal: %v", c)
	}
}

// sign is a token of claims, which lasts for a minute unless they say otherwise; null leaves one out.
func sign(t testing.TB, algorithm jose.SignatureAlgorithm, key any, id string, claims map[string]any) string {
	t.Helper()
	all := map[string]any{"sub": "me", "exp": moment.Add(time.Minute).Unix()}
	for name, value := range claims {
		if all[name] = value; value == nil {
			delete(all, name)
		}
	}
	payload, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return signText(t, algorithm, key, id, string(payload))
}

// signText is a token of any payload.
func signText(t testing.TB, algorithm jose.SignatureAlgorithm, key any, id, payload string) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: jose.JSONWebKey{Key: key, KeyID: id}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign([]byte(payload))
	if err != nil {
		t.Fatal(err)
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// forge is a token of any header and payload, with a signature of HMAC-SHA-256, or of nothing without a key.
func forge(header, payload string, key []byte) string {
	signed := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(payload))
	if key == nil {
		return signed + "."
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// pair is a private key and its public half.
type pair struct {
	private interface{ Public() crypto.PublicKey }
}

func newRSA(t testing.TB, bits int) pair {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return pair{key}
}

func newEC(t testing.TB, curve elliptic.Curve) pair {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return pair{key}
}

func newEd(t testing.TB) pair {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return pair{key}
}

// pem is the public half as a file of PEM.
func (p pair) pem(t testing.TB) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(p.private.Public())
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// jwk is the public half as a JWK with a kid and, unless it is empty, an alg.
func (p pair) jwk(t testing.TB, id, algorithm string) string {
	t.Helper()
	text, err := json.Marshal(jose.JSONWebKey{Key: p.private.Public(), KeyID: id, Algorithm: algorithm, Use: "sig"})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// set is a JWK set.
func set(keys ...string) string { return `{"keys":[` + strings.Join(keys, ",") + `]}` }

// rowsOf are the rows of a scope as they are sent.
func rowsOf(s upstream.Scope) string {
	if s.RowFilter.Everything() {
		return "all"
	}
	if s.RowFilter.Nothing() {
		return "none"
	}
	var body struct {
		Where json.RawMessage `json:"where"`
	}
	query := query.Query{Select: []query.Selection{{Field: query.ID}}, Where: s.RowFilter}
	if err := json.Unmarshal(query.Body(), &body); err != nil {
		return err.Error()
	}
	return string(body.Where)
}
