package access_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/inkeep-gateway/gateway/server/access"
)

// clocked is an access of policies whose present moves on.
func clocked(t *testing.T, f files, o access.TokenOptions) (a *access.Access, pass func(time.Duration)) {
	t.Helper()
	var passed atomic.Int64
	o.Secret = secret
	a = newAccess(t, access.Options{Policies: "policies", KeysFile: "keys", Tokens: o,
		Clock: func() time.Time { return moment.Add(time.Duration(passed.Load())) }}, f)
	return a, func(d time.Duration) { passed.Add(int64(d)) }
}

const twoKeys = "default: gateway-key\nother: another-key\n"

func bearerOf(t testing.TB, claims map[string]any) string {
	t.Helper()
	return "Bearer " + sign(t, jose.HS256, []byte(secret), "", claims)
}

// seen is all that a caller may see, in words.
func seen(t *testing.T, a *access.Access, token string) string {
	t.Helper()
	c, refused := identify(a, token)
	if refused != nil {
		return refused.Message
	}
	return fmt.Sprintf("%s %s %v %t %v", c.Scope.Key, rowsOf(c.Scope), c.Scope.Limited, c.Authenticated, c.Scope.Readable)
}

// TestATokenThatIsKnownSeesWhatItsClaimsLetItSee has tokens that differ in one claim ask in turns, again and again: each sees what it sees
// where no other has asked before.
func TestATokenThatIsKnownSeesWhatItsClaimsLetItSee(t *testing.T) {
	f := files{"keys": twoKeys, "policies": `roles:
  support: {rows: {organizationId: {eq: $claims.org}, integrationId: {in: $claims.of}}, fields: all, key: $claims.key}
  reader: {rows: {organizationId: {eq: $claims.org}}, fields: [ID]}
  all: {rows: all, fields: all}
  fixed: {rows: {organizationId: {eq: org_9}}, fields: [ID, TYPE]}
`}
	claims := func(more map[string]any) map[string]any {
		all := map[string]any{"role": "support", "org": "org_1", "of": []string{"a"}, "key": "default"}
		for name, value := range more {
			all[name] = value
		}
		return all
	}
	var tokens []string
	for _, more := range []map[string]any{
		nil, {"org": "org_2"}, {"org": "org_1 "}, {"of": []string{"b"}}, {"of": []string{"a", "b"}}, {"of": []string{"a,b"}}, {"key": "other"}, {"key": "none"},
		{"role": "reader"}, {"role": "reader", "org": "org_2"}, {"role": "all"}, {"role": "fixed"}, {"role": "none"}, {"org": nil}, {"org": []string{"org_1"}},
	} {
		tokens = append(tokens, bearerOf(t, claims(more)))
	}
	want, sees := make([]string, len(tokens)), map[string]int{}
	for i, token := range tokens {
		alone, _ := clocked(t, f, access.TokenOptions{})
		want[i] = seen(t, alone, token)
		if c, refused := identify(alone, token); refused == nil {
			if other, ok := sees[c.Sees]; ok || c.Sees == "" {
				t.Errorf("%s and %s are said to see the same", want[i], want[other])
			}
			sees[c.Sees] = i
		}
	}
	a, _ := clocked(t, f, access.TokenOptions{})
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0)) // #nosec G404 -- it is a test
	for range 20 * len(tokens) {
		i := random.IntN(len(tokens))
		if got := seen(t, a, tokens[i]); got != want[i] {
			t.Fatalf("seed %d: it sees %s, and alone %s", seed, got, want[i])
		}
	}
}

// TestATokenThatIsKnownSeesWhatTheNewPoliciesSay reads policies and keys again between the questions of one token.
func TestATokenThatIsKnownSeesWhatTheNewPoliciesSay(t *testing.T) {
	f := files{"keys": twoKeys, "policies": ""}
	token := bearerOf(t, map[string]any{"role": "support", "org": "org_1"})
	f["policies"] = "roles: {support: {rows: all, fields: all}}"
	a, _ := clocked(t, f, access.TokenOptions{})
	for _, step := range []struct{ policies, keys, want string }{
		{"rows: all, fields: all", twoKeys, "gateway-key all false true []"},
		{"rows: {organizationId: {eq: $claims.org}}, fields: all", twoKeys, `"org_1"`},
		{"rows: {organizationId: {eq: org_2}}, fields: all", twoKeys, `"org_2"`},
		{"rows: {organizationId: {eq: org_3}}, fields: all", twoKeys, `"org_3"`},
		{"rows: {organizationId: {eq: org_3}}, fields: [ID]", twoKeys, `true true`},
		{"rows: all, fields: all, key: other", twoKeys, "another-key all"},
		{"rows: all, fields: all, key: other", "default: gateway-key\nother: third-key\n", "third-key all"},
		{"rows: {organizationId: {eq: $claims.team}}, fields: all", twoKeys, "has to have the claim team"},
		{"rows: all, fields: all", twoKeys, "gateway-key all false true []"},
	} {
		f["policies"], f["keys"] = "roles: {support: {"+step.policies+"}}", step.keys
		if err := a.Reload(); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if got := seen(t, a, token); !strings.Contains(got, step.want) {
				t.Errorf("with %s it sees %s", step.policies, got)
			}
		}
	}
}

