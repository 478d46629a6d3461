// Command stub answers as the analytics endpoint does, from memory: rows by what is selected, whatever the filter says, after
// a fixed time. GET /calls says how often it was asked.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"bench/data"
)

func main() {
	rows, _, _ := data.Flags()
	latency := flag.Duration("latency", 0, "how long it takes")
	flag.Parse()
	var calls atomic.Int64
	var answers sync.Map // by their keys
	mux := http.NewServeMux()
	mux.HandleFunc("POST /query/conversations", func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		var query struct {
			Select []struct {
				Aggregation, Field string
				Path               []string
			}
		}
		body, err := io.ReadAll(r.Body)
		if err != nil || json.Unmarshal(body, &query) != nil {
			http.Error(w, "no query", http.StatusBadRequest)
			return
		}
		keys := make([]string, len(query.Select))
		for i, s := range query.Select {
			keys[i] = s.Aggregation
			if s.Field != "" {
				keys[i] += "_" + strings.Join(append([]string{s.Field}, s.Path...), ".")
			}
		}
		id := strings.Join(keys, " ")
		answer, ok := answers.Load(id)
		if !ok {
			answer, _ = answers.LoadOrStore(id, data.Answer(keys, *rows))
		}
		if *latency > 0 {
			time.Sleep(*latency)
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(answer.([]byte))))
		_, _ = w.Write(answer.([]byte))
	})
	mux.HandleFunc("GET /calls", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, calls.Load()) })
	data.Serve(mux)
}
