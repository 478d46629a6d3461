// Command handler is the bare handler: net/http that decodes a request and answers bytes that it had from the start. Nothing
// that speaks HTTP by net/http answers with less.
package main

import (
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"strconv"

	"bench/data"
)

func main() {
	rows, _, _ := data.Flags()
	flag.Parse()
	answer := []byte(`{"data":{"conversations":` + data.Groups(data.Plain, *rows) + `}}`)
	contentType, length := []string{"application/json; charset=utf-8"}, []string{strconv.Itoa(len(answer))}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /graphql", func(w http.ResponseWriter, r *http.Request) {
		var request data.Request
		body, err := io.ReadAll(r.Body)
		if err != nil || json.Unmarshal(body, &request) != nil || request.Query == "" {
			http.Error(w, "no request", http.StatusBadRequest)
			return
		}
		w.Header()["Content-Type"] = contentType
		w.Header()["Content-Length"] = length
		_, _ = w.Write(answer)
	})
	data.Serve(mux)
}
