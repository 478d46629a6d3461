package access_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/inkeep-gateway/gateway/server/access"
)

func TestWhoIsLetInByEachMode(t *testing.T) {
	jwt := "Bearer " + sign(t, jose.HS256, []byte(secret), "", nil)
	stranger := "Bearer " + sign(t, jose.HS256, []byte(strings.Repeat("x", 32)), "", nil)
	tokens := access.TokenOptions{Secret: secret}
	one := func(header string) []string { return []string{header} }
	const gateway, own, refused = "gateway-key", "own-key", ""
	for _, c := range []struct {
		name    string
		options access.Options
		headers []string
		key     string // that asks; empty for a 401
		message string
	}{
		{"server-key: nothing", access.Options{}, nil, gateway, ""},
		{"server-key: a key is not looked at", access.Options{}, one("Bearer own-key"), gateway, ""},
		{"server-key: nor is another scheme", access.Options{}, []string{"Basic dTpw", "Negotiate"}, gateway, ""},
		{"server-key with tokens: nothing", access.Options{Tokens: tokens}, nil, refused, "Bearer, with a token."},
		{"server-key with tokens: nothing, anonymously", access.Options{Tokens: tokens, Anonymous: true}, nil, gateway, ""},
		{"server-key with tokens: a token", access.Options{Tokens: tokens}, one(jwt), gateway, ""},
		{"server-key with tokens: another's token", access.Options{Tokens: tokens}, one(stranger), refused, "fits none of the keys"},
		{"server-key with tokens: a bad token is not anonymous", access.Options{Tokens: tokens, Anonymous: true}, one(stranger), refused, "fits none of the keys"},
		{"server-key with tokens: a key", access.Options{Tokens: tokens}, one("Bearer own-key"), refused, "is not a JWT"},

		{"pass-through: nothing", access.Options{Mode: access.PassThrough}, nil, refused, "Bearer, with your API key."},
		{"pass-through: nothing, anonymously", access.Options{Mode: access.PassThrough, Anonymous: true}, nil, refused, "your API key"},
		{"pass-through: a key", access.Options{Mode: access.PassThrough}, one("Bearer own-key"), own, ""},
		{"pass-through: a key in another spelling", access.Options{Mode: access.PassThrough}, one("bEARER   own-key "), own, ""},
		{"pass-through: the longest key", access.Options{Mode: access.PassThrough}, one("Bearer " + strings.Repeat("k", 4096)), strings.Repeat("k", 4096), ""},
		{"pass-through: a longer key", access.Options{Mode: access.PassThrough}, one("Bearer " + strings.Repeat("k", 4097)), refused, "no API key"},

		{"both: nothing", access.Options{Mode: access.Both, Tokens: tokens}, nil, refused, "a token or your API key."},
		{"both: nothing, anonymously", access.Options{Mode: access.Both, Tokens: tokens, Anonymous: true}, nil, gateway, ""},
		{"both: a token", access.Options{Mode: access.Both, Tokens: tokens}, one(jwt), gateway, ""},
		{"both: a key", access.Options{Mode: access.Both, Tokens: tokens}, one("Bearer own-key"), own, ""},
		{"both: a key with dots", access.Options{Mode: access.Both, Tokens: tokens}, one("Bearer own.key.x"), "own.key.x", ""},
		{"both: another's token is no key", access.Options{Mode: access.Both, Tokens: tokens}, one(stranger), refused, "fits none of the keys"},
		{"both: an unsigned token is no key", access.Options{Mode: access.Both, Tokens: tokens}, one("Bearer " + forge(`{"alg":"none"}`, `{}`, nil)), refused, "is not a JWT"},
		{"both: a token of two parts is no key", access.Options{Mode: access.Both, Tokens: tokens}, one(jwt[:strings.LastIndex(jwt, ".")]), refused, "is not a JWT"},
		{"both: a token of five parts is no key", access.Options{Mode: access.Both, Tokens: tokens}, one(jwt + ".a.b"), refused, "is not a JWT"},
		{"both: a token in quotes is no key", access.Options{Mode: access.Both, Tokens: tokens}, one(`Bearer "` + strings.TrimPrefix(jwt, "Bearer ") + `"`), refused, "is not a JWT"},
		{"both: a large token is no key", access.Options{Mode: access.Both, Tokens: tokens}, one(jwt + strings.Repeat("x", 9000)), refused, "larger than"},
		{"both without tokens: a token is no key", access.Options{Mode: access.Both}, one(jwt), refused, "is not a JWT"},
		{"both without tokens: a key", access.Options{Mode: access.Both}, one("Bearer own-key"), own, ""},

		{"two headers", access.Options{Mode: access.Both, Tokens: tokens}, []string{jwt, "Bearer own-key"}, refused, "more than one Authorization"},
		{"two equal headers", access.Options{Mode: access.PassThrough}, []string{"Bearer own-key", "Bearer own-key"}, refused, "more than one Authorization"},
		{"two in one header", access.Options{Mode: access.PassThrough}, one("Bearer own-key, Bearer other"), refused, "without spaces"},
		{"another scheme", access.Options{Mode: access.Both, Tokens: tokens, Anonymous: true}, one("Basic dTpw"), refused, "of the scheme Bearer"},
		{"no scheme", access.Options{Mode: access.PassThrough}, one("own-key"), refused, "of the scheme Bearer"},
		{"an empty header", access.Options{Mode: access.Both, Tokens: tokens, Anonymous: true}, one(""), refused, "of the scheme Bearer"},
		{"a scheme alone", access.Options{Mode: access.Both, Tokens: tokens, Anonymous: true}, one("Bearer "), refused, "Bearer and a token"},
		{"a character that no key has", access.Options{Mode: access.PassThrough}, one("Bearer own\u00adkey"), refused, "Bearer and a token"},
		{"a tab", access.Options{Mode: access.PassThrough}, one("Bearer own\tkey"), refused, "Bearer and a token"},
	} {
		t.Run(c.name, func(t *testing.T) {
			caller, r := identify(newAccess(t, c.options, nil), c.headers...)
			if c.key == refused {
				checkRefused(t, caller, r, 401, c.message)
				return
			}
			if r != nil {
				t.Fatalf("it is refused: %s", r.Message)
			}
			if s := caller.Scope; s.Key != c.key || s.Own != (c.key != gateway) || !s.RowFilter.Everything() || s.Limited {
				t.Errorf("it sees %+v", s)
			}
		})
	}
	a, err := access.New(access.Options{Mode: access.PassThrough})
	if err != nil {
		t.Fatalf("it needs a key: %v", err)
	}
	if c, r := identify(a, "Bearer own-key"); r != nil || c.Scope.Key != own {
		t.Errorf("%+v", r)
	}
}

