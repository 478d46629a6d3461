// Package access says who is asking and what they may see: the caller's key or token in, an upstream.Scope out.
//
// Authenticate takes one way through the files: bearer.go (the header) → token.go (a JWT, with keys of key.go and jwks.go) →
// policy.go (the role), row_filter.go and claims.go (its rows, filled with the token's claims). policy_file.go, row_filter.go and
// fields.go read the file of policies, keys.go the keys of the endpoint, both from a document.go.
//
// The package opens no files and reads no environment: it is given what reads them.
package access

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/go-jose/go-jose/v4/jwt"
)

// Mode says whose key asks the endpoint.
type Mode string

// The modes.
const (
	ServerKey   Mode = "server-key"   // the gateway's; callers bring a JWT, or nothing
	PassThrough Mode = "pass-through" // the caller's own
	Both        Mode = "both"         // the caller's own where one is brought that is no JWT
)

// Options say who is asked for what. Without any, everybody may see everything, if there is a key.
type Options struct {
	Mode      Mode   // default ServerKey
	Anonymous bool   // whether callers may bring nothing, where tokens are checked or keys brought
	Key       Secret // the key named default
	KeyFile   string // a file of nothing but the key named default
	KeysFile  string // a YAML file of keys by name
	Policies  string // a YAML file of policies; empty: everybody who is let in sees all of the key named default
	Tokens    TokenOptions
	// CallerSecret keys the hashes that callers have for IDs; empty: the key named default does. CallerClaim is the claim that names a caller
	// in lines; empty: none does.
	CallerSecret Secret
	CallerClaim  string
	ReadFile     func(name string) ([]byte, error) // of the files named here; needed if there are any
	Transport    http.RoundTripper                 // to the address of keys; default: one of its own
	Clock        func() time.Time                  // default time.Now
	Logger       *slog.Logger                      // of what an operator has to know; default: none
	Fetched      func(good bool, at time.Time)     // told of each fetch of keys from their address; default: nobody
}

// Access knows callers. It is safe for use by several goroutines.
type Access struct {
	options  Options
	claim    []string     // the way to the claim that names callers; nil: none
	audience jwt.Audience // one of which has to be among a token's; nil: any
	jwks     *jwks        // nil: none
	state    atomic.Pointer[state]
}

// state is what Reload replaces as a whole.
type state struct {
	keys     map[string]Secret // of the endpoint, by name
	tokens   []verificationKey // from the secret and the file
	policies *policies         // nil: none
	verified verifiedTokens    // with keys of this state, or fetched ones
}

