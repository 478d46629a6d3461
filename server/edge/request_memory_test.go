package edge_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/inkeep-gateway/gateway/server/edge"
	"github.com/inkeep-gateway/gateway/server/memory"
)

// TestBodiesThatStallHoldNoMoreThanTheBudget has many clients stop in the middle of large bodies, one after the other: three
// places of 1 MiB fit, beside those that they grew from. Another large one is then
// refused, a small one is answered, and once they have left there is room again.
func TestBodiesThatStallHoldNoMoreThanTheBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := newHeld()
		close(e.letGo)
		budget := memory.New(4<<20, 25*time.Millisecond)
		handler := edge.New(edge.Options{Executor: e, Memory: budget, Queue: 25 * time.Millisecond})
		large := `{"query":"` + strings.Repeat("q", 1_000_000)
		var all sync.WaitGroup
		var mu sync.Mutex
		statuses := map[int]int{}
		var pipes []*io.PipeWriter
		for range 20 {
			body, stalled := io.Pipe()
			pipes = append(pipes, stalled)
			all.Go(func() {
				response := post(handler, body)
				_ = body.Close() // as the server does
				mu.Lock()
				defer mu.Unlock()
				statuses[response.Code]++
				if response.Code == http.StatusServiceUnavailable && (response.Header().Get("Retry-After") != "1" || !strings.Contains(response.Body.String(), `"RATE_LIMITED"`)) {
					t.Errorf("it is refused by %v %s", response.Header(), response.Body)
				}
			})
			go func() { _, _ = io.WriteString(stalled, large) }()
			time.Sleep(time.Second) // It stalls, or has waited for its turn.
		}
		if response := post(handler, strings.NewReader(large+`"}`)); response.Code != http.StatusServiceUnavailable {
			t.Errorf("a large request is answered %d", response.Code)
		}
		if response := post(handler, strings.NewReader(`{"query":"q"}`)); response.Code != http.StatusOK {
			t.Errorf("a small request is answered %d %s", response.Code, response.Body)
		}
		for _, stalled := range pipes {
			_ = stalled.CloseWithError(io.ErrUnexpectedEOF)
		}
		all.Wait()
		if statuses[http.StatusServiceUnavailable] != 17 || statuses[http.StatusBadRequest] != 3 {
			t.Errorf("the stalled ones are answered %v", statuses)
		}
		if err := budget.Lease().Take(t.Context(), 3<<20); err != nil {
			t.Errorf("not all is given back: %v", err)
		}
	})
}

// TestBodiesOfAnyLengthAreReadWhole reads bodies around the sizes at which their places grow, told and in chunks.
func TestBodiesOfAnyLengthAreReadWhole(t *testing.T) {
	const most = 300_000
	e := newHeld()
	close(e.letGo)
	server := httptest.NewServer(edge.New(edge.Options{Executor: e, MaxBody: most, Document: most, Memory: memory.New(64<<20, time.Second)}))
	defer server.Close()
	for _, n := range []int{20, 64<<10 - 1, 64 << 10, 64<<10 + 1, 128<<10 - 1, 128 << 10, 128<<10 + 1, most - 1, most, most + 1} {
		text := `{"query":"` + strings.Repeat("q", n-12) + `"}`
		for _, chunked := range []bool{false, true} {
			var body io.Reader = strings.NewReader(text)
			if chunked {
				body = io.MultiReader(body)
			}
			want := http.StatusOK
			if n > most {
				want = http.StatusRequestEntityTooLarge
			}
			response, err := http.Post(server.URL, "application/json", body)
			if err != nil {
				t.Fatal(err)
			}
			response.Body.Close()
			if response.StatusCode != want {
				t.Errorf("%d bytes, in chunks %v: %s", n, chunked, response.Status)
			}
		}
	}
}
