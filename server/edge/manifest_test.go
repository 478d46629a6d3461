package edge_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/inkeep-gateway/gateway/server/edge"
)

func TestTrustedDocumentsAreNamed(t *testing.T) {
	trusted := map[string]string{hashOf("q trusted"): "q trusted\n", "relay": "q of Relay", "long": strings.Repeat("q", 50)}
	for _, c := range []struct {
		name, body string
		get        []string
		want       string // the document; or, with only, the status and code below
		status     int
		code       string
		alone      string // the code where no other documents are taken; "" if it is the same
	}{
		{"by documentId", `{"documentId":"relay"}`, []string{"documentId", "relay"}, "q of Relay", 0, "", ""},
		{"by documentId, with the prefix of the draft", `{"documentId":"sha256:` + hashOf("q trusted") + `"}`, []string{"documentId", "sha256:" + hashOf("q trusted")}, "q trusted\n", 0, "", ""},
		{"by doc_id, as Relay has it", `{"doc_id":"relay","query":null}`, []string{"doc_id", "relay"}, "q of Relay", 0, "", ""},
		{"by hash, as Apollo has it", `{"extensions":` + hashed(hashOf("q trusted")) + `}`, []string{"extensions", hashed(hashOf("q trusted"))}, "q trusted\n", 0, "", ""},
		{"by what Apollo has in place of a hash", `{"extensions":` + hashed("relay") + `}`, []string{"extensions", hashed("relay")}, "q of Relay", 0, "", ""},
		{"one that is longer than what may be sent", `{"documentId":"long"}`, []string{"documentId", "long"}, strings.Repeat("q", 50), 0, "", ""},
		{"one that is sent as it is", `{"query":"q trusted\n"}`, []string{"query", "q trusted\n"}, "q trusted\n", 0, "", ""},
		{"one that is sent without its last line break", `{"query":"q trusted"}`, []string{"query", "q trusted"}, "q trusted", 0, "", ""},
		{"an unknown name", `{"documentId":"secret"}`, []string{"documentId", "secret"}, "", 200, "PERSISTED_QUERY_NOT_FOUND", ""},
		{"an unknown name of Relay's", `{"doc_id":"secret"}`, []string{"doc_id", "secret"}, "", 200, "PERSISTED_QUERY_NOT_FOUND", ""},
		{"an unknown hash", `{"extensions":` + hashed("secret") + `}`, []string{"extensions", hashed("secret")}, "", 200, "PERSISTED_QUERY_NOT_FOUND", ""},
		{"an empty name", `{"documentId":""}`, []string{"documentId", ""}, "", 400, "BAD_USER_INPUT", ""},
		{"a name and a document", `{"documentId":"relay","query":"q"}`, []string{"documentId", "relay", "query", "q"}, "", 400, "BAD_USER_INPUT", ""},
		{"another document", `{"query":"q secret"}`, []string{"query", "q secret"}, "q secret", 403, "", "FORBIDDEN"},
		{"another document with its hash", `{"query":"q secret","extensions":` + hashed(hashOf("q secret")) + `}`,
			[]string{"query", "q secret", "extensions", hashed(hashOf("q secret"))}, "q secret", 403, "", "FORBIDDEN"},
		{"no document", `{"query":""}`, []string{"query", ""}, "", 403, "", "FORBIDDEN"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, only := range []bool{false, true} {
				handler := edge.New(edge.Options{Executor: executor{}, Documents: trusted, DocumentsOnly: only, Document: 20, Persisted: 1 << 20})
				for _, response := range []*httptest.ResponseRecorder{post(handler, strings.NewReader(c.body)), byGET(handler, c.get...)} {
					code := c.code
					if only && c.alone != "" {
						code = c.alone
					}
					if code != "" {
						checkRefusal(t, response, c.status, code)
					} else if response.Code != 200 || document(response) != c.want {
						t.Errorf("only=%t: it answers %d %s", only, response.Code, response.Body)
					}
				}
			}
		})
	}
	response := httptest.NewRecorder()
	edge.New(edge.Options{Executor: executor{}}).ServeHTTP(response, httptest.NewRequest("GET", "/?documentId=a&documentId=secret", nil))
	checkRefusal(t, response, 400, "BAD_USER_INPUT")
}

func TestManifestsOfFrontEnds(t *testing.T) {
	for _, c := range []struct {
		name, manifest string
		want           map[string]string
		problem        string
	}{
		{"Relay's", `{"5d41402abc4b2a76b9719d911017c592":"query A { a }","b":"query B { b }"}`,
			map[string]string{"5d41402abc4b2a76b9719d911017c592": "query A { a }", "b": "query B { b }"}, ""},
		{"GraphQL Code Generator's", `{"sha256:aa":"query A { a }"}`, map[string]string{"aa": "query A { a }"}, ""},
		{"Apollo's", `{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"aa","name":"A","type":"query","body":"query A { a }"},{"id":"bb","name":"B","type":"query","body":"query B { b }"}]}`,
			map[string]string{"aa": "query A { a }", "bb": "query B { b }"}, ""},
		{"an empty one", `{}`, map[string]string{}, ""},
		{"a document that is called operations", `{"operations":"query A { a }"}`, map[string]string{"operations": "query A { a }"}, ""},
		{"no JSON", `{`, nil, "this is not one valid JSON object"},
		{"an array", `[]`, nil, "this is not one valid JSON object"},
		{"a name twice", `{"a":"query A { a }","a":"query B { b }"}`, nil, "this is not one valid JSON object"},
		{"a name twice, once with the prefix", `{"a":"query A { a }","sha256:a":"query B { b }"}`, nil, `two documents have the name "`},
		{"no texts", `{"name":{"a":1}}`, nil, `"name" is not the text of a document`},
		{"an empty name", `{"sha256:":"query A { a }"}`, nil, "a document has an empty name"},
		{"Apollo's of another version", `{"format":"apollo-persisted-query-manifest","version":2,"operations":[]}`, nil,
			"the manifest has operations, but is not of the format apollo-persisted-query-manifest, version 1"},
		{"another's with operations", `{"operations":[]}`, nil, "the manifest has operations, but is not of the format apollo-persisted-query-manifest, version 1"},
		{"Apollo's without a body", `{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"aa"}]}`, nil, "operations[0] lacks its id or its body"},
		{"Apollo's with an id twice", `{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"aa","body":"a"},{"id":"aa","body":"b"}]}`, nil, `two documents have the name "aa"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			have, err := edge.ParseManifest([]byte(c.manifest))
			if diff := cmp.Diff(c.want, have); diff != "" {
				t.Errorf("it differs (-want +have):\n%s", diff)
			}
			if (err == nil) != (c.problem == "") || err != nil && !strings.HasPrefix(err.Error(), c.problem) {
				t.Errorf("it fails with %v", err)
			}
		})
	}
}
