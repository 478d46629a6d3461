package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/inkeep-gateway/gateway/server/access"
)

const tokenSecret = "a secret of tokens that has 32 bytes"

// signedToken is a token of claims, as JSON, that lasts for an hour.
func signedToken(t testing.TB, claims string) string {
	t.Helper()
	all := map[string]any{"exp": time.Now().Add(time.Hour).Unix()}
	if err := json.Unmarshal([]byte(claims), &all); err != nil {
		t.Fatal(err)
	}
	payload, _ := json.Marshal(all)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: []byte(tokenSecret)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		t.Fatal(err)
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// as asks a query with a bearer token, or with none, and gives the answer.
func (p program) as(t *testing.T, bearer, query string) (status int, answer string, header http.Header) {
	t.Helper()
	body, _ := json.Marshal(map[string]string{"query": query})
	request, err := http.NewRequest("POST", p.address+"graphql", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if bearer != "" {
		request.Header.Set("Authorization", "Bearer "+bearer)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	return response.StatusCode, string(text), response.Header
}

func write(t testing.TB, name, text string) string {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

const integrationsQuery = "{ conversations(groupBy: [{ field: INTEGRATION_ID }]) { groups { nodes { key { integrationId } count } } } }"

// integrations are those that an answer to integrationsQuery tells of.
func integrations(t *testing.T, answer string) []string {
	t.Helper()
	var data struct {
		Data struct {
			Conversations struct{ Groups struct{ Nodes []group } }
		}
	}
	if err := json.Unmarshal([]byte(answer), &data); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, n := range data.Data.Conversations.Groups.Nodes {
		if n.Key.IntegrationID != nil {
			all = append(all, *n.Key.IntegrationID)
		} else {
			all = append(all, none)
		}
	}
	return all
}

// TestCallersSeeWhatTheirPolicySays runs the whole program over the sandbox, with tokens and a file of policies that changes.
func TestCallersSeeWhatTheirPolicySays(t *testing.T) {
	file, _ := generate(t, 500)
	policies := write(t, filepath.Join(t.TempDir(), "policies.yaml"), `roles:
  support: {rows: {integrationId: {in: $claims.integrations}}, fields: [INTEGRATION_ID]}
  admin: {rows: all, fields: all}
`)
	p := start(t, map[string]string{"INKEEP_JWT_SECRET": tokenSecret}, "--sandbox", "--sandbox-data", file, "--policies", policies)
	admin := signedToken(t, `{"role": "admin"}`)
	_, answer, _ := p.as(t, admin, integrationsQuery)
	all := integrations(t, answer)
	if len(all) < 3 {
		t.Fatalf("an administrator sees %s", answer)
	}
	one, other := all[0], all[1]
	support := func(ids ...string) string {
		list, _ := json.Marshal(ids)
		return signedToken(t, `{"role": "support", "integrations": `+string(list)+`}`)
	}
	for _, ids := range [][]string{{one}, {other}, {one, other}} {
		if _, answer, _ := p.as(t, support(ids...), integrationsQuery); !slices.Equal(integrations(t, answer), ids) {
			t.Errorf("%v sees %s", ids, answer)
		}
	}
	if _, answer, _ := p.as(t, support(one), `{ conversations(where: {or: [{integrationId: {eq: "`+other+`"}}, {integrationId: {isNull: true}}]}) { totals { count } } }`); !strings.Contains(answer, `"count":0`) {
		t.Errorf("a filter reaches beyond the policy: %s", answer)
	}
	for name, c := range map[string]struct {
		bearer, query string
		status        int
		code          string
	}{
		"nothing":          {"", integrationsQuery, 401, "UNAUTHENTICATED"},
		"a changed token":  {admin + "x", integrationsQuery, 401, "UNAUTHENTICATED"},
		"a key":            {"sandbox", integrationsQuery, 401, "UNAUTHENTICATED"},
		"another role":     {signedToken(t, `{"role": "guest"}`), integrationsQuery, 403, "FORBIDDEN"},
		"a missing claim":  {signedToken(t, `{"role": "support"}`), integrationsQuery, 403, "FORBIDDEN"},
		"another field":    {support(one), "{ conversations { totals { avg { userMessageCount } } } }", 200, "FORBIDDEN"},
		"a field to order": {support(one), "{ conversations { list { nodes { integrationId } } } }", 200, "FORBIDDEN"},
	} {
		status, answer, header := p.as(t, c.bearer, c.query)
		if status != c.status || !strings.Contains(answer, `"code":"`+c.code+`"`) || (status == 401) != (header.Get("WWW-Authenticate") != "") {
			t.Errorf("%s: it answers %d %s", name, status, answer)
		}
	}

	hangUp := func(text, want string) {
		t.Helper()
		write(t, policies, text)
		p.hangup <- syscall.SIGHUP
		for range 6000 {
			if strings.Contains(p.log(), want) {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Fatalf("it does not log %s:\n%s", want, p.log())
	}
	guest := signedToken(t, `{"role": "guest"}`)
	hangUp("roles:\n  guest: {rows: all, fields: all}\n", `level=INFO msg=reloaded what="keys and policies"`)
	if status, answer, _ := p.as(t, guest, integrationsQuery); status != 200 {
		t.Errorf("a new role is answered %s", answer)
	}
	if status, answer, _ := p.as(t, admin, integrationsQuery); status != 403 {
		t.Errorf("a role that is gone is answered %s", answer)
	}
	hangUp("roles:\n  guest: {rows: {}, fields: all}\n", `level=ERROR msg="reload failed; the previous version stays in use" what="keys and policies" error="`+policies+":2: rows: The filter is empty.")
	if status, answer, _ := p.as(t, guest, integrationsQuery); status != 200 {
		t.Errorf("a reload that fails changed what a caller sees: %s", answer)
	}
}

// logBuffer is what a running program has logged.
type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write adds to it.
func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

// String is all of it so far.
func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func TestCallersBringTheirOwnKeys(t *testing.T) {
	keys := map[string]bool{}
	var mu sync.Mutex
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := r.Header.Get("Authorization")
		mu.Lock()
		keys[key] = true
		mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		if key == "Bearer canary-unheard-of" {
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(401)
			_, _ = io.WriteString(w, `{"status":401,"title":"Unauthorized","code":"unauthorized"}`)
			return
		}
		_, _ = io.WriteString(w, `{"status":"ok","data":{"result":[{"count":`+strings.TrimPrefix(key, "Bearer ")+`}],"total":1,"pageSize":10,"count":1}}`)
	}))
	defer endpoint.Close()
	const query = "{ conversations { totals { count } } }"
	p := start(t, nil, "--access", "pass-through", "--upstream-url", endpoint.URL, "--log-level", "debug")
	for key, want := range map[string]string{"11": `"count":11`, "22": `"count":22`, "canary-unheard-of": `"code":"UNAUTHENTICATED"`} {
		for range 2 {
			if _, answer, _ := p.as(t, key, query); !strings.Contains(answer, want) {
				t.Errorf("%s is answered %s", key, answer)
			}
		}
	}
	if status, answer, _ := p.as(t, "", query); status != 401 {
		t.Errorf("nobody is answered %d %s", status, answer)
	}
	if len(keys) != 3 {
		t.Errorf("it asks with %v", keys)
	}
	if _, log := p.stop(); strings.Contains(log, "canary") {
		t.Errorf("the log holds a key:\n%s", log)
	}
}

func TestFilesOfAccessThatCannotBeUsedStartNothing(t *testing.T) {
	dir := t.TempDir()
	keys := write(t, filepath.Join(dir, "keys.yaml"), "eu: canary\n\ndefault: 'canary 2'\n")
	wrongKey := "--api-keys (INKEEP_API_KEYS): " + keys + ":3: the key holds a space, or a character that keys do not have\n"
	policies := write(t, filepath.Join(dir, "policies.yaml"), "roles:\n  a: {rows: all}\n  b: {fields: all, rows: {x: 1}}\n")
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"policies", []string{"--sandbox", "--policies", policies}, "--policies (INKEEP_POLICIES): " + policies + ":2: fields is missing: a list, or \"all\" for every field\n--policies (INKEEP_POLICIES): " + policies + ":3: rows.x: unknown field\n"},
		{"keys", []string{"--api-keys", keys}, wrongKey},
		{"files that are not there", []string{"--api-key-file", dir + "/a", "--jwt-keys", dir + "/b"},
			"--api-key-file (INKEEP_API_KEY_FILE): open " + dir + "/a: no such file or directory\n--jwt-keys (INKEEP_JWT_KEYS): open " + dir + "/b: no such file or directory\n"},
		{"modes", []string{"--access", "open", "--api-keys", keys}, "--access (INKEEP_ACCESS) has to be server-key, pass-through or both\n" + wrongKey},
		{"settings that contradict each other", []string{"--access=pass-through", "--anonymous", "--jwt-keys", keys, "--jwt-leeway", "-1s", "--jwt-jwks-url", "http://example.com", "--api-key-file", keys, "--sandbox"},
			"--anonymous (INKEEP_ANONYMOUS) cannot be combined with --access=pass-through, where every caller needs a key\n" +
				"--api-key-file (INKEEP_API_KEY_FILE) cannot be combined with --sandbox, which has a key of its own\n" +
				"--jwt-jwks-url (INKEEP_JWT_JWKS_URL) has to be an address of https, or of http on the loopback\n" +
				"--jwt-jwks-url (INKEEP_JWT_JWKS_URL) means nothing with --access=pass-through, where callers bring a key and no token\n" +
				"--jwt-keys (INKEEP_JWT_KEYS) means nothing with --access=pass-through, where callers bring a key and no token\n" +
				"--jwt-leeway (INKEEP_JWT_LEEWAY) has to be between 0s and 1h\n" +
				"INKEEP_JWT_SECRET has to have at least 32 bytes\nINKEEP_JWT_SECRET means nothing with --access=pass-through, where callers bring a key and no token\n"},
		{"claims of tokens that nobody checks", []string{"--jwt-issuer", "x", "--jwt-audience", "y", "--api-keys", keys},
			"--jwt-audience (INKEEP_JWT_AUDIENCE) means nothing without keys to check tokens with\n--jwt-issuer (INKEEP_JWT_ISSUER) means nothing without keys to check tokens with\n" + wrongKey},
	} {
		t.Run(c.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			environment := map[string]string{}
			if strings.Contains(c.want, "JWT_SECRET") {
				environment["INKEEP_JWT_SECRET"] = "canary"
			}
			exit := run(context.Background(), nil, append([]string{"--listen", "127.0.0.1:0"}, c.args...), environment, &stdout, &stderr)
			if exit != 2 || stdout.Len() > 0 || stderr.String() != c.want {
				t.Errorf("it exits with %d and says\n%s%s\nnot\n%s", exit, stdout.String(), stderr.String(), c.want)
			}
		})
	}
}

