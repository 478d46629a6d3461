package upstream_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	. "github.com/inkeep-gateway/gateway/upstream"
	. "github.com/inkeep-gateway/gateway/upstream/query"
)

func TestAScopeNarrowsWhatIsAsked(t *testing.T) {
	mine := where(IntegrationID, Eq, `"mine"`)
	for _, test := range []struct {
		name       string
		rows, asks Where
		want       string // the where that goes up; empty: nothing is asked
	}{
		{"all rows", Where{}, wa, `"where":{"condition":{"field":"id","operator":"eq","value":"a"}}`},
		{"some rows, of all", mine, Where{}, `"where":{"condition":{"field":"integrationId","operator":"eq","value":"mine"}}`},
		{"some rows, of some", mine, wa, `"where":{"and":[{"condition":{"field":"id","operator":"eq","value":"a"}},{"condition":{"field":"integrationId","operator":"eq","value":"mine"}}]}`},
		{"an or does not widen them", mine, Any(wa, where(IntegrationID, Eq, `"other"`)),
			`"where":{"and":[{"or":[{"condition":{"field":"id","operator":"eq","value":"a"}},{"condition":{"field":"integrationId","operator":"eq","value":"other"}}]},{"condition":{"field":"integrationId","operator":"eq","value":"mine"}}]}`},
		{"no rows", Any(), wa, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := &endpoint{answer: says(fine)}
			c := e.client(t, Options{}).As(Scope{Key: canary, RowFilter: test.rows})
			q := Query{Select: []Selection{itsID}, Where: test.asks}
			alone, err := c.Rows(t.Context(), q)
			if err != nil || alone.Len() != 0 {
				t.Fatalf("%v, %v", alone, err)
			}
			if _, err := c.Batch(1).Load(t.Context(), &q); err != nil {
				t.Fatal(err)
			}
			if test.want == "" {
				if e.calls() != 0 {
					t.Errorf("it asks %s", e.bodies)
				}
				return
			}
			if e.calls() != 2 || !strings.Contains(e.bodies[0], test.want) || e.bodies[0] != e.bodies[1] {
				t.Errorf("it asks %s", e.bodies)
			}
		})
	}
}

func TestALimitedScopeUsesOnlyWhatItMayRead(t *testing.T) {
	plan := Selection{Field: UserProperties, Path: []string{"plan"}}
	within := Selection{Field: UserProperties, Path: []string{"plan", "name"}}
	other := Selection{Field: UserProperties, Path: []string{"planet"}}
	of := func(s Selection, f Function) Selection { s.Function = f; return s }
	on := func(s Selection) Where {
		return If(Condition{Field: s.Field, Path: s.Path, Operator: Eq, Value: jsontext.Value(`"x"`)})
	}
	for _, test := range []struct {
		name    string
		q       Query
		refused string // what the caller is told not to read; empty: answered
	}{
		{"a field", Query{Select: []Selection{itsID}}, ""},
		{"a property", Query{Select: []Selection{plan}}, ""},
		{"what lies within a property", Query{Select: []Selection{within}}, ""},
		{"counting rows", Query{Select: []Selection{{Function: Count}}}, ""},
		{"a metric of it", Query{Select: []Selection{of(plan, CountDistinct)}}, ""},
		{"the policy's own field", Query{Select: []Selection{{Field: IntegrationID}}}, "integrationId"},
		{"another field", Query{Select: []Selection{{Field: Type}}}, "type"},
		{"another property", Query{Select: []Selection{other}}, "userProperties.planet"},
		{"all properties", Query{Select: []Selection{{Field: UserProperties}}}, "userProperties"},
		{"a property of another field", Query{Select: []Selection{{Field: Properties, Path: []string{"plan"}}}}, "properties.plan"},
		{"a metric of another field", Query{Select: []Selection{of(Selection{Field: UserMessageCount}, Max)}}, "userMessageCount"},
		{"groups by another field", Query{Select: []Selection{count}, GroupBy: []Selection{{Field: Type}}}, "type"},
		{"groups by a bucket of another field", Query{Select: []Selection{count}, GroupBy: []Selection{byDay}}, "firstMessageTime"},
		{"an order by another field", Query{Select: []Selection{itsID}, OrderBy: []Order{{By: Selection{Field: FirstMessageTime}}}}, "firstMessageTime"},
		{"a condition on it", Query{Select: []Selection{itsID}, Where: on(plan)}, ""},
		{"a condition on another property", Query{Select: []Selection{itsID}, Where: on(other)}, "userProperties.planet"},
		{"one far down", Query{Select: []Selection{itsID}, Where: Any(on(plan), All(on(within), on(other)))}, "userProperties.planet"},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := &endpoint{answer: says(fine)}
			c := e.client(t, Options{}).As(Scope{
				Key: canary, RowFilter: where(IntegrationID, Eq, `"mine"`),
				Limited: true, Readable: []Property{{Field: ID}, {Field: UserProperties, Path: []string{"plan"}}},
			})
			_, alone := c.Rows(t.Context(), test.q)
			_, batched := c.Batch(1).Load(t.Context(), &test.q)
			for _, err := range []error{alone, batched} {
				var e *Error
				switch {
				case test.refused == "" && err != nil:
					t.Error(err)
				case test.refused != "" && (!errors.As(err, &e) || e.Failure != Forbidden || e.Message != "You may not read "+test.refused+"."):
					t.Errorf("it fails with %v", err)
				}
			}
			if asked := e.calls() > 0; asked != (test.refused == "") {
				t.Errorf("it asks %s", e.bodies)
			}
		})
	}
}

func TestWithoutAKeyNothingIsAsked(t *testing.T) {
	e := &endpoint{answer: says(fine)}
	_, err := e.client(t, Options{}).As(Scope{}).Rows(t.Context(), Query{Select: []Selection{itsID}})
	var failure *Error
	if !errors.As(err, &failure) || failure.Failure != Internal || e.calls() != 0 {
		t.Errorf("%v after %d calls", err, e.calls())
	}
}

func TestTheRefusalOfACallersOwnKeyIsTheCallers(t *testing.T) {
	for _, test := range []struct {
		status int
		own    bool
		want   Failure
	}{
		{http.StatusUnauthorized, true, Unauthenticated},
		{http.StatusForbidden, true, Forbidden},
		{http.StatusUnauthorized, false, Rejected},
		{http.StatusForbidden, false, Rejected},
	} {
		e := &endpoint{answer: replies(test.status, "application/json", `{}`)}
		_, err := e.client(t, Options{}).As(Scope{Key: canary, Own: test.own}).Rows(t.Context(), Query{})
		var failure *Error
		if !errors.As(err, &failure) || failure.Failure != test.want || failure.Status != test.status {
			t.Errorf("%d of a key that is the caller's own, %t: %v", test.status, test.own, err)
		}
	}
}
