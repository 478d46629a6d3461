package telemetry

import (
	"bytes"
	"context"
	"log/slog"
	"net/http/httptest"
	"testing"
	"time"
)

func TestALineHasTheFormOfTheOthersInTheLog(t *testing.T) {
	end := time.Date(2026, 11, 24, 4, 5, 6, 78_000_000, time.FixedZone("", 3600))
	for _, c := range []struct {
		name  string
		took  time.Duration
		known request
	}{
		{"little is known", 0, request{id: "a"}},
		{"all is known", 12345678 * time.Nanosecond, request{id: "page-47.11_x", caller: "c-1:2", name: "Me_2", response: measured{status: 200, bytes: 987654},
			operation: Operation{Name: "PerDay_2", Type: "query", Code: "UPSTREAM_TIMEOUT", Calls: 3, Queries: 2, Cache: "stale-if-error"}}},
		{"what would mean something", 120 * time.Microsecond, request{id: "a b", caller: `"=` + "\n", operation: Operation{Name: "ä=1", Code: `a"b`}}},
	} {
		r := httptest.NewRequest("POST", "/graphql", nil)
		for _, form := range []struct {
			json    bool
			handler func(*bytes.Buffer) slog.Handler
		}{
			{false, func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) }},
			{true, func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) }},
		} {
			var have, want bytes.Buffer
			(&AccessLog{To: &have, JSON: form.json}).write(context.Background(), r, &c.known, end, c.took)
			record := slog.NewRecord(end, slog.LevelInfo, "request", 0)
			o := c.known.operation
			for _, a := range []slog.Attr{
				slog.String("http.request.method", "POST"), slog.String("url.path", "/graphql"), slog.Int("http.response.status_code", c.known.response.status), slog.String("graphql.operation.name", o.Name),
				slog.String("graphql.operation.type", o.Type), slog.String("gateway.code", o.Code), slog.Int("gateway.calls", o.Calls), slog.Int("gateway.queries", o.Queries),
				slog.String("gateway.cache", cacheOrNone(o.Cache)), slog.Int64("http.response.body.size", c.known.response.bytes),
				slog.Float64("http.server.request.duration", float64(c.took.Microseconds())/1e6), slog.String("client.address", "192.0.2.1"),
				slog.String("enduser.pseudo.id", c.known.caller), slog.String("enduser.id", c.known.name), slog.String("gateway.request", c.known.id),
			} {
				if a.Value.Kind() != slog.KindString || a.Value.String() != "" {
					record.AddAttrs(a)
				}
			}
			if err := form.handler(&want).Handle(context.Background(), record); err != nil {
				t.Fatal(err)
			}
			if have.String() != want.String() {
				t.Errorf("%s\n%s\nslog writes\n%s", c.name, &have, &want)
			}
		}
	}
}