func TestAChallengeSaysWhatIsWrongAndRepeatsNothing(t *testing.T) {
	a := newAccess(t, access.Options{Tokens: access.TokenOptions{Secret: secret}}, nil)
	for _, c := range []struct{ header, want string }{
		{"", `Bearer realm="conversations"`},
		{"Basic canary", `Bearer realm="conversations", error="invalid_request", error_description="The Authorization header has to be of the scheme Bearer."`},
		{"Bearer canary", `Bearer realm="conversations", error="invalid_token", error_description="The token is not a JWT, or it is signed with an algorithm that the gateway does not accept."`},
	} {
		var headers []string
		if c.header != "" {
			headers = append(headers, c.header)
		}
		if _, r := identify(a, headers...); r == nil || r.Header.Get("WWW-Authenticate") != c.want {
			t.Errorf("%q is challenged by %+v", c.header, r)
		}
	}
}

func TestIDsTellCallersApart(t *testing.T) {
	a := newAccess(t, access.Options{Mode: access.Both, Tokens: access.TokenOptions{Secret: secret}, Anonymous: true}, nil)
	token := func(claims map[string]any) string { return "Bearer " + sign(t, jose.HS256, []byte(secret), "", claims) }
	id := func(headers ...string) string {
		c, refused := identify(a, headers...)
		if refused != nil {
			t.Fatalf("%+v", refused)
		}
		return c.ID
	}
	if id(token(map[string]any{"n": 1})) != id(token(map[string]any{"n": 2})) {
		t.Error("a new token is a new caller")
	}
	seen := map[string]int{}
	for i, headers := range [][]string{
		nil,
		{"Bearer one-key"}, {"Bearer other-key"},
		{token(nil)}, {token(map[string]any{"sub": "you"})}, {token(map[string]any{"iss": "i"})}, {token(map[string]any{"sub": "one-key"})},
		{token(map[string]any{"sub": nil, "n": 1})}, {token(map[string]any{"sub": nil, "n": 2})},
	} {
		if other, ok := seen[id(headers...)]; ok {
			t.Errorf("callers %d and %d are one", other, i)
		}
		seen[id(headers...)] = i
	}
}

