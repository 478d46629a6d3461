package graph_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime/metrics"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/upstream"
)

// BenchmarkLargeAnswers answers 10,000 groups over HTTP to 16 clients at once, each time with a filter that was not asked
// for before. It tells the processor time of a request and the most memory that the process held, its clients and its
// endpoint included; nothing is kept.
func BenchmarkLargeAnswers(b *testing.B) {
	const groups, clients = 10_000, 16
	list := make([]string, groups)
	for i := range list {
		list[i] = fmt.Sprintf(`{"integrationId":"integration_%05d","count":%d,"avg_userMessageCount":%g}`, i*7919%groups, i, float64(i)/8)
	}
	text := []byte(deferredResult(groups, groups, list...))
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(text)
	}))
	b.Cleanup(endpoint.Close)
	gateway := httptest.NewServer(gatewayOver(b, endpoint.URL, upstream.CacheOptions{Bytes: -1}))
	b.Cleanup(gateway.Close)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	b.Cleanup(client.CloseIdleConnections)

	const query = `query ($where: ConversationWhere) { conversations(where: $where, groupBy: { field: INTEGRATION_ID }) { groups { nodes { key { integrationId } count avg { userMessageCount } } } } }`
	var asked atomic.Int64
	ask := func() {
		body := fmt.Sprintf(`{"query":%q,"variables":{"where":{"userMessageCount":{"gte":%d}}}}`, query, asked.Add(1))
		response, err := client.Post(gateway.URL, "application/json", strings.NewReader(body))
		if err != nil {
			b.Error(err)
			return
		}
		defer response.Body.Close()
		if n, err := io.Copy(io.Discard, response.Body); err != nil || n < 80*groups {
			b.Errorf("%v, %d bytes", err, n)
		}
	}
	ended, peak := make(chan struct{}), make(chan uint64)
	go func() {
		most := uint64(0)
		for {
			held := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
			metrics.Read(held)
			most = max(most, held[0].Value.Uint64()-held[1].Value.Uint64())
			select {
			case <-ended:
				peak <- most
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	before := processorTime(b)
	b.ResetTimer()
	var running sync.WaitGroup
	var begun atomic.Int64
	for range clients {
		running.Go(func() {
			for begun.Add(1) <= int64(b.N) {
				ask()
			}
		})
	}
	running.Wait()
	b.StopTimer()
	close(ended)
	b.ReportMetric(float64(<-peak)/1e6, "MB-at-most")
	b.ReportMetric((processorTime(b)-before).Seconds()*1000/float64(b.N), "cpu-ms/op")
}

func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
