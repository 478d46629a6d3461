package conversations

import (
	"encoding/json"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/Khan/genqlient/graphql"
)

// gateway is a client of the gateway at GATEWAY_URL, which is the address that it prints with --sandbox.
func gateway(t *testing.T) graphql.Client {
	t.Helper()
	address := os.Getenv("GATEWAY_URL")
	if address == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("GATEWAY_URL is not set")
		}
		t.Skip("GATEWAY_URL is not set")
	}
	return graphql.NewClient(address+"graphql", http.DefaultClient)
}

func lastMonth() *ConversationWhere {
	last := "P30D"
	return &ConversationWhere{FirstMessageTime: &TimeFilter{Last: &last}}
}

func TestGroupsAreTyped(t *testing.T) {
	types, users := ConversationFieldType, ConversationFieldUserProperties
	answer, err := Groups(t.Context(), gateway(t), lastMonth(),
		[]ConversationGroupBy{{Field: &types}, {Time: &TimeBucket{Unit: TimeUnitMonth}}},
		[]ConversationAggregate{{Function: AggregateFunctionCountDistinct, Field: &users, Path: []string{"userId"}}})
	if err != nil {
		t.Fatal(err)
	}
	groups := answer.Conversations.Groups
	if len(groups.Nodes) < 3 || groups.TotalCount != len(groups.Nodes) || !groups.Complete {
		t.Fatalf("there are %d groups of %d, complete: %t", len(groups.Nodes), groups.TotalCount, groups.Complete)
	}
	for _, group := range groups.Nodes {
		var month time.Time
		var users int
		if err := json.Unmarshal(*group.Key.Entries[1].Value, &month); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(*group.Values[0].Value, &users); err != nil {
			t.Fatal(err)
		}
		if latest := *group.Max.FirstMessageTime; latest.Before(month) || !latest.Before(month.AddDate(0, 1, 0)) {
			t.Errorf("the latest of the group of %s is of %s", month, latest)
		}
		if group.Count < 1 || users > group.Count {
			t.Errorf("%d conversations are of %d users", group.Count, users)
		}
	}
}

func TestSlicesHoldEachConversationOnce(t *testing.T) {
	client := gateway(t)
	page, err := Page(t.Context(), client, lastMonth(), 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	latest := page.Conversations.List.Nodes[0].FirstMessageTime
	for conversation, err := range Conversations(t.Context(), client, lastMonth(), 500) {
		if err != nil {
			t.Fatal(err)
		}
		if seen[conversation.Id] {
			t.Errorf("%s comes twice", conversation.Id)
		}
		if conversation.FirstMessageTime.After(latest) {
			t.Errorf("%s is out of order", conversation.Id)
		}
		seen[conversation.Id], latest = true, conversation.FirstMessageTime
	}
	if len(seen) < 1000 || len(seen) != page.Conversations.List.TotalCount {
		t.Errorf("%d conversations are not %d", len(seen), page.Conversations.List.TotalCount)
	}
}

func TestErrorsHaveACode(t *testing.T) {
	client := gateway(t)
	cursor := "elsewhere"
	_, emptyList := Page(t.Context(), client, &ConversationWhere{Id: &IDFilter{In: []string{}}}, 1, nil)
	_, emptyFilter := Page(t.Context(), client, &ConversationWhere{}, 1, nil)
	_, badCursor := Page(t.Context(), client, nil, 1, &cursor)
	unreachable := graphql.NewClient("http://127.0.0.1:0/graphql", http.DefaultClient)
	_, noAnswer := Page(t.Context(), unreachable, nil, 1, nil)
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"an empty filter refuses the request", emptyFilter, "BAD_USER_INPUT"},
		{"an empty list is left out, which leaves an empty filter", emptyList, "BAD_USER_INPUT"},
		{"a bad cursor is an error of the field", badCursor, "BAD_USER_INPUT"},
		{"no answer has none", noAnswer, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.err == nil {
				t.Fatal("there is no error")
			}
			if got := Code(c.err); got != c.want {
				t.Errorf("%v has the code %q, not %q", c.err, got, c.want)
			}
		})
	}
}
