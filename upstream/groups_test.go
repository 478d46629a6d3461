package upstream_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	gocmp "github.com/google/go-cmp/cmp"

	. "github.com/inkeep-gateway/gateway/upstream"
	. "github.com/inkeep-gateway/gateway/upstream/query"
	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

// groupsOf counts the groups of conversations by their keys.
func groupsOf(all []sandbox.Conversation, keys []Selection) map[string]float64 {
	counts := make(map[string]float64)
	for _, c := range all {
		var key []any
		for _, k := range keys {
			key = append(key, valueIn(c, k))
		}
		counts[fmt.Sprint(key)]++
	}
	return counts
}

// groupsIn are the groups of an answer.
func groupsIn(t *testing.T, r *Rows, keys []Selection) map[string]float64 {
	counts := make(map[string]float64)
	for row := range r.Len() {
		var key []any
		for _, k := range keys {
			key = append(key, valueOf(t, r.Column(k), row))
		}
		counts[fmt.Sprint(key)] += valueOf(t, r.Column(count), row).(float64)
	}
	return counts
}

func TestGroupsAreReadOverTheirPages(t *testing.T) {
	all := population()
	endpoints := paged(t, all)
	by := func(fields ...Field) (keys []Selection) {
		for _, f := range fields {
			keys = append(keys, Selection{Field: f})
		}
		return keys
	}
	bucket := func(u TimeUnit) Selection { return Selection{Field: FirstMessageTime, Unit: u} }
	for _, keys := range [][]Selection{
		by(ID), by(Type), by(IntegrationID), by(UserMessageCount), by(FirstMessageTime),
		by(Type, IntegrationID), by(OrganizationID, ProjectID, Type), by(UserMessageCount, Type),
		{bucket(Hour)}, {bucket(Day)}, {bucket(Week)}, {bucket(Month)},
		{bucket(Month), {Field: Type}}, {{Field: ProjectID}, bucket(Week)}, {bucket(Week), bucket(Day)}, {bucket(Month), {Field: FirstMessageTime}},
	} {
		want := groupsOf(all, keys)
		var names []string
		for _, k := range keys {
			names = append(names, k.Key())
		}
		for _, pageSize := range []int{1, 2, 3, 7, len(want) - 1, len(want), 1000} {
			if pageSize < 1 || len(want) > 25*pageSize {
				continue
			}
			t.Run(fmt.Sprintf("%s/pages of %d", strings.Join(names, ", "), pageSize), func(t *testing.T) {
				e := endpoints(pageSize)
				answer, err := e.client(t, Options{MaxPages: 25}).As(reader).Rows(t.Context(), Query{GroupBy: keys, Select: []Selection{count}})
				if err != nil {
					t.Fatal(err)
				}
				if d := gocmp.Diff(want, groupsIn(t, answer.Rows, keys)); d != "" || answer.Len() != len(want) {
					t.Errorf("%d of %d\n%s", answer.Len(), len(want), d)
				}
				pages := (len(want) + pageSize - 1) / pageSize
				if pages > 1 && len(keys) == 1 && keys[0].Unit != Hour && keys[0].Field != ID {
					pages++ // The first one was not in order.
				}
				if answer.Partial() || answer.Total != len(want) || e.calls() != pages {
					t.Errorf("partial: %v, of %d, %d calls", answer.Partial(), answer.Total, e.calls())
				}
			})
		}
	}
}

func TestWhatCannotBeReadToItsEndIsAPart(t *testing.T) {
	all := population()
	endpoints := paged(t, all)
	path := Selection{Field: UserProperties, Path: []string{"userId"}}
	for _, test := range []struct {
		name       string
		q          Query
		rows, want int // of rows, and of calls
	}{
		{"a list of more pages than the most", Query{Select: []Selection{itsID}, OrderBy: []Order{byID}, First: 100}, 30, 3},
		{"groups of more", Query{GroupBy: []Selection{itsID}, Select: []Selection{count}}, 10, 1},
		{"groups by a property", Query{GroupBy: []Selection{path}, Select: []Selection{count}}, 10, 1},
		{"groups by a property of which those of one type fill a page", Query{GroupBy: []Selection{itsType, path}, Select: []Selection{count}}, 10, 1},
		{"groups by a whole object", Query{GroupBy: []Selection{{Field: Properties}}, Select: []Selection{count}}, 10, 1},
		{"groups whose first are wanted", Query{GroupBy: []Selection{byDay}, Select: []Selection{count}, OrderBy: []Order{{By: total}}}, 10, 1},
		{"a list in no order", Query{Select: []Selection{itsID}, First: 100}, 10, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			if len(test.q.OrderBy) > 0 && test.q.OrderBy[0].By.Function != "" {
				test.q.Select = append(test.q.Select, total)
			}
			e := endpoints(10)
			answer, err := e.client(t, Options{MaxPages: 3}).As(reader).Rows(t.Context(), test.q)
			if err != nil || !answer.Partial() || answer.Len() != test.rows || answer.Total <= test.rows || e.calls() != test.want {
				t.Errorf("%+v, %v, %d calls", answer, err, e.calls())
			}
		})
	}
}

