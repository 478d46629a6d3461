package graph_test

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/upstream"
)

// anyRow answers any query with one row of what the tests ask for.
func anyRow(w http.ResponseWriter, r *http.Request) {
	answers(rows(`{"id":"c","type":null,"count":1}`)).ServeHTTP(w, r)
}

// used are the goroutines and the bytes of the heap in use.
func used() (goroutines int, heap uint64) {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return runtime.NumGoroutine(), m.HeapAlloc
}

func TestRequestsThatAreGivenUpLeaveNothingBehind(t *testing.T) {
	const requests, wave = 10_000, 250
	hang := make(chan chan struct{}, 1) // what holds the endpoint's answers of a wave
	reached := make(chan struct{}, wave)
	connections := &http.Transport{}
	f := newFront(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		release := <-hang
		hang <- release
		select {
		case reached <- struct{}{}:
		default:
		}
		<-release // even when the client has gone
		anyRow(w, r)
	}), keeping, func(o *upstream.Options) {
		o.Transport = connections
	})
	round := func(from int) {
		release := make(chan struct{})
		hang <- release
		ctx, leave := context.WithCancel(context.Background())
		var all sync.WaitGroup
		for i := range wave {
			all.Go(func() {
				// Some ask the same as others, some what nobody else does.
				answer := f.answer(ctx, t, fmt.Sprintf(`{ conversations(where: { userMessageCount: { gt: %d } }) { totals { count } list { nodes { id } } } }`, from+i/2), "")
				if data, _ := read(t, answer); strings.Contains(data, "count") {
					t.Errorf("answered %s", answer)
				}
			})
		}
		for range 40 { // fewer than are let through at once for one caller
			<-reached
		}
		leave()
		all.Wait()
		close(release)
		<-hang
		for len(reached) > 0 {
			<-reached
		}
	}
	round(requests) // what stays for good: connections, caches, the parsed documents
	goroutines, heap := used()
	for from := 0; from < requests; from += wave {
		round(from)
	}
	// Calls that were given up may reach the endpoint late; nothing holds them any more.
	released := make(chan struct{})
	close(released)
	hang <- released
	for tries := 0; ; tries++ {
		connections.CloseIdleConnections()
		g, h := used()
		if g <= goroutines+20 && h <= heap+24<<20 {
			break
		}
		if tries == 100 {
			stacks := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, %d before; %d bytes, %d before\n%.20000s", g, goroutines, h, heap, stacks[:runtime.Stack(stacks, true)])
		}
		time.Sleep(50 * time.Millisecond)
	}
}
