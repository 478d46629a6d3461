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

// newQuestions is a client, and what has it ask a question that nobody has asked before and is answered with 12 groups, without a connection.
func newQuestions(b *testing.B, o Options) (c *Client, ask func()) {
	rows := make([]string, 12)
	for i := range rows {
		rows[i] = fmt.Sprintf(`{"integrationId":"integration-%d","count":%d,"avg_userMessageCount":3.07,"sum_userMessageCount":307,"count_userMessageCount":100}`, i, 1000*i)
	}
	body := fmt.Appendf(nil, `{"status":"ok","data":{"result":[%s],"total":12,"pageSize":0,"count":12}}`, strings.Join(rows, ","))
	head := http.Header{"Content-Type": {"application/json"}}
	o.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
		_ = r.Body.Close()
		return &http.Response{StatusCode: 200, Header: head, ContentLength: int64(len(body)), Body: io.NopCloser(bytes.NewReader(body)), Request: r}, nil
	})
	c = New(o)
	number := 0
	return c, func() {
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
}

// BenchmarkQueryThatIsNew is all that a query costs which nobody has asked before, but for the connection, with deriving off and on.
// What is kept of each is told by the objects and the bytes of the heap once the cache is full.
func BenchmarkQueryThatIsNew(b *testing.B) {
	for _, derive := range []bool{false, true} {
		b.Run(fmt.Sprintf("deriving %t", derive), func(b *testing.B) {
			c, ask := newQuestions(b, Options{Derive: derive, AskWider: derive})
			defer c.Close()
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

// BenchmarkCollection is what it costs to collect garbage while answers are kept: the collector looks at all of them each time.
func BenchmarkCollection(b *testing.B) {
	for _, mib := range []int64{24, 512} {
		b.Run(fmt.Sprintf("%d MiB kept", mib), func(b *testing.B) {
			c, ask := newQuestions(b, Options{Derive: true, AskWider: true, Cache: CacheOptions{Bytes: mib << 20}})
			defer c.Close()
			answers := 0
			for ; c.CacheBytes() < uint64(mib)<<20*99/100; answers++ {
				ask()
			}
			objects := inUse().HeapObjects
			for b.Loop() {
				runtime.GC()
			}
			b.ReportMetric(float64(answers), "answers")
			b.ReportMetric(float64(objects), "objects")
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
