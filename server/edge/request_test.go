package edge_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/inkeep-gateway/gateway/server/edge"
)

func TestRequestsByPOST(t *testing.T) {
	post := http.Header{"Content-Type": {"application/json"}}
	typed := func(types ...string) http.Header { return http.Header{"Content-Type": types} }
	encoded := func(codings ...string) http.Header {
		return http.Header{"Content-Type": {"application/json"}, "Content-Encoding": codings}
	}
	const q = `{"data":{"query":"q"}}`
	for _, c := range []struct {
		name   string
		header http.Header
		body   string
		status int
		want   string // all of the body, or its error's code
	}{
		{"a query", post, `{"query":"q"}`, 200, q},
		{"all members, and more", post, `{"query":"q","operationName":"N","variables":{"n":1.50,"big":12345678901234567890},"extensions":{"x":1},"more":[]}`,
			200, `{"data":{"query":"q","name":"N","variables":{"big":12345678901234567890,"n":1.50},"extensions":{"x":1}}}`},
		{"variables of every kind", post, `{"query":"q","variables":{"\u0061":[1e3,-0.0,"x\u00e9\n",true,false,null,{"b":[],"c":{}}]}}`,
			200, `{"data":{"query":"q","variables":{"a":[1e3,-0.0,"xé\n",true,false,null,{"b":[],"c":{}}]}}}`},
		{"null members", post, `{"query":"q","operationName":null,"variables":null,"extensions":null}`, 200, q},
		{"an empty query is the executor's to refuse", post, `{"query":""}`, 200, `{"data":{"query":""}}`},
		{"space around it", post, " \n{\"query\":\"q\"}\r\n\t", 200, q},
		{"a byte order mark", post, "\ufeff" + `{"query":"q"}`, 200, q},
		{"beyond ASCII", post, `{"query":"🏃\ud83c\udfca"}`, 200, `{"data":{"query":"🏃🏊"}}`},

		{"UTF-8, said so", typed("application/json;charset=UTF-8"), `{"query":"q"}`, 200, q},
		{"another content type", typed("text/plain"), `{"query":"secret"}`, 415, "BAD_USER_INPUT"},
		{"a form, which a page of another site can post", typed("application/x-www-form-urlencoded"), `{"query":"secret"}`, 415, "BAD_USER_INPUT"},
		{"the type of answers", typed("application/graphql-response+json"), `{"query":"secret"}`, 415, "BAD_USER_INPUT"},
		{"another type that names JSON in a parameter", typed("text/plain; x=application/json"), `{"query":"secret"}`, 415, "BAD_USER_INPUT"},
		{"no content type", nil, `{"query":"secret"}`, 415, "BAD_USER_INPUT"},
		{"an empty content type", typed(""), `{"query":"secret"}`, 415, "BAD_USER_INPUT"},
		{"two content types", typed("application/json", "text/plain"), `{"query":"secret"}`, 415, "BAD_USER_INPUT"},
		{"another charset", typed("application/json; charset=latin1"), `{"query":"secret"}`, 415, "BAD_USER_INPUT"},
		{"no content encoding, said so", encoded("identity"), `{"query":"q"}`, 200, q},
		{"a content encoding", encoded("gzip"), `{"query":"secret"}`, 415, "BAD_USER_INPUT"},
		{"a content encoding behind none", encoded("identity", "br"), `{"query":"secret"}`, 415, "BAD_USER_INPUT"},

		{"300 bytes", post, `{"query":"q"` + strings.Repeat(" ", 287) + `}`, 200, q},
		{"301 bytes", post, `{"query":"q"` + strings.Repeat(" ", 288) + `}`, 413, "REQUEST_TOO_LARGE"},

		{"nothing", post, ``, 400, "BAD_USER_INPUT"},
		{"no JSON", post, `{"query":secret`, 400, "BAD_USER_INPUT"},
		{"half of it", post, `{"query":"secret"`, 400, "BAD_USER_INPUT"},
		{"a trailing comma", post, `{"query":"secret",}`, 400, "BAD_USER_INPUT"},
		{"a comment", post, `{"query":"secret"/**/}`, 400, "BAD_USER_INPUT"},
		{"an array", post, `[{"query":"secret"}]`, 400, "BAD_USER_INPUT"},
		{"null", post, `null`, 400, "BAD_USER_INPUT"},
		{"a string", post, `"secret"`, 400, "BAD_USER_INPUT"},
		{"two byte order marks", post, "\ufeff\ufeff" + `{"query":"secret"}`, 400, "BAD_USER_INPUT"},
		{"a byte order mark within", post, `{"query":"secret"` + "\ufeff}", 400, "BAD_USER_INPUT"},
		{"a second document", post, `{"query":"q"}{"query":"secret"}`, 400, "BAD_USER_INPUT"},
		{"something behind it", post, `{"query":"q"} secret`, 400, "BAD_USER_INPUT"},
		{"a name twice", post, `{"query":"q","query":"secret"}`, 400, "BAD_USER_INPUT"},
		{"a name twice, once escaped", post, `{"query":"q","qu\u0065ry":"secret"}`, 400, "BAD_USER_INPUT"},
		{"a name twice in the variables", post, `{"query":"q","variables":{"secret":{"a":1,"a":2}}}`, 400, "BAD_USER_INPUT"},
		{"a name twice in the extensions", post, `{"query":"q","extensions":{"secret":1,"secret":2}}`, 400, "BAD_USER_INPUT"},
		{"a name twice in what nobody reads", post, `{"query":"q","more":[{"secret":1,"secret":2}]}`, 400, "BAD_USER_INPUT"},
		{"invalid UTF-8", post, "{\"query\":\"secret\xff\"}", 400, "BAD_USER_INPUT"},
		{"half a surrogate pair", post, `{"query":"secret\ud83c"}`, 400, "BAD_USER_INPUT"},
		{"invalid UTF-8 in the variables", post, "{\"query\":\"q\",\"variables\":{\"secret\":\"\xff\"}}", 400, "BAD_USER_INPUT"},
		{"no query", post, `{"variables":{"secret":1}}`, 400, "BAD_USER_INPUT"},
		{"a null query", post, `{"query":null,"more":"secret"}`, 400, "BAD_USER_INPUT"},
		{"a name in another case", post, `{"Query":"secret"}`, 400, "BAD_USER_INPUT"},
		{"a query that is no string", post, `{"query":{"secret":1}}`, 400, "BAD_USER_INPUT"},
		{"an operation name that is no string", post, `{"query":"secret","operationName":1}`, 400, "BAD_USER_INPUT"},
		{"variables that are an array", post, `{"query":"q","variables":["secret"]}`, 400, "BAD_USER_INPUT"},
		{"variables that are JSON in a string", post, `{"query":"q","variables":"{\"secret\":1}"}`, 400, "BAD_USER_INPUT"},
		{"extensions that are no object", post, `{"query":"q","extensions":"secret"}`, 400, "BAD_USER_INPUT"},
	} {
		t.Run(c.name, func(t *testing.T) {
			response := ask("POST", "query=by+the+address", c.body, c.header)
			if strings.HasPrefix(c.want, "{") {
				if response.Code != c.status || response.Body.String() != c.want {
					t.Errorf("it answers %d %s", response.Code, response.Body)
				}
				return
			}
			checkRefusal(t, response, c.status, c.want)
			var accepts string
			if c.status == 415 {
				accepts = "application/json"
				if c.header.Get("Content-Encoding") != "" {
					accepts = "identity"
				}
			}
			if have := response.Header().Get("Accept") + response.Header().Get("Accept-Encoding"); have != accepts {
				t.Errorf("it would accept %q", have)
			}
		})
	}
}

