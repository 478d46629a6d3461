package access_test

import (
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/inkeep-gateway/gateway/server/access"
)

func TestTokensOfEachAlgorithmAreTaken(t *testing.T) {
	rsaKey, p256, p384, p521, ed := newRSA(t, 2048), newEC(t, elliptic.P256()), newEC(t, elliptic.P384()), newEC(t, elliptic.P521()), newEd(t)
	for _, c := range []struct {
		algorithm jose.SignatureAlgorithm
		key       pair
	}{
		{jose.RS256, rsaKey}, {jose.RS384, rsaKey}, {jose.RS512, rsaKey},
		{jose.PS256, rsaKey}, {jose.PS384, rsaKey}, {jose.PS512, rsaKey},
		{jose.ES256, p256}, {jose.ES384, p384}, {jose.ES512, p521}, {jose.EdDSA, ed},
	} {
		t.Run(string(c.algorithm), func(t *testing.T) {
			for name, file := range map[string]string{
				"PEM":                   c.key.pem(t),
				"a JWK set":             set(c.key.jwk(t, "one", "")),
				"a JWK set with an alg": set(c.key.jwk(t, "one", string(c.algorithm))),
			} {
				a := newAccess(t, access.Options{Tokens: access.TokenOptions{KeysFile: "keys"}}, files{"keys": file})
				for _, id := range []string{"", "one"} {
					caller, refused := identify(a, "Bearer "+sign(t, c.algorithm, c.key.private, id, nil))
					if refused != nil || caller.Scope.Key != "gateway-key" || caller.Scope.Own {
						t.Errorf("%s, kid %q: %+v", name, id, refused)
					}
				}
			}
		})
	}
	for _, algorithm := range []jose.SignatureAlgorithm{jose.HS256, jose.HS384, jose.HS512} {
		t.Run(string(algorithm), func(t *testing.T) {
			a := newAccess(t, access.Options{Tokens: access.TokenOptions{Secret: secret}}, nil)
			if _, refused := identify(a, "bearer "+sign(t, algorithm, []byte(secret), "", nil)); refused != nil {
				t.Errorf("%+v", refused)
			}
		})
	}
}

