package derive

import (
	"fmt"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// BenchmarkRollUp merges groups by hour, type and integration into days: 30 groups.
func BenchmarkRollUp(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		known := Prepare(query.Query{GroupBy: []query.Selection{byHour, byType, byIntegration},
			Select: []query.Selection{count, metric(query.Sum, byMessages), metric(query.Count, byMessages), metric(query.Avg, byMessages), metric(query.Max, byTime)}})
		rows := manyRows(known.query, n)
		for _, test := range []struct {
			name  string
			query query.Query
		}{
			{"days", query.Query{GroupBy: []query.Selection{byDay}, Select: []query.Selection{count, metric(query.Sum, byMessages)}}},
			{"days of a type", query.Query{GroupBy: []query.Selection{byDay}, Select: []query.Selection{count, metric(query.Avg, byMessages)},
				Where: condition(byType, query.Eq, `"openai"`)}},
			{"types × integrations", query.Query{GroupBy: []query.Selection{byType, byIntegration}, Select: []query.Selection{count, metric(query.Max, byTime)}}},
		} {
			plan, reason := Derive(Prepare(test.query), known)
			if reason != Derivable {
				b.Fatal(reason)
			}
			b.Run(fmt.Sprintf("%s of %d rows", test.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, reason := plan.Apply(rows); reason != Derivable {
						b.Fatal(reason)
					}
				}
			})
		}
	}
}

func BenchmarkDerive(b *testing.B) {
	where := query.All(condition(byTime, query.Gte, `"2026-01-01T00:00:00Z"`), condition(byTime, query.Lt, `"2026-02-01T00:00:00Z"`))
	wanted := query.Query{GroupBy: []query.Selection{byDay}, Select: []query.Selection{count}, Where: query.All(where, condition(byType, query.Eq, `"openai"`))}
	known := Prepare(query.Query{GroupBy: []query.Selection{byDay, byType}, Select: []query.Selection{count}, Where: where})
	b.ReportAllocs()
	for b.Loop() {
		if _, reason := Derive(Prepare(wanted), known); reason != Derivable {
			b.Fatal(reason)
		}
	}
}

// manyRows are n groups by hour, type and integration within 30 days.
func manyRows(q query.Query, n int) *query.Rows {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	columns := make([]query.Column, 0, 8)
	for _, s := range q.Columns() {
		c := query.NewColumn(s, s.Kind(), n)
		for i := range n {
			hour := start.Add(time.Duration(i*720/n) * time.Hour)
			switch {
			case s.Unit != "", s.Function == query.Max:
				c.AppendTime(hour)
			case s.Function == "" && s.Field == query.Type:
				c.AppendText([]string{"openai", "support_copilot", "support_ticket"}[i%3])
			case s.Function == "":
				c.AppendText(fmt.Sprintf("integration-%d", i%46))
			case s.Function == query.Avg:
				c.AppendNumber(3)
			case s.Function == query.Sum:
				c.AppendNumber(float64(3 * (i%7 + 1)))
			default:
				c.AppendNumber(float64(i%7 + 1))
			}
		}
		columns = append(columns, c)
	}
	return query.RowsOf(n, 0, columns...)
}
