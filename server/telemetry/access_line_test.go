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
		{"what would mean something", 80 * time.Microsecond, request{id: "a b", caller: `"=` + "\n", operation: Operation{Name: "ä=1", Code: `a"b`}}},
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
				slog.String("method", "POST"), slog.Int("status", c.known.response.status), slog.String("operation", o.Name),
				slog.String("type", o.Type), slog.String("code", o.Code), slog.Int("calls", o.Calls), slog.Int("queries", o.Queries),
				slog.String("cache", cacheOrNone(o.Cache)), slog.Int64("bytes", c.known.response.bytes),
				slog.Float64("ms", float64(c.took.Microseconds())/1000), slog.String("client.address", "192.0.2.1"),
				slog.String("caller", c.known.caller), slog.String("enduser.id", c.known.name), slog.String("request", c.known.id),
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
