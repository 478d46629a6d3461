package upstream

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	. "github.com/inkeep-gateway/gateway/upstream/query"
)

// TestAnEntryWeighsWhatItTakes fills the cache with the smallest answers, of which most of what they take is not their values,
// and with larger ones.
func TestAnEntryWeighsWhatItTakes(t *testing.T) {
	for _, test := range []struct {
		name    string
		entries int
		row     string
		rows    int
		derive  bool
	}{
		{"a number", 20_000, `{"count":1}`, 1, false},
		{"a number that others follow from", 20_000, `{"count":1}`, 1, true},
		{"some groups", 2_000, `{"count":1,"integrationId":"int_docs_search"}`, 50, true},
		{"all that an answer has", 20, `{"count":1,"integrationId":"integration-0000000000001"}`, 10_000, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			list := strings.TrimSuffix(strings.Repeat(test.row+",", test.rows), ",")
			body := fmt.Sprintf(`{"status":"ok","data":{"result":[%s],"total":%d,"pageSize":1000,"count":%d}}`, list, test.rows, test.rows)
			c := New(Options{Derive: test.derive, Cache: CacheOptions{Bytes: 1 << 30}, Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				_ = r.Body.Close()
				return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
			})})
			defer c.Close()
			q := Query{Select: []Selection{{Function: Count}}}
			if test.rows > 1 {
				q.GroupBy = []Selection{{Field: IntegrationID}}
			}
			ask := func(i int) {
				q.Where = If(Condition{Field: ID, Operator: Eq, Value: fmt.Appendf(nil, `"%d"`, i)})
				if _, err := c.For(someone).Batch(1).Load(t.Context(), &q); err != nil {
					t.Fatal(err)
				}
			}
			inUse := func() float64 {
				runtime.GC()
				runtime.GC()
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				return float64(m.HeapAlloc)
			}
			for i := range test.entries/20 + 1 {
				ask(-1 - i)
			}
			before := inUse()
			for i := range test.entries {
				ask(i)
			}
			took := (inUse() - before) / float64(test.entries)
			q.Where = If(Condition{Field: ID, Operator: Eq, Value: []byte(`"1"`)})
			e, _ := c.memory.Get(c.For(someone).reader.tenant.key(q))
			weight := float64(e.weight())
			t.Logf("an entry takes %.0f bytes and weighs %.0f", took, weight)
			if weight < took*0.7 || weight > took*2 {
				t.Errorf("an entry takes %.0f bytes and weighs %.0f", took, weight)
			}
		})
	}
}
