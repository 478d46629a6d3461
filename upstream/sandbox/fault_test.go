package sandbox

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// faultsOf are the statuses of n requests, 0 for a cut connection.
func faultsOf(t *testing.T, o Options, n int) []int {
	o.Data = strings.NewReader(oddities)
	s := serve(t, o)
	statuses := make([]int, n)
	for i := range statuses {
		r, err := http.NewRequest(http.MethodPost, s.url+"/query/conversations", strings.NewReader(`{}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+ReadKey)
		r.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultClient.Do(r)
		if errors.Is(err, io.EOF) {
			continue
		} else if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		statuses[i] = response.StatusCode
		if response.StatusCode == http.StatusTooManyRequests && response.Header.Get("Retry-After") == "" {
			t.Error("429 without Retry-After")
		}
	}
	return statuses
}

func TestTheShareOfFaultsFailsInEveryWayAndByTheSeed(t *testing.T) {
	t.Parallel()
	const n = 400
	first := faultsOf(t, Options{Seed: 5, Faults: 0.3}, n)
	counts := make(map[int]int)
	for _, status := range first {
		counts[status]++
	}
	if failed := n - counts[200]; failed < n*2/10 || failed > n*4/10 {
		t.Errorf("%d of %d failed, want about 3 in 10", failed, n)
	}
	for _, status := range []int{500, 502, 503, 504, 429, 0} {
		if counts[status] < 5 {
			t.Errorf("only %d answers of status %d: %v", counts[status], status, counts)
		}
	}
	if again := faultsOf(t, Options{Seed: 5, Faults: 0.3}, n); !slices.Equal(first, again) {
		t.Error("the same seed gives other faults")
	}
	if other := faultsOf(t, Options{Seed: 6, Faults: 0.3}, n); slices.Equal(first, other) {
		t.Error("another seed gives the same faults")
	}
	if slices.Contains(faultsOf(t, Options{Faults: 1}, 30), 200) {
		t.Error("an answer where everything was to fail")
	}
	if !slices.Equal(slices.Compact(faultsOf(t, Options{}, 30)), []int{200}) {
		t.Error("a fault where nothing was to fail")
	}
}

func TestLatencyPassesBeforeAnAnswerAndEndsWithTheRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		if err := wait(context.Background(), time.Minute); err != nil || time.Since(start) != time.Minute {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := wait(ctx, time.Minute); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Minute+time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
	s := serve(t, Options{Data: strings.NewReader(oddities), Latency: time.Hour})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	recorder := httptest.NewRecorder()
	s.ServeHTTP(recorder, httptest.NewRequestWithContext(ctx, http.MethodPost, queryPath, nil))
	if recorder.Body.Len() > 0 {
		t.Errorf("an answer to nobody: %s", recorder.Body)
	}
}
