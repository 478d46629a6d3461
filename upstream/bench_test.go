package upstream

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	. "github.com/inkeep-gateway/gateway/upstream/query"
)

// BenchmarkQueryThatIsNew is all that a query costs which nobody has asked before, but for the connection, with deriving off and on.
// What is kept of each is told by the objects and the bytes of the heap once the cache is full.
func BenchmarkQueryThatIsNew(b *testing.B) {
	rows := make([]string, 12)
	for i := range rows {
		rows[i] = fmt.Sprintf(`{"integrationId":"integration-%d","count":%d,"avg_userMessageCount":3.07,"sum_userMessageCount":307,"count_userMessageCount":100}`, i, 1000*i)
	}
	body := fmt.Appendf(nil, `{"status":"ok","data":{"result":[%s],"total":12,"pageSize":0,"count":12}}`, strings.Join(rows, ","))
	head := http.Header{"Content-Type": {"application/json"}}
	endpoint := roundTripper(func(r *http.Request) (*http.Response, error) {
		_ = r.Body.Close()
		return &http.Response{StatusCode: 200, Header: head, ContentLength: int64(len(body)), Body: io.NopCloser(bytes.NewReader(body)), Request: r}, nil
	})
	for _, derive := range []bool{false, true} {
		b.Run(fmt.Sprintf("deriving %t", derive), func(b *testing.B) {
			c := New(Options{Transport: endpoint, Derive: derive, AskWider: derive})
			defer c.Close()
			number := 0
			ask := func() {
				number++
				q := Query{
					GroupBy: []Selection{{Field: IntegrationID}},
					Select:  []Selection{{Function: Count}, {Function: Avg, Field: UserMessageCount}},
					Where:   If(Condition{Field: ProjectID, Operator: Neq, Value: fmt.Appendf(nil, `"%d"`, number)}),
				}
				if answers, err := c.For(someone).Batch(1).Load(b.Context(), &q); err != nil || answers[0].Len() != 12 {
					b.Fatal(err)
				}
			}
			empty := inUse()
			const kept = 10_000 // which fit the cache
			for range kept {
				ask()
			}
			full := inUse()
			b.ReportAllocs()
			for b.Loop() {
				ask()
			}
			b.ReportMetric(float64(full.HeapObjects-empty.HeapObjects)/kept, "kept-objects/op")
			b.ReportMetric(float64(full.HeapAlloc-empty.HeapAlloc)/kept, "kept-B/op")
		})
	}
}

// inUse is the heap as the collector finds it in use.
func inUse() (m runtime.MemStats) {
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m
}
