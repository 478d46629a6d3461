package graph_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/endpoint"
)

// BenchmarkSmallAnswers answers 12 groups over HTTP, each time with a filter that was not asked for before, from an endpoint
// that takes no time; beside it a handler that does no more than it must: one call, rows decoded into structs, and these
// encoded. The client and the endpoint are of the same process and cost both alike.
func BenchmarkSmallAnswers(b *testing.B) {
	list := make([]string, 12)
	for i := range list {
		list[i] = fmt.Sprintf(`{"integrationId":"integration_%02d","count":%d,"avg_userMessageCount":%g}`, i, 1000+i, float64(i)/8)
	}
	text := rows(list...)
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, text)
	}))
	b.Cleanup(endpoint.Close)
	gateway := httptest.NewServer(gatewayOver(b, endpoint.URL, upstream.CacheOptions{}))
	b.Cleanup(gateway.Close)
	proxy := httptest.NewServer(bareProxy(endpoint.URL))
	b.Cleanup(proxy.Close)

	const query = `query ($where: ConversationWhere) { conversations(where: $where, groupBy: { field: INTEGRATION_ID }) { groups { nodes { key { integrationId } count avg { userMessageCount } } } } }`
	asked := 0
	ask := func(address string) time.Duration {
		asked++
		body := fmt.Sprintf(`{"query":%q,"variables":{"where":{"userMessageCount":{"gte":%d},"type":{"eq":"OPENAI"}}}}`, query, asked)
		start := time.Now()
		response, err := http.Post(address, "application/json", strings.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		answer, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil || bytes.Count(answer, []byte("integrationId")) != len(list) {
			b.Fatalf("%v, answered %s", err, answer)
		}
		return time.Since(start)
	}
	for _, side := range []struct{ name, address string }{{"gateway", gateway.URL}, {"bare proxy", proxy.URL}, {"endpoint alone", endpoint.URL}} {
		b.Run(side.name, func(b *testing.B) {
			b.ReportAllocs()
			before := processorTime(b)
			for b.Loop() {
				ask(side.address)
			}
			b.ReportMetric(float64((processorTime(b)-before).Microseconds())/float64(b.N), "cpu-µs/op")
		})
	}
	b.Run("both in turn", func(b *testing.B) {
		var here, there time.Duration
		for b.Loop() {
			here += ask(gateway.URL)
			there += ask(proxy.URL)
		}
		b.ReportMetric(float64(here)/float64(there), "gateway/bare")
	})
}

// gatewayOver is a gateway with as little as possible in front.
func gatewayOver(b *testing.B, endpoint string, cache upstream.CacheOptions) http.Handler {
	client := upstream.New(upstream.Options{URL: endpoint, Cache: cache})
	b.Cleanup(client.Close)
	f := &front{client: client}
	f.as(upstream.Scope{Key: "sandbox"})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var params graphql.RawParams
		d := json.NewDecoder(r.Body)
		d.UseNumber()
		if err := d.Decode(&params); err != nil {
			http.Error(w, "", http.StatusBadRequest)
			return
		}
		ctx := graphql.StartOperationTrace(r.Context())
		op, errs := f.executor.CreateOperationContext(ctx, &params)
		if len(errs) > 0 {
			http.Error(w, errs.Error(), http.StatusBadRequest)
			return
		}
		next, ctx := f.executor.DispatchOperation(ctx, op)
		response := next(ctx)
		w.Header().Set("Content-Type", "application/json")
		if len(response.Errors) > 0 {
			_ = json.NewEncoder(w).Encode(struct{ Errors gqlerror.List }{response.Errors})
			return
		}
		_, _ = w.Write(append(append([]byte(`{"data":`), response.Data...), '}'))
	})
}

// bareProxy asks the endpoint what the request's filter says and nothing else.
func bareProxy(address string) http.Handler {
	client := &http.Client{Transport: endpoint.NewTransport(), Timeout: 30 * time.Second}
	type group struct {
		IntegrationID *string  `json:"integrationId"`
		Count         int      `json:"count"`
		Avg           *float64 `json:"avg_userMessageCount"`
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct {
			Variables struct{ Where json.RawMessage }
		}
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			http.Error(w, "", http.StatusBadRequest)
			return
		}
		body, _ := json.Marshal(map[string]any{"select": []string{"count"}, "groupBy": []string{"integrationId"}, "where": asked.Variables.Where})
		request, _ := http.NewRequestWithContext(r.Context(), http.MethodPost, address+"/query/conversations", bytes.NewReader(body))
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", "Bearer sandbox")
		response, err := client.Do(request)
		if err != nil {
			http.Error(w, "", http.StatusBadGateway)
			return
		}
		defer response.Body.Close()
		var answer struct {
			Data struct {
				Result []group
			}
		}
		if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
			http.Error(w, "", http.StatusBadGateway)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"data": answer.Data.Result})
	})
}
