package query_test

import (
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	. "github.com/inkeep-gateway/gateway/upstream/query"
)

func TestTheSameQuestionHasTheSameIdentity(t *testing.T) {
	for _, test := range []struct {
		name string
		a, b Query
	}{
		{"the order of and's terms", Query{Where: All(wa, wb)}, Query{Where: All(wb, wa)}},
		{"the order of or's terms", Query{Where: Any(wa, wb)}, Query{Where: Any(wb, wa)}},
		{"the order of terms far down", Query{Where: All(wa, Any(wb, All(wc, wd)))}, Query{Where: All(Any(All(wd, wc), wb), wa)}},
		{"a term that repeats", Query{Where: All(wa, wb)}, Query{Where: All(wa, wb, wa)}},
		{"a term that only repeats", Query{Where: wa}, Query{Where: Any(wa, wa)}},
		{"terms that repeat in another order", Query{Where: All(wa, Any(wb, wc))}, Query{Where: All(Any(wc, wb), wa, Any(wb, wc))}},
		{"an or of one and the same and, within an and", Query{Where: All(wa, wb, wc)}, Query{Where: All(wc, Any(All(wa, wb), All(wb, wa)))}},
		{"the order of in's values", Query{Where: within(ID, In, `"a"`, `"b"`)}, Query{Where: within(ID, In, `"b"`, `"a"`)}},
		{"a value of notIn that repeats", Query{Where: within(ID, NotIn, `"a"`, `"b"`)}, Query{Where: within(ID, NotIn, `"b"`, `"a"`, `"b"`)}},
		{"the order of selections", Query{Select: []Selection{count, average}}, Query{Select: []Selection{average, count}}},
		{"a selection that repeats", Query{Select: []Selection{count}}, Query{Select: []Selection{count, count}}},
		{"the order of groupings", Query{GroupBy: []Selection{byPlan, byIntegration}}, Query{GroupBy: []Selection{byIntegration, byPlan}}},
		{"the order of a bucket among groupings", Query{GroupBy: []Selection{byDay, byIntegration}}, Query{GroupBy: []Selection{byIntegration, byDay}}},
		{"a grouping that repeats", Query{GroupBy: []Selection{byPlan}, Select: []Selection{{Field: Type}}}, Query{GroupBy: []Selection{byPlan, byPlan}, Select: []Selection{{Field: Type}}}},
		{"a grouping that is selected too", Query{GroupBy: []Selection{byPlan}}, Query{GroupBy: []Selection{byPlan}, Select: []Selection{byPlan}}},
		{"a bucket selects and groups", Query{GroupBy: []Selection{byDay}}, Query{Select: []Selection{byDay}}},
		{"notes", Query{Notes: "one"}, Query{Notes: "another"}},
		{"all rows", Query{}, Query{Where: All(All(), All())}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if a, b := test.a.Identity(), test.b.Identity(); a != b {
				t.Errorf("%s\n%s", a, b)
			}
		})
	}
}

func TestAnotherQuestionHasAnotherIdentity(t *testing.T) {
	orders := func(o ...Order) Query { return Query{OrderBy: o} }
	path := func(path ...string) Selection { return Selection{Field: Properties, Path: path} }
	on := func(path ...string) Where {
		return If(Condition{Field: Properties, Path: path, Operator: Eq, Value: jsontext.Value(`1`)})
	}
	for _, test := range []struct {
		name string
		a, b Query
	}{
		{"the order of orders", orders(Order{By: byDay}, Order{By: average}), orders(Order{By: average}, Order{By: byDay})},
		{"the direction of an order", orders(Order{By: byDay}), orders(Order{By: byDay, Desc: true})},
		{"an order or none", orders(Order{By: byDay}), Query{}},
		{"names or rows", Query{Names: Properties, Where: wa}, Query{Where: wa}},
		{"names of another field", Query{Names: Properties}, Query{Names: UserProperties}},
		{"names of other conversations", Query{Names: Properties, Where: wa}, Query{Names: Properties, Where: wb}},
		{"a value", Query{Where: wa}, Query{Where: wb}},
		{"a text that looks like a number", Query{Where: where(ID, Eq, `"1"`)}, Query{Where: where(ID, Eq, `1`)}},
		{"the operator", Query{Where: wa}, Query{Where: where(ID, Neq, `"a"`)}},
		{"the field", Query{Where: wa}, Query{Where: where(ProjectID, Eq, `"a"`)}},
		{"and or or", Query{Where: All(wa, wb)}, Query{Where: Any(wa, wb)}},
		{"where the brackets are", Query{Where: All(wa, Any(wb, wc))}, Query{Where: Any(All(wa, wb), wc)}},
		{"one term less", Query{Where: All(wa, wb)}, Query{Where: wa}},
		{"all rows or none", Query{}, Query{Where: Any()}},
		{"in or notIn", Query{Where: within(ID, In, `1`)}, Query{Where: within(ID, NotIn, `1`)}},
		{"one value more", Query{Where: within(ID, In, `1`)}, Query{Where: within(ID, In, `1`, `2`)}},
		{"one value or two that look like it", Query{Where: within(ID, In, `"a,b"`)}, Query{Where: within(ID, In, `"a"`, `"b"`)}},
		{"a dot in a path's step", Query{Select: []Selection{path("a.b")}}, Query{Select: []Selection{path("a", "b")}}},
		{"a dot in a condition's path", Query{Where: on("a.b")}, Query{Where: on("a", "b")}},
		{"the order of a path's steps", Query{Select: []Selection{path("a", "b")}}, Query{Select: []Selection{path("b", "a")}}},
		{"a path or the whole field", Query{Select: []Selection{path("")}}, Query{Select: []Selection{path()}}},
		{"selected or grouped by", Query{Select: []Selection{byIntegration}}, Query{GroupBy: []Selection{byIntegration}}},
		{"the function", Query{Select: []Selection{count}}, Query{Select: []Selection{average}}},
		{"the unit", Query{GroupBy: []Selection{byDay}}, Query{GroupBy: []Selection{{Field: FirstMessageTime, Unit: Week}}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if a, b := test.a.Identity(), test.b.Identity(); a == b {
				t.Errorf("both are %s", a)
			}
		})
	}
}