func TestGroupsByPropertiesAreReadByTheirOtherKeys(t *testing.T) {
	all := population()
	endpoints := paged(t, all)
	at := func(f Field, path ...string) Selection { return Selection{Field: f, Path: path} }
	week, month := Selection{Field: FirstMessageTime, Unit: Week}, Selection{Field: FirstMessageTime, Unit: Month}
	plan, lang := at(UserProperties, "plan"), at(Properties, "page", "lang")
	for _, keys := range [][]Selection{
		{week, plan}, {plan, month}, {itsType, plan}, {plan, itsType, month}, {byIntegration, week, lang}, {lang, plan, {Field: UserMessageCount}}, {{Field: ProjectID}, plan, itsType},
		{{Field: ID}, plan}, {{Field: Properties}, week}, {{Field: FirstMessageTime}, lang},
	} {
		whole := endpoints(1000).client(t, Options{}).As(reader)
		var names []string
		var places []Selection // the keys that are in an order
		for _, k := range keys {
			names = append(names, k.Key())
			if !k.Field.IsJSON() {
				places = append(places, k)
			}
		}
		answer, err := whole.Rows(t.Context(), Query{GroupBy: keys, Select: []Selection{count}})
		if err != nil || answer.Partial() {
			t.Fatal(answer, err)
		}
		want := groupsIn(t, answer.Rows, keys)
		sizes := make(map[string]int) // of the groups at one place
		for row := range answer.Len() {
			var place []any
			for _, k := range places {
				place = append(place, valueOf(t, answer.Column(k), row))
			}
			sizes[fmt.Sprint(place)]++
		}
		most := slices.Max(slices.Collect(maps.Values(sizes)))
		for _, pageSize := range []int{1, 2, 3, most, most + 1, most + 2, 17, len(want) - 1} {
			t.Run(fmt.Sprintf("%s/pages of %d", strings.Join(names, ", "), pageSize), func(t *testing.T) {
				e := endpoints(pageSize)
				answer, err := e.client(t, Options{MaxPages: 100}).As(reader).Rows(t.Context(), Query{GroupBy: keys, Select: []Selection{count}})
				if err != nil {
					t.Fatal(err)
				}
				want, have := maps.Clone(want), groupsIn(t, answer.Rows, keys)
				if answer.Partial() && pageSize <= most {
					maps.DeleteFunc(want, func(k string, _ float64) bool { _, ok := have[k]; return !ok })
				}
				if d := gocmp.Diff(want, have); d != "" || len(have) != answer.Len() || answer.Partial() && pageSize > most {
					t.Errorf("%d of %d, partial: %v\n%s", answer.Len(), answer.Total, answer.Partial(), d)
				}
			})
		}
	}
}

func TestGroupsByTheSameKeysAreOneQuestionInAnyOrder(t *testing.T) {
	e := &endpoint{answer: says(`{"status":"ok","data":{"result":[],"total":0,"pageSize":9,"count":0}}`)}
	c := e.client(t, Options{Cache: CacheOptions{Bytes: 1 << 20}})
	for _, keys := range [][]Selection{{byDay, itsType, byIntegration}, {itsType, byIntegration, byDay}} {
		if _, err := c.Rows(t.Context(), Query{GroupBy: keys, Select: []Selection{count}}); err != nil || e.calls() != 1 {
			t.Errorf("%v, %d calls", err, e.calls())
		}
	}
}

