package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// tenant is a caller, and the mark that all his rows carry.
type tenant struct{ token, mark string }

// tenantEndpoint is an endpoint whose rows say for whom they are: in each of them integrationId and id are the access key
// and the integrations that the filter names. It counts the calls for each.
type tenantEndpoint struct {
	mu    sync.Mutex
	calls map[string]int
}

var integrationFilter = regexp.MustCompile(`\{"field":"integrationId","operator":"in","value":\["([^\]]*)"\]\}`)

func markOf(key, integrations string) string { return "of " + key + " in " + integrations + "." }

func (e *tenantEndpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	integrations := ""
	if m := integrationFilter.FindSubmatch(body); m != nil {
		integrations = string(m[1])
	}
	mark := markOf(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), integrations)
	e.mu.Lock()
	e.calls[mark]++
	e.mu.Unlock()
	time.Sleep(2 * time.Millisecond) // so that askers meet in one call; nothing depends on it
	w.Header().Set("Content-Type", "application/json")
	if r.URL.Path == "/query/property-keys" {
		text, _ := json.Marshal(map[string]any{"results": []string{mark}})
		_, _ = w.Write(text)
		return
	}
	row := map[string]any{}
	var asked struct {
		Select, GroupBy []struct{ Aggregation, Field string }
	}
	_ = json.Unmarshal(body, &asked)
	for _, s := range append(asked.Select, asked.GroupBy...) {
		switch {
		case s.Aggregation != "":
			row[strings.Trim(s.Aggregation+"_"+s.Field, "_")] = 1
		default:
			row[s.Field] = mark
		}
	}
	text, _ := json.Marshal(map[string]any{"status": "ok", "data": map[string]any{
		"result": []any{row}, "total": 1, "pageSize": 1000, "count": 1,
	}})
	_, _ = w.Write(text)
}

// TestTenantsNeverSeeEachOthersRows has callers ask equal questions at the same time: callers whose own keys differ in one
// character, and callers whom a policy shows the integrations in their tokens. They ask two gateways that share a store,
// with alike fields that are merged, so that every answer can come from a batch, a call in flight, memory, the store, or be a whole answer that is
// kept.
func TestTenantsNeverSeeEachOthersRows(t *testing.T) {
	const key = "canary-key-of-the-gateway"
	redis := startRedis(t)
	endpoint := &tenantEndpoint{calls: map[string]int{}}
	server := httptest.NewServer(endpoint)
	defer server.Close()
	policies := filepath.Join(t.TempDir(), "policies.yaml")
	if err := os.WriteFile(policies, []byte(`
roles:
  reader: {rows: {integrationId: {in: $claims.integrations}}, fields: all}
  key: {rows: all, fields: all}
`), 0o600); err != nil {
		t.Fatal(err)
	}
	var tenants []tenant
	for i := range 4 {
		own := fmt.Sprintf("canary-key-of-a-caller-%d", i)
		tenants = append(tenants, tenant{own, markOf(own, "")})
		integration := fmt.Sprintf("integration-%d", i)
		token := signedToken(t, `{"role": "reader", "integrations": ["`+integration+`"]}`)
		tenants = append(tenants, tenant{token, markOf(key, integration)})
	}
	var programs []program
	for range 2 {
		programs = append(programs, start(t, map[string]string{
			"INKEEP_API_KEY": key, "INKEEP_JWT_SECRET": tokenSecret, "INKEEP_CACHE_URL": "redis://" + redis,
		}, "--access", "both", "--policies", policies, "--upstream-url", server.URL, "--trust-property-keys"))
	}
	questions := []string{
		`{ conversations(groupBy: [{ field: INTEGRATION_ID }]) {
			a: groups { nodes { key { integrationId } count } } b: groups { nodes { key { integrationId } sum { userMessageCount } } } } }`,
		`{ conversations { list(first: 5) { nodes { id integrationId } } totals { count } } }`,
		`{ conversation(id: "x") { id integrationId } }`,
		`{ propertyKeys(field: PROPERTIES) { nodes } }`,
		`{ conversations(where: { or: [{ integrationId: { neq: "x" } }, { integrationId: { isNull: true } }] }) { list { nodes { id } } } }`,
	}
	const rounds = 5
	var asked atomic.Int64
	var all sync.WaitGroup
	for round := range rounds {
		for i, question := range questions {
			for n, who := range tenants {
				all.Go(func() {
					asked.Add(1)
					checkRowsOf(t, programs[(round+i+n)%2], who, question)
				})
			}
		}
	}
	all.Wait()
	// Now in turn, and often enough that each gateway answers each with the bytes that it has kept.
	for range 4 {
		for _, p := range programs {
			for _, question := range questions {
				for _, who := range tenants {
					asked.Add(1)
					checkRowsOf(t, p, who, question)
				}
			}
		}
	}
	endpoint.mu.Lock()
	defer endpoint.mu.Unlock()
	total := 0
	for _, who := range tenants {
		if endpoint.calls[who.mark] == 0 {
			t.Errorf("nothing was asked %s", who.mark)
		}
		total += endpoint.calls[who.mark]
	}
	if len(endpoint.calls) != len(tenants) {
		t.Errorf("it was asked on behalf of %v", endpoint.calls)
	}
	if total >= int(asked.Load()) {
		t.Errorf("%d calls for %d requests: nothing was shared among the requests of one tenant", total, asked.Load())
	}
}

// checkRowsOf asks a question and checks that the rows are the tenant's, and that there are some.
func checkRowsOf(t *testing.T, p program, who tenant, question string) {
	text, _ := json.Marshal(map[string]string{"query": question})
	request, _ := http.NewRequest("POST", p.address+"graphql", bytes.NewReader(text))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+who.token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Error(err)
		return
	}
	defer response.Body.Close()
	answer, _ := io.ReadAll(response.Body)
	marks := regexp.MustCompile(`"of [^"]*"`).FindAllString(string(answer), -1)
	if response.StatusCode != 200 || bytes.Contains(answer, []byte(`"errors"`)) || len(marks) == 0 {
		t.Errorf("%d %s", response.StatusCode, answer)
	}
	for _, mark := range marks {
		if mark != `"`+who.mark+`"` {
			t.Errorf("%s sees %s", who.mark, mark)
		}
	}
}
