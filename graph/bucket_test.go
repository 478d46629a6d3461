package graph_test

import (
	"strings"
	"testing"
)

// The only bucket serves a key time without arguments, whatever field it is of; a field that is named has to be the bucket's.
func TestTheOnlyBucketServesWithoutItsUnit(t *testing.T) {
	for _, test := range []struct{ key, want string }{
		{"time", `{"conversations":{"groups":{"nodes":[{"key":{"time":"2026-01-05T00:00:00Z"}}]}}}`},
		{"time(unit: DAY, field: TYPE)", `{"conversations":{"groups":{"nodes":[{"key":{"time":"2026-01-05T00:00:00Z"}}]}}}`},
		{"time(field: FIRST_MESSAGE_TIME)", ""},
		{"time(unit: DAY)", ""},
	} {
		f := newFront(t, answers(rows(`{"type_day":"2026-01-05"}`)))
		answer, sent := f.ask(t, `{ conversations(groupBy: { time: { unit: DAY, field: TYPE } }) { groups { nodes { key { `+test.key+` } } } } }`, "")
		data, failures := read(t, answer)
		if refused := test.want == ""; refused != (len(sent) == 0) || refused != (codes(failures) == "BAD_USER_INPUT") || !refused && !strings.Contains(data, test.want) {
			t.Errorf("%s: %d sent, answered %s", test.key, len(sent), answer)
		}
	}
}
