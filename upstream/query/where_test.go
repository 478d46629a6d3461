package query_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	. "github.com/inkeep-gateway/gateway/upstream/query"
)

// Conditions that tell themselves apart.
var (
	wa = where(ID, Eq, `"a"`)
	wb = where(ID, Eq, `"b"`)
	wc = where(ID, Eq, `"c"`)
	wd = where(ID, Eq, `"d"`)
)

func TestAllAndAnyKeepFreeOfTermsThatDecideNothing(t *testing.T) {
	all, nothing := All(), Any()
	for _, test := range []struct {
		name      string
		got, want Where
	}{
		{"the zero value is all rows", Where{}, all},
		{"all of one is that one", All(wa), wa},
		{"any of one is that one", Any(wa), wa},
		{"all rows are neutral to all", All(all, wa, all, wb), All(wa, wb)},
		{"no rows are neutral to any", Any(nothing, wa, nothing, wb), Any(wa, wb)},
		{"no rows absorb all", All(wa, nothing, wb), nothing},
		{"all rows absorb any", Any(wa, all, wb), all},
		{"all of all rows is all rows", All(all, all), all},
		{"any of no rows is no rows", Any(nothing, nothing), nothing},
		{"all of any of nothing is no rows", All(Any()), nothing},
		{"any of all of nothing is all rows", Any(All()), all},
		{"all within all is flat", All(wa, All(wb, All(wc, wd))), All(wa, wb, wc, wd)},
		{"any within any is flat", Any(Any(Any(wa, wb), wc), wd), Any(wa, wb, wc, wd)},
		{"all within one any within all is flat", All(Any(All(wa, wb)), wc), All(wa, wb, wc)},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(text(test.want), text(test.got)); diff != "" {
				t.Error(diff)
			}
			if test.got.Everything() != test.want.Everything() || test.got.Nothing() != test.want.Nothing() {
				t.Errorf("everything %v, nothing %v", test.got.Everything(), test.got.Nothing())
			}
		})
	}
	if !all.Everything() || all.Nothing() || !nothing.Nothing() || nothing.Everything() || wa.Everything() || wa.Nothing() {
		t.Error("all rows, no rows and a condition are not told apart")
	}
	if x, y := All(wa, Any(wb, wc)), Any(wa, All(wb, wc)); text(x) == text(y) {
		t.Error("an or within an and is not that and within an or")
	}
}

func TestNotGoesDownToTheConditions(t *testing.T) {
	property := If(Condition{Field: Properties, Path: []string{"n"}, Operator: Lt, Value: []byte(`1`)})
	notProperty := If(Condition{Field: Properties, Path: []string{"n"}, Operator: Gte, Value: []byte(`1`)})
	na, nb, nc := where(ID, Neq, `"a"`), where(ID, Neq, `"b"`), where(ID, Neq, `"c"`)
	for _, test := range []struct {
		name     string
		of, want Where
	}{
		{"not all rows is no rows", All(), Any()},
		{"not no rows is all rows", Any(), All()},
		{"eq", wa, na},
		{"neq", na, wa},
		{"gt", where(UserMessageCount, Gt, `1`), where(UserMessageCount, Lte, `1`)},
		{"gte", where(UserMessageCount, Gte, `1`), where(UserMessageCount, Lt, `1`)},
		{"lt", where(UserMessageCount, Lt, `1`), where(UserMessageCount, Gte, `1`)},
		{"lte", where(UserMessageCount, Lte, `1`), where(UserMessageCount, Gt, `1`)},
		{"in", within(ID, In, `"a"`, `"b"`), within(ID, NotIn, `"a"`, `"b"`)},
		{"notIn", within(ID, NotIn, `"a"`), within(ID, In, `"a"`)},
		{"isNull", where(Type, IsNull, `null`), where(Type, IsNotNull, `null`)},
		{"isNotNull", where(Type, IsNotNull, `null`), where(Type, IsNull, `null`)},
		{"a path stays", property, notProperty},
		{"and becomes or", All(wa, wb), Any(na, nb)},
		{"or becomes and", Any(wa, wb), All(na, nb)},
		{"nested", All(wa, Any(nb, wc)), Any(na, All(wb, nc))},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := text(test.of)
			got, operator, ok := test.of.Not()
			if !ok || operator != "" {
				t.Fatalf("refused for %q", operator)
			}
			if diff := cmp.Diff(text(test.want), text(got)); diff != "" {
				t.Error(diff)
			}
			if text(test.of) != before {
				t.Error("what is negated is changed")
			}
		})
	}
}

func TestNotNamesAnOperatorThatHasNoOpposite(t *testing.T) {
	without := []Operator{ArrayContains, JSONContains, JSONContainedBy, JSONHasKey, JSONArrayContainsObject, JSONHasAnyKey, JSONHasAllKeys}
	for _, o := range without {
		t.Run(string(o), func(t *testing.T) {
			lone := where(Properties, o, `"x"`)
			for _, w := range []Where{lone, All(wa, lone), Any(wa, All(wb, lone))} {
				if _, operator, ok := w.Not(); ok || operator != o {
					t.Errorf("%s: negated (%v), or refused for %q", text(w), ok, operator)
				}
			}
		})
	}
}

func TestOppositesComeInPairs(t *testing.T) {
	operators := []Operator{Eq, Neq, Gt, Gte, Lt, Lte, In, NotIn, IsNull, IsNotNull}
	for _, o := range operators {
		opposite, ok := o.Opposite()
		back, again := opposite.Opposite()
		if !ok || !again || back != o || opposite == o || !slices.Contains(operators, opposite) {
			t.Errorf("%s has the opposite %q, whose opposite is %q", o, opposite, back)
		}
	}
	if o, ok := Operator("unheardOf").Opposite(); ok {
		t.Errorf("an unknown operator has the opposite %q", o)
	}
}

// text shows a where as it is sent; no rows, which are never asked for, too.
func text(w Where) string { return string(Query{Where: w}.Body()) }
