package query_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	. "github.com/inkeep-gateway/gateway/upstream/query"
)

// around is an in of n values within ands and ors of that depth, each of which holds a condition more.
func around(values, depth int) Where {
	c := Condition{Field: ID, Operator: In, Values: make([]jsontext.Value, values)}
	for i := range c.Values {
		c.Values[i] = strconv.AppendInt(nil, int64(i*7919%values), 10)
	}
	w := If(c)
	for i := range depth {
		beside := where(ProjectID, Eq, strconv.Itoa(i))
		if w = All(w, beside); i%2 == 0 {
			w = Any(w, where(ProjectID, Neq, strconv.Itoa(i)))
		}
	}
	return w
}

// A filter is written out once to be compared, however many questions are asked of its rows and however deep its terms lie.
func TestAFilterIsReadOnceToBeCompared(t *testing.T) {
	w := around(1000, 10)
	ask := func(q Query) float64 {
		return testing.AllocsPerRun(5, func() { _ = q.Identity() })
	}
	_ = Query{Where: w}.Identity()
	small := ask(Query{Where: where(ID, Eq, "1"), Select: []Selection{count}})
	if known := ask(Query{Where: w, Select: []Selection{count}}); known > small {
		t.Errorf("a filter that was compared before costs %v allocations, a small one %v", known, small)
	}
	if within := ask(Query{Where: All(w, where(Type, Eq, "1"))}); within > small+20 {
		t.Errorf("a filter around one that was compared before costs %v allocations, a small one %v", within, small)
	}
}

func TestUnionIsTheSameForFewAndMany(t *testing.T) {
	selection := func(i int) Selection {
		return Selection{Function: Sum, Field: Properties, Path: []string{"a" + strconv.Itoa(i%40), strconv.Itoa(i % 3)}}
	}
	var one, many []Selection
	var all []Selection
	for i := range 200 {
		all = append(all, selection(i))
		one = Union(one, selection(i))
	}
	if many = Union(many, all...); len(many) != 120 || fmt.Sprint(many) != fmt.Sprint(one) {
		t.Errorf("%d and %d selections", len(many), len(one))
	}
	dotted := Union(all[:20:20], Selection{Field: Properties, Path: []string{"1:a", "b"}}, Selection{Field: Properties, Path: []string{"1:a1:b"}},
		Selection{Field: Properties, Path: []string{"", "a"}}, Selection{Field: Properties, Path: []string{"a", ""}})
	if len(dotted) != 24 {
		t.Errorf("paths that only look alike are one: %v", dotted[20:])
	}
}

// BenchmarkIdentity compares filters of twice the size: twice the values, and twice the terms around them.
func BenchmarkIdentity(b *testing.B) {
	for _, size := range []struct{ values, depth int }{{10_000, 1}, {20_000, 1}, {10_000, 200}, {10_000, 400}} {
		b.Run(fmt.Sprintf("%d values, %d deep", size.values, size.depth), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = Query{Where: around(size.values, size.depth)}.Hash()
			}
		})
	}
}

// BenchmarkUnion joins lists of selections of twice the length.
func BenchmarkUnion(b *testing.B) {
	for _, n := range []int{10, 1000, 2000} {
		list := make([]Selection, n)
		for i := range list {
			list[i] = Selection{Function: Max, Field: Properties, Path: []string{strconv.Itoa(i)}}
		}
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = Union(nil, list...)
			}
		})
	}
}
