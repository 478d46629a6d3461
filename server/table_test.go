package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

// tableOf asks for a table by POST, and gives what comes until the connection ends or breaks.
func tableOf(t *testing.T, p program, accept, query, variables string) (response *http.Response, body string, err error) {
	t.Helper()
	text, _ := json.Marshal(map[string]any{"query": query, "variables": json.RawMessage(variables)})
	request, _ := http.NewRequestWithContext(context.Background(), http.MethodPost, p.address+"graphql", strings.NewReader(string(text)))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", accept)
	response, err = http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	return response, string(content), err
}

const everyConversation = `query All($first: Int) { conversations { list(first: $first, orderBy: [{ field: FIRST_MESSAGE_TIME }]) { totalCount nodes { __typename id type n: userMessageCount userProperties { userId all } } pageInfo { hasNextPage } } } }`

// TestAListAsATable reads more conversations than a slice has, and compares them with the rows of the sandbox.
func TestAListAsATable(t *testing.T) {
	const n = 3210
	file, conversations := generate(t, n)
	p := start(t, nil, "--sandbox", "--sandbox-data", file, "--rate-cost", "1", "--rate-cost-burst", "1000000")
	want := make(map[string]int)
	for _, c := range conversations {
		want[c.ID] = int(c.UserMessageCount)
	}

	response, body, err := tableOf(t, p, "text/csv", everyConversation, `{}`)
	if err != nil || response.StatusCode != 200 || response.Header.Get("Content-Type") != "text/csv; charset=utf-8" || response.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%v, %s %v", err, response.Status, response.Header)
	}
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || len(rows) != n+1 {
		t.Fatalf("%v, it has %d rows", err, len(rows))
	}
	if head := strings.Join(rows[0], " "); head != "id type n userProperties.userId userProperties.all" {
		t.Errorf("its columns are %s", head)
	}
	if strings.Count(body, "\r\n") != n+1 {
		t.Errorf("its lines do not end in CRLF")
	}
	have := make(map[string]int)
	for _, row := range rows[1:] {
		have[row[0]], _ = strconv.Atoi(row[2])
	}
	if len(have) != n {
		t.Errorf("%d conversations are there twice", n-len(have))
	}
	for id, count := range want {
		if have[id] != count {
			t.Errorf("%s has %d messages, want %d", id, have[id], count)
		}
	}

	_, lines, err := tableOf(t, p, "application/x-ndjson", everyConversation, `{}`)
	if err != nil || strings.Count(lines, "\n") != n || !strings.HasPrefix(lines, `{"id":"`) {
		t.Errorf("%v, it has %d lines: %.200s", err, strings.Count(lines, "\n"), lines)
	}
	var object map[string]any
	if first, _, _ := strings.Cut(lines, "\n"); json.Unmarshal([]byte(first), &object) != nil || object["id"] != rows[1][0] || len(object) != 5 {
		t.Errorf("its first line is %v", object)
	}

	for variables, want := range map[string]int{`{"first":3}`: 4, `{"first":0}`: 1, `{"first":1000}`: 1001, `{"first":null}`: 21} {
		if _, body, err := tableOf(t, p, "text/csv, application/json;q=0.9", everyConversation, variables); err != nil || strings.Count(body, "\r\n") != want {
			t.Errorf("%s: %v, it has %d lines", variables, err, strings.Count(body, "\r\n"))
		}
	}
}

