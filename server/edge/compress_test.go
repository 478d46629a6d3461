package edge_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/klauspost/compress/zstd"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/inkeep-gateway/gateway/server/edge"
)

// sized is an answer whose body has so many bytes.
func sized(n int) string {
	return `{"data":{"a":"` + strings.Repeat("x", n-len(`{"data":{"a":""}}`)) + `"}}`
}

// decoded is a body without its encoding, as it comes.
func decoded(t *testing.T, encoding string, body io.Reader) io.Reader {
	t.Helper()
	var err error
	switch encoding {
	case "gzip":
		body, err = gzip.NewReader(body)
	case "zstd":
		body, err = zstd.NewReader(body)
	}
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// plain is all of a body without its encoding.
func plain(t *testing.T, encoding string, body []byte) string {
	t.Helper()
	text, err := io.ReadAll(decoded(t, encoding, bytes.NewReader(body)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestAnswersWithoutDataAreCompressedToo reads one of errors alone: it begins with an empty piece.
func TestAnswersWithoutDataAreCompressedToo(t *testing.T) {
	answer := graphql.Response{Errors: gqlerror.List{gqlerror.Errorf("%s", strings.Repeat("x", 5000))}}
	server := httptest.NewServer(edge.New(edge.Options{Executor: scripted{answers: once(answer)}}))
	defer server.Close()
	for _, coding := range []string{"gzip", "zstd"} {
		r, _ := http.NewRequest("POST", server.URL, strings.NewReader(`{"query":"q"}`))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept-Encoding", coding)
		response, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		sent, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if have := response.Header.Get("Content-Encoding"); have != coding {
			t.Errorf("it answers in %q", have)
		}
		if text := plain(t, coding, sent); !strings.HasPrefix(text, `{"errors":[{"message":"xxx`) {
			t.Errorf("it answers %.100s", text)
		}
	}
}

func TestAnswersAreCompressedAsTheClientTakesThem(t *testing.T) {
	for _, c := range []struct {
		name, accept string
		size         int
		want         string
	}{
		{"nothing said", "", 5000, ""},
		{"gzip", "gzip", 5000, "gzip"},
		{"zstd", "zstd", 5000, "zstd"},
		{"what browsers send", "gzip, deflate, br, zstd", 5000, "gzip"},
		{"what undici sends", "br, gzip, deflate, zstd", 5000, "gzip"},
		{"zstd first", "zstd, br, gzip", 5000, "zstd"},
		{"zstd more than what is named first", "gzip;q=0.5, zstd", 5000, "zstd"},
		{"zstd behind what there is not", "br, zstd", 5000, ""},
		{"zstd behind what there is not, and nothing plain", "br, zstd, identity;q=0", 5000, "zstd"},
		{"zstd behind what is not wanted", "gzip;q=0, zstd", 5000, "zstd"},
		{"zstd behind what is no coding", "identity, *, zstd", 5000, "zstd"},
		{"zstd less than gzip", "zstd;q=0.5, gzip", 5000, "gzip"},
		{"gzip not at all", "gzip;q=0, identity", 5000, ""},
		{"another coding", "br", 5000, ""},
		{"the least size", "gzip", 1024, "gzip"},
		{"a byte less", "gzip", 1023, ""},
		{"a byte less, and nothing plain", "gzip, identity;q=0", 1023, "gzip"},
		{"nothing but what is named", "zstd, *;q=0", 100, "zstd"},
		{"nothing but what is named, and that plain", "zstd, identity;q=0.1, *;q=0", 100, ""},
		{"nothing that there is, and nothing plain", "br, identity;q=0", 5000, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			body := sized(c.size)
			answer := graphql.Response{Data: json.RawMessage(strings.TrimSuffix(strings.TrimPrefix(body, `{"data":`), "}"))}
			server := httptest.NewServer(edge.New(edge.Options{Executor: scripted{answers: once(answer)}}))
			defer server.Close()
			headers := map[string]http.Header{}
			for _, method := range []string{"GET", "HEAD", "POST"} {
				r, _ := http.NewRequest(method, server.URL+"/?query=q", strings.NewReader(`{"query":"q"}`))
				r.Header.Set("Content-Type", "application/json")
				r.Header.Set("Accept-Encoding", c.accept)
				response, err := http.DefaultTransport.RoundTrip(r)
				if err != nil {
					t.Fatal(err)
				}
				sent, _ := io.ReadAll(response.Body)
				response.Body.Close()
				if have := response.Header.Get("Content-Encoding"); have != c.want {
					t.Errorf("%s answers in %q", method, have)
				}
				if length := response.Header.Get("Content-Length"); method != "HEAD" && length != "" && length != strconv.Itoa(len(sent)) {
					t.Errorf("%s answers %d bytes as %s", method, len(sent), length)
				}
				if method != "HEAD" && plain(t, c.want, sent) != body {
					t.Errorf("%s answers %.100s", method, sent)
				}
				response.Header.Del("Date")
				headers[method] = response.Header
			}
			for name := range headers["GET"] {
				if strings.Join(headers["HEAD"].Values(name), ", ") != strings.Join(headers["GET"].Values(name), ", ") {
					t.Errorf("HEAD has %v, GET %v", headers["HEAD"], headers["GET"])
				}
			}
			if headers["POST"].Get("ETag") != "" || !strings.HasPrefix(headers["GET"].Get("ETag"), "W/") {
				t.Errorf("the tags are %v", headers)
			}
		})
	}
}