// TestIDsAreTheSameInEveryReplica compares those of processes with equal and with other secrets.
func TestIDsAreTheSameInEveryReplica(t *testing.T) {
	tokens := access.TokenOptions{Secret: secret}
	me := "Bearer " + sign(t, jose.HS256, []byte(secret), "", map[string]any{"sub": "me"})
	id := func(bearer string, o access.Options) string {
		c, refused := identify(newAccess(t, o, nil), bearer)
		if refused != nil || c.ID == "" {
			t.Fatalf("%+v", refused)
		}
		return c.ID
	}
	byKey := id(me, access.Options{Key: "a", Tokens: tokens})
	bySecret := id(me, access.Options{Key: "a", Tokens: tokens, CallerSecret: "x"})
	own := id("Bearer own-key", access.Options{Mode: access.PassThrough})
	for name, equal := range map[string]bool{
		"the same key":                       byKey == id(me, access.Options{Key: "a", Tokens: tokens}),
		"another key":                        byKey != id(me, access.Options{Key: "b", Tokens: tokens}),
		"the same secret with another key":   bySecret == id(me, access.Options{Key: "b", Tokens: tokens, CallerSecret: "x"}),
		"another secret with the same key":   bySecret != id(me, access.Options{Key: "a", Tokens: tokens, CallerSecret: "y"}),
		"a secret that is another's key":     byKey == id(me, access.Options{Key: "b", Tokens: tokens, CallerSecret: "a"}),
		"callers' own keys without a secret": own == id("Bearer own-key", access.Options{Mode: access.PassThrough}),
		"other keys of callers' own":         own != id("Bearer other-key", access.Options{Mode: access.PassThrough}),
		"callers' own keys by a secret":      own != id("Bearer own-key", access.Options{Mode: access.PassThrough, CallerSecret: "x"}),
	} {
		if !equal {
			t.Errorf("the IDs are wrong for %s", name)
		}
	}
}

// TestNamesOfCallers takes them from the claim that is set.
func TestNamesOfCallers(t *testing.T) {
	for _, c := range []struct{ claim, claims, want string }{
		{"", `{"sub": "me"}`, ""},
		{"sub", `{"sub": "me"}`, "me"},
		{"user.id", `{"user": {"id": 12345678901234567890}}`, "12345678901234567890"},
		{"['https://example.com/user']", `{"https://example.com/user": "me"}`, "me"},
		{"sub", `{"sub": ["me"]}`, ""},
		{"sub", `{"sub": null}`, ""},
		{"sub", `{"sub": "line\nbreak \u202e zoë"}`, "line\ufffdbreak \ufffd zoë"},
		{"sub", `{"sub": "` + strings.Repeat("x", 1000) + `"}`, strings.Repeat("x", 128)},
	} {
		a := newAccess(t, access.Options{CallerClaim: c.claim, Tokens: access.TokenOptions{Secret: secret}}, nil)
		var claims map[string]any
		d := json.NewDecoder(strings.NewReader(c.claims))
		d.UseNumber()
		if err := d.Decode(&claims); err != nil {
			t.Fatal(err)
		}
		caller, refused := identify(a, "Bearer "+sign(t, jose.HS256, []byte(secret), "", claims))
		if refused != nil || caller.Name != c.want {
			t.Errorf("by %q a caller of %s is named %q: %+v", c.claim, c.claims, caller.Name, refused)
		}
	}
	for _, wrong := range []string{"a b", ".sub", "$claims.sub"} {
		if access.IsClaim(wrong) {
			t.Errorf("%s is a claim", wrong)
		}
	}
}