// TestATokenThatIsKnownHoldsToTheSecond has one ask before and after it holds.
func TestATokenThatIsKnownHoldsToTheSecond(t *testing.T) {
	begin, end := moment.Truncate(time.Second).Add(time.Minute), moment.Truncate(time.Second).Add(10*time.Minute)
	const leeway = 30 * time.Second
	for _, claims := range []map[string]any{{"nbf": begin.Unix()}, {"iat": begin.Unix()}} {
		claims["exp"] = end.Unix()
		a, pass := clocked(t, files{"keys": twoKeys, "policies": `roles: {"*": {rows: all, fields: all}}`}, access.TokenOptions{Leeway: leeway})
		token, now := bearerOf(t, claims), moment
		for _, step := range []struct {
			at   time.Time
			want string
		}{
			{moment, "is not valid yet"},
			{begin.Add(-leeway - time.Second), "is not valid yet"},
			{begin.Add(-leeway), "gateway-key all"},
			{end, "gateway-key all"},
			{end.Add(leeway - time.Nanosecond), "gateway-key all"},
			{end.Add(leeway), "has expired"},
			{end.Add(time.Hour), "has expired"},
		} {
			pass(step.at.Sub(now))
			now = step.at
			for range 2 {
				if got := seen(t, a, token); !strings.Contains(got, step.want) {
					t.Errorf("%s after its beginning it sees %s", now.Sub(begin), got)
				}
				if c, refused := identify(a, token); refused != nil {
					checkRefused(t, c, refused, 401, step.want)
				}
			}
		}
	}
}

// TestATokenThatIsKnownIsForOneAudience has it ask where it is refused: it sees nothing there, however often it asks.
func TestATokenThatIsKnownIsForOneAudience(t *testing.T) {
	f := files{"keys": twoKeys, "policies": `roles: {"*": {rows: all, fields: all}}`}
	for _, o := range []access.TokenOptions{{Audience: "gateway"}, {Issuer: "issuer"}} {
		a, _ := clocked(t, f, o)
		for range 3 {
			good := bearerOf(t, map[string]any{"aud": []string{"x", "gateway"}, "iss": "issuer"})
			if got := seen(t, a, good); !strings.Contains(got, "gateway-key all") {
				t.Errorf("it sees %s", got)
			}
			c, refused := identify(a, bearerOf(t, map[string]any{"aud": "another", "iss": "another"}))
			checkRefused(t, c, refused, 401, "another")
		}
	}
}

// TestRowsThatCountBackFromNowMoveOn asks with one token, and without one, as time goes by.
func TestRowsThatCountBackFromNowMoveOn(t *testing.T) {
	for name, rows := range map[string]string{
		"a policy's":      `{firstMessageTime: {last: P7D}}`,
		"a token's":       `{firstMessageTime: {last: $claims.time}}`,
		"among others":    `{or: [{organizationId: {eq: $claims.org}}, {firstMessageTime: {last: P7D}}]}`,
		"of the calendar": `{firstMessageTime: {during: {unit: DAY}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			a, pass := clocked(t, files{"keys": twoKeys, "policies": `roles: {"*": {rows: ` + rows + `, fields: all}}`}, access.TokenOptions{})
			token := bearerOf(t, map[string]any{"org": "org_1", "time": "P7D", "exp": moment.Add(1000 * time.Hour).Unix()})
			before, identities := map[string]bool{}, map[string]bool{}
			for range 4 {
				got := seen(t, a, token)
				c, _ := identify(a, token)
				if again := seen(t, a, token); before[got] || identities[c.Sees] || got != again || !strings.Contains(got, `:00`) {
					t.Errorf("it sees %s", got)
				}
				before[got], identities[c.Sees] = true, true
				pass(25 * time.Hour)
			}
		})
	}
}

// BenchmarkKnownToken is what a token costs that is known, with a policy.
func BenchmarkKnownToken(b *testing.B) {
	a := newAccess(b, access.Options{Policies: "policies", Tokens: access.TokenOptions{Secret: secret, Audience: "gateway"}},
		files{"policies": `roles: {"*": {rows: {organizationId: {eq: $claims.org}}, fields: all}}`})
	header := map[string][]string{"Authorization": {bearerOf(b, map[string]any{"org": "org_1", "aud": "gateway"})}}
	b.ReportAllocs()
	for b.Loop() {
		if _, refused := a.Authenticate(context.Background(), header); refused != nil {
			b.Fatal(refused.Message)
		}
	}
}