// An endpoint of which groups get lost on the way has answered a part.
func TestGroupsThatAreFewerThanAnnouncedAreAPart(t *testing.T) {
	page := func(total int, rows ...string) string {
		return fmt.Sprintf(`{"status":"ok","data":{"result":[%s],"total":%d,"pageSize":3,"count":%d}}`, strings.Join(rows, ","), total, len(rows))
	}
	group := func(kind, plan string) string {
		return `{"type":"` + kind + `","userProperties.plan":"` + plan + `","count":1}`
	}
	plan := Selection{Field: UserProperties, Path: []string{"plan"}}
	for _, test := range []struct {
		name    string
		keys    []Selection
		pages   []string
		rows    int
		partial bool
		fails   bool
	}{
		{"all that were announced", []Selection{itsType, plan}, []string{page(5, group("a", "x"), group("a", "y"), group("b", "x")), page(3, group("b", "x"), group("b", "y"), group("c", "x"))}, 5, false, false},
		{"fewer", []Selection{itsType, plan}, []string{page(6, group("a", "x"), group("a", "y"), group("c", "x")), page(1, group("c", "x"))}, 3, true, false},
		{"fewer by keys that decide", []Selection{{Field: IntegrationID}, itsType}, []string{
			page(5, `{"integrationId":"a","type":"x","count":1}`, `{"integrationId":"b","type":"x","count":1}`, `{"integrationId":"d","type":"x","count":1}`), page(0)}, 3, true, false},
		{"more have come since", []Selection{itsType, plan}, []string{page(4, group("a", "x"), group("a", "y"), group("b", "x")), page(3, group("b", "x"), group("b", "y"), group("b", "z"))}, 5, false, false},
		{"a place fills a page further on", []Selection{itsType, plan}, []string{page(9, group("a", "x"), group("a", "y"), group("b", "x")), page(7, group("b", "x"), group("b", "y"), group("b", "z"))}, 5, true, false},
		{"rows not in order", []Selection{itsType, plan}, []string{page(9, group("a", "x"), group("b", "y"), group("a", "z"))}, 0, false, true},
		{"a page that begins again", []Selection{itsType, plan}, []string{page(9, group("a", "x"), group("a", "y"), group("b", "x")), page(9, group("a", "x"), group("a", "y"), group("b", "x"))}, 0, false, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			rest := test.pages
			e := &endpoint{answer: func(w http.ResponseWriter, r *http.Request) {
				says(rest[0])(w, r)
				rest = rest[min(1, len(rest)-1):]
			}}
			answer, err := e.client(t, Options{}).Rows(t.Context(), Query{GroupBy: test.keys, Select: []Selection{count}})
			if test.fails {
				failed(t, err, InvalidResponse, "")
				return
			}
			if err != nil || answer.Len() != test.rows || answer.Partial() != test.partial {
				t.Errorf("%v, %+v", err, answer)
			}
		})
	}
}

// An endpoint that does not keep to what it is asked must neither be read for ever nor counted twice.
func TestAnEndpointThatAnswersARowAgainIsNotBelieved(t *testing.T) {
	part := func(total int, ids ...string) string {
		for i, id := range ids {
			ids[i] = `{"id":"` + id + `","count":1}`
		}
		return fmt.Sprintf(`{"status":"ok","data":{"result":[%s],"total":%d,"pageSize":2,"count":%d}}`, strings.Join(ids, ","), total, len(ids))
	}
	list := Query{Select: []Selection{itsID}, OrderBy: []Order{byID}, First: 6}
	groups := Query{GroupBy: []Selection{itsID}, Select: []Selection{count}}
	for _, test := range []struct {
		name  string
		q     Query
		pages []string // in turn; the last one stays
		calls int
	}{
		{"a list without its condition", list, []string{part(8, "a", "b")}, 2},
		{"a list whose last page repeats", list, []string{part(4, "a", "b"), part(2, "c", "a")}, 2},
		{"a list whose pages overlap", list, []string{part(8, "a", "b"), part(7, "b", "c")}, 2},
		{"a list without its order", list, []string{part(8, "d", "b"), part(7, "c", "d")}, 2},
		{"a list that turns in a circle", list, []string{part(9, "a", "b"), part(9, "c", "d"), part(9, "a", "b")}, 3},
		{"a page that repeats a row itself", list, []string{part(9, "a", "a")}, 1},
		{"groups without their condition", groups, []string{part(8, "a", "b")}, 2},
		{"groups without their order", groups, []string{part(4, "b", "a"), part(3, "a", "d")}, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			var mu sync.Mutex
			rest := test.pages
			e := &endpoint{answer: func(w http.ResponseWriter, r *http.Request) {
				mu.Lock()
				defer mu.Unlock()
				says(rest[0])(w, r)
				rest = rest[min(1, len(rest)-1):]
			}}
			c := e.client(t, Options{Cache: CacheOptions{Bytes: 1 << 20}})
			_, err := c.Rows(t.Context(), test.q)
			failed(t, err, InvalidResponse, "")
			if e.calls() != test.calls {
				t.Errorf("%d calls", e.calls())
			}
			// What was kept of it leads nobody in a circle either.
			if test.q.First > 0 {
				test.q.After = []jsontext.Value{jsontext.Value(`"x"`)}
				_, _ = c.Rows(t.Context(), test.q)
			}
		})
	}
}