func TestAContextHoldsItsCaller(t *testing.T) {
	if c := access.CallerOf(context.Background()); c.Scope.Key != "" {
		t.Errorf("nobody has a key")
	}
	want, _ := identify(newAccess(t, access.Options{}, nil))
	if c := access.CallerOf(access.WithCaller(context.Background(), want)); c.Scope.Key != "gateway-key" || c.ID != want.ID {
		t.Errorf("it is %v", c)
	}
}

// TestAReloadTakesAllOrNothing changes the files under callers who ask all the time: none may see the key of one file with the
// rows of another, nor anything of a file with a mistake.
func TestAReloadTakesAllOrNothing(t *testing.T) {
	var mu sync.Mutex
	f := files{}
	write := func(changes files) {
		mu.Lock()
		defer mu.Unlock()
		for name, text := range changes {
			f[name] = text
		}
	}
	key := newEd(t)
	version := func(n string) files {
		return files{
			"keys":     "default: key-" + n,
			"policies": `roles: {"*": {rows: {id: {eq: "` + n + `"}}, fields: all}}`,
			"tokens":   key.pem(t),
		}
	}
	write(version("1"))
	a, err := access.New(access.Options{
		KeysFile: "keys", Policies: "policies", Tokens: access.TokenOptions{KeysFile: "tokens"},
		ReadFile: func(name string) ([]byte, error) {
			mu.Lock()
			defer mu.Unlock()
			return f.read(name)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	token := "Bearer " + sign(t, jose.EdDSA, key.private, "", map[string]any{"exp": 1 << 40})
	sees := func() string {
		c, refused := identify(a, token)
		if refused != nil {
			t.Errorf("%+v", refused)
			return ""
		}
		n := strings.TrimPrefix(c.Scope.Key, "key-")
		if !strings.Contains(rowsOf(c.Scope), `"value":"`+n+`"`) {
			t.Errorf("%s sees %s", c.Scope.Key, rowsOf(c.Scope))
		}
		return n
	}
	done := make(chan struct{})
	var callers sync.WaitGroup
	for range 2 {
		callers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					sees()
				}
			}
		})
	}
	for _, n := range []string{"2", "3", "4"} {
		write(version(n))
		if err := a.Reload(); err != nil {
			t.Error(err)
		}
		if have := sees(); have != n {
			t.Errorf("it sees %s, not %s", have, n)
		}
		mistakes := files{"keys": "default: 'x y'", "policies": "roles: {a: {rows: {}, fields: all}}", "tokens": "x"}
		for name, text := range mistakes {
			write(version("9"))
			write(files{name: text})
			if err := a.Reload(); err == nil || !strings.Contains(err.Error(), name+":") {
				t.Errorf("it says %v", err)
			}
			if have := sees(); have != n {
				t.Errorf("it sees %s, not %s, after a reload that failed", have, n)
			}
		}
	}
	close(done)
	callers.Wait()
	write(version("9"))
	write(files{"keys": "'x y'", "tokens": ""})
	var joined interface{ Unwrap() []error }
	if err := a.Reload(); !errors.As(err, &joined) || len(joined.Unwrap()) != 2 {
		t.Errorf("it says %v", err)
	}
}