func TestTokensThatAreNotTaken(t *testing.T) {
	key, other, weaker := newRSA(t, 2048), newRSA(t, 2048), newEC(t, elliptic.P256())
	a := newAccess(t, access.Options{Tokens: access.TokenOptions{
		Secret: access.Secret(secret[:32]), KeysFile: "keys", Issuer: "https://issuer.example.com", Audience: "conversations", Leeway: 30 * time.Second,
	}}, files{"keys": set(key.jwk(t, "rsa", "RS256"), weaker.jwk(t, "ec", ""))})
	claims := func(changes ...any) map[string]any {
		all := map[string]any{"iss": "https://issuer.example.com", "aud": "conversations"}
		for i := 0; i < len(changes); i += 2 {
			all[changes[i].(string)] = changes[i+1]
		}
		return all
	}
	rs := func(id string, c map[string]any) string { return sign(t, jose.RS256, key.private, id, c) }
	at := func(d time.Duration) int64 { return moment.Add(d).Unix() }
	good := rs("rsa", claims())
	parts := strings.Split(good, ".")
	payload := fmt.Sprintf(`{"iss":"https://issuer.example.com","aud":"conversations","exp":%d}`, at(time.Minute))
	encoded := base64.RawURLEncoding.EncodeToString

	for _, c := range []struct{ name, token, want string }{ // an empty want is one that is let in
		{"a good one", good, ""},
		{"one for several audiences", rs("rsa", claims("aud", []string{"x", "conversations"})), ""},
		{"one without a kid", rs("", claims()), ""},
		{"one that expired within the leeway", rs("rsa", claims("exp", at(-29*time.Second))), ""},
		{"one that begins within the leeway", rs("rsa", claims("nbf", at(29*time.Second), "iat", at(29*time.Second))), ""},
		{"one with the secret and any kid", sign(t, jose.HS256, []byte(secret[:32]), "x", claims()), ""},

		{"alg none", forge(`{"alg":"none"}`, payload, nil), "an algorithm that the gateway does not accept"},
		{"alg None", forge(`{"alg":"None"}`, payload, nil), "an algorithm that the gateway does not accept"},
		{"alg nOnE with a signature", forge(`{"alg":"nOnE"}`, payload, []byte(secret[:32])), "an algorithm that the gateway does not accept"},
		{"no alg", forge(`{"typ":"JWT"}`, payload, []byte(secret[:32])), "an algorithm that the gateway does not accept"},
		{"an empty alg", forge(`{"alg":""}`, payload, nil), "an algorithm that the gateway does not accept"},
		{"no signature", parts[0] + "." + parts[1] + ".", "fits none of the keys"},
		{"two parts", parts[0] + "." + parts[1], "is not a JWT"},
		{"five parts", good + ".x.y", "is not a JWT"},
		{"a header that is no JSON", encoded([]byte("alg")) + "." + parts[1] + "." + parts[2], "is not a JWT"},
		{"padding", parts[0] + "=." + parts[1] + "." + parts[2], "is not a JWT"},
		{"the public key as the secret of HMAC", forge(`{"alg":"HS256"}`, payload, []byte(key.pem(t))), "fits none of the keys"},
		{"its JWK as the secret of HMAC", forge(`{"alg":"HS256","kid":"rsa"}`, payload, []byte(key.jwk(t, "rsa", "RS256"))), "fits none of the keys"},
		{"its modulus as the secret of HMAC", forge(`{"alg":"HS256"}`, payload, key.private.Public().(*rsa.PublicKey).N.Bytes()), "fits none of the keys"},
		{"an empty secret", forge(`{"alg":"HS256"}`, payload, []byte{}), "fits none of the keys"},
		{"a longer hash than the secret is for", sign(t, jose.HS512, []byte(secret), "", claims()), "an algorithm that the gateway does not accept"},
		{"another algorithm than the key's own", sign(t, jose.PS256, key.private, "rsa", claims()), "an algorithm that the gateway does not accept"},
		{"the kid of a key of another type", sign(t, jose.RS256, key.private, "ec", claims()), "fits none of the keys"},
		{"an unknown kid", rs("none", claims()), "fits none of the keys"},
		{"another key", sign(t, jose.RS256, other.private, "rsa", claims()), "fits none of the keys"},
		{"a key that it brings along", embedded(t, other, claims()), "fits none of the keys"},
		{"an extension that must be understood", forge(`{"alg":"HS256","crit":["exp"],"exp":1}`, payload, []byte(secret[:32])), "fits none of the keys"},
		{"a changed payload", parts[0] + "." + encoded([]byte(payload)) + "." + parts[2], "fits none of the keys"},
		{"a changed header", encoded([]byte(`{"alg":"RS256","kid":"rsa","x":1}`)) + "." + parts[1] + "." + parts[2], "fits none of the keys"},
		{"too many bytes", rs("rsa", claims("x", strings.Repeat("x", 8<<10))), "larger than 8192 bytes"},

		{"an expired one", rs("rsa", claims("exp", at(-31*time.Second))), "expired"},
		{"one that expires now, to the leeway", rs("rsa", claims("exp", at(-30*time.Second))), "expired"},
		{"an expired one that names another", rs("rsa", claims("exp", at(-time.Hour), "Exp", at(time.Hour), "EXP", at(time.Hour))), "expired"},
		{"one of another issuer that names this one", rs("rsa", claims("iss", "https://evil.example.com", "iſs", "https://issuer.example.com")), "another issuer"},
		{"one for another audience that names this one", rs("rsa", claims("aud", "other", "AUD", "conversations")), "another audience"},
		{"one without exp", rs("rsa", claims("exp", nil)), "expired, or does not say"},
		{"exp as a text", rs("rsa", claims("exp", "9999999999")), "cannot be read"},
		{"exp as null", signText(t, jose.RS256, key.private, "rsa", strings.Replace(payload, fmt.Sprint(at(time.Minute)), "null", 1)), "expired, or"},
		{"exp beyond all time", signText(t, jose.RS256, key.private, "rsa", strings.Replace(payload, fmt.Sprint(at(time.Minute)), "1e300", 1)), "cannot be read"},
		{"one that is not valid yet", rs("rsa", claims("nbf", at(32*time.Second))), "not valid yet"},
		{"one issued in the future", rs("rsa", claims("iat", at(32*time.Second))), "not valid yet"},
		{"another issuer", rs("rsa", claims("iss", "https://issuer.example.com/")), "another issuer"},
		{"no issuer", rs("rsa", claims("iss", nil)), "another issuer"},
		{"several issuers", rs("rsa", claims("iss", []string{"https://issuer.example.com"})), "cannot be read"},
		{"another audience", rs("rsa", claims("aud", "conversation")), "another audience"},
		{"no audience", rs("rsa", claims("aud", nil)), "another audience"},
		{"a list without the audience", rs("rsa", claims("aud", []string{"x"})), "another audience"},
		{"a claim that stands twice", signText(t, jose.RS256, key.private, "rsa", payload[:len(payload)-1]+`,"role":"a","role":"b"}`), "cannot be read"},
		{"a payload that is no object", signText(t, jose.RS256, key.private, "rsa", "null"), "cannot be read"},
		{"an empty payload", signText(t, jose.RS256, key.private, "rsa", ""), "cannot be read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			caller, refused := identify(a, "Bearer "+c.token)
			if c.want != "" {
				checkRefused(t, caller, refused, 401, c.want)
			} else if refused != nil {
				t.Errorf("it is refused: %s", refused.Message)
			}
		})
	}
}

