package upstream_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	gocmp "github.com/google/go-cmp/cmp"

	. "github.com/inkeep-gateway/gateway/upstream"
	. "github.com/inkeep-gateway/gateway/upstream/query"
	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

// population is 60 conversations with many nulls and many equal values, in plain Go.
func population() []sandbox.Conversation {
	r := rand.New(rand.NewPCG(1, 2))
	all := slices.Collect(sandbox.Generate(7, 60, time.Date(2026, 1, 31, 10, 37, 12, 0, time.UTC)))
	for i := range all {
		for _, text := range []**string{&all[i].Type, &all[i].OrganizationID, &all[i].ProjectID, &all[i].IntegrationID} {
			if r.IntN(4) == 0 {
				*text = nil
			}
		}
		if r.IntN(2) == 0 {
			all[i].FirstMessageTime = all[i].FirstMessageTime.Truncate(7 * 24 * time.Hour)
		}
	}
	return all
}

// paged makes endpoints of the sandbox over conversations, by how many rows their answers hold.
func paged(t *testing.T, all []sandbox.Conversation) func(pageSize int) *endpoint {
	made := make(map[int]http.Handler)
	return func(pageSize int) *endpoint {
		if made[pageSize] == nil {
			var lines bytes.Buffer
			for _, c := range all {
				if err := json.NewEncoder(&lines).Encode(c); err != nil {
					t.Fatal(err)
				}
			}
			s, err := sandbox.New(context.Background(), sandbox.Options{Data: &lines, PageSize: pageSize})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			made[pageSize] = s
		}
		return &endpoint{answer: made[pageSize].ServeHTTP}
	}
}

// reader is who may read the sandbox.
var reader = Scope{Key: sandbox.ReadKey}

// valueIn is a conversation's value of a field or bucket: nil, a string, a number or a time.
func valueIn(c sandbox.Conversation, s Selection) any {
	text := func(p *string) any {
		if p == nil {
			return nil
		}
		return *p
	}
	switch s.Field {
	case UserMessageCount:
		return float64(c.UserMessageCount)
	case OrganizationID:
		return text(c.OrganizationID)
	case ProjectID:
		return text(c.ProjectID)
	case IntegrationID:
		return text(c.IntegrationID)
	case Type:
		return text(c.Type)
	case ID:
		return c.ID
	}
	t := c.FirstMessageTime.UTC()
	switch s.Unit {
	case Hour:
		return t.Truncate(time.Hour)
	case Day:
		return t.Truncate(24 * time.Hour)
	case Week: // the zero time is a Monday
		return t.Truncate(7 * 24 * time.Hour)
	case Month:
		return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	}
	return t
}

// compareValues has null greater than every value.
func compareValues(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	switch a := a.(type) {
	case float64:
		return cmp.Compare(a, b.(float64))
	case time.Time:
		return a.Compare(b.(time.Time))
	}
	return cmp.Compare(a.(string), b.(string))
}

// ordered are the identifiers of conversations in an order.
func ordered(all []sandbox.Conversation, order []Order) []string {
	sorted := slices.SortedFunc(slices.Values(all), func(a, b sandbox.Conversation) int {
		for _, o := range order {
			if c := compareValues(valueIn(a, o.By), valueIn(b, o.By)); c != 0 && o.Desc {
				return -c
			} else if c != 0 {
				return c
			}
		}
		return 0
	})
	ids := make([]string, len(sorted))
	for i, c := range sorted {
		ids[i] = c.ID
	}
	return ids
}

func idsOf(t *testing.T, r *Rows) []string {
	ids := make([]string, r.Len())
	for row := range ids {
		ids[row] = valueOf(t, r.Column(itsID), row).(string)
	}
	return ids
}

// orders are orders that decide between any two conversations.
func orders() (list [][]Order) {
	for _, f := range []Field{UserMessageCount, OrganizationID, ProjectID, IntegrationID, FirstMessageTime, Type} {
		by := Selection{Field: f}
		list = append(list,
			[]Order{{By: by}, byID}, []Order{{By: by, Desc: true}, byID}, []Order{{By: by}, {By: itsID, Desc: true}},
			[]Order{{By: itsType, Desc: true}, {By: by, Desc: f == Type}, byID}[map[bool]int{f == Type: 1}[true]:])
	}
	return append(list, []Order{byID}, []Order{{By: itsID, Desc: true}}, []Order{byID, byTime})
}

func nameOf(order []Order) string {
	return strings.Trim(string(Query{OrderBy: order}.Body()), "{}")
}

func TestAListIsReadOverItsPages(t *testing.T) {
	all := population()
	endpoints := paged(t, all)
	for _, order := range orders() {
		want := ordered(all, order)
		for _, test := range []struct{ pageSize, first, calls int }{
			{200, 50, 1}, {50, 50, 1}, {7, 7, 1}, {7, 8, 2}, {7, 50, 8}, {20, 60, 3}, {20, 500, 3}, {1, 20, 20},
		} {
			t.Run(fmt.Sprintf("%s/%d of pages of %d", nameOf(order), test.first, test.pageSize), func(t *testing.T) {
				e := endpoints(test.pageSize)
				selects := []Selection{itsID}
				for _, o := range order {
					selects = Union(selects, o.By)
				}
				answer, err := e.client(t, Options{}).As(reader).Rows(t.Context(), Query{Select: selects, OrderBy: order, First: test.first})
				if err != nil {
					t.Fatal(err)
				}
				n := min(answer.Len(), test.first)
				if d := gocmp.Diff(want[:min(test.first, len(want))], idsOf(t, answer.Rows)[:n]); d != "" {
					t.Error(d)
				}
				if e.calls() != test.calls || answer.Total != len(all) || answer.Partial() != (answer.Len() < len(all)) {
					t.Errorf("%d calls, %d of %d, partial: %v", e.calls(), answer.Len(), answer.Total, answer.Partial())
				}
			})
		}
	}
}

