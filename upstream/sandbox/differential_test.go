package sandbox

import (
	"encoding/json"
	"errors"
	"maps"
	"math"
	"math/rand/v2"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"
)

// TestRandomRequestsAreAnsweredAsByTheReference draws valid requests and compares every
// answer with the reference's. SANDBOX_SEED chooses the requests, SANDBOX_REQUESTS how many.
func TestRandomRequestsAreAnsweredAsByTheReference(t *testing.T) {
	t.Parallel()
	seed, requests := setting(t, "SANDBOX_SEED", uint64(time.Now().UnixNano())), setting(t, "SANDBOX_REQUESTS", 250)
	t.Logf("SANDBOX_SEED=%d", seed)
	const n, pageSize = 800, 100
	conversations := slices.Collect(Generate(11, n, testNow))
	s := serve(t, Options{Seed: 11, Conversations: n, Now: testNow, PageSize: pageSize})
	g := requester{rand.New(rand.NewPCG(seed, 0)), refRows(conversations)}
	kinds := map[string]int{}
	for range requests {
		request := g.request()
		body, err := json.Marshal(request)
		if err != nil {
			t.Fatal(err)
		}
		want, err := refAnswer(refJSON(body).(map[string]any), g.rows)
		if errors.Is(err, errCast) {
			kinds["cast error"]++
			if a := s.send(t, ReadKey, string(body)); a.status != http.StatusUnprocessableEntity {
				t.Fatalf("SANDBOX_SEED=%d\n%s\nstatus %d, want 422", seed, body, a.status)
			}
			continue
		} else if err != nil {
			t.Fatal(err)
		}
		switch {
		case len(want) == 0:
			kinds["no results"]++
		case len(want) > pageSize:
			kinds["more than a page"]++
		default:
			kinds["results"]++
		}
		got := s.query(t, string(body))
		if message := difference(want, got, pageSize); message != "" {
			t.Fatalf("SANDBOX_SEED=%d\n%s\n%s", seed, body, message)
		}
	}
	t.Log(kinds)
	for _, kind := range []string{"results", "more than a page", "no results", "cast error"} {
		if requests >= 2000 && kinds[kind] == 0 {
			t.Errorf("no request had %s", kind)
		}
	}
}

func setting(t *testing.T, name string, otherwise uint64) uint64 {
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	value, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return value
}

// difference tells how an answer differs. Where the order leaves results equal, they
// may come in any order, so each place is held to the order's values alone and the
// results to being among those of the reference.
func difference(want []refResult, got page, pageSize int) string {
	if got.Data.Total != len(want) || got.Data.Count != min(len(want), pageSize) {
		return "total " + strconv.Itoa(got.Data.Total) + ", count " + strconv.Itoa(got.Data.Count) + ", want a total of " + strconv.Itoa(len(want))
	}
	used := make([]bool, len(want))
	for i, row := range got.Data.Result {
		found := false
		for j := range want {
			if !used[j] && reflect.DeepEqual(want[i].order, want[j].order) && same(want[j].row, row) {
				used[j], found = true, true
				break
			}
		}
		if !found {
			a, _ := json.Marshal(row)
			b, _ := json.Marshal(want[i].row)
			return "result " + strconv.Itoa(i) + " is\n" + string(a) + ", but in this place belongs such as\n" + string(b)
		}
	}
	return ""
}

func same(want, got map[string]any) bool {
	if !slices.Equal(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))) {
		return false
	}
	for key, w := range want {
		g := refNormal(got[key])
		f, isNumber := w.(float64)
		h, bothNumbers := g.(float64)
		switch {
		case isNumber && bothNumbers:
			if math.Abs(f-h) > 1e-9*max(1, math.Abs(f)) {
				return false
			}
		case !reflect.DeepEqual(refNormal(w), g):
			return false
		}
	}
	return true
}

// requester draws requests whose values are mostly those of the rows.
type requester struct {
	*rand.Rand
	rows []refRow
}

type dict = map[string]any

var (
	drawnFields = []string{"id", "type", "userMessageCount", "organizationId", "projectId", "integrationId", "firstMessageTime", "properties", "userProperties"}
	drawnPaths  = map[string][][]any{
		"properties":     {{"plan"}, {"page"}, {"page", "path"}, {"page", "lang"}, {"score"}, {"tags"}, {"beta"}, {"none"}},
		"userProperties": {{"id"}, {"identificationType"}, {"userId"}, {"plan"}, {"supportAgentName"}, {"userType"}},
	}
)