// TestItWarnsOfAnAddressForAllOnlyWhereCallersAreNotChecked listens beyond loopback for as long as it takes to say so.
func TestItWarnsOfAnAddressForAllOnlyWhereCallersAreNotChecked(t *testing.T) {
	for _, c := range []struct {
		name   string
		args   []string
		secret string
		want   bool
	}{
		{"a key for all", nil, "", true},
		{"a key for all, as asked", []string{"--anonymous"}, "", false},
		{"tokens", nil, tokenSecret, false},
		{"keys of their own", []string{"--access=pass-through"}, "", false},
		{"both", []string{"--access=both"}, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := start(t, map[string]string{"INKEEP_API_KEY": "k", "INKEEP_JWT_SECRET": c.secret}, append([]string{"--listen", ":0"}, c.args...)...)
			if _, log := p.stop(); strings.Contains(log, "anyone who can reach this address") != c.want {
				t.Errorf("it logs\n%s", log)
			}
		})
	}
}

// TestTheDocumentedPoliciesCanBeUsed reads the policy file and the keys in docs/access.md as they stand there.
func TestTheDocumentedPoliciesCanBeUsed(t *testing.T) {
	text, err := os.ReadFile("../docs/access.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(blocks) != 2 {
		t.Fatalf("there are %d files", len(blocks))
	}
	read := func(name string) ([]byte, error) {
		return []byte(map[string]string{"policies": blocks[0][1], "keys": blocks[1][1]}[name]), nil
	}
	if _, err := access.New(access.Options{KeysFile: "keys", Policies: "policies", ReadFile: read}); err != nil {
		t.Error(err)
	}
}

// TestEachKnownCallerHasARateOfTheirOwn asks from one address: tokens tell callers apart, keys that anybody can make up do
// not, and whoever is not known is counted, too.
func TestEachKnownCallerHasARateOfTheirOwn(t *testing.T) {
	file, _ := generate(t, 10)
	p := start(t, map[string]string{"INKEEP_JWT_SECRET": tokenSecret}, "--sandbox", "--sandbox-data", file, "--access=both",
		"--rate-limit", "0.001", "--rate-burst", "2")
	me, you, stranger := signedToken(t, `{"sub": "me"}`), signedToken(t, `{"sub": "you"}`), signedToken(t, `{}`)+"x"
	for _, c := range []struct {
		bearer string
		status int
	}{
		{me, 200}, {me, 200}, {me, 429}, {signedToken(t, `{"sub": "me", "new": true}`), 429},
		{you, 200}, {you, 200}, {you, 429},
		{"one-key", 200}, {stranger, 401}, {"other-key", 429}, {stranger, 429}, {"", 429},
	} {
		if status, answer, _ := p.as(t, c.bearer, "{ __typename }"); status != c.status {
			t.Errorf("%.20s is answered %d %s", c.bearer, status, answer)
		}
	}
}
