package graph_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/graph"
	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

func TestAFilterIsReadAsTheArgumentTakesIt(t *testing.T) {
	for _, test := range []struct{ name, filter, want string }{
		{"a list", `{"integrationId": {"in": ["a", "b"]}}`,
			`"where":{"condition":{"field":"integrationId","operator":"in","value":["a","b"]}}`},
		{"nested, with an enum, a number and a time that counts back", `{"or": [{"type": {"eq": "OPENAI"}}, {"userMessageCount": {"gt": 2}}, {"firstMessageTime": {"last": "P1D"}}]}`,
			`2026-01-30T10:00:00Z`},
		{"one property instead of a list of them", `{"userProperties": {"path": ["plan"], "eq": "pro"}}`, `"path":["plan"]`},
	} {
		t.Run(test.name, func(t *testing.T) {
			where, _, err := graph.ParseWhere(object(t, test.filter), moment)
			if err != nil {
				t.Fatal(err)
			}
			body := string(query.Query{Select: []query.Selection{{Field: query.ID}}, Where: where}.Body())
			if !strings.Contains(body, test.want) {
				t.Errorf("it asks %s", body)
			}
		})
	}
}

func TestAFilterSaysWhetherItDependsOnNow(t *testing.T) {
	for filter, want := range map[string]bool{
		`{"integrationId": {"eq": "a"}}`:                                                 false,
		`{"firstMessageTime": {"gte": "2026-01-18T12:00:00Z"}}`:                          false,
		`{"firstMessageTime": {"last": "P1D"}}`:                                          true,
		`{"firstMessageTime": {"last": "P1D", "ago": "P7D"}}`:                            true,
		`{"firstMessageTime": {"during": {"unit": "DAY"}}}`:                              true,
		`{"or": [{"id": {"eq": "a"}}, {"firstMessageTime": {"last": "P1D"}}]}`:           true,
		`{"not": {"or": [{"id": {"eq": "a"}}, {"firstMessageTime": {"last": "PT1H"}}]}}`: true,
	} {
		where, moves, err := graph.ParseWhere(object(t, filter), moment)
		if err != nil {
			t.Fatalf("%s: %v", filter, err)
		}
		later, _, _ := graph.ParseWhere(object(t, filter), moment.Add(24*time.Hour))
		if moves != want || moves != (where.Digest() != later.Digest()) {
			t.Errorf("%s: it says %t", filter, moves)
		}
	}
}

func TestAFilterThatCannotBeReadSaysWhere(t *testing.T) {
	for _, test := range []struct{ filter, input, message string }{
		{`{"integrationID": {"eq": "a"}}`, "where.integrationID", "unknown field"},
		{`{"and": [{"id": {"eq": true}}]}`, "where.and[0].id.eq", "Expected an ID: a string or a whole number."},
		{`{"type": {"eq": "openai"}}`, "where.type.eq", "openai"},
		{`{"id": {}}`, "where.id", "The filter is empty."},
		{`{}`, "where", "The filter is empty."},
		{`{"id": null}`, "where.id", "Null is not a filter."},
		{`{"firstMessageTime": {"last": "a while"}}`, "where.firstMessageTime.last", "ISO 8601"},
		{`{"not": {"properties": {"contains": {"a": 1}}}}`, "where.not", "cannot be negated"},
	} {
		t.Run(test.filter, func(t *testing.T) {
			_, _, err := graph.ParseWhere(object(t, test.filter), moment)
			var e *model.Error
			if !errors.As(err, &e) || e.Input != test.input || !strings.Contains(e.Message, test.message) {
				t.Errorf("it says %+v", err)
			}
		})
	}
}

func object(t *testing.T, text string) map[string]any {
	t.Helper()
	var out map[string]any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}
