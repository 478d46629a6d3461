package graph_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// A scalar is read as the schema describes it or refused; nothing is guessed.
func TestScalarsAreStrict(t *testing.T) {
	for _, test := range []struct {
		name, filter, value string
		sent                string // empty if it is refused
	}{
		{"a time in UTC", "firstMessageTime", `"2026-01-05T09:30:00Z"`, `"2026-01-05T09:30:00Z"`},
		{"a time with an offset", "firstMessageTime", `"2026-01-05T00:30:00+01:00"`, `"2026-01-04T23:30:00Z"`},
		{"a time with nanoseconds", "firstMessageTime", `"2026-01-05T09:30:00.123456789Z"`, `"2026-01-05T09:30:00.123456789Z"`},
		{"a time in small letters", "firstMessageTime", `"2026-01-05t09:30:00z"`, `"2026-01-05T09:30:00Z"`},
		{"an hour of one digit", "firstMessageTime", `"2026-01-05T9:30:00Z"`, ""},
		{"a comma before the fraction", "firstMessageTime", `"2026-01-05T09:30:00,5Z"`, ""},
		{"an offset of a day", "firstMessageTime", `"2026-01-05T09:30:00+24:00"`, ""},
		{"an offset of 60 minutes", "firstMessageTime", `"2026-01-05T09:30:00+00:60"`, ""},
		{"a time without offset", "firstMessageTime", `"2026-01-05T09:30:00"`, ""},
		{"a date", "firstMessageTime", `"2026-01-05"`, ""},
		{"a day that is not there", "firstMessageTime", `"2026-02-30T00:00:00Z"`, ""},
		{"a year that UTC has no form for", "firstMessageTime", `"9999-12-31T23:30:00-01:00"`, ""},
		{"milliseconds for a time", "firstMessageTime", `1767605564120`, ""},
		{"a whole number", "userMessageCount", `5`, `5`},
		{"a whole number with a fraction of nothing", "userMessageCount", `5.0`, ""},
		{"a fraction", "userMessageCount", `5.5`, ""},
		{"a text for a number", "userMessageCount", `"5"`, ""},
		{"a truth for a number", "userMessageCount", `true`, ""},
		{"a text for an identifier", "integrationId", `""`, `""`},
		{"a number for an identifier", "integrationId", `7`, `"7"`},
		{"a fraction for an identifier", "integrationId", `7.5`, ""},
		{"an object for an identifier", "integrationId", `{}`, ""},
		{"a type by its name on the wire", "type", `"openai"`, ""},
		{"a number for a type", "type", `1`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			answer, sent := newFront(t, answers(rows(`{"count":1}`))).ask(t, countWhere, `{"where":{"`+test.filter+`":{"eq":`+test.value+`}}}`)
			_, failures := read(t, answer)
			if test.sent == "" {
				if codes(failures) != "BAD_USER_INPUT" || len(sent) > 0 {
					t.Errorf("sent %s, answered %s", sent, answer)
				}
				return
			}
			if len(failures) > 0 || !strings.Contains(strings.Join(sent, ""), `"value":`+test.sent+`}`) {
				t.Errorf("sent %s, answered %s", sent, answer)
			}
		})
	}
}

// Spans are those of ISO 8601, in whole numbers and in its order.
func TestSpansAreStrict(t *testing.T) {
	for span, bound := range map[string]string{
		"PT30M": "2026-01-31T10:07:12Z", "P1DT12H": "2026-01-29T22:00:00Z", "P1Y": "2025-01-31T00:00:00Z", "P1M": "2025-12-31T10:00:00Z", "PT1S": "2026-01-31T10:37:11Z",
		"": "", "P": "", "PT": "", "P1DT": "", "P0D": "", "-P1D": "", "P-1D": "", "P1.5D": "", "p1d": "", "P1D1M": "", "1D": "", "P1H": "", "P1D ": "", "P99999999D": "", "P٣D": "",
	} {
		variables, _ := json.Marshal(dict{"where": dict{"firstMessageTime": dict{"last": span}}})
		answer, sent := newFront(t, answers(rows(`{"count":1}`))).ask(t, countWhere, string(variables))
		_, failures := read(t, answer)
		if bound == "" && (codes(failures) != "BAD_USER_INPUT" || len(sent) > 0) || bound != "" && !strings.Contains(strings.Join(sent, ""), bound) {
			t.Errorf("%q: sent %s, answered %s", span, sent, answer)
		}
	}
}
