package graph_test

import (
	"fmt"
	"strings"
	"testing"
)

// Keys that are numbers, or hold some, keep the order of all their digits.
func TestNumbersAreComparedByAllTheirDigits(t *testing.T) {
	numbers := []string{"-1e400", "-9007199254740993", "-9007199254740992", "-0.1", "-1e-400", "0", "1e-400", "0.1", "0.10000000000000000001", "2", "10",
		"9007199254740992", "9007199254740993", "12345678901234567890123", "1e300", "1e400"}
	for _, test := range []struct{ name, groupBy, selection, row, want string }{
		{"a property's", `{ property: { field: PROPERTIES, path: ["n"] } }`, `property(field: PROPERTIES, path: ["n"])`, `{"properties.n":%s,"count":1}`, `{"key":{"property":%s}}`},
		{"within an object", `{ field: PROPERTIES }`, `properties`, `{"properties":{"a":1,"n":[%s]},"count":1}`, `{"key":{"properties":{"a":1,"n":[%s]}}}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			var sent, want []string
			for i, n := range numbers {
				sent = append([]string{fmt.Sprintf(test.row, n)}, sent...)
				if i%2 == 0 { // From both sides, so that no order they come in is the right one.
					sent = append(sent[1:], sent[0])
				}
				want = append(want, fmt.Sprintf(test.want, n))
			}
			f := newFront(t, answers(rows(sent...)))
			answer := f.answer(t.Context(), t, `{ conversations(groupBy: [`+test.groupBy+`]) { groups { nodes { key { `+test.selection+` } } } } }`, "")
			if !strings.Contains(answer, `"nodes":[`+strings.Join(want, ",")+`]`) {
				t.Errorf("answered\n%s\nwant\n%s", answer, want)
			}
		})
	}
}

// A cursor that the gateway makes serves, also where the field itself has no room for the number.
func TestACursorOfANumberBeyondAnIntServes(t *testing.T) {
	for _, test := range []struct{ number, behind, failure string }{
		{"3000000000", `{"field":"userMessageCount","operator":"gt","value":3000000000}`, ""},
		{"-2147483649", `{"field":"userMessageCount","operator":"gt","value":-2147483649}`, ""},
		{"9007199254740992", `{"field":"userMessageCount","operator":"gt","value":9007199254740992}`, ""},
		{"9007199254740994", "", "UPSTREAM_INVALID_RESPONSE"}, // which might as well be another
	} {
		f := newFront(t, answers(rows(`{"id":"a","userMessageCount":`+test.number+`}`)))
		const list = `query ($after: String) { conversations { list(first: 1, after: $after, orderBy: { field: USER_MESSAGE_COUNT }) { nodes { id } pageInfo { endCursor } } } }`
		answer, failures := read(t, f.answer(t.Context(), t, list, ""))
		if codes(failures) != test.failure {
			t.Fatalf("%s: %v", test.number, failures)
		}
		_, cursor, ok := strings.Cut(answer, `"endCursor":"`)
		if cursor, _, _ = strings.Cut(cursor, `"`); !ok {
			continue
		}
		_, sent := f.ask(t, list, `{"after":"`+cursor+`"}`)
		if !strings.Contains(strings.Join(sent, ""), test.behind) {
			t.Errorf("behind %s is asked %s", test.number, sent)
		}
	}
}
