package edge_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/inkeep-gateway/gateway/server/edge"
)

// What clients of answers in parts send.
const (
	apollo    = "multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9"
	apolloV02 = "multipart/mixed;incrementalSpec=v0.2,application/graphql-response+json,application/json;q=0.9"
	partType  = `multipart/mixed;boundary="-";deferSpec=20220824`
	partV02   = `multipart/mixed;boundary="-";incrementalSpec=v0.2`
)

// deferring answers in three answers where the context allows, and otherwise in one.
func deferring(inParts bool) []*graphql.Response {
	if !inParts {
		return []*graphql.Response{{Data: json.RawMessage(`{"whole":true}`)}}
	}
	yes, no := true, false
	traced := func(calls int, deferred any) map[string]any {
		return map[string]any{"gateway": trace{calls}, "deferred": deferred}
	}
	fragments := []*graphql.Response{{Path: ast.Path{}}, {Path: ast.Path{ast.PathName("a")}, Label: "L"}}
	return []*graphql.Response{
		{Data: json.RawMessage(`{"a":{"b":1}}`), HasNext: &yes, Extensions: traced(1, fragments)},
		{Data: json.RawMessage(`{"c":null}`), HasNext: &yes, Path: ast.Path{ast.PathName("a")}, Label: "L", Errors: gqlerror.List{{Message: "no"}}, Extensions: traced(2, 1)},
		{Data: json.RawMessage(`{"d":2}`), HasNext: &no, Path: ast.Path{}, Extensions: traced(3, 0)},
	}
}

// postTo asks a server for an answer.
func postTo(t *testing.T, server *httptest.Server, header ...string) *http.Response {
	t.Helper()
	r, _ := http.NewRequest("POST", server.URL, strings.NewReader(`{"query":"q"}`))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	return response
}

// readParts reads an answer in parts as the standard library does.
func readParts(t *testing.T, response *http.Response) (bodies []string, failure error) {
	t.Helper()
	_, params, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	for parts := multipart.NewReader(response.Body, params["boundary"]); ; {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return bodies, nil
		}
		if err != nil {
			return bodies, err
		}
		body, err := io.ReadAll(part)
		if err != nil {
			return bodies, err
		}
		if part.Header.Get("Content-Type") != older {
			t.Errorf("a part is %v", part.Header)
		}
		bodies = append(bodies, string(body))
	}
}

func TestAnAnswerInPartsAsItGoesOut(t *testing.T) {
	server := httptest.NewServer(edge.New(edge.Options{Executor: scripted{answers: deferring}, Incremental: inParts, Trace: true}))
	defer server.Close()
	const want = "---\r\nContent-Type: application/json; charset=utf-8\r\n\r\n" + `{"data":{"a":{"b":1}},"hasNext":true}` +
		"\r\n---\r\nContent-Type: application/json; charset=utf-8\r\n\r\n" + `{"incremental":[{"errors":[{"message":"no"}],"data":{"c":null},"label":"L","path":["a"]}],"hasNext":true}` +
		"\r\n---\r\nContent-Type: application/json; charset=utf-8\r\n\r\n" + `{"incremental":[{"data":{"d":2},"path":[]}],"hasNext":false}` +
		"\r\n-----\r\n"
	response := postTo(t, server, "Accept", apollo)
	body, err := io.ReadAll(response.Body)
	if err != nil || string(body) != want {
		t.Errorf("%v, it answers\n%s", err, body)
	}
	for name, value := range map[string]string{"Content-Type": partType, "Cache-Control": "no-store", "ETag": "", "X-Content-Type-Options": "nosniff", "Content-Length": "", "Server-Timing": ""} {
		if have := response.Header.Get(name); have != value {
			t.Errorf("its %s is %q", name, have)
		}
	}
	response = postTo(t, server, "Accept", apollo, edge.TraceHeader, "1")
	if bodies, err := readParts(t, response); err != nil || len(bodies) != 3 || response.Header.Get("Server-Timing") == "" ||
		!strings.Contains(bodies[0], `"extensions":{"gateway":{"Calls":1}}`) || !strings.Contains(bodies[2], `"extensions":{"gateway":{"Calls":3}}`) {
		t.Errorf("%v, it answers %q", err, bodies)
	}
}