func TestRequestsByGET(t *testing.T) {
	const q = `{"data":{"query":"q"}}`
	encode := func(s string) string { return url.QueryEscape(s) }
	for _, c := range []struct {
		name, query string
		status      int
		want        string // all of the body, or its error's code
	}{
		{"a query", "query=q", 200, q},
		{"all parameters, and more", "query=q+1&operationName=N&variables=" + encode(`{"n":1.50,"big":12345678901234567890}`) + "&extensions=" + encode(`{"x":1}`) + "&more=1&more=2",
			200, `{"data":{"query":"q 1","name":"N","variables":{"big":12345678901234567890,"n":1.50},"extensions":{"x":1}}}`},
		{"an encoded name", "%71uery=q", 200, q},
		{"empty parameters", "query=q&operationName=&variables=&extensions=", 200, q},
		{"null variables and extensions", "query=q&variables=null&extensions=null", 200, q},
		{"an operation of the name null", "query=q&operationName=null", 200, `{"data":{"query":"q","name":"null"}}`},
		{"an empty query is the executor's to refuse", "query=", 200, `{"data":{"query":""}}`},
		{"300 bytes", "query=q&x=" + strings.Repeat("x", 290), 200, q},
		{"301 bytes", "query=q&x=" + strings.Repeat("x", 291), 414, "REQUEST_TOO_LARGE"},

		{"nothing", "", 400, "BAD_USER_INPUT"},
		{"no query", "operationName=secret", 400, "BAD_USER_INPUT"},
		{"a name in another case", "Query=secret", 400, "BAD_USER_INPUT"},
		{"two queries", "query=secret&query=secret", 400, "BAD_USER_INPUT"},
		{"two queries, one encoded", "query=secret&%71uery=secret", 400, "BAD_USER_INPUT"},
		{"two operation names", "query=q&operationName=&operationName=secret", 400, "BAD_USER_INPUT"},
		{"variables twice", "query=q&variables=&variables=" + encode(`{"secret":1}`), 400, "BAD_USER_INPUT"},
		{"extensions twice", "query=q&extensions={}&extensions=" + encode(`{"secret":1}`), 400, "BAD_USER_INPUT"},
		{"half an encoding", "query=secret%2", 400, "BAD_USER_INPUT"},
		{"a semicolon, which some take for an ampersand", "query=q;operationName=secret", 400, "BAD_USER_INPUT"},
		{"half an encoding in what nobody reads", "query=secret&more=%2", 400, "BAD_USER_INPUT"},
		{"a query in invalid UTF-8", "query=secret%ff", 400, "BAD_USER_INPUT"},
		{"an operation name in invalid UTF-8", "query=q&operationName=secret%ff", 400, "BAD_USER_INPUT"},
		{"variables in invalid UTF-8", "query=q&variables=" + encode("{\"secret\":\"\xff\"}"), 400, "BAD_USER_INPUT"},
		{"variables that are no JSON", "query=q&variables=secret", 400, "BAD_USER_INPUT"},
		{"variables that are an array", "query=q&variables=" + encode(`["secret"]`), 400, "BAD_USER_INPUT"},
		{"variables that are a string", "query=q&variables=" + encode(`"secret"`), 400, "BAD_USER_INPUT"},
		{"variables with a name twice", "query=q&variables=" + encode(`{"secret":{"a":1,"a":2}}`), 400, "BAD_USER_INPUT"},
		{"variables with something behind", "query=q&variables=" + encode(`{}{"secret":1}`), 400, "BAD_USER_INPUT"},
		{"extensions that are no JSON", "query=q&extensions=" + encode(`{secret`), 400, "BAD_USER_INPUT"},
		{"extensions that are an array", "query=q&extensions=" + encode(`["secret"]`), 400, "BAD_USER_INPUT"},
		{"extensions with a name twice", "query=q&extensions=" + encode(`{"secret":1,"secret":2}`), 400, "BAD_USER_INPUT"},
	} {
		t.Run(c.name, func(t *testing.T) {
			// A body means nothing here.
			response := ask("GET", c.query, `{"query":"by the body"}`, http.Header{"Content-Type": {"application/json"}})
			if strings.HasPrefix(c.want, "{") {
				if response.Code != c.status || response.Body.String() != c.want {
					t.Errorf("it answers %d %s", response.Code, response.Body)
				}
				return
			}
			checkRefusal(t, response, c.status, c.want)
		})
	}
}

