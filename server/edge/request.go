package edge

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// refusal is why a request never became an operation. Its message repeats nothing of what was sent, which may be a
// secret, or a script for whoever shows it.
type refusal struct {
	status  int
	code    string
	message string
}

func malformed(message string) *refusal {
	return &refusal{http.StatusBadRequest, "BAD_USER_INPUT", message}
}

// request is what is sent, by either method, with what is null or missing left out.
type request struct {
	Query         *string        `json:"query"`
	OperationName *string        `json:"operationName"`
	Variables     jsontext.Value `json:"variables"`
	Extensions    jsontext.Value `json:"extensions"`
}

// read reads a request of at most so many bytes. The headers of the answer say what would have been taken.
func read(w http.ResponseWriter, r *http.Request, most int64) (*graphql.RawParams, *refusal) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		if int64(len(r.URL.RawQuery)) > most {
			return nil, tooLarge(http.StatusRequestURITooLong, most)
		}
		return readURL(r.URL.RawQuery)
	case http.MethodPost:
		return readPost(w, r, most)
	}
	w.Header().Set("Allow", "GET, HEAD, POST")
	return nil, &refusal{http.StatusMethodNotAllowed, "BAD_USER_INPUT", "GraphQL requests come by GET or POST."}
}

// readURL reads the parameters of an address. There must not be two of a name: no rule says which one counts, and
// something in front of the gateway may have taken the other.
func readURL(rawQuery string) (*graphql.RawParams, *refusal) {
	values, err := url.ParseQuery(rawQuery)
	if err != nil {
		return nil, malformed("The parameters in the address are not encoded as application/x-www-form-urlencoded.")
	}
	for _, name := range []string{"query", "operationName", "variables", "extensions"} {
		if len(values[name]) > 1 {
			return nil, malformed("The address has more than one parameter " + name + ".")
		}
		if !utf8.ValidString(values.Get(name)) {
			return nil, malformed("The parameter " + name + " in the address is not UTF-8.")
		}
	}
	sent := request{
		Variables:  jsontext.Value(values.Get("variables")),
		Extensions: jsontext.Value(values.Get("extensions")),
	}
	// As strictly as a body: no name twice, no second document.
	if len(sent.Variables) > 0 && !sent.Variables.IsValid() || len(sent.Extensions) > 0 && !sent.Extensions.IsValid() {
		return nil, malformed("The variables or the extensions in the address are not valid JSON.")
	}
	if values.Has("query") {
		query := values.Get("query")
		sent.Query = &query
	}
	name := values.Get("operationName")
	sent.OperationName = &name
	return sent.params()
}

func readPost(w http.ResponseWriter, r *http.Request, most int64) (*graphql.RawParams, *refusal) {
	// A page of another site can have a browser post a form or plain text without asking first, but not this type.
	if types := r.Header.Values("Content-Type"); len(types) != 1 || !isJSON(types[0]) {
		w.Header().Set("Accept", mediaJSON)
		return nil, &refusal{http.StatusUnsupportedMediaType, "BAD_USER_INPUT",
			"The request's Content-Type has to be application/json, in UTF-8."}
	}
	if coding := strings.Join(r.Header.Values("Content-Encoding"), ","); coding != "" && !strings.EqualFold(coding, "identity") {
		w.Header().Set("Accept-Encoding", "identity")
		return nil, &refusal{http.StatusUnsupportedMediaType, "BAD_USER_INPUT", "The request must not have a Content-Encoding."}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	if large := new(http.MaxBytesError); errors.As(err, &large) {
		w.Header().Set("Connection", "close") // The rest is not read. The reader cannot say so to a wrapped response.
		return nil, tooLarge(http.StatusRequestEntityTooLarge, most)
	}
	if err != nil {
		return nil, malformed("The request was cut off.")
	}
	var sent request
	// It refuses names that come twice, a second document, invalid UTF-8, and what nests deeper than 10,000.
	if err := jsonv2.Unmarshal(body, &sent); err != nil {
		return nil, malformed("The request has to be one valid JSON object, its query and operationName strings.")
	}
	return sent.params()
}

func isJSON(contentType string) bool {
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil || media != mediaJSON {
		return false
	}
	charset := params["charset"]
	return charset == "" || strings.EqualFold(charset, "utf-8")
}

func tooLarge(status int, most int64) *refusal {
	return &refusal{status, "REQUEST_TOO_LARGE", "The request is larger than " + strconv.FormatInt(most, 10) + " bytes."}
}

func (s request) params() (*graphql.RawParams, *refusal) {
	if s.Query == nil {
		return nil, malformed("The request lacks its query.")
	}
	params := &graphql.RawParams{Query: *s.Query}
	if s.OperationName != nil {
		params.OperationName = *s.OperationName
	}
	if nestsDeeper(s.Variables, maxNesting) {
		return nil, &refusal{http.StatusBadRequest, "QUERY_TOO_COMPLEX",
			"The variables may be nested " + strconv.Itoa(maxNesting) + " deep."}
	}
	var ok bool
	if params.Variables, ok = object(s.Variables); !ok {
		return nil, malformed("The variables have to be a JSON object.")
	}
	if params.Extensions, ok = object(s.Extensions); !ok {
		return nil, malformed("The extensions have to be a JSON object.")
	}
	return params, nil
}

// maxNesting is how deep variables may nest: reading them takes time that grows faster than their depth.
const maxNesting = 64

// nestsDeeper says whether objects and lists are nested deeper in a JSON value.
func nestsDeeper(v jsontext.Value, depth int) bool {
	for d := jsontext.NewDecoder(bytes.NewReader(v)); ; {
		if _, err := d.ReadToken(); err != nil {
			return false // The end, or what is refused elsewhere.
		}
		if d.StackDepth() > depth {
			return true
		}
	}
}

// object reads an object, its numbers as json.Number, which keeps their digits; nothing and null are no object but
// right.
func object(v jsontext.Value) (map[string]any, bool) {
	if len(v) == 0 {
		return nil, true
	}
	// The v2 decoder has no numbers of that kind. What v holds is one valid value by now.
	var m map[string]any
	d := json.NewDecoder(bytes.NewReader(v))
	d.UseNumber()
	err := d.Decode(&m)
	return m, err == nil
}
