package access_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/graph"
	"github.com/inkeep-gateway/gateway/server/access"
	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/query"
	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

// TestNobodySeesRowsBeyondTheirPolicy asks a real SQL engine with random filters, of callers with a policy whose rows plain
// Go knows. What they see has to be what they would see of all rows, less those that are not theirs.
func TestNobodySeesRowsBeyondTheirPolicy(t *testing.T) {
	seed := rand.Uint64()
	if text := os.Getenv("GATEWAY_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("GATEWAY_SEED=%d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	ids := []string{"a", "b", "c", "d"}

	kept := map[string]sandbox.Conversation{}
	var lines bytes.Buffer
	for i := range 60 {
		c := sandbox.Conversation{ID: fmt.Sprintf("c%02d", i), UserMessageCount: int64(chance.IntN(4)), FirstMessageTime: moment.Add(-time.Duration(i) * time.Hour)}
		if chance.IntN(4) > 0 {
			c.IntegrationID = &ids[chance.IntN(len(ids))]
		}
		if chance.IntN(4) > 0 {
			c.UserProperties = json.RawMessage(`{"plan":"` + ids[chance.IntN(len(ids))] + `"}`)
		}
		kept[c.ID] = c
		if err := json.NewEncoder(&lines).Encode(c); err != nil {
			t.Fatal(err)
		}
	}
	endpoint, err := sandbox.New(context.Background(), sandbox.Options{Data: &lines})
	if err != nil {
		t.Fatal(err)
	}
	defer endpoint.Close()
	server := httptest.NewServer(endpoint)
	defer server.Close()
	client := upstream.New(upstream.Options{URL: server.URL})
	defer client.Close()

	a := newAccess(t, access.Options{Key: sandbox.ReadKey, Policies: "p", Tokens: access.TokenOptions{Secret: secret}, Anonymous: true}, files{"p": `
roles:
  integrations: {rows: {integrationId: {in: $claims.integrations}}, fields: all}
  plan: {rows: {or: [{userProperties: {path: [plan], eq: $claims.plan}}, {userMessageCount: {gt: 2}}]}, fields: all}
  others: {rows: {not: {integrationId: {eq: $claims.integration}}}, fields: all}
  anonymous: {rows: all, fields: all}
`})
	everything, refused := identify(a)
	if refused != nil {
		t.Fatalf("%+v", refused)
	}
	sees := func(s upstream.Scope, where query.Where) map[string]bool {
		answer, err := client.For(s).Rows(context.Background(), query.Query{Select: []query.Selection{{Field: query.ID}}, Where: where})
		if err != nil {
			t.Fatal(err)
		}
		column := answer.Column(query.Selection{Field: query.ID})
		seen := map[string]bool{}
		for row := range answer.Len() {
			id, _, err := column.Text(row)
			if err != nil {
				t.Fatal(err)
			}
			seen[id] = true
		}
		return seen
	}
	narrowed := 0
	for range 150 {
		one := ids[chance.IntN(len(ids))]
		var list []string
		for range chance.IntN(3) {
			list = append(list, ids[chance.IntN(len(ids))])
		}
		integrations, _ := json.Marshal(append([]string{}, list...))
		role := []struct {
			claims string
			theirs func(sandbox.Conversation) bool
		}{
			{`{"role": "integrations", "integrations": ` + string(integrations) + `}`, func(c sandbox.Conversation) bool {
				for _, id := range list {
					if c.IntegrationID != nil && *c.IntegrationID == id {
						return true
					}
				}
				return false
			}},
			{`{"role": "plan", "plan": "` + one + `"}`, func(c sandbox.Conversation) bool {
				return string(c.UserProperties) == `{"plan":"`+one+`"}` || c.UserMessageCount > 2
			}},
			{`{"role": "others", "integration": "` + one + `"}`, func(c sandbox.Conversation) bool {
				return c.IntegrationID != nil && *c.IntegrationID != one
			}},
		}[chance.IntN(3)]
		caller, refused := identify(a, claimed(t, role.claims))
		if refused != nil {
			t.Fatalf("%s: %+v", role.claims, refused)
		}
		filter := randomFilter(chance, ids, 3)
		where, _, err := graph.ParseWhere(filter, moment)
		if err != nil {
			t.Fatalf("%v: %v", filter, err)
		}
		all, seen := sees(everything.Scope, where), sees(caller.Scope, where)
		for id := range all {
			if theirs := role.theirs(kept[id]); theirs != seen[id] {
				t.Errorf("with %s and the filter %v, %s is theirs: %v, and seen: %v", role.claims, filter, id, theirs, seen[id])
			}
		}
		for id := range seen {
			if !all[id] {
				t.Errorf("with %s and the filter %v, %s is seen, which the filter leaves out", role.claims, filter, id)
			}
		}
		if len(seen) > 0 && len(seen) < len(all) {
			narrowed++
		}
	}
	if narrowed < 10 {
		t.Errorf("only %d filters were narrowed to a part", narrowed)
	}
}

// randomFilter is a filter as clients send it, which tries by or and not to reach beyond what it is joined to.
func randomFilter(chance *rand.Rand, ids []string, depth int) map[string]any {
	id := func() any { return ids[chance.IntN(len(ids))] }
	if depth > 0 && chance.IntN(3) > 0 {
		inner := func() any { return randomFilter(chance, ids, depth-1) }
		switch chance.IntN(4) {
		case 0:
			return map[string]any{"and": []any{inner(), inner()}}
		case 1:
			return map[string]any{"or": []any{inner(), inner()}}
		case 2:
			return map[string]any{"not": inner()}
		default:
			f := inner().(map[string]any)
			f["or"] = []any{inner(), map[string]any{"integrationId": map[string]any{"isNull": chance.IntN(2) == 0}}}
			return f
		}
	}
	switch chance.IntN(6) {
	case 0:
		return map[string]any{"integrationId": map[string]any{"eq": id()}}
	case 1:
		return map[string]any{"integrationId": map[string]any{"notIn": []any{id(), id()}}}
	case 2:
		return map[string]any{"integrationId": map[string]any{"in": []any{}}}
	case 3:
		return map[string]any{"userMessageCount": map[string]any{"gte": json.Number(strconv.Itoa(chance.IntN(4)))}}
	case 4:
		return map[string]any{"userProperties": map[string]any{"path": []any{"plan"}, "neq": id()}}
	}
	return map[string]any{"integrationId": map[string]any{"notIn": []any{}}}
}
