package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/query"
	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

// What an analyst asks first of the sandbox as it starts: 20,000 conversations of thousands of users, 1,000 groups an answer.
func TestGroupsOfThousandsAreTold(t *testing.T) {
	s, err := sandbox.New(context.Background(), sandbox.Options{Now: moment})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	users, days := map[string]int{}, map[string]int{}
	for c := range sandbox.Generate(0, 20_000, moment) {
		r := newRecord(c)
		users[textOf(place{"USER_PROPERTIES", []string{"userId"}}.of(r))]++
		days[fmt.Sprint(r["FIRST_MESSAGE_TIME"].(time.Time).Format("2006-01-02"), " ", textOf(place{"USER_PROPERTIES", []string{"plan"}}.of(r)), " ", textOf(r["INTEGRATION_ID"]))]++
	}
	f := newFront(t, s)
	f.as(upstream.Scope{Key: "sandbox", Limited: true, Readable: []query.Property{ // not the identifiers
		{Field: query.UserProperties}, {Field: query.FirstMessageTime}, {Field: query.IntegrationID},
	}})
	type asked struct {
		Conversations struct {
			Groups struct {
				Nodes []struct {
					Key   struct{ Day, Property, IntegrationID any }
					Count int
				}
				TotalCount int
				Complete   bool
			}
		}
	}
	ask := func(query string, calls int) (a asked) {
		t.Helper()
		answer, sent := f.ask(t, query, "")
		data, failures := read(t, answer)
		if len(failures) > 0 || len(sent) != calls {
			t.Fatalf("%d calls, %v", len(sent), failures)
		}
		if err := json.Unmarshal([]byte(data), &a); err != nil {
			t.Fatal(err)
		}
		return a
	}
	const byUser = `conversations(groupBy: { property: { field: USER_PROPERTIES, path: ["userId"] } })`
	const user = `key { property(field: USER_PROPERTIES, path: ["userId"]) }`

	top := ask(`{ `+byUser+` { groups(orderBy: { aggregate: { function: COUNT }, direction: DESC }, limit: 5) { nodes { `+user+` count } totalCount } } }`, 2).Conversations.Groups
	if top.TotalCount != len(users) || len(users) <= 1000 || len(top.Nodes) != 5 {
		t.Errorf("%d of %d users, %d in truth", len(top.Nodes), top.TotalCount, len(users))
	}
	for i, n := range top.Nodes {
		ahead := 0
		for _, count := range users {
			if count > n.Count {
				ahead++
			}
		}
		if users[textOf(n.Key.Property)] != n.Count || ahead > i {
			t.Errorf("%v, who has %d, is told as the %dth with %d; %d have more", n.Key.Property, users[textOf(n.Key.Property)], i+1, n.Count, ahead)
		}
	}

	least := top.Nodes[4].Count
	many := ask(fmt.Sprintf(`{ %s { groups(having: { aggregate: { function: COUNT }, gte: %d }) { nodes { %s count } totalCount complete } } }`, byUser, least, user), 2).Conversations.Groups
	have, want := map[string]int{}, map[string]int{}
	for _, n := range many.Nodes {
		have[textOf(n.Key.Property)] = n.Count
	}
	for user, count := range users {
		if count >= least {
			want[user] = count
		}
	}
	if d := cmp.Diff(want, have); d != "" || many.TotalCount != len(want) || many.Complete {
		t.Errorf("%d with %d or more\n%s", many.TotalCount, least, d)
	}

	all := ask(`{ conversations(groupBy: [{ time: { unit: DAY } }, { property: { field: USER_PROPERTIES, path: ["plan"] } }, { field: INTEGRATION_ID }]) {
		groups { nodes { key { day: time property(field: USER_PROPERTIES, path: ["plan"]) integrationId } count } totalCount complete } } }`, len(days)/990+1).Conversations.Groups
	have = map[string]int{}
	for _, n := range all.Nodes {
		have[fmt.Sprint(n.Key.Day.(string)[:10], " ", textOf(n.Key.Property), " ", textOf(n.Key.IntegrationID))] = n.Count
	}
	if d := cmp.Diff(days, have); d != "" || all.TotalCount != len(days) || len(days) <= 1000 || !all.Complete {
		t.Errorf("%d groups, %d in truth, complete: %v\n%s", all.TotalCount, len(days), all.Complete, d)
	}
}

// textOf is a key as a text that no other key has.
func textOf(v any) string {
	if v == nil {
		return "null"
	}
	if n, ok := v.(float64); ok {
		return fmt.Sprintf("%q", fmt.Sprint(int(n)))
	}
	return fmt.Sprintf("%q", v)
}
