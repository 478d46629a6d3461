package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func (s served) discovers(t testing.TB, path, body string) []string {
	t.Helper()
	a := s.sendTo(t, path, ReadKey, body)
	var list struct {
		Results []string `json:"results"`
	}
	if err := json.Unmarshal(a.body, &list); err != nil || a.status != http.StatusOK || list.Results == nil {
		t.Fatalf("status %d for %s: %s", a.status, body, a.body)
	}
	return list.Results
}

func TestPropertiesAreDiscovered(t *testing.T) {
	s := serve(t, Options{Data: strings.NewReader(`
{"id":"a","type":"openai","userMessageCount":1,"firstMessageTime":"2026-01-01T00:00:00Z","properties":{"b":1,"a.b":"x","":"e","nothing":null,"deep":{"in":1}}}
{"id":"b","type":null,"userMessageCount":2,"firstMessageTime":"2026-01-02T00:00:00Z","properties":{"b":"1","a.b":"y"},"userProperties":{"plan":"pro"}}
{"id":"c","type":"openai","userMessageCount":3,"firstMessageTime":"2026-01-03T00:00:00Z","properties":{"b":{"c":[]},"a.b":"y"}}
`)})
	for _, test := range []struct {
		name, path, body string
		want             []string
	}{
		{"names", "property-keys", `{"field":"properties"}`, []string{"", "a.b", "b", "deep"}},
		{"names of the other field", "property-keys", `{"field":"userProperties","views":["feedback_view","conversations_view"]}`, []string{"plan"}},
		{"names of some", "property-keys", `{"field":"properties","where":{"condition":{"field":"id","operator":"eq","value":"b"}}}`, []string{"a.b", "b"}},
		{"names by a property", "property-keys", `{"field":"userProperties","where":{"condition":{"field":"properties","operator":"eq","value":{"path":["a.b"],"value":"x"}}}}`, []string{}},
		{"names of what is not there", "property-keys", `{"field":"properties","views":["events_view"]}`, []string{}},
		{"values", "property-values", `{"field":"properties","key":"a.b"}`, []string{"y", "x"}},
		{"values of other kinds", "property-values", `{"field":"properties","key":"b"}`, []string{"1", `{"c":[]}`}},
		{"values of some", "property-values", `{"field":"properties","key":"a.b","where":{"or":[{"condition":{"field":"type","operator":"isNotNull"}}]}}`, []string{"x", "y"}},
		{"one value", "property-values", `{"field":"properties","key":"a.b","limit":1}`, []string{"y"}},
		{"values of no property", "property-values", `{"field":"properties","key":"a"}`, []string{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if have := s.discovers(t, "/query/"+test.path, test.body); !slices.Equal(have, test.want) {
				t.Errorf("%q, want %q", have, test.want)
			}
		})
	}
}

func TestDiscoveryThatMakesNoSenseIsRefused(t *testing.T) {
	s := serve(t, Options{Conversations: 1})
	for body, status := range map[string]int{
		`{}`: 400, `[]`: 400, `{"field":"properties"} {}`: 400, `{"field":"properties","where":null}`: 400, `{"field":"properties","more":1}`: 400,
		`{"field":"properties","views":"conversations_view"}`: 400, `{"field":"type"}`: 422, `{"field":"properties","views":["all"]}`: 422,
	} {
		checkProblem(t, s.sendTo(t, "/query/property-keys", ReadKey, body), status)
		checkProblem(t, s.sendTo(t, "/query/property-values", ReadKey, strings.Replace(body, `{"field"`, `{"key":"a","field"`, 1)), status)
	}
	for body, status := range map[string]int{
		`{"field":"properties"}`: 400, `{"field":"properties","key":1}`: 400, `{"field":"properties","key":"a","limit":0}`: 422,
		`{"field":"properties","key":"a","limit":1001}`: 422, `{"field":"properties","key":"a","limit":1.5}`: 422, `{"field":"properties","key":"a","limit":"5"}`: 422,
	} {
		checkProblem(t, s.sendTo(t, "/query/property-values", ReadKey, body), status)
	}
	checkProblem(t, s.sendTo(t, "/query/property-keys", WriteOnlyKey, `{"field":"properties"}`), 403)
	checkProblem(t, s.sendTo(t, "/query/property-keys", "", `{"field":"properties"}`), 401)
}
