package edge

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// decode reads the body of a request: one JSON object, without duplicate names. What is wrong with it is said without
// repeating what was sent.
func decode(body []byte) (*graphql.RawParams, string) {
	var request struct {
		Query         *string        `json:"query"`
		OperationName *string        `json:"operationName"`
		Variables     jsontext.Value `json:"variables"`
		Extensions    jsontext.Value `json:"extensions"`
	}
	if jsontext.Value(body).Kind() != '{' {
		return nil, "The request has to be one JSON object."
	}
	if err := jsonv2.Unmarshal(body, &request); err != nil {
		return nil, "The request is not valid JSON, or its query or operationName is not a string."
	}
	if request.Query == nil {
		return nil, "The request lacks its query."
	}
	params := &graphql.RawParams{Query: *request.Query}
	if request.OperationName != nil {
		params.OperationName = *request.OperationName
	}
	var ok bool
	if params.Variables, ok = object(request.Variables); !ok {
		return nil, "The variables have to be an object."
	}
	if params.Extensions, ok = object(request.Extensions); !ok {
		return nil, "The extensions have to be an object."
	}
	return params, ""
}

// object reads an object, its numbers as json.Number, which keeps their digits; nothing and null are no object but right.
func object(v jsontext.Value) (map[string]any, bool) {
	if v == nil || v.Kind() == 'n' {
		return nil, true
	}
	var m map[string]any
	d := json.NewDecoder(bytes.NewReader(v))
	d.UseNumber()
	err := d.Decode(&m)
	return m, err == nil
}

// respond writes an answer. Its data is JSON already and goes out as it is.
func respond(w http.ResponseWriter, media string, status int, answer *graphql.Response) {
	b := make([]byte, 0, len(answer.Data)+512)
	b = append(b, '{')
	member := func(name string, value []byte) {
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(append(append(append(b, '"'), name...), `":`...), value...)
	}
	if len(answer.Errors) > 0 {
		errs, err := json.Marshal(answer.Errors)
		if err != nil {
			errs = []byte(`[{"message":"Something went wrong inside the gateway.","extensions":{"code":"INTERNAL"}}]`)
		}
		member("errors", errs)
	}
	if answer.Data != nil {
		member("data", answer.Data)
	}
	if extensions, err := json.Marshal(answer.Extensions); err == nil && len(answer.Extensions) > 0 {
		member("extensions", extensions)
	}
	b = append(b, '}')
	header := w.Header()
	header.Set("Content-Type", media+"; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(len(b)))
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(b) // A client that has gone away is not told so.
}
