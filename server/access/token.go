package access

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/upstream/cache"
)

// TokenOptions say which JWTs are taken. Without a Secret, a KeysFile and a JWKSURL, none are.
type TokenOptions struct {
	Secret   Secret        // that tokens of HS256, HS384 and HS512 are signed with; at least 32, 48 and 64 bytes
	KeysFile string        // a file of public keys: PEM, or a JWK set
	JWKSURL  string        // an address of public keys, a JWK set: https, or http on the loopback
	Issuer   string        // that has to stand in iss; empty: any
	Audience string        // that has to be among aud; empty: any
	Leeway   time.Duration // by which clocks may differ
}

// MinSecret is how many bytes a secret of tokens has at least.
const MinSecret = 32

// configured says whether tokens are checked at all.
func (o TokenOptions) configured() bool { return o.Secret != "" || o.KeysFile != "" || o.JWKSURL != "" }

// maxToken is how many bytes a JWT may have.
const maxToken = 8 << 10

func badToken(message string) *Refusal { return unauthenticated(invalidToken, message) }

// checkToken is what a JWT says, once its signature and its times have been checked. It is nil for one without a valid signature, but not
// for one that is refused for something else.
func (a *Access) checkToken(ctx context.Context, s *state, token string) (*verifiedToken, *Refusal) {
	if len(token) > maxToken {
		return nil, badToken("The token is larger than 8192 bytes.")
	}
	v, refused := a.verifiedToken(ctx, s, token)
	if refused != nil {
		return nil, refused
	}
	o, now := a.options.Tokens, a.options.Clock()
	// The library lets a token without exp last for ever.
	if exp := v.registered.Expiry; exp == nil || !now.Add(-o.Leeway).Before(exp.Time()) {
		return v, badToken("The token has expired, or does not say when it does. Get a new one.")
	}
	expected := jwt.Expected{Issuer: o.Issuer, AnyAudience: a.audience, Time: now}
	switch err := v.registered.ValidateWithLeeway(expected, o.Leeway); {
	case errors.Is(err, jwt.ErrInvalidIssuer):
		return v, badToken("The token is from another issuer.")
	case errors.Is(err, jwt.ErrInvalidAudience):
		return v, badToken("The token is for another audience.")
	case errors.Is(err, jwt.ErrNotValidYet), errors.Is(err, jwt.ErrIssuedInTheFuture):
		return v, badToken("The token is not valid yet.")
	case err != nil:
		return v, badToken("The token is not valid.")
	}
	return v, nil
}

// verifiedToken is what a token says, once it is known to be signed.
func (a *Access) verifiedToken(ctx context.Context, s *state, token string) (*verifiedToken, *Refusal) {
	hash := cache.KeyOf(token)
	if v, ok := s.verified.byHash.Get(hash); ok && (v.fetched == nil || v.fetched == firstOf(a.jwks.keysFor(ctx, v.id))) {
		return v, nil
	}
	signed, err := jose.ParseSignedCompact(token, a.algorithms(s))
	if err != nil || len(signed.Signatures) != 1 {
		return nil, badToken("The token is not a JWT, or it is signed with an algorithm that the gateway does not accept.")
	}
	v := new(verifiedToken)
	payload, refused := a.verify(ctx, s, signed, v)
	if refused != nil {
		return nil, refused
	}
	if v.claims, v.registered, err = readClaims(payload); err != nil {
		return nil, badToken("The token's claims cannot be read.")
	}
	v.holder = a.holder(s, token, v.claims)
	if v.registered.Expiry != nil {
		// The role, the rows and all else that follows from the claims and the policies, both of which this token and this state keep.
		if c, moves, refused := a.judge(s, v); refused == nil && !moves {
			v.lasting = &c
		}
		s.verified.byHash.Set(hash, v)
	}
	return v, nil
}

// algorithms are those that some key may fit. None and whatever else the library knows are not among them.
func (a *Access) algorithms(s *state) []jose.SignatureAlgorithm {
	var all []jose.SignatureAlgorithm
	for _, key := range s.tokens {
		all = append(all, key.algorithms...)
	}
	if a.jwks != nil {
		all = append(all, asymmetric...)
	}
	return all
}

// verify is the payload of a token that is signed with a key that fits it: by its type and its own alg, and, where both
// have one, by its kid. A key without a kid fits any. It notes if the key was fetched.
func (a *Access) verify(ctx context.Context, s *state, signed *jose.JSONWebSignature, v *verifiedToken) ([]byte, *Refusal) {
	header := signed.Signatures[0].Protected
	algorithm := jose.SignatureAlgorithm(header.Algorithm)
	keys := s.tokens
	var fetched []verificationKey
	if a.jwks != nil && !symmetric(algorithm) {
		var ok bool
		fetched, ok = a.jwks.keysFor(ctx, header.KeyID)
		if !ok && len(keys) == 0 {
			return nil, &Refusal{http.StatusServiceUnavailable, "UPSTREAM_UNAVAILABLE",
				"The gateway has no keys to check the token with at the moment. Ask again later.", http.Header{"Retry-After": {"1"}}}
		}
		keys = append(keys[:len(keys):len(keys)], fetched...)
	}
	for i, key := range keys {
		if !key.fits(algorithm, header.KeyID) {
			continue
		}
		if payload, err := signed.Verify(key.key); err == nil {
			if i >= len(s.tokens) {
				v.id, v.fetched = header.KeyID, firstOf(fetched, true)
			}
			return payload, nil
		}
	}
	return nil, badToken("The signature of the token fits none of the keys that the gateway has.")
}

// readClaims reads a payload: one JSON object, with no name twice, for two readers might take different ones.
func readClaims(payload []byte) (claims map[string]any, registered jwt.Claims, err error) {
	if !jsontext.Value(payload).IsValid() {
		return nil, registered, errors.New("no JSON")
	}
	d := json.NewDecoder(bytes.NewReader(payload))
	d.UseNumber()
	if err := d.Decode(&claims); err != nil {
		return nil, registered, err
	}
	if claims == nil {
		return nil, registered, errors.New("null")
	}
	// The decoder takes Exp and EXP for exp as well.
	exact := make(map[string]any)
	for _, name := range []string{"iss", "aud", "exp", "nbf", "iat"} {
		if claim, ok := claims[name]; ok {
			exact[name] = claim
		}
	}
	text, err := json.Marshal(exact)
	if err == nil {
		err = json.Unmarshal(text, &registered)
	}
	return claims, registered, err
}
