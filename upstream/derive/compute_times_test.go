package derive_test

import (
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/calendar"
	"github.com/inkeep-gateway/gateway/upstream/derive"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// The clock of Pyongyang is nine hours from UTC's, and was half an hour less from 2015 to 2018.
func TestAZoneThatWasNotWholeHoursFromUTCIsAskedForByColoursWhereItWas(t *testing.T) {
	zone, _ := calendar.Zone("Asia/Pyongyang")
	now := time.Date(2026, 1, 31, 10, 37, 12, 0, time.UTC)
	count := query.Selection{Function: query.Count}
	day := query.ByTime(query.FirstMessageTime, calendar.Key{Unit: calendar.Day, Zone: zone, WeekStart: time.Monday})
	asked := query.Query{GroupBy: []query.Selection{day}, Select: []query.Selection{count}}
	at := func(operator query.Operator, text string) query.Where {
		return query.If(query.Condition{Field: query.FirstMessageTime, Operator: operator, Value: []byte(`"` + text + `"`)})
	}
	for _, c := range []struct {
		name    string
		where   query.Where
		queries int
		unit    query.TimeUnit
		failure query.Failure
	}{
		{"since then", query.All(at(query.Gte, "2020-01-01T00:00:00Z"), at(query.Lt, "2020-02-01T00:00:00Z")), 1, query.Hour, 0},
		{"before then", query.All(at(query.Gte, "2014-01-01T00:00:00Z"), at(query.Lt, "2014-02-01T00:00:00Z")), 1, query.Hour, 0},
		{"then", query.All(at(query.Gte, "2014-01-01T00:00:00Z"), at(query.Lt, "2017-01-01T00:00:00Z")), 2, query.Day, 0},
		{"longer", at(query.Gte, "2014-01-01T00:00:00Z"), 0, "", query.TooComplex},
		{"never", query.Any(), 1, query.Hour, 0},
		{"backwards", query.All(at(query.Gte, "2017-01-01T00:00:00Z"), at(query.Lt, "2016-01-01T00:00:00Z")), 1, query.Hour, 0},
		{"before any time", at(query.Lt, "2017-01-01T00:00:00Z"), 0, "", query.NotComputable},
	} {
		q := asked
		q.Where = c.where
		switch computed, err := derive.Compute(q, now, 0); {
		case err != nil && (c.queries > 0 || err.Failure != c.failure || !err.Key.Equal(day)):
			t.Errorf("%s: %v", c.name, err)
		case err == nil && (len(computed.Queries) != c.queries || computed.Queries[0].GroupBy[0].Unit != c.unit):
			t.Errorf("%s: %d queries by %s", c.name, len(computed.Queries), computed.Queries[0].GroupBy[0].Unit)
		}
	}

	// Without a beginning of the range the hours decide that are answered.
	computed, err := derive.Compute(asked, now, 0)
	if err != nil {
		t.Fatal(err)
	}
	for text, refused := range map[string]bool{"2025-12-31T15:00:00Z": false, "2016-12-31T15:00:00Z": true} {
		hour, _ := time.Parse(time.RFC3339, text)
		hours := query.NewColumn(query.Selection{Unit: query.Hour, Field: query.FirstMessageTime}, query.Time, 1)
		hours.AppendTime(hour)
		counts := query.NewColumn(count, query.Number, 1)
		counts.AppendNumber(3)
		rows, err := computed.Answer([]*query.Rows{query.RowsOf(1, 1000, hours, counts)})
		switch {
		case (err != nil) != refused:
			t.Errorf("%s: %v", text, err)
		case !refused:
			if start, _, _ := rows.Column(day).Time(0); !start.Equal(hour) { // midnight there
				t.Errorf("%s is in the day of %s", text, start)
			}
		}
	}
}
