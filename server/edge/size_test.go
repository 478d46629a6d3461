package edge_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/inkeep-gateway/gateway/server/edge"
)

// checkLimit checks that an answer refuses what is beyond a limit, with how much is allowed and how much there is, in few
// words.
func checkLimit(t *testing.T, response *httptest.ResponseRecorder, status int, code string, limit, amount int) {
	t.Helper()
	checkRefusal(t, response, status, code)
	want := fmt.Sprintf(`"extensions":{"amount":%d,"code":"%s","limit":%d`, amount, code, limit)
	if !strings.Contains(response.Body.String(), want) || response.Body.Len() >= 2000 {
		t.Errorf("it answers %s", response.Body)
	}
}

func TestARequestIsAsLargeAsTheLimitsAndNoLarger(t *testing.T) {
	handler := edge.New(edge.Options{Executor: executor{}, MaxBody: 500, Document: 100, Nesting: 3})
	body := func(length int) string { return `{"query":"q"` + strings.Repeat(" ", length-13) + `}` }
	query := func(length int) string { return `{"query":"` + strings.Repeat("q", length) + `"}` }
	nested := func(depth int) string {
		return `{"query":"q","variables":` + strings.Repeat(`{"secret":`, depth-1) + "[]" + strings.Repeat("}", depth-1) + `}`
	}
	type size func(int) string
	for _, c := range []struct {
		name   string
		of     size
		limit  int
		cut    bool // whether the body's length is not told
		url    bool
		beyond int
		amount int
		status int
		code   string
	}{
		{"a body", body, 500, false, false, 501, 501, 413, "REQUEST_TOO_LARGE"},
		{"a body of far more", body, 500, false, false, 9000, 9000, 413, "REQUEST_TOO_LARGE"},
		{"a body of unknown length", body, 500, true, false, 9000, 501, 413, "REQUEST_TOO_LARGE"},
		{"an address", func(n int) string { return "query=q&x=" + strings.Repeat("x", n-10) }, 500, false, true, 600, 600, 414, "REQUEST_TOO_LARGE"},
		{"a document", query, 100, false, false, 101, 101, 413, "REQUEST_TOO_LARGE"},
		{"a document in an address", func(n int) string { return "query=" + strings.Repeat("q", n) }, 100, false, true, 103, 103, 413, "REQUEST_TOO_LARGE"},
		{"variables", nested, 3, false, false, 4, 4, 400, "QUERY_TOO_COMPLEX"},
		{"variables, nested far deeper", nested, 3, false, false, 20, 20, 400, "QUERY_TOO_COMPLEX"},
		{"variables in an address", func(n int) string {
			return url.Values{"query": {"q"}, "variables": {strings.Repeat(`{"a":`, n-1) + "{}" + strings.Repeat("}", n-1)}}.Encode()
		}, 3, false, true, 4, 4, 400, "QUERY_TOO_COMPLEX"},
	} {
		t.Run(c.name, func(t *testing.T) {
			send := func(text string) *httptest.ResponseRecorder {
				request := httptest.NewRequest("POST", "/", strings.NewReader(text))
				request.Header.Set("Content-Type", "application/json")
				if c.cut {
					request.Body, request.ContentLength = io.NopCloser(strings.NewReader(text)), -1
				}
				if c.url {
					request = httptest.NewRequest("GET", "/?"+text, nil)
				}
				response := httptest.NewRecorder()
				handler.ServeHTTP(response, request)
				return response
			}
			if response := send(c.of(c.limit)); response.Code != 200 {
				t.Errorf("at the limit it answers %d %s", response.Code, response.Body)
			}
			checkLimit(t, send(c.of(c.beyond)), c.status, c.code, c.limit, c.amount)
		})
	}
}

// A mutation of more tokens is refused for their number, not for being one.
func TestWhetherADocumentIsAQueryIsReadWithAsManyTokensAsAreSet(t *testing.T) {
	document := "mutation { " + strings.Repeat("a ", 1200) + "}"
	for tokens, status := range map[int]int{1202: 200, 1203: 405} {
		request := httptest.NewRequest("GET", "/?"+url.Values{"query": {document}}.Encode(), nil)
		response := httptest.NewRecorder()
		edge.New(edge.Options{Executor: executor{}, Tokens: tokens}).ServeHTTP(response, request)
		if response.Code != status {
			t.Errorf("with %d tokens it answers %d %s", tokens, response.Code, response.Body)
		}
	}
}

// Of a body that says itself that it is too long nothing is read, and a client that waits to be told to go on is not.
func TestABodyThatIsAnnouncedAsTooLongIsNotRead(t *testing.T) {
	handler := edge.New(edge.Options{Executor: executor{}, MaxBody: 500})
	request := httptest.NewRequest("POST", "/", unread{t})
	request.ContentLength = 501
	request.Header.Set("Content-Type", "application/json")
	response := httptest.NewRecorder()
	handler.ServeHTTP(response, request)
	checkLimit(t, response, 413, "REQUEST_TOO_LARGE", 500, 501)
	server := httptest.NewServer(handler)
	defer server.Close()
	for length, status := range map[int]string{500: "HTTP/1.1 100 Continue", 501: "HTTP/1.1 413 Request Entity Too Large"} {
		connection, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer connection.Close()
		fmt.Fprintf(connection, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n", length)
		if line, err := bufio.NewReader(connection).ReadString('\n'); err != nil || strings.TrimSpace(line) != status {
			t.Errorf("a body of %d bytes is answered %q %v", length, line, err)
		}
	}
}