func TestIdentityLeavesTheQueryAsItIs(t *testing.T) {
	q := Query{Where: All(wb, wa, within(ID, In, `2`, `1`), wb), Select: []Selection{count, average}}
	before := string(q.Body())
	_ = q.Identity()
	if after := string(q.Body()); after != before {
		t.Errorf("%s\nbecame\n%s", before, after)
	}
}

func TestRandomRewritesKeepTheIdentity(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	for range 2000 {
		tree := grow(r, 4)
		want := Query{Where: tree.where()}.Identity()
		if got := (Query{Where: tree.shuffled(r).where()}).Identity(); got != want {
			t.Fatalf("%s\nbecame\n%s", want, got)
		}
		negated, _, ok := tree.where().Not()
		back, _, again := negated.Not()
		if !ok || !again {
			t.Fatalf("%s has no opposite", want)
		}
		if got := (Query{Where: back}).Identity(); got != want {
			t.Fatalf("%s\nnegated twice became\n%s", want, got)
		}
		if got := (Query{Where: negated}).Identity(); got == want && !tree.where().Everything() {
			t.Fatalf("%s is its own opposite", want)
		}
	}
}

// tree is a where that can still be taken apart.
type tree struct {
	leaf  *Condition
	or    bool
	terms []tree
}

func grow(r *rand.Rand, depth int) tree {
	if depth == 0 || r.IntN(3) == 0 {
		operators := [...]Operator{Eq, Neq, Gt, Gte, Lt, Lte, In, NotIn}
		c := Condition{Field: ID, Operator: operators[r.IntN(len(operators))]}
		if r.IntN(2) == 0 {
			c.Field, c.Path = Properties, []string{"a", strconv.Itoa(r.IntN(2))}
		}
		if c.Operator == In || c.Operator == NotIn {
			for range 1 + r.IntN(3) {
				c.Values = append(c.Values, strconv.AppendInt(nil, r.Int64N(3), 10))
			}
		} else {
			c.Value = strconv.AppendInt(nil, r.Int64N(3), 10)
		}
		return tree{leaf: &c}
	}
	t := tree{or: r.IntN(2) == 0}
	for range 1 + r.IntN(3) {
		t.terms = append(t.terms, grow(r, depth-1))
	}
	return t
}

func (t tree) where() Where {
	if t.leaf != nil {
		return If(*t.leaf)
	}
	terms := make([]Where, len(t.terms))
	for i := range t.terms {
		terms[i] = t.terms[i].where()
	}
	if t.or {
		return Any(terms...)
	}
	return All(terms...)
}

// shuffled is t with terms and values in another order and repeated, and with brackets that change nothing.
func (t tree) shuffled(r *rand.Rand) tree {
	s := tree{or: t.or}
	if t.leaf != nil {
		c := *t.leaf
		c.Values = shuffled(r, c.Values)
		s.leaf = &c
	} else {
		for _, term := range shuffled(r, t.terms) {
			s.terms = append(s.terms, term.shuffled(r))
		}
	}
	if r.IntN(4) == 0 {
		s = tree{or: r.IntN(2) == 0, terms: []tree{s, t}}
	}
	return s
}

func shuffled[T any](r *rand.Rand, list []T) []T {
	var s []T
	for _, i := range r.Perm(len(list)) {
		s = append(s, list[i])
		if r.IntN(4) == 0 {
			s = append(s, list[i])
		}
	}
	return s
}