// embedded is a token with its own public key in its header.
func embedded(t *testing.T, key pair, claims map[string]any) string {
	t.Helper()
	header := `{"alg":"RS256","jwk":` + key.jwk(t, "rsa", "RS256") + `}`
	rs := strings.Split(sign(t, jose.RS256, key.private, "rsa", claims), ".")
	return base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + rs[1] + "." + rs[2]
}

func TestFilesOfKeysThatCannotBeUsed(t *testing.T) {
	key := newEd(t)
	private, err := jose.JSONWebKey{Key: key.private, KeyID: "one"}.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, file, want string }{
		{"nothing", "", "keys: it has to hold public keys"},
		{"text", "secret", "keys: it has to hold public keys"},
		{"text after a key", key.pem(t) + "secret", "keys: it has to hold public keys"},
		{"a private key", strings.ReplaceAll(key.pem(t), "PUBLIC", "PRIVATE"), "keys: it holds something other than public keys"},
		{"a broken key", strings.Replace(key.pem(t), "M", "A", 1), "cannot be read"},
		{"a weak key", newRSA(t, 1024).pem(t), "fewer than 2048 bits"},
		{"a key of a weak curve", newEC(t, elliptic.P224()).pem(t), "the curve of a key is not"},
		{"an empty set", set(), "no usable key"},
		{"no set", `{"keys": secret`, "it is not a JWK set"},
		{"a private JWK", set(key.jwk(t, "one", ""), string(private)), "key 2 cannot be used"},
		{"a secret", set(`{"kty":"oct","k":"c2VjcmV0"}`), "key 1 cannot be used"},
		{"a key for encryption", set(strings.Replace(key.jwk(t, "one", ""), `"sig"`, `"enc"`, 1)), "it is not for signatures"},
		{"a key for signing", set(strings.Replace(key.jwk(t, "one", ""), `{`, `{"key_ops":["sign"],`, 1)), "it is not for signatures"},
		{"an alg of another type of key", set(key.jwk(t, "one", "RS256")), "its alg does not fit its type"},
		{"an alg of HMAC", set(key.jwk(t, "one", "HS256")), "its alg does not fit its type"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := access.New(access.Options{Key: "k", Tokens: access.TokenOptions{KeysFile: "keys"}, ReadFile: files{"keys": c.file}.read})
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret") {
				t.Errorf("it says %v", err)
			}
		})
	}
	if _, err := access.New(access.Options{Key: "k", Tokens: access.TokenOptions{Secret: access.Secret(secret[:31])}}); err == nil {
		t.Error("a secret of 31 bytes is taken")
	}
}
