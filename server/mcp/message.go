package mcp

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// The codes of errors of JSON-RPC and of the protocol.
const (
	codeInvalidRequest     = -32600
	codeMethodNotFound     = -32601
	codeInvalidParams      = -32602
	codeInternal           = -32603
	codeRefused            = -32000
	codeHeaderMismatch     = -32020
	codeUnsupportedVersion = -32022
)

// message is one of JSON-RPC 2.0 as far as it is looked at here.
type message struct {
	Version string         `json:"jsonrpc"`
	ID      jsontext.Value `json:"id"`
	Method  string         `json:"method"`
	Params  jsontext.Value `json:"params"`
}

// methods are those that the server has. A notification has none of its own to be refused.
var methods = map[string]bool{
	"initialize": true, "ping": true, "server/discover": true, "logging/setLevel": true,
	"tools/list": true, "tools/call": true, "resources/list": true, "resources/read": true, "resources/templates/list": true, "prompts/list": true,
}

func (m message) isKnown() bool {
	return methods[m.Method] || strings.HasPrefix(m.Method, "notifications/")
}

// readMessage reads a request or a notification; there is nothing that the server could be answered to.
func readMessage(body []byte) (m message, ok bool) {
	if jsonv2.Unmarshal(body, &m) != nil || m.Version != "2.0" || m.Method == "" {
		return m, false
	}
	kind := m.ID.Kind()
	call := kind == jsontext.KindString || kind == jsontext.KindNumber
	notification := len(m.ID) == 0
	return m, (call || notification) && notification == strings.HasPrefix(m.Method, "notifications/") &&
		(len(m.Params) == 0 || m.Params.Kind() == jsontext.KindBeginObject)
}

// reply answers with an error.
func reply(w http.ResponseWriter, status int, id jsontext.Value, code int, text string, data json.RawMessage) {
	type failure struct {
		Code    int             `json:"code"`
		Message string          `json:"message"`
		Data    json.RawMessage `json:"data,omitempty"`
	}
	if len(id) == 0 {
		id = jsontext.Value("null")
	}
	body, err := json.Marshal(struct {
		Version string          `json:"jsonrpc"`
		ID      json.RawMessage `json:"id"`
		Error   failure         `json:"error"`
	}{"2.0", json.RawMessage(id), failure{code, text, data}})
	if err != nil {
		panic(err) // All of it is JSON.
	}
	send(w, status, body)
}

func send(w http.ResponseWriter, status int, body []byte) {
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Content-Length", strconv.Itoa(len(body)))
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(body) // A client that has gone away is not told so.
}

// response is an answer of the library's, before it goes out: its errors are in the words of Go.
type response struct {
	bytes.Buffer
	header http.Header
	status int
}

// Header is http.ResponseWriter's.
func (r *response) Header() http.Header { return r.header }

// WriteHeader is http.ResponseWriter's.
func (r *response) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

// send sends the answer to a message; of an error its code with words of our own.
func (r *response) send(w http.ResponseWriter, m message) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	var answer struct {
		Error *struct {
			Code int            `json:"code"`
			Data jsontext.Value `json:"data"`
		} `json:"error"`
	}
	switch {
	case r.status == http.StatusAccepted:
		w.WriteHeader(r.status)
	case jsonv2.Unmarshal(r.Bytes(), &answer) != nil:
		if r.status < http.StatusBadRequest {
			r.status = http.StatusInternalServerError
		}
		code := codeInvalidRequest
		if r.status >= http.StatusInternalServerError {
			code = codeInternal
		}
		reply(w, r.status, m.ID, code, wordsOf(code, m.Method), nil)
	case answer.Error != nil:
		var data json.RawMessage
		if answer.Error.Code == codeUnsupportedVersion {
			data = json.RawMessage(answer.Error.Data)
		}
		reply(w, r.status, m.ID, answer.Error.Code, wordsOf(answer.Error.Code, m.Method), data)
	default:
		send(w, r.status, r.Bytes())
	}
}

// wordsOf is what an error says.
func wordsOf(code int, method string) string {
	switch {
	case code == codeInvalidParams && method == "tools/call":
		return "There is no such tool, or the params are not a name and arguments. tools/list lists the tools."
	case (code == codeInvalidParams || code == -32002) && method == "resources/read":
		return "There is no such resource. resources/list lists the resources."
	case code == codeInvalidParams:
		return "The params do not fit the method."
	case code == codeHeaderMismatch:
		return "The headers of the request, such as MCP-Protocol-Version, Mcp-Method and Mcp-Name, have to say what the message says."
	case code == codeUnsupportedVersion:
		return "The server does not speak this version of the protocol."
	case code == codeInvalidRequest:
		return "The request is not as the protocol has it, or of a version that the server does not speak (MCP-Protocol-Version)."
	}
	return "Something went wrong inside the gateway."
}
