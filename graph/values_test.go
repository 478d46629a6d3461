package graph_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/inkeep-gateway/gateway/graph"
	"github.com/inkeep-gateway/gateway/upstream"
)

func TestGroupsWithoutALimitAreBounded(t *testing.T) {
	const one = `groups { nodes { key { integrationId } count } }` // nodes, key, integrationId, count: 4 a group, and 1 for nodes' list
	for _, test := range []struct {
		name, query string
		groups      int
		refused     int // how many fields are
	}{
		{"at the limit", one, 10, 0},
		{"one past it", one, 11, 1},
		{"with a limit of their own", `groups(limit: 11) { nodes { key { integrationId } count } }`, 11, 0},
		{"in several fields", `a: ` + one + ` b: ` + one, 6, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			var list []string
			for i := range test.groups {
				list = append(list, fmt.Sprintf(`{"integrationId":"i%02d","count":1}`, i))
			}
			f := newFront(t, answers(rows(list...)))
			f.executor = graph.New(graph.Options{Values: 40, Batch: func(_ context.Context, loads int) graph.Loader {
				return f.client.For(upstream.Scope{Key: "sandbox"}).Batch(loads)
			}})
			answer, _ := f.ask(t, `{ conversations(groupBy: [{ field: INTEGRATION_ID }]) { `+test.query+` } }`, "")
			if n := strings.Count(answer, `"code":"QUERY_TOO_COMPLEX"`); n != test.refused || strings.Count(answer, `"limit":40`) != test.refused {
				t.Errorf("answered %s", answer)
			}
		})
	}
}

func TestAnAnswerThatCountsBackFromNowIsNotFreshForLong(t *testing.T) {
	for _, test := range []struct {
		where string
		want  float64 // seconds
	}{
		{`{ firstMessageTime: { lt: "2026-01-01T00:00:00Z" } }`, 3600},
		{`{ firstMessageTime: { last: "P3M", lt: "2026-01-01T00:00:00Z" } }`, 30},
	} {
		f := newFront(t, answers(rows(`{"count":1}`)))
		next := f.inParts(t.Context(), t, `{ conversations(where: `+test.where+`) { totals { count } } }`, "")
		if trace := next().Extensions[graph.TraceExtension].(graph.Trace); trace.MaxAge().Seconds() != test.want {
			t.Errorf("%s is fresh for %v", test.where, trace.MaxAge())
		}
	}
}