func TestPartsThatTellWhichArePending(t *testing.T) {
	yes, no := true, false
	late := func(bool) []*graphql.Response {
		all := deferring(true)
		all[2] = &graphql.Response{Data: json.RawMessage("null"), HasNext: &no, Path: ast.Path{}, Errors: gqlerror.List{{Message: "late"}}, Extensions: map[string]any{"deferred": 0}}
		all[1].HasNext = &yes
		return all
	}
	for _, c := range []struct {
		name    string
		answers func(bool) []*graphql.Response
		want    []string
	}{
		{"all of them there", deferring, []string{
			`{"data":{"a":{"b":1}},"pending":[{"id":"0","path":[]},{"id":"1","path":["a"],"label":"L"}],"hasNext":true}`,
			`{"incremental":[{"errors":[{"message":"no"}],"data":{"c":null},"id":"1"}],"completed":[{"id":"1"}],"hasNext":true}`,
			`{"incremental":[{"data":{"d":2},"id":"0"}],"completed":[{"id":"0"}],"hasNext":false}`,
		}},
		{"one that failed", late, []string{
			`{"data":{"a":{"b":1}},"pending":[{"id":"0","path":[]},{"id":"1","path":["a"],"label":"L"}],"hasNext":true}`,
			`{"incremental":[{"errors":[{"message":"no"}],"data":{"c":null},"id":"1"}],"completed":[{"id":"1"}],"hasNext":true}`,
			`{"completed":[{"id":"0","errors":[{"message":"late"}]}],"hasNext":false}`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := httptest.NewServer(edge.New(edge.Options{Executor: scripted{answers: c.answers}, Incremental: inParts}))
			defer server.Close()
			response := postTo(t, server, "Accept", apolloV02)
			if have := response.Header.Get("Content-Type"); have != partV02 {
				t.Errorf("its parts are %s", have)
			}
			bodies, err := readParts(t, response)
			if err != nil || !slices.Equal(bodies, c.want) {
				t.Errorf("%v, it answers\n%s", err, strings.Join(bodies, "\n"))
			}
		})
	}
}

func TestEachPartGoesOutByItself(t *testing.T) {
	for _, encoding := range []string{"identity", "gzip", "zstd"} {
		t.Run(encoding, func(t *testing.T) {
			hold := make(chan struct{})
			server := httptest.NewServer(edge.New(edge.Options{Incremental: inParts, Executor: scripted{answers: deferring, before: func(n int) {
				if n > 0 {
					<-hold
				}
			}}}))
			defer server.Close()
			response := postTo(t, server, "Accept", apollo, "Accept-Encoding", encoding)
			if have := response.Header.Get("Content-Encoding"); have != strings.TrimPrefix(encoding, "identity") {
				t.Errorf("it answers in %q", have)
			}
			body := bufio.NewReader(decoded(t, response.Header.Get("Content-Encoding"), response.Body))
			for range 2 { // parts are held until the one before has come
				for text := ""; !strings.Contains(text, "hasNext"); {
					line, err := body.ReadString('\n')
					if err != nil {
						t.Fatal(err)
					}
					text = line
				}
				if line, err := body.ReadString('\n'); line != "---\r\n" {
					t.Fatalf("behind the part comes %q, %v", line, err)
				}
				hold <- struct{}{}
			}
			rest, err := io.ReadAll(body)
			if err != nil || !strings.HasSuffix(string(rest), "\"hasNext\":false}\r\n-----\r\n") {
				t.Errorf("%v, the rest is %s", err, rest)
			}
		})
	}
}

