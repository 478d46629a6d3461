package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/inkeep-gateway/gateway/server/edge"
	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

// arrayAnswer is one of the answers to an array.
type arrayAnswer struct {
	Data   json.RawMessage
	Errors []struct {
		Message    string
		Extensions struct {
			Code          string
			Limit, Amount int
		}
	}
	Extensions struct {
		Gateway struct{ Queries, Calls int }
	}
}

// postArray sends an array of requests. The answer is one of one answer where the whole is refused.
func postArray(t *testing.T, p program, body string) (status int, answers []arrayAnswer) {
	t.Helper()
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, p.address+"graphql", strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set(edge.TraceHeader, "1")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var content json.RawMessage
	if err := json.NewDecoder(response.Body).Decode(&content); err != nil {
		t.Fatal(err)
	}
	if json.Unmarshal(content, &answers) != nil {
		answers = make([]arrayAnswer, 1)
		if err := json.Unmarshal(content, &answers[0]); err != nil {
			t.Fatalf("%v: %s", err, content)
		}
	}
	if response.Header.Get("Cache-Control") != "no-store" && response.StatusCode == http.StatusOK {
		t.Errorf("an array is %v", response.Header)
	}
	return response.StatusCode, answers
}

// codes are what became of the operations of an array.
func codes(answers []arrayAnswer) (all []string) {
	for _, a := range answers {
		code := "ok"
		if len(a.Errors) > 0 {
			code = a.Errors[0].Extensions.Code
		}
		all = append(all, code)
	}
	return all
}

func TestOperationsOfAnArrayAskAsOneAndAreAnsweredInTheirPlaces(t *testing.T) {
	file, _ := generate(t, 100)
	p := start(t, nil, "--sandbox", "--sandbox-data", file, "--batch", "7", "--max-conditions", "2")
	status, answers := postArray(t, p, "\ufeff "+`[
		{"query":"{ conversations { totals { count } } }"},
		{"query":"{ conversations(where: {}) { totals { count } } }"},
		{"query":"query N($w: ConversationWhere) { conversations(where: $w) { totals { sum { userMessageCount } } } }","variables":{}},
		{"query":"{ nothing }"},
		"no request",
		{"query":"{ conversations(where: { and: [{ id: { eq: \"a\" } }, { id: { eq: \"b\" } }, { id: { eq: \"c\" } }] }) { totals { count } } }"},
		{"query":"{ a: conversations { totals { max { userMessageCount } } } }"}
	]`)
	if have := codes(answers); status != 200 || !slices.Equal(have, []string{"ok", "BAD_USER_INPUT", "ok", "BAD_USER_INPUT", "BAD_USER_INPUT", "QUERY_TOO_COMPLEX", "ok"}) {
		t.Fatalf("it is answered %d %v", status, have)
	}
	if string(answers[0].Data) != `{"conversations":{"totals":{"count":100}}}` || !strings.HasPrefix(string(answers[2].Data), `{"conversations":{"totals":{"sum":{"userMessageCount":`) ||
		!strings.HasPrefix(string(answers[6].Data), `{"a":{"totals":{"max":`) {
		t.Errorf("the answers are %s, %s, %s", answers[0].Data, answers[2].Data, answers[6].Data)
	}
	if g := answers[0].Extensions.Gateway; g.Calls != 1 || g.Queries != 1 {
		t.Errorf("they make %d queries and %d calls", g.Queries, g.Calls)
	}
	if status, answers := postArray(t, p, `[{"query":"{ conversations { totals { count } } }"}]`); status != 200 || !slices.Equal(codes(answers), []string{"ok"}) {
		t.Errorf("an array of one is answered %d %v", status, codes(answers))
	}
}

func TestLimitsOfArrays(t *testing.T) {
	const one = `{"query":"{ conversations { totals { count } } }"}` // costs 103
	array := func(n int) string { return "[" + strings.TrimSuffix(strings.Repeat(one+",", n), ",") + "]" }
	file, _ := generate(t, 10)
	documents := t.TempDir()
	if err := os.WriteFile(filepath.Join(documents, "one.graphql"), []byte("{ __typename }"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		args   []string
		body   string
		status int
		code   string
	}{
		{"not taken by default", nil, array(1), 400, "BAD_USER_INPUT"},
		{"as many as are allowed", []string{"--batch", "3"}, array(3), 200, "ok"},
		{"one more", []string{"--batch", "3"}, array(4), 400, "QUERY_TOO_COMPLEX"},
		{"none", []string{"--batch", "3"}, `[]`, 400, "BAD_USER_INPUT"},
		{"half an array", []string{"--batch", "3"}, `[` + one, 400, "BAD_USER_INPUT"},
		{"an array of arrays", []string{"--batch", "3"}, `[` + array(1) + `]`, 200, "BAD_USER_INPUT"},
		{"no more than may cost", []string{"--batch", "3", "--max-cost", "309"}, array(3), 200, "ok"},
		{"together more than may cost", []string{"--batch", "3", "--max-cost", "308"}, array(3), 200, "QUERY_TOO_COMPLEX"},
		{"together more than a caller may ask for", []string{"--batch", "3", "--rate-cost", "1", "--rate-cost-burst", "308"}, array(3), 200, "QUERY_TOO_COMPLEX"},
		{"more than a caller may send at once", []string{"--batch", "9", "--rate-limit", "0.001", "--rate-burst", "3"}, array(4), 429, "RATE_LIMITED"},
		{"more than a caller may ever send at once", []string{"--batch", "9", "--rate-limit", "0.001", "--rate-burst", "3"}, array(5), 400, "QUERY_TOO_COMPLEX"},
		{"as many as a caller may send at once", []string{"--batch", "9", "--rate-limit", "0.001", "--rate-burst", "3"}, array(3), 200, "ok"},
		{"other documents than the trusted ones", []string{"--batch", "3", "--documents-only", "--documents", documents}, array(2), 200, "FORBIDDEN"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := start(t, nil, append(c.args, "--sandbox", "--sandbox-data", file)...)
			status, answers := postArray(t, p, c.body)
			if have := codes(answers); status != c.status || have[0] != c.code {
				t.Errorf("it is answered %d %v", status, have)
			}
		})
	}
}

// TestAnArrayMakesTheCallsOfOneOperation counts what reaches the endpoint.
func TestAnArrayMakesTheCallsOfOneOperation(t *testing.T) {
	box, err := sandbox.New(t.Context(), sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	var calls atomic.Int32
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		box.ServeHTTP(w, r)
	}))
	defer endpoint.Close()
	p := start(t, map[string]string{"INKEEP_API_KEY": "sandbox"}, "--upstream-url", endpoint.URL, "--batch", "3")
	status, answers := postArray(t, p, `[{"query":"{ conversations { totals { count } } }"},
		{"query":"{ conversations { totals { sum { userMessageCount } } } }"}, {"query":"{ conversations { totals { max { userMessageCount } } } }"}]`)
	if status != 200 || !slices.Equal(codes(answers), []string{"ok", "ok", "ok"}) || calls.Load() != 1 {
		t.Errorf("it is answered %d %v by %d calls", status, codes(answers), calls.Load())
	}
}
