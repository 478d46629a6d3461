package edge_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/inkeep-gateway/gateway/server/edge"
)

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// hashed is the extension of a persisted query.
func hashed(hash string) string {
	return `{"persistedQuery":{"version":1,"sha256Hash":"` + hash + `"}}`
}

func byGET(handler http.Handler, parameters ...string) *httptest.ResponseRecorder {
	values := url.Values{}
	for i := 0; i < len(parameters); i += 2 {
		values.Set(parameters[i], parameters[i+1])
	}
	response := httptest.NewRecorder()
	handler.ServeHTTP(response, httptest.NewRequest("GET", "/?"+values.Encode(), nil))
	return response
}

// document is the document that an answer was made for; empty if it is refused.
func document(response *httptest.ResponseRecorder) string {
	var answer struct{ Data struct{ Query string } }
	_ = json.Unmarshal(response.Body.Bytes(), &answer)
	return answer.Data.Query
}

func TestADocumentIsKeptForThoseWhoSendItsHash(t *testing.T) {
	handler := edge.New(edge.Options{Executor: executor{}, Persisted: 1 << 20})
	const unknown = `{"errors":[{"message":"PersistedQueryNotFound","extensions":{"code":"PERSISTED_QUERY_NOT_FOUND"}}]}`
	hash := hashOf("q 1")
	asks := map[string]func() *httptest.ResponseRecorder{
		"POST": func() *httptest.ResponseRecorder {
			return post(handler, strings.NewReader(`{"extensions":`+hashed(hash)+`}`))
		},
		"POST, with null": func() *httptest.ResponseRecorder {
			return post(handler, strings.NewReader(`{"query":null,"extensions":`+hashed(hash)+`}`))
		},
		"POST, with nothing": func() *httptest.ResponseRecorder {
			return post(handler, strings.NewReader(`{"query":"","extensions":`+hashed(hash)+`}`))
		},
		"GET":                func() *httptest.ResponseRecorder { return byGET(handler, "extensions", hashed(hash)) },
		"GET, in upper case": func() *httptest.ResponseRecorder { return byGET(handler, "extensions", hashed(strings.ToUpper(hash))) },
		"GET, with variables": func() *httptest.ResponseRecorder {
			return byGET(handler, "extensions", hashed(hash), "variables", `{"a":1}`)
		},
	}
	for name, ask := range asks {
		if response := ask(); response.Code != 200 || response.Body.String() != unknown {
			t.Errorf("%s: before, it answers %d %s", name, response.Code, response.Body)
		}
	}
	if have := document(post(handler, strings.NewReader(`{"query":"q 1","extensions":`+hashed(hash)+`}`))); have != "q 1" {
		t.Errorf("with both it answers for %q", have)
	}
	for name, ask := range asks {
		if response := ask(); document(response) != "q 1" {
			t.Errorf("%s: then it answers %d %s", name, response.Code, response.Body)
		}
	}
	if have := document(post(handler, strings.NewReader(`{"query":"q 1","extensions":`+hashed(hash)+`}`))); have != "q 1" {
		t.Errorf("with both again it answers for %q", have)
	}
	request := httptest.NewRequest("GET", "/?extensions="+url.QueryEscape(hashed(hashOf("other"))), nil)
	request.Header.Set("Accept", newer)
	response := httptest.NewRecorder()
	handler.ServeHTTP(response, request)
	checkRefusal(t, response, 400, "PERSISTED_QUERY_NOT_FOUND")
}

func TestWhatIsNotKept(t *testing.T) {
	for _, c := range []struct {
		name    string
		options edge.Options
		sent    string
		status  int
		code    string // of the answer; none if it is good
		unknown string // then
	}{
		{"a document of another hash", edge.Options{Persisted: 1 << 20}, "a secret", 400, "BAD_USER_INPUT", "PersistedQueryNotFound"},
		{"an invalid document", edge.Options{Persisted: 1 << 20}, "invalid", 200, "BAD_USER_INPUT", "PersistedQueryNotFound"},
		{"a document that is too large", edge.Options{Persisted: 1 << 20, Document: 10}, strings.Repeat("q", 11), 413, "REQUEST_TOO_LARGE", "PersistedQueryNotFound"},
		{"anything, without a size", edge.Options{}, "q", 200, "", "PersistedQueryNotSupported"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.options.Executor = executor{}
			handler := edge.New(c.options)
			hash := hashOf(strings.TrimPrefix(c.sent, "a "))
			response := post(handler, strings.NewReader(`{"query":"`+c.sent+`","extensions":`+hashed(hash)+`}`))
			if c.code != "" {
				checkRefusal(t, response, c.status, c.code)
			} else if document(response) != c.sent {
				t.Errorf("it answers %d %s", response.Code, response.Body)
			}
			response = byGET(handler, "extensions", hashed(hash))
			checkRefusal(t, response, 200, "PERSISTED_QUERY_NOT_FOUND")
			if !strings.Contains(response.Body.String(), `"`+c.unknown+`"`) {
				t.Errorf("it answers %s", response.Body)
			}
		})
	}
}

// The documents that are kept have at most so many bytes together, whoever sends how many.
func TestKeptDocumentsAreBoundedInBytes(t *testing.T) {
	handler := edge.New(edge.Options{Executor: executor{}, Persisted: 100_000})
	text := func(i int) string { return fmt.Sprintf("q%04d%s", i, strings.Repeat("x", 995)) }
	for i := range 1000 {
		post(handler, strings.NewReader(`{"query":"`+text(i)+`","extensions":`+hashed(hashOf(text(i)))+`}`))
	}
	kept := func() (n int) {
		for i := range 1000 {
			if document(byGET(handler, "extensions", hashed(hashOf(text(i))))) != "" {
				n++
			}
		}
		return n
	}
	n := kept()
	for tries := 1; n > 100 && tries < 50; tries++ { // The cache cleans up behind the writers.
		n = kept()
	}
	if n == 0 || n > 100 {
		t.Errorf("%d are kept", n)
	}
}

func TestMalformedPersistedQueries(t *testing.T) {
	handler := edge.New(edge.Options{Executor: executor{}, Persisted: 1 << 20})
	for _, extension := range []string{
		`"secret"`, `1`, `[]`, `{}`, `{"version":1}`, `{"version":1,"sha256Hash":""}`, `{"version":1,"sha256Hash":null}`, `{"version":1,"sha256Hash":["secret"]}`,
		`{"sha256Hash":"secret"}`, `{"version":2,"sha256Hash":"secret"}`, `{"version":"1","sha256Hash":"secret"}`, `{"version":1.5,"sha256Hash":"secret"}`,
	} {
		for _, query := range []string{`"query":"q",`, ``} {
			checkRefusal(t, post(handler, strings.NewReader(`{`+query+`"extensions":{"persistedQuery":`+extension+`}}`)), 400, "BAD_USER_INPUT")
		}
	}
	if response := post(handler, strings.NewReader(`{"query":"q","extensions":{"persistedQuery":null}}`)); document(response) != "q" {
		t.Errorf("without one it answers %s", response.Body)
	}
}

// A mutation named by its hash does not come by GET either.
func TestANamedMutationDoesNotComeByGET(t *testing.T) {
	handler := edge.New(edge.Options{Executor: executor{}, Documents: map[string]string{"m": "a valid mutation"}})
	checkRefusal(t, byGET(handler, "documentId", "m"), 405, "BAD_USER_INPUT")
}
