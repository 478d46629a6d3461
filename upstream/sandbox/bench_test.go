package sandbox

import (
	"context"
	"net/http"
	"testing"
)

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		s, err := New(context.Background(), Options{Now: testNow})
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

var dashboard = map[string]string{
	"count and avg by day":                  `{"select":[{"type":"time","timeUnit":"day"},{"type":"aggregation","aggregation":"count"},{"type":"aggregation","aggregation":"avg","field":"userMessageCount"}],"orderBy":[{"field":"firstMessageTime_day","direction":"asc"}]}`,
	"count by integration and week":         `{"select":[{"type":"time","timeUnit":"week"},{"type":"aggregation","aggregation":"count"}],"groupBy":[{"field":"integrationId"}]}`,
	"count by a path":                       `{"select":[{"type":"aggregation","aggregation":"count"}],"groupBy":[{"field":"userProperties","path":["plan"]}]}`,
	"distinct people within 30 days":        `{"select":[{"type":"aggregation","aggregation":"countDistinct","field":"userProperties","path":["userId"]}],"where":{"condition":{"field":"firstMessageTime","operator":"gte","value":"2026-02-10T00:00:00Z"}}}`,
	"avg of a path by day":                  `{"select":[{"type":"time","timeUnit":"day"},{"type":"aggregation","aggregation":"avg","field":"properties","path":["score"]}]}`,
	"count by day where a path has a value": `{"select":[{"type":"time","timeUnit":"day"},{"type":"aggregation","aggregation":"count"}],"where":{"condition":{"field":"userProperties","operator":"eq","value":{"path":["plan"],"value":"pro"}}}}`,
	"count where a document contains":       `{"select":[{"type":"aggregation","aggregation":"count"}],"where":{"condition":{"field":"properties","operator":"jsonContains","value":{"page":{"lang":"en"}}}}}`,
	"newest rows, whole":                    `{"orderBy":[{"field":"firstMessageTime","direction":"desc"}]}`,
	"rows by number of messages, whole":     `{"orderBy":[{"field":"userMessageCount","direction":"desc"}]}`,
}

func BenchmarkQuery(b *testing.B) {
	s := serve(b, Options{Now: testNow})
	for name, body := range dashboard {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if a := s.send(b, ReadKey, body); a.status != http.StatusOK {
					b.Fatalf("status %d: %s", a.status, a.body)
				}
			}
		})
	}
}