func oneOf[T any](g requester, of ...T) T { return of[g.IntN(len(of))] }

func (g requester) chance(share float64) bool { return g.Float64() < share }

// target is a field or a path, under the members that name it.
func (g requester) target(wholeDocuments bool) dict {
	field := oneOf(g, drawnFields...)
	if paths := drawnPaths[field]; paths != nil && (!wholeDocuments || g.chance(0.7)) {
		return dict{"field": field, "path": oneOf(g, paths...)}
	}
	return dict{"field": field}
}

func (g requester) aggregation() dict {
	if g.chance(0.3) {
		return dict{"type": "aggregation", "aggregation": "count"}
	}
	var a dict
	switch x := g.Float64(); {
	case x < 0.3:
		a = dict{"field": "userMessageCount", "aggregation": oneOf(g, "sum", "avg", "min", "max", "count", "countDistinct")}
	case x < 0.6:
		a = dict{"field": "properties", "path": []any{"score"}, "aggregation": oneOf(g, "sum", "avg", "min", "max", "count", "countDistinct")}
	case x < 0.66: // numbers, numeric strings and nulls: always castable
		a = dict{"field": "userProperties", "path": []any{"userId"}, "aggregation": oneOf(g, "sum", "avg", "min", "max")}
	case x < 0.7:
		a = dict{"field": "userProperties", "path": []any{"id"}, "aggregation": oneOf(g, "sum", "avg", "min", "max")}
	case x < 0.8:
		a = dict{"field": oneOf(g, "id", "type", "integrationId", "firstMessageTime"), "aggregation": oneOf(g, "min", "max")}
	default:
		a = g.target(true)
		a["aggregation"] = oneOf(g, "count", "countDistinct")
	}
	a["type"] = "aggregation"
	return a
}

func (g requester) request() dict {
	r := dict{}
	if g.chance(0.7) {
		r["where"] = g.where(3)
	}
	switch g.IntN(4) {
	case 0:
		g.raw(r)
	case 1:
		g.overAll(r)
	default:
		g.groups(r)
	}
	return r
}

func (g requester) raw(r dict) {
	if g.chance(0.8) {
		chosen := []any{}
		for range g.IntN(4) {
			s := g.target(true)
			s["type"] = "field"
			chosen = append(chosen, s)
		}
		r["select"] = chosen
	}
	g.order(r, drawnFields[:7])
}

func (g requester) overAll(r dict) {
	chosen := []any{}
	for range 1 + g.IntN(3) {
		chosen = append(chosen, g.aggregation())
	}
	r["select"] = chosen
}

func (g requester) groups(r dict) {
	chosen, groupings, orders := []any{}, []any{}, []string{"count_id", "avg_userMessageCount", "max_firstMessageTime", "min_integrationId", "count_userProperties"}
	if g.chance(0.5) {
		unit := oneOf(g, "hour", "day", "week", "month")
		chosen = append(chosen, dict{"type": "time", "timeUnit": unit})
		orders = append(orders, "firstMessageTime_"+unit)
	}
	for range g.IntN(4) {
		chosen = append(chosen, g.aggregation())
	}
	for i := range g.IntN(3) {
		if i == 0 && len(chosen) == 0 {
			continue
		}
		target := g.target(true)
		if target["path"] == nil {
			orders = append(orders, target["field"].(string))
		}
		if g.chance(0.2) {
			target["includeInSelect"] = false
		}
		groupings = append(groupings, target)
	}
	r["select"], r["groupBy"] = chosen, slices.CompactFunc(groupings, func(a, b any) bool {
		return reflect.DeepEqual(a.(dict)["field"], b.(dict)["field"]) && reflect.DeepEqual(a.(dict)["path"], b.(dict)["path"])
	})
	if len(groupings) > 0 || slices.ContainsFunc(chosen, func(s any) bool { return s.(dict)["type"] == "time" }) {
		g.order(r, orders)
	}
}

func (g requester) order(r dict, from []string) {
	orders := []any{}
	for range g.IntN(3) {
		orders = append(orders, dict{"field": oneOf(g, from...), "direction": oneOf(g, "asc", "desc")})
	}
	if len(orders) > 0 || g.chance(0.5) {
		r["orderBy"] = orders
	}
}
