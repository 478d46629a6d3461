package edge

import (
	"bytes"
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

	"github.com/inkeep-gateway/gateway/server/memory"
)

// refusal is why a request never became an operation. Its message repeats nothing of what was sent, which may be a
// secret, or a script for whoever shows it.
type refusal struct {
	status  int
	code    string
	message string

	limit, amount int64 // of a limit that is passed: what is allowed, and what there is, at least; 0 if it is none
	retryAfter    int   // seconds; 0 if asking again is of no use

	header http.Header // of the answer, as a challenge
}

// Error is the message.
func (r *refusal) Error() string { return r.message }

func malformed(message string) *refusal {
	return &refusal{status: http.StatusBadRequest, code: "BAD_USER_INPUT", message: message}
}

// request is what is sent, by either method, with what is null or missing left out.
type request struct {
	Query         *string `json:"query"`
	OperationName *string `json:"operationName"`
	Variables     object  `json:"variables"`
	Extensions    object  `json:"extensions"`
	DocumentID    *string `json:"documentId"`
	DocID         *string `json:"doc_id"` // Relay's name of it
}

// receive takes what is sent: the parameters of the address, or the body. The headers of the answer say what would have been
// taken.
func (h *handler) receive(w http.ResponseWriter, r *http.Request, lease *memory.Lease) ([]byte, *refusal) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		if n := int64(len(r.URL.RawQuery)); n > h.MaxBody {
			return nil, tooLarge(http.StatusRequestURITooLong, h.MaxBody, n)
		}
		return []byte(r.URL.RawQuery), nil
	case http.MethodPost:
		return h.receivePost(w, r, lease)
	}
	w.Header().Set("Allow", "GET, HEAD, POST")
	return nil, &refusal{status: http.StatusMethodNotAllowed, code: "BAD_USER_INPUT", message: "GraphQL requests come by GET or POST."}
}

// read reads what is sent.
func (h *handler) read(r *http.Request, sent []byte) (*operationRequest, *refusal) {
	read := readURL
	if r.Method == http.MethodPost {
		read = readBody
	}
	request, refused := read(sent)
	if refused != nil {
		return nil, refused
	}
	return request.operationRequest(h.Nesting)
}

// readURL reads the parameters of an address. There must not be two of a name: no rule says which one counts, and
// something in front of the gateway may have taken the other.
func readURL(rawQuery []byte) (*request, *refusal) {
	values, err := url.ParseQuery(string(rawQuery))
	if err != nil {
		return nil, malformed("The parameters in the address are not encoded as application/x-www-form-urlencoded.")
	}
	for _, name := range []string{"query", "operationName", "variables", "extensions", "documentId", "doc_id"} {
		if len(values[name]) > 1 {
			return nil, malformed("The address has more than one parameter " + name + ".")
		}
		if !utf8.ValidString(values.Get(name)) {
			return nil, malformed("The parameter " + name + " in the address is not UTF-8.")
		}
	}
	sent := new(request)
	for name, member := range map[string]*object{"variables": &sent.Variables, "extensions": &sent.Extensions} {
		// As strictly as a body: no name twice, no second document.
		if text := values.Get(name); text != "" && jsonv2.Unmarshal([]byte(text), member) != nil {
			return nil, malformed("The variables or the extensions in the address are not valid JSON.")
		}
	}
	for name, member := range map[string]**string{
		"query": &sent.Query, "operationName": &sent.OperationName, "documentId": &sent.DocumentID, "doc_id": &sent.DocID,
	} {
		if values.Has(name) {
			value := values.Get(name)
			*member = &value
		}
	}
	return sent, nil
}

func (h *handler) receivePost(w http.ResponseWriter, r *http.Request, lease *memory.Lease) ([]byte, *refusal) {
	// A page of another site can have a browser post a form or plain text without asking first, but not this type.
	if types := r.Header["Content-Type"]; len(types) != 1 || !isJSON(types[0]) {
		w.Header().Set("Accept", mediaJSON)
		return nil, unsupportedMediaType("The request's Content-Type has to be application/json, in UTF-8.")
	}
	if coding := strings.Join(r.Header["Content-Encoding"], ","); coding != "" && !strings.EqualFold(coding, "identity") {
		w.Header().Set("Accept-Encoding", "identity")
		return nil, unsupportedMediaType("The request must not have a Content-Encoding.")
	}
	return h.receiveBody(w, r, lease)
}

// longestAtOnce is how many bytes of a body have their place before they are there. What is said to be longer has to come.
const longestAtOnce = 64 << 10