// TestGroupsAsATable compares the cells with the answer as JSON.
func TestGroupsAsATable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "conversations.jsonl")
	lines := ""
	for i, plan := range []string{`"=1+1"`, `"a\"b,c"`, `""`, `"-5"`, `" x"`, `"x;=y"`, `null`, `"two\nlines"`, `"é"`} {
		lines += `{"id":"c` + strconv.Itoa(i) + `","type":"openai","userMessageCount":` + strconv.Itoa(i) + `,"organizationId":"o","projectId":"p","integrationId":"i","firstMessageTime":"2026-01-05T09:30:00Z","properties":{},"userProperties":{"plan":` + plan + `}}` + "\n"
	}
	if err := os.WriteFile(file, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, nil, "--sandbox", "--sandbox-data", file)
	const grouped = `{ conversations(groupBy: [{ property: { field: USER_PROPERTIES, path: ["plan"] } }], aggregate: [{ function: COUNT }]) { groups(orderBy: [{ aggregate: { function: SUM, field: USER_MESSAGE_COUNT } }]) { nodes { key { plan: property(field: USER_PROPERTIES, path: ["plan"]) } avg { userMessageCount } ...C values { value } } } } } fragment C on ConversationMetrics { count }`
	response, body, err := tableOf(t, p, "text/csv", grouped, `{}`)
	const want = "key.plan,avg.userMessageCount,count,values\r\n" +
		"\"'=1+1\",0,1,\"[{\"\"value\"\":1}]\"\r\n" +
		"\"a\"\"b,c\",1,1,\"[{\"\"value\"\":1}]\"\r\n" +
		"\"\",2,1,\"[{\"\"value\"\":1}]\"\r\n" +
		"-5,3,1,\"[{\"\"value\"\":1}]\"\r\n" +
		"\" x\",4,1,\"[{\"\"value\"\":1}]\"\r\n" +
		"\"'x;=y\",5,1,\"[{\"\"value\"\":1}]\"\r\n" +
		",6,1,\"[{\"\"value\"\":1}]\"\r\n" +
		"\"two\nlines\",7,1,\"[{\"\"value\"\":1}]\"\r\n" +
		"é,8,1,\"[{\"\"value\"\":1}]\"\r\n"
	if err != nil || body != want {
		t.Errorf("%v, %s\n%s", err, response.Status, body)
	}
	const top = `query Top($top: ConversationTop) { conversations(groupBy: [{ property: { field: USER_PROPERTIES, path: ["plan"] } }]) { groups(top: $top) { nodes { key { plan: property(field: USER_PROPERTIES, path: ["plan"]) } count } } } }`
	_, body, err = tableOf(t, p, "application/x-ndjson", top, `{"top":{"key":{"property":{"field":"USER_PROPERTIES","path":["plan"]}},"count":1,"by":{"function":"SUM","field":"USER_MESSAGE_COUNT"}}}`)
	if want := `{"key.plan":"é","count":1,"isOthers":false}` + "\n" + `{"key.plan":null,"count":8,"isOthers":true}` + "\n"; err != nil || body != want {
		t.Errorf("%v, %s", err, body)
	}
	if _, body, _ = tableOf(t, p, "application/x-ndjson", top, `{}`); strings.Contains(body, "isOthers") {
		t.Errorf("without top it is %s", body)
	}
}

// TestWhatIsNoTableIsAProblem asks for what cannot be one, or not whole.
func TestWhatIsNoTableIsAProblem(t *testing.T) {
	file, _ := generate(t, 1500)
	p := start(t, nil, "--sandbox", "--sandbox-data", file, "--max-rows", "1499", "--documents-only=false")
	for query, want := range map[string]struct {
		status int
		code   string
	}{
		`{ conversations { totals { count } } }`:                                                              {400, "BAD_USER_INPUT"},
		`{ conversations { list(first: 1) { nodes { id } } totals { count } } }`:                              {400, "BAD_USER_INPUT"},
		`{ conversations { list(first: 1) { nodes { id } } more: list(first: 1) { nodes { id } } } }`:         {400, "BAD_USER_INPUT"},
		`{ conversations { list(first: 1) { nodes { id } edges { cursor } } } }`:                              {400, "BAD_USER_INPUT"},
		`{ conversations { list(first: 1) { totalCount } } }`:                                                 {400, "BAD_USER_INPUT"},
		`{ conversations { list(first: 1) { nodes { __typename } } } }`:                                       {400, "BAD_USER_INPUT"},
		`{ conversations { groups { nodes { count } complete } } }`:                                           {400, "BAD_USER_INPUT"},
		`{ conversations { groups(top: { key: { field: TYPE }, count: 1 }) { nodes { isOthers: count } } } }`: {400, "BAD_USER_INPUT"},
		`{ conversation(id: "x") { id } }`:                                                                    {400, "BAD_USER_INPUT"},
		`{ __schema { queryType { name } } }`:                                                                 {400, "BAD_USER_INPUT"},
		`{ conversations { list(first: -1) { nodes { id } } } }`:                                              {400, "BAD_USER_INPUT"},
		`{ conversations(where: {}) { list(first: 1) { nodes { id } } } }`:                                    {400, "BAD_USER_INPUT"},
		`{ nothing }`: {400, "BAD_USER_INPUT"},
		`{ conversations { list { nodes { id } } } }`:                                                 {400, "QUERY_TOO_COMPLEX"},
		`{ conversations(groupBy: [{ field: ID }]) { groups { nodes { key { conversationId } } } } }`: {400, "QUERY_TOO_COMPLEX"},
	} {
		response, body, err := tableOf(t, p, "text/csv", query, `{}`)
		var problem struct {
			Status              int
			Code, Title, Detail string
		}
		if err != nil || json.Unmarshal([]byte(body), &problem) != nil || response.StatusCode != want.status || problem.Status != want.status || problem.Code != want.code ||
			problem.Title == "" || problem.Detail == "" || response.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s\nis answered %v %s %s", query, err, response.Status, body)
		}
	}
	response, body, _ := tableOf(t, p, "text/csv", `{ conversations { list { nodes { id } } } }`, `{}`)
	if !strings.Contains(body, `"limit":1499`) || !strings.Contains(body, `"amount":1500`) {
		t.Errorf("a table that is too large is answered %s %s", response.Status, body)
	}
	// Who wants JSON no less is given that.
	for _, accept := range []string{"*/*", "application/json, text/csv", "text/csv;q=0.5, application/json"} {
		if response, _, _ := tableOf(t, p, accept, `{ conversations { list(first: 1) { nodes { id } } } }`, `{}`); !strings.Contains(response.Header.Get("Content-Type"), "json; charset=utf-8") {
			t.Errorf("%s is answered in %s", accept, response.Header.Get("Content-Type"))
		}
	}
}

