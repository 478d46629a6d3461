package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/inkeep-gateway/gateway/server/edge"
	"github.com/inkeep-gateway/gateway/server/telemetry"
)

// TestWhatIsDerivedIsSeen asks for days and then for their months, and looks at all that tells where an answer comes from.
func TestWhatIsDerivedIsSeen(t *testing.T) {
	file, _ := generate(t, 200)
	c, err := parseConfig([]string{"--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--shutdown-delay", "0s", "--cache-fresh", "1h", "--sandbox", "--sandbox-data", file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	log := slog.New(slog.DiscardHandler)
	callers, err := newAccess(c, log, nil)
	if err != nil {
		t.Fatal(err)
	}
	var access logBuffer
	lines := telemetry.NewLines(&access, func() {})
	g, err := newGateway(ctx, &c, callers, log, lines, telemetry.New())
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- g.serve(ctx, nil) }()
	ask := func(unit string) (timing string, field map[string]any) {
		query := `{"query":"{ conversations(groupBy: [{ time: { unit: ` + unit + ` } }]) { groups(limit: 1000) { nodes { key { time } count } } } }"}`
		r, _ := http.NewRequestWithContext(ctx, http.MethodPost, g.address()+"graphql", strings.NewReader(query))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set(edge.TraceHeader, "1")
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, _ := io.ReadAll(response.Body)
		var answer struct {
			Extensions struct {
				Gateway struct{ Fields []map[string]any }
			}
		}
		if err := json.Unmarshal(text, &answer); err != nil || len(answer.Extensions.Gateway.Fields) != 1 {
			t.Fatalf("%v %s", err, text)
		}
		return response.Header.Get("Server-Timing"), answer.Extensions.Gateway.Fields[0]
	}
	if _, field := ask("DAY"); field["cache"] != "miss" || field["notDerived"] != "nothing_known" {
		t.Errorf("the trace of days is %v", field)
	}
	timing, field := ask("MONTH")
	if how, _ := field["derived"].(string); field["cache"] != "derived" || !strings.Contains(how, "firstMessageTime_day") {
		t.Errorf("the trace of months is %v", field)
	}
	if !strings.HasSuffix(timing, `, conversations.groups;desc="derived"`) || !strings.Contains(timing, `calls;desc="0"`) {
		t.Errorf("Server-Timing is %s", timing)
	}
	_, shown := get(t, "http://"+reachable(g.servers[len(g.servers)-1].listener.Addr())+"/metrics")
	for _, want := range []string{
		`gateway_cache_pages_total{state="derived"} 1`, `gateway_cache_pages_total{state="miss"} 1`,
		`gateway_derived_queries_total{outcome="derived"} 1`, `gateway_derived_queries_total{outcome="nothing_known"} 1`,
	} {
		if !strings.Contains(shown, want+"\n") {
			t.Errorf("there is no %s", want)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := lines.Close(context.Background()); err != nil {
		t.Error(err)
	}
	if all := access.String(); !strings.Contains(all, "gateway.calls=0 gateway.queries=1 gateway.cache=derived ") {
		t.Errorf("the lines are %s", all)
	}
}