// receiveBody reads a body. A place for more of it is taken when it is needed: a client that stalls holds no more than twice
// what it has sent.
func (h *handler) receiveBody(w http.ResponseWriter, r *http.Request, lease *memory.Lease) ([]byte, *refusal) {
	if r.ContentLength > h.MaxBody {
		w.Header().Set("Connection", "close") // Nothing is read. A client that waits to be told to go on is not.
		return nil, tooLarge(http.StatusRequestEntityTooLarge, h.MaxBody, r.ContentLength)
	}
	reader, want := io.Reader(r.Body), r.ContentLength+1 // bytes, and one behind them to see the end
	if r.ContentLength < 0 {
		reader, want = http.MaxBytesReader(w, r.Body, h.MaxBody), h.MaxBody+1
	}
	var body []byte
	for size := min(want, longestAtOnce); ; size = min(want, 2*size) {
		if refused := h.takeMemory(r.Context(), lease, size); refused != nil {
			w.Header().Set("Connection", "close") // The rest is not read.
			return nil, refused
		}
		lease.Give(int64(cap(body)))
		body = append(make([]byte, 0, size), body...)
		for int64(len(body)) < size {
			n, err := reader.Read(body[len(body):size])
			body = body[:len(body)+n]
			if err == nil {
				continue
			}
			if errors.Is(err, io.EOF) {
				return body, nil
			}
			if large := new(http.MaxBytesError); errors.As(err, &large) {
				w.Header().Set("Connection", "close") // The rest is not read. The reader cannot say so to a wrapped response.
				return nil, tooLarge(http.StatusRequestEntityTooLarge, h.MaxBody, h.MaxBody+1)
			}
			return nil, malformed("The request was cut off.")
		}
	}
}

// byteOrderMark may stand in front of a body: RFC 8259, section 8.1, lets who reads it ignore it, and some editors write it.
var byteOrderMark = []byte("\xef\xbb\xbf")

func readBody(body []byte) (*request, *refusal) {
	sent := new(request)
	body = bytes.TrimPrefix(body, byteOrderMark)
	// It refuses names that come twice, a second document, invalid UTF-8, and what nests deeper than 10,000.
	if err := jsonv2.Unmarshal(body, sent); err != nil {
		return nil, malformed("The request has to be one valid JSON object, its query and operationName strings.")
	}
	return sent, nil
}

func unsupportedMediaType(message string) *refusal {
	return &refusal{status: http.StatusUnsupportedMediaType, code: "BAD_USER_INPUT", message: message}
}

func isJSON(contentType string) bool {
	if contentType == mediaJSON {
		return true
	}
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil || media != mediaJSON {
		return false
	}
	charset := params["charset"]
	return charset == "" || strings.EqualFold(charset, "utf-8")
}

func tooLarge(status int, limit, amount int64) *refusal {
	return &refusal{status: status, code: "REQUEST_TOO_LARGE", limit: limit, amount: amount,
		message: "The request is larger than " + strconv.FormatInt(limit, 10) + " bytes."}
}

// operationRequest is what is asked for: a document, or the name of one.
type operationRequest struct {
	*graphql.RawParams
	id   string // by which a trusted document is named; empty if it is not
	hash string // of the document, by the protocol of persisted queries; empty without it
}

// operationRequest reads the members of a request, its variables nested at most so deep.
func (s *request) operationRequest(most int) (*operationRequest, *refusal) {
	text := func(member *string) string {
		if member == nil {
			return ""
		}
		return *member
	}
	a := &operationRequest{RawParams: &graphql.RawParams{Query: text(s.Query), OperationName: text(s.OperationName)}}
	if depth := s.Variables.depth; depth > most {
		return nil, &refusal{status: http.StatusBadRequest, code: "QUERY_TOO_COMPLEX", limit: int64(most), amount: int64(depth),
			message: "The variables may be nested " + strconv.Itoa(most) + " deep."}
	}
	var ok bool
	if a.Variables, ok = s.Variables.members(); !ok {
		return nil, malformed("The variables have to be a JSON object.")
	}
	if a.Extensions, ok = s.Extensions.members(); !ok {
		return nil, malformed("The extensions have to be a JSON object.")
	}
	if a.hash, ok = persistedQuery(a.Extensions); !ok {
		return nil, malformed("The extension persistedQuery has to be an object of version 1, with the document's sha256Hash.")
	}
	if a.id = text(s.DocumentID); a.id == "" {
		a.id = text(s.DocID)
	}
	switch {
	case s.Query == nil && a.id == "" && a.hash == "":
		return nil, malformed("The request has no query.")
	case a.Query != "" && a.id != "":
		return nil, malformed("The request has both a query and the name of a document. Send one of them.")
	}
	return a, nil
}