func TestOtherMethodsAreToldWhichThereAre(t *testing.T) {
	for _, method := range []string{"PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY", "get"} {
		response := ask(method, "query=secret", `{"query":"secret"}`, http.Header{"Content-Type": {"application/json"}})
		checkRefusal(t, response, 405, "BAD_USER_INPUT")
		if allow := response.Header().Get("Allow"); allow != "GET, HEAD, POST" {
			t.Errorf("%s: it allows %q", method, allow)
		}
	}
}

func TestABodyThatEndsTooSoonIsMalformed(t *testing.T) {
	request := httptest.NewRequest("POST", "/", io.MultiReader(strings.NewReader(`{"query":"secret"}`), iotest.ErrReader(errors.New("secret"))))
	request.Header.Set("Content-Type", "application/json")
	response := httptest.NewRecorder()
	edge.New(edge.Options{Executor: executor{}}).ServeHTTP(response, request)
	checkRefusal(t, response, 400, "BAD_USER_INPUT")
}

func TestRequestsHaveAtMost2000000BytesByDefault(t *testing.T) {
	const most = 2_000_000
	for length, status := range map[int]int{most: 200, most + 1: 413} {
		body := `{"query":"q"}`
		request := httptest.NewRequest("POST", "/", strings.NewReader(body+strings.Repeat(" ", length-len(body))))
		request.Header.Set("Content-Type", "application/json")
		response := httptest.NewRecorder()
		edge.New(edge.Options{Executor: executor{}}).ServeHTTP(response, request)
		if response.Code != status {
			t.Errorf("%d bytes are answered %d %s", length, response.Code, response.Body)
		}
	}
}