// placeOf is where a list goes on behind a row.
func placeOf(t *testing.T, r *Rows, order []Order, row int) []jsontext.Value {
	place := make([]jsontext.Value, len(order))
	for i, o := range order {
		var err error
		if place[i], err = r.Column(o.By).Wire(row); err != nil {
			t.Fatal(err)
		}
	}
	return place
}

func TestAListIsReadSliceBySliceWithOneCallForEachPage(t *testing.T) {
	const pageSize = 10
	all := population()
	endpoints := paged(t, all)
	for i, order := range orders() {
		want := ordered(all, order)
		selects := []Selection{itsID}
		for _, o := range order {
			selects = Union(selects, o.By)
		}
		e := endpoints(pageSize)
		sizes := []int{4}
		if i%3 == 0 {
			sizes = []int{1, 3, 4, 5, 9, 10, 11, 20, 33}
		}
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s/slices of %d", nameOf(order), size), func(t *testing.T) {
				e.bodies = nil
				c := e.client(t, Options{Cache: CacheOptions{Bytes: 1 << 20}}).As(reader)
				var got []string
				var after []jsontext.Value
				for {
					before := e.calls()
					answer, err := c.Rows(t.Context(), Query{Select: selects, OrderBy: order, First: size, After: after})
					if err != nil {
						t.Fatal(err)
					}
					n := min(size, answer.Len())
					got = append(got, idsOf(t, answer.Rows)[:n]...)
					pages := (len(got) + pageSize - 1) / pageSize
					if e.calls() != pages {
						t.Fatalf("%d calls for %d conversations, %d of them for the last slice", e.calls(), len(got), e.calls()-before)
					}
					if answer.Len() == n && !answer.Partial() {
						break
					}
					after = placeOf(t, answer.Rows, order, n-1)
				}
				if d := gocmp.Diff(want, got); d != "" {
					t.Error(d)
				}
			})
		}
	}
}

func TestASliceBehindAPlaceNeedNotSelectTheOrder(t *testing.T) {
	all := population()
	order := []Order{{By: Selection{Field: UserMessageCount}, Desc: true}, byID}
	want := ordered(all, order)
	for _, keeps := range []int64{-1, 1 << 20} {
		e := paged(t, all)(10)
		c := e.client(t, Options{Cache: CacheOptions{Bytes: keeps}}).As(reader)
		whole, err := c.Rows(t.Context(), Query{Select: []Selection{itsID, order[0].By}, OrderBy: order, First: 30})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range []int{3, 9, 12} {
			place := placeOf(t, whole.Rows, order, row)
			answer, err := c.Rows(t.Context(), Query{Select: []Selection{itsID}, OrderBy: order, First: 25, After: place})
			if err != nil {
				t.Fatal(err)
			}
			if d := gocmp.Diff(want[row+1:row+26], idsOf(t, answer.Rows)[:25]); d != "" {
				t.Errorf("behind row %d\n%s", row, d)
			}
		}
	}
}

func TestPagesOfQueriesThatSelectTheSameInAnotherOrderKeepTheirColumnsApart(t *testing.T) {
	endpoint := paged(t, population())
	order := []Order{byTime, byID}
	project, organization := Selection{Field: ProjectID}, Selection{Field: OrganizationID}
	short := Query{Select: []Selection{itsID, byTime.By, project, organization}, OrderBy: order, First: 5}
	long := Query{Select: []Selection{organization, byTime.By, itsID, project}, OrderBy: order, First: 35}
	alone, err := endpoint(10).client(t, Options{}).As(reader).Rows(t.Context(), long)
	if err != nil {
		t.Fatal(err)
	}
	e := endpoint(10)
	c := e.client(t, Options{Cache: CacheOptions{Bytes: 1 << 20}}).As(reader)
	if _, err := c.Rows(t.Context(), short); err != nil {
		t.Fatal(err)
	}
	answer, err := c.Rows(t.Context(), long)
	if err != nil || e.calls() != 4 {
		t.Fatalf("%d calls, %v", e.calls(), err)
	}
	if d := gocmp.Diff(shown(long, alone.Rows), shown(long, answer.Rows)); d != "" {
		t.Errorf("-alone +over a page that was kept for the other\n%s", d)
	}
}

func TestListsOfOneOrderAreReadTogetherAsFarAsAnyWants(t *testing.T) {
	all := population()
	order := []Order{byTime, byID}
	e := paged(t, all)(10)
	c := e.client(t, Options{}).As(reader)
	queries := []*Query{{Select: []Selection{itsID}, OrderBy: order, First: 5}, {Select: []Selection{itsID, itsType}, OrderBy: order, First: 25}, {Select: []Selection{byTime.By}, OrderBy: order, First: 11}}
	answers, err := c.Batch(3).Load(t.Context(), queries...)
	if err != nil || e.calls() > 4 {
		t.Fatalf("%d calls, %v", e.calls(), err)
	}
	for i, q := range queries {
		alone, err := c.Rows(t.Context(), *q)
		if err != nil {
			t.Fatal(err)
		}
		if d := gocmp.Diff(shown(*q, alone.Rows)[:q.First], shown(*q, answers[i].Rows)[:q.First]); d != "" || alone.Total != answers[i].Total {
			t.Errorf("query %d (-alone +in the batch)\n%s", i, d)
		}
	}
}