// TestATrustedDocumentAsATableByGET asks as a spreadsheet does: by an address.
func TestATrustedDocumentAsATableByGET(t *testing.T) {
	file, _ := generate(t, 100)
	documents := t.TempDir()
	const document = `query Types($first: Int) { conversations { list(first: $first) { edges { cursor node { id } } } } }`
	if err := os.WriteFile(filepath.Join(documents, "types.graphql"), []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, nil, "--sandbox", "--sandbox-data", file, "--documents", documents, "--documents-only")
	get := func(id, accept string) (*http.Response, string) {
		request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, p.address+"graphql?documentId="+id, nil)
		request.Header.Set("Accept", accept)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		return response, string(body)
	}
	id := "sha256:" + sha256Of(document)
	if response, body := get(id, "text/csv,*/*"); response.StatusCode != 200 || !strings.HasPrefix(body, "cursor,node.id\r\n") || strings.Count(body, "\r\n") != 101 {
		t.Errorf("it is answered %s %.100s", response.Status, body)
	}
	if response, body := get("sha256:none", "text/csv"); response.StatusCode != 404 || !strings.Contains(body, `"code":"PERSISTED_QUERY_NOT_FOUND"`) {
		t.Errorf("an unknown one is answered %s %s", response.Status, body)
	}
}

// TestATableThatFailsMidwayIsBrokenOff lets the endpoint fail behind its first answers.
func TestATableThatFailsMidwayIsBrokenOff(t *testing.T) {
	file, _ := generate(t, 2500)
	rows, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	box, err := sandbox.New(t.Context(), sandbox.Options{Data: rows})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	for _, coding := range []string{"identity", "gzip"} {
		t.Run(coding, func(t *testing.T) {
			var calls, behind atomic.Int32
			behind.Store(2)
			failing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if calls.Add(1) > behind.Load() {
					http.Error(w, "{}", http.StatusBadRequest)
					return
				}
				box.ServeHTTP(w, r)
			}))
			defer failing.Close()
			p := start(t, map[string]string{"INKEEP_API_KEY": "sandbox"}, "--upstream-url", failing.URL, "--upstream-tries", "1")
			text, _ := json.Marshal(map[string]string{"query": everyConversation})
			request, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, p.address+"graphql", strings.NewReader(string(text)))
			request.Header = http.Header{"Content-Type": {"application/json"}, "Accept": {"text/csv"}, "Accept-Encoding": {coding}}
			response, err := http.DefaultTransport.RoundTrip(request)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			if err == nil || response.StatusCode != 200 || len(body) == 0 {
				t.Errorf("%v, it is answered %s with %d bytes", err, response.Status, len(body))
			}
			calls.Store(0)
			behind.Store(0)
			request = request.Clone(t.Context())
			request.Body = io.NopCloser(strings.NewReader(strings.Replace(string(text), "n: user", "m: user", 1)))
			request.Header.Set("Cache-Control", "no-cache")
			response, err = http.DefaultTransport.RoundTrip(request)
			if err != nil {
				t.Fatal(err)
			}
			response.Body.Close()
			if !slices.Equal(response.Header["Content-Type"], []string{"application/problem+json"}) || response.StatusCode != http.StatusBadGateway {
				t.Errorf("one that fails at once is answered %s %v", response.Status, response.Header)
			}
		})
	}
}