// The decoders recurse; without a bound a body of the size that is allowed would end the process.
func TestJSONThatNestsAbsurdlyDeepIsMalformed(t *testing.T) {
	handler := edge.New(edge.Options{Executor: executor{}})
	for _, c := range []struct{ name, open, close string }{
		{"arrays", "[", "]"},
		{"objects", `{"a":`, "}"},
		{"arrays that do not end", "[", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			nested := func(deep int) string {
				return `{"a":` + strings.Repeat(c.open, deep) + "1" + strings.Repeat(c.close, deep) + `}`
			}
			for _, body := range []string{
				`{"query":"q","variables":` + nested(300_000) + `}`, `{"query":"q","more":` + nested(300_000) + `}`, nested(300_000),
			} {
				request := httptest.NewRequest("POST", "/", strings.NewReader(body))
				request.Header.Set("Content-Type", "application/json")
				response := httptest.NewRecorder()
				handler.ServeHTTP(response, request)
				checkRefusal(t, response, 400, "BAD_USER_INPUT")
			}
			request := httptest.NewRequest("GET", "/", nil)
			request.URL.RawQuery = url.Values{"query": {"q"}, "variables": {nested(20_000)}}.Encode()
			response := httptest.NewRecorder()
			handler.ServeHTTP(response, request)
			checkRefusal(t, response, 400, "BAD_USER_INPUT")
		})
	}
}

func TestVariablesNestSoDeepAndNoDeeper(t *testing.T) {
	for depth, want := range map[int]int{64: http.StatusOK, 65: http.StatusBadRequest, 9000: http.StatusBadRequest} {
		variables := strings.Repeat(`{"a":`, depth-1) + "{}" + strings.Repeat("}", depth-1)
		request := httptest.NewRequest("POST", "/", strings.NewReader(`{"query":"q","variables":`+variables+`}`))
		request.Header.Set("Content-Type", "application/json")
		response := httptest.NewRecorder()
		edge.New(edge.Options{Executor: executor{}}).ServeHTTP(response, request)
		if response.Code != want || want != http.StatusOK && !strings.Contains(response.Body.String(), `"QUERY_TOO_COMPLEX"`) {
			t.Errorf("%d deep is answered with %d %.200s", depth, response.Code, response.Body)
		}
	}
}