// New reads the files. It fails with all that is wrong with them and the options, joined: each is a *Problem.
func New(o Options) (*Access, error) {
	if o.Mode == "" {
		o.Mode = ServerKey
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Fetched == nil {
		o.Fetched = func(bool, time.Time) {}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	a := &Access{options: o}
	if o.Tokens.Audience != "" {
		a.audience = jwt.Audience{o.Tokens.Audience}
	}
	var problems []error
	if o.CallerClaim != "" {
		var ok bool
		if a.claim, ok = readClaim(o.CallerClaim); !ok {
			problems = append(problems, &Problem{"CallerClaim", errors.New("it is not the name of a claim")})
		}
	}
	if o.Tokens.JWKSURL != "" {
		var err error
		if a.jwks, err = newJWKS(o); err != nil {
			problems = append(problems, &Problem{"Tokens.JWKSURL", err})
		}
	}
	state, more := readState(o)
	if problems = append(problems, more...); len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	a.state.Store(state)
	return a, nil
}

// Reload reads the files again. If anything is wrong with them, it says all of it and what was read before stays. Requests
// under way keep what they began with.
func (a *Access) Reload() error {
	next, problems := readState(a.options)
	if len(problems) > 0 {
		return errors.Join(problems...)
	}
	a.state.Store(next)
	return nil
}

func readState(o Options) (*state, []error) {
	s := &state{verified: newVerifiedTokens(o.Clock)}
	var problems, more []error
	s.keys, problems = readKeys(o)
	s.tokens, more = readTokenKeys(o)
	known := s.keys
	if len(problems) > 0 || len(known) == 0 && o.Mode != PassThrough {
		known = nil // A policy that names a key may be right.
	}
	problems = append(problems, more...)
	switch {
	case o.Policies != "":
		s.policies, more = readPolicies(o, known)
		problems = append(problems, more...)
	case o.Mode != PassThrough && s.keys[defaultKey] == "" && len(problems) == 0:
		option := "Key"
		if o.KeysFile != "" {
			option = "KeysFile"
		}
		problems = append(problems, &Problem{option, errors.New("no key is named " + defaultKey)})
	}
	return s, problems
}

// Problem is what is wrong with an option.
type Problem struct {
	Option string // as Options names it: KeysFile, Tokens.JWKSURL
	Err    error
}

// Error does not name the option.
func (p *Problem) Error() string { return p.Err.Error() }

// Unwrap is for errors.Is.
func (p *Problem) Unwrap() error { return p.Err }

// problemsOf are errors as problems with an option.
func problemsOf(option string, errs ...error) (problems []error) {
	for _, err := range errs {
		problems = append(problems, &Problem{option, err})
	}
	return problems
}

// Key is the key of the endpoint that has a name; false if none has.
func (a *Access) Key(name string) (Secret, bool) {
	key, ok := a.state.Load().keys[name]
	return key, ok
}

// Authenticate says who is asking, by the headers of a request. It may wait for the keys of tokens to be fetched, as long as
// the context lasts. It fails with a refusal to answer instead; then the caller has an ID and a name if they are known, and sees nothing.
func (a *Access) Authenticate(ctx context.Context, header http.Header) (Caller, *Refusal) {
	s, o := a.state.Load(), a.options
	if o.Mode == ServerKey && !o.Tokens.configured() {
		// Nobody checks what is borne; what stands in front of the gateway may have its own use of the header.
		return a.caller(s, anonymousRole, anonymousRole)
	}
	token, refused := bearer(header)
	switch {
	case refused != nil:
		return Caller{}, refused
	case token == "" && o.Anonymous && o.Mode != PassThrough:
		return a.caller(s, anonymousRole, anonymousRole)
	case token == "":
		return Caller{}, unauthenticated("", "The request needs a header Authorization: Bearer, with "+o.wanted()+".")
	case o.Mode == PassThrough, o.Mode == Both && !looksLikeJWT(token):
		return a.keyHolder(s, token)
	}
	return a.tokenHolder(ctx, s, token)
}

// wanted is what a caller has to bring.
func (o Options) wanted() string {
	switch {
	case o.Mode == PassThrough, o.Mode == Both && !o.Tokens.configured():
		return "your API key"
	case o.Mode == Both:
		return "a token or your API key"
	}
	return "a token"
}

// keyHolder is a caller with a key of the endpoint's.
func (a *Access) keyHolder(s *state, key string) (Caller, *Refusal) {
	if checkKey(key) != "" {
		return Caller{}, unauthenticated(invalidToken, "What the Authorization header bears is no API key.")
	}
	c, refused := a.caller(s, a.id(s, "key", key), keyRole)
	if refused == nil {
		c.Scope.Key, c.Scope.Own = key, true
		c.Sees = scopeIdentity(c.Scope)
	}
	return c, refused
}

// tokenHolder is a caller with a JWT. One that is refused is known, too, if the signature is valid.
func (a *Access) tokenHolder(ctx context.Context, s *state, token string) (Caller, *Refusal) {
	v, refused := a.checkToken(ctx, s, token)
	switch {
	case v == nil:
		return Caller{}, refused
	case refused != nil:
		return v.holder, refused
	case v.lasting != nil:
		return *v.lasting, nil
	}
	c, _, refused := a.judge(s, v)
	return c, refused
}

// judge is the holder of a token with what its claims let it see, and whether that is something else later.
func (a *Access) judge(s *state, v *verifiedToken) (c Caller, moves bool, refused *Refusal) {
	c = v.holder
	role, refused := s.policies.role(v.claims)
	if refused != nil {
		return c, false, refused
	}
	c, moves, refused = a.see(s, c, role, v.claims)
	c.Authenticated = refused == nil
	return c, moves, refused
}

// caller is one of a role that no token says.
func (a *Access) caller(s *state, id, role string) (Caller, *Refusal) {
	c, _, refused := a.see(s, Caller{ID: id}, role, nil)
	return c, refused
}

// see is a caller with what its role lets it see, and whether that is something else later. Without policies there are no roles, and everybody
// may see everything.
func (a *Access) see(s *state, c Caller, role string, claims map[string]any) (_ Caller, moves bool, refused *Refusal) {
	c.Scope.Key = string(s.keys[defaultKey])
	if s.policies != nil {
		c.Scope, moves, refused = s.policies.scope(role, claims, s.keys, a.options.Clock())
	}
	c.Sees = scopeIdentity(c.Scope)
	return c, moves, refused
}
