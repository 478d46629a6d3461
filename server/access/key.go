package access

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"

	"github.com/go-jose/go-jose/v4"
)

// verificationKey is a key that tokens are checked with.
type verificationKey struct {
	key        any    // of a type that the library verifies with
	id         string // the kid; empty: none
	algorithms []jose.SignatureAlgorithm
}

// fits says whether a token of an algorithm and a kid, or of none, may be signed with the key.
func (k verificationKey) fits(algorithm jose.SignatureAlgorithm, id string) bool {
	return slices.Contains(k.algorithms, algorithm) && (k.id == "" || id == "" || k.id == id)
}

// asymmetric are the algorithms whose keys may be public.
var asymmetric = []jose.SignatureAlgorithm{
	jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512, jose.ES256, jose.ES384, jose.ES512, jose.EdDSA,
}

func symmetric(algorithm jose.SignatureAlgorithm) bool {
	return algorithm == jose.HS256 || algorithm == jose.HS384 || algorithm == jose.HS512
}

// minRSA is how many bits the modulus of an RSA key has at least (RFC 7518, section 3.3).
const minRSA = 2048

// newPublicKey is a key for the algorithms that its type is made for: a public key is never a secret of HMAC.
func newPublicKey(key any, id string) (verificationKey, error) {
	k := verificationKey{key: key, id: id}
	switch key := key.(type) {
	case *rsa.PublicKey:
		if key.N.BitLen() < minRSA {
			return k, fmt.Errorf("an RSA key has fewer than %d bits", minRSA)
		}
		k.algorithms = asymmetric[:6]
	case *ecdsa.PublicKey:
		switch key.Curve {
		case elliptic.P256():
			k.algorithms = []jose.SignatureAlgorithm{jose.ES256}
		case elliptic.P384():
			k.algorithms = []jose.SignatureAlgorithm{jose.ES384}
		case elliptic.P521():
			k.algorithms = []jose.SignatureAlgorithm{jose.ES512}
		default:
			return k, errors.New("the curve of a key is not P-256, P-384 or P-521")
		}
	case ed25519.PublicKey:
		k.algorithms = []jose.SignatureAlgorithm{jose.EdDSA}
	default:
		return k, errors.New("a key is not a public RSA, ECDSA or Ed25519 key")
	}
	return k, nil
}

// newSecretKey is a secret for the algorithms whose hashes are no longer than it.
func newSecretKey(secret Secret) (verificationKey, error) {
	k := verificationKey{key: []byte(secret)}
	for bytes, algorithm := range map[int]jose.SignatureAlgorithm{MinSecret: jose.HS256, 48: jose.HS384, 64: jose.HS512} {
		if len(secret) >= bytes {
			k.algorithms = append(k.algorithms, algorithm)
		}
	}
	if len(k.algorithms) == 0 {
		return k, fmt.Errorf("the JWT secret has fewer than %d bytes", MinSecret)
	}
	return k, nil
}

// readTokenKeys are the keys that are at hand: the secret, and those of the file.
func readTokenKeys(o Options) (keys []verificationKey, problems []error) {
	if o.Tokens.Secret != "" {
		key, err := newSecretKey(o.Tokens.Secret)
		if err != nil {
			problems = append(problems, &Problem{"Tokens.Secret", err})
		}
		keys = append(keys, key)
	}
	if name := o.Tokens.KeysFile; name != "" {
		text, err := o.read(name)
		if err != nil {
			return nil, append(problems, &Problem{"Tokens.KeysFile", err})
		}
		read := readPEM
		if bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
			read = func(text []byte) ([]verificationKey, error) { return readJWKS(text, true) }
		}
		public, err := read(text)
		if err != nil {
			problems = append(problems, &Problem{"Tokens.KeysFile", fmt.Errorf("%s: %w", name, err)})
		}
		keys = append(keys, public...)
	}
	return keys, problems
}

// readPEM reads public keys and certificates, of which there has to be one.
func readPEM(text []byte) (keys []verificationKey, err error) {
	for {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			break
		}
		var public any
		switch block.Type {
		case "PUBLIC KEY":
			public, err = x509.ParsePKIXPublicKey(block.Bytes)
		case "RSA PUBLIC KEY":
			public, err = x509.ParsePKCS1PublicKey(block.Bytes)
		case "CERTIFICATE":
			var certificate *x509.Certificate
			if certificate, err = x509.ParseCertificate(block.Bytes); err == nil {
				public = certificate.PublicKey
			}
		default:
			return nil, errors.New("it holds something other than public keys; remove private keys")
		}
		if err != nil {
			return nil, fmt.Errorf("key %d cannot be read", len(keys)+1)
		}
		key, err := newPublicKey(public, "")
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 || len(bytes.TrimSpace(text)) > 0 {
		return nil, errors.New("it has to hold public keys, as PEM or as a JWK set")
	}
	return keys, nil
}

// maxKeys is how many keys a set may have. A token without a kid is tried with all of them.
const maxKeys = 100

// readJWKS reads a JWK set. Keys that cannot be used are left out, as RFC 7517 has it, or with strict are an error: in a
// file of one's own they are a mistake. There has to be one that can.
func readJWKS(text []byte, strict bool) (keys []verificationKey, err error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(text, &set); err != nil {
		return nil, errors.New("it is not a JWK set")
	}
	if len(set.Keys) > maxKeys {
		return nil, fmt.Errorf("it has more than %d keys", maxKeys)
	}
	for i, text := range set.Keys {
		key, err := readJWK(text)
		switch {
		case err == nil:
			keys = append(keys, key)
		case strict:
			return nil, fmt.Errorf("key %d cannot be used: %w", i+1, err)
		}
	}
	if len(keys) == 0 {
		return nil, errors.New("it holds no usable key")
	}
	return keys, nil
}

// readJWK reads a public key for signatures, which fits no more than its own alg, if it has one.
func readJWK(text []byte) (verificationKey, error) {
	var jwk jose.JSONWebKey
	var more struct {
		Operations []string `json:"key_ops"`
	}
	if jwk.UnmarshalJSON(text) != nil || json.Unmarshal(text, &more) != nil {
		return verificationKey{}, errors.New("it cannot be read")
	}
	if jwk.Use != "" && jwk.Use != "sig" || more.Operations != nil && !slices.Contains(more.Operations, "verify") {
		return verificationKey{}, errors.New("it is not for signatures")
	}
	key, err := newPublicKey(jwk.Key, jwk.KeyID)
	if err == nil && jwk.Algorithm != "" {
		if !key.fits(jose.SignatureAlgorithm(jwk.Algorithm), "") {
			return key, errors.New("its alg does not fit its type")
		}
		key.algorithms = []jose.SignatureAlgorithm{jose.SignatureAlgorithm(jwk.Algorithm)}
	}
	return key, err
}
