package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

// TestWhatIsKeptIsWhatWouldBeAnsweredAnew sends random requests, most of them again and again and many at once, to a gateway
// that keeps all it may and to one that keeps nothing: but for how long they may be kept, the answers are equal to the byte.
func TestWhatIsKeptIsWhatWouldBeAnsweredAnew(t *testing.T) {
	seed := uint64(time.Now().UnixNano()) //nolint:gosec // any will do
	if text := os.Getenv("GATEWAY_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("GATEWAY_SEED=%d", seed)
	var conversations bytes.Buffer
	for c := range sandbox.Generate(seed, 1000, time.Date(2026, 1, 31, 10, 0, 0, 0, time.UTC)) {
		if err := json.NewEncoder(&conversations).Encode(c); err != nil {
			t.Fatal(err)
		}
	}
	s, err := sandbox.New(t.Context(), sandbox.Options{Data: &conversations, PageSize: 50})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	var calls atomic.Int64
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		s.ServeHTTP(w, r)
	}))
	t.Cleanup(endpoint.Close)
	environment := map[string]string{"INKEEP_API_KEY": sandbox.ReadKey}
	keeps := start(t, environment, "--upstream-url", endpoint.URL)
	anew := start(t, environment, "--upstream-url", endpoint.URL, "--cache-size", "0")

	r := rand.New(rand.NewPCG(seed, 0))
	requests := make([]request, 60)
	for i := range requests {
		requests[i] = randomRequest(r)
	}
	const rounds, together = 60, 8
	var keeping int64
	for range rounds {
		chosen := requests[r.IntN(len(requests))]
		before := calls.Load()
		answers := make([]string, together)
		var asked sync.WaitGroup
		for i := range answers {
			coding := []string{"", "gzip", "zstd", "gzip, zstd"}[r.IntN(4)]
			asked.Go(func() { answers[i] = chosen.ask(t, keeps, coding) })
		}
		asked.Wait()
		keeping += calls.Load() - before
		want := chosen.ask(t, anew, "")
		for _, answer := range answers {
			if answer != want {
				t.Fatalf("%+v\nis answered\n%s\nanew it is\n%s", chosen, answer, want)
			}
		}
	}
	// Each is asked eight times at once: that many calls are made for the first round of each at most, and then none.
	if most := int64(len(requests) * 6); keeping > most {
		t.Errorf("%d calls for %d requests", keeping, rounds*together)
	}
}

// request is one of GraphQL's, by either method and for either media type.
type request struct {
	body   string
	get    bool
	accept string
}

func randomRequest(r *rand.Rand) request {
	pick := func(all ...string) string { return all[r.IntN(len(all))] }
	some := func(all ...string) string {
		var chosen []string
		for _, one := range all {
			if r.IntN(2) == 0 {
				chosen = append(chosen, one)
			}
		}
		return strings.Join(append(chosen, all[r.IntN(len(all))]), " ")
	}
	where := fmt.Sprintf(pick(`{userMessageCount: {gte: %d}}`, `{not: {userMessageCount: {lt: %d}}}`, `{or: [{type: {eq: OPENAI}}, {userMessageCount: {gt: %d}}]}`), r.IntN(6))
	metrics := some("count", "avg { userMessageCount }", "max { firstMessageTime }", "countDistinct { projectId }", "values { function value }")
	fields := some(
		"totals { "+metrics+" }",
		"groups(limit: "+strconv.Itoa(r.IntN(20))+") { totalCount complete nodes { key { entries { value } } "+metrics+" } }",
		"list(first: "+strconv.Itoa(r.IntN(120))+", orderBy: { field: "+pick("ID", "USER_MESSAGE_COUNT", "FIRST_MESSAGE_TIME")+" }) { totalCount nodes { "+
			some("id", "type", "properties", "firstMessageTime")+" } pageInfo { hasNextPage endCursor } }",
	)
	query := "query Q { " + pick("", "__typename ") + "conversations(where: " + where + ", groupBy: [" +
		pick("{ field: INTEGRATION_ID }", "{ time: { unit: WEEK } }", "{ field: TYPE }, { field: PROJECT_ID }") +
		"], aggregate: [{ function: SUM, field: USER_MESSAGE_COUNT }]) { " + fields + " } }"
	body, _ := json.Marshal(map[string]string{"query": query})
	return request{string(body), r.IntN(2) == 0, pick("application/json", "application/graphql-response+json")}
}

// ask gives the status, the media type and the body of the answer.
func (q request) ask(t *testing.T, p program, coding string) string {
	method, address, body := http.MethodPost, p.address+"graphql", io.Reader(strings.NewReader(q.body))
	if q.get {
		var sent struct{ Query string }
		_ = json.Unmarshal([]byte(q.body), &sent)
		method, address, body = http.MethodGet, address+"?query="+url.QueryEscape(sent.Query), nil
	}
	r, err := http.NewRequestWithContext(t.Context(), method, address, body)
	if err != nil {
		t.Error(err)
		return ""
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", q.accept)
	r.Header.Set("Accept-Encoding", coding) // Set, it is not the transport's to decode.
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Error(err)
		return ""
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	switch answer.Header.Get("Content-Encoding") {
	case "gzip":
		var plain *gzip.Reader
		if plain, err = gzip.NewReader(bytes.NewReader(text)); err == nil {
			text, err = io.ReadAll(plain)
		}
	case "zstd":
		var plain *zstd.Decoder
		if plain, err = zstd.NewReader(bytes.NewReader(text)); err == nil {
			text, err = io.ReadAll(plain)
			plain.Close()
		}
	}
	if err != nil {
		t.Error(err)
	}
	return fmt.Sprint(answer.StatusCode, " ", answer.Header.Get("Content-Type"), " ", answer.Header.Get("Etag"), " ", string(text))
}