func TestWhereNothingCanFollowNothingIsAsked(t *testing.T) {
	e := &endpoint{answer: says(`{"status":"ok","data":{"result":[{"type":null,"count":3}],"total":2,"pageSize":1,"count":1}}`)}
	answer, err := e.client(t, Options{}).Rows(t.Context(), Query{GroupBy: []Selection{itsType}, Select: []Selection{count}})
	if err != nil || !answer.Partial() || e.calls() != 2 {
		t.Errorf("%v, %v, %d calls", answer, err, e.calls())
	}
}

// A page at hand may have changed since a slice of it was shown: a row that has moved is no place to go on from.
func TestAPlaceIsOneOnlyWithAllItsValues(t *testing.T) {
	order := []Order{{By: Selection{Field: UserMessageCount}}, byID}
	e := &endpoint{answer: says(`{"status":"ok","data":{"result":[{"id":"b","userMessageCount":5},{"id":"a","userMessageCount":9}],"total":4,"pageSize":2,"count":2}}`)}
	c := e.client(t, Options{Cache: CacheOptions{Bytes: 1 << 20}})
	ask := func(after ...string) int {
		q := Query{Select: []Selection{itsID, order[0].By}, OrderBy: order, First: 1}
		for _, v := range after {
			q.After = append(q.After, jsontext.Value(v))
		}
		if _, err := c.Rows(t.Context(), q); err != nil {
			t.Fatal(err)
		}
		return e.calls()
	}
	for _, test := range []struct {
		after []string
		calls int
	}{
		{nil, 1},
		{[]string{`5`, `"b"`}, 1},
		{[]string{`3`, `"a"`}, 2}, // where it was before; what is between is not to be left out
		{[]string{`5`, `"a"`}, 3},
	} {
		if calls := ask(test.after...); calls != test.calls {
			t.Errorf("behind %v: %d calls, want %d", test.after, calls, test.calls)
		}
	}
}

// Buckets are read to the last one that can be written.
func TestTheLastBucketsAreReadOverTheirPages(t *testing.T) {
	var all []sandbox.Conversation
	for i, c := range population()[:6] {
		c.FirstMessageTime = time.Date(9999, 12, []int{31, 31, 31, 30, 20, 1}[i], 23, 59-i, 0, 0, time.UTC)
		all = append(all, c)
	}
	endpoints := paged(t, all)
	for _, unit := range []TimeUnit{Hour, Day, Week, Month} {
		for _, keys := range [][]Selection{{{Field: FirstMessageTime, Unit: unit}}, {{Field: FirstMessageTime, Unit: unit}, {Field: ID}}} {
			want := groupsOf(all, keys)
			for pageSize := range 3 {
				answer, err := endpoints(pageSize+1).client(t, Options{MaxPages: 25}).As(reader).Rows(t.Context(), Query{GroupBy: keys, Select: []Selection{count}})
				if err != nil {
					t.Fatalf("%v, pages of %d: %v", keys, pageSize+1, err)
				}
				if d := gocmp.Diff(want, groupsIn(t, answer.Rows, keys)); d != "" || answer.Partial() {
					t.Errorf("%v, pages of %d, a part: %v\n%s", keys, pageSize+1, answer.Partial(), d)
				}
			}
		}
	}
}
