package telemetry

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

func TestSpansThatACollectorDoesNotTakeAreSentAgainIfItMayTakeThemLater(t *testing.T) {
	for _, c := range []struct {
		name     string
		statuses []int // in turn; the last one stays
		tries    int
		fails    string
	}{
		{"taken", []int{200}, 1, ""},
		{"taken in the end", []int{503, 429, 502, 202}, 4, ""},
		{"never taken", []int{504}, exportTries, "the collector answers 504 Gateway Timeout"},
		{"refused for good", []int{400}, 1, "the collector answers 400 Bad Request"},
		{"sent elsewhere", []int{307}, 1, "the collector answers 307 Temporary Redirect"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sent := []*tracepb.ResourceSpans{{SchemaUrl: "of the test"}}
			tries := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				var got tracepb.TracesData
				if err := proto.Unmarshal(body, &got); err != nil || !proto.Equal(&got, &tracepb.TracesData{ResourceSpans: sent}) ||
					r.URL.Path != "/v1/traces" || r.Header.Get("X-Token") != "t" || r.Header.Get("Content-Type") != "application/x-protobuf" {
					t.Errorf("%s %v %v %v", r.URL, r.Header, &got, err)
				}
				w.Header().Set("Location", "http://127.0.0.1:1/")
				w.WriteHeader(c.statuses[min(tries, len(c.statuses)-1)])
				tries++
			}))
			defer server.Close()
			to := newCollector(server.URL+"/", map[string]string{"X-Token": "t"})
			to.client.SetRetryWaitTime(time.Millisecond).SetRetryMaxWaitTime(2 * time.Millisecond)
			err := to.UploadTraces(t.Context(), sent)
			if tries != c.tries || (err == nil) != (c.fails == "") || err != nil && err.Error() != c.fails {
				t.Errorf("%d tries, %v", tries, err)
			}
		})
	}
	server := httptest.NewServer(nil)
	server.Close()
	to := newCollector(server.URL, nil)
	to.client.SetRetryWaitTime(time.Millisecond).SetRetryMaxWaitTime(2 * time.Millisecond)
	if err := to.UploadTraces(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("nobody listens: %v", err)
	}
}