func TestOnlyThoseWhoTakePartsAreGivenThem(t *testing.T) {
	server := httptest.NewServer(edge.New(edge.Options{Executor: scripted{answers: deferring}, Incremental: inParts}))
	defer server.Close()
	for _, c := range []struct {
		name, accept, want string
	}{
		{"Apollo Client", apollo, partType},
		{"Apollo Client of old", "multipart/mixed; deferSpec=20220824, application/json", partType},
		{"urql", "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed", partType},
		{"GraphiQL", "application/json, multipart/mixed", partType},
		{"with a boundary", `application/json, multipart/mixed;boundary="-"`, partType},
		{"nobody said", "", older},
		{"anything", "*/*", older},
		{"JSON", "application/json", older},
		{"parts less than the whole", "application/json, multipart/mixed;q=0.9", older},
		{"parts more than the whole", "application/json;q=0.8, multipart/mixed;q=0.9", partType},
		{"parts not at all", "application/json;q=0.1, multipart/mixed;q=0", older},
		{"parts of subscriptions", "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json", older},
		{"Apollo Client of the newer format", apolloV02, partV02},
		{"parts of a newer format", "multipart/mixed;incrementalSpec=v0.3,application/json", older},
		{"parts of both formats at once", "multipart/mixed;incrementalSpec=v0.2;deferSpec=20220824,application/json", older},
		{"both formats, the newer first", "multipart/mixed;incrementalSpec=v0.2,multipart/mixed;deferSpec=20220824,application/json", partV02},
		{"both formats, the newer more", "multipart/mixed;q=0.5,multipart/mixed;incrementalSpec=v0.2;q=0.9,application/json;q=0.1", partV02},
		{"nothing but parts", "multipart/mixed", partType},
		{"nothing but parts of the newer format", "multipart/mixed;incrementalSpec=v0.2", partV02},
		{"parts of another version", "multipart/mixed;deferSpec=20230621,application/json", older},
		{"one format of several", "multipart/mixed;incrementalSpec=v0.3,multipart/mixed;deferSpec=20220824,application/json", partType},
	} {
		t.Run(c.name, func(t *testing.T) {
			response := postTo(t, server, "Accept", c.accept)
			body, _ := io.ReadAll(response.Body)
			if response.StatusCode != 200 || response.Header.Get("Content-Type") != c.want || (string(body) == `{"data":{"whole":true}}`) == strings.HasPrefix(c.want, "multipart/") {
				t.Errorf("it answers %s %s %s", response.Status, response.Header.Get("Content-Type"), body)
			}
		})
	}
	r, _ := http.NewRequest("GET", server.URL+"?query=q", nil)
	r.Header.Set("Accept", apollo)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != 200 || response.Header.Get("Content-Type") != newer || response.Header.Get("ETag") == "" {
		t.Errorf("GET answers %s %v", response.Status, response.Header)
	}
}

func TestAnAnswerOfOnePartIsWhole(t *testing.T) {
	server := httptest.NewServer(edge.New(edge.Options{Incremental: inParts, Executor: scripted{answers: func(bool) []*graphql.Response { return deferring(false) }}}))
	defer server.Close()
	response := postTo(t, server, "Accept", apollo)
	if body, _ := io.ReadAll(response.Body); response.Header.Get("Content-Type") != newer || string(body) != `{"data":{"whole":true}}` {
		t.Errorf("it answers %v %s", response.Header, body)
	}
	// JSON, for one who did not ask for it: there is nothing to put into parts.
	response = postTo(t, server, "Accept", "multipart/mixed")
	if body, _ := io.ReadAll(response.Body); response.Header.Get("Content-Type") != older || string(body) != `{"data":{"whole":true}}` {
		t.Errorf("it answers %v %s", response.Header, body)
	}
}

func TestAPanicBetweenPartsBreaksTheAnswerOff(t *testing.T) {
	var log bytes.Buffer
	server := httptest.NewUnstartedServer(edge.New(edge.Options{Incremental: inParts, Logger: slog.New(slog.NewTextHandler(&log, nil)), Executor: scripted{answers: deferring, before: func(n int) {
		if n == 1 {
			panic("secret")
		}
	}}}))
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server.Start()
	response := postTo(t, server, "Accept", apollo)
	body, err := io.ReadAll(response.Body)
	server.Close()
	if !errors.Is(err, io.ErrUnexpectedEOF) || strings.Count(string(body), "{\"data\"") != 1 || !strings.HasSuffix(string(body), "\r\n\r\n") {
		t.Errorf("%v, it answers\n%s", err, body)
	}
	if !strings.Contains(log.String(), "secret") {
		t.Errorf("the panic is not logged: %s", log.String())
	}
}

func TestAClientThatLeavesEndsTheParts(t *testing.T) {
	began, ended := make(chan struct{}), make(chan struct{})
	handler := edge.New(edge.Options{Incremental: inParts, Executor: scripted{answers: deferring, before: func(n int) {
		if n == 1 {
			close(began)
			<-ended
		}
	}}})
	returned := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		go func() {
			<-r.Context().Done()
			close(ended)
		}()
		handler.ServeHTTP(w, r)
		close(returned)
	}))
	defer server.Close()
	response := postTo(t, server, "Accept", apollo)
	<-began
	response.Body.Close()
	<-returned
}
