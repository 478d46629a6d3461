package main

import (
	"fmt"
	"strings"
	"testing"
)

// TestTheLimitsOfOperations asks the whole program for as much as it allows, and for one more.
func TestTheLimitsOfOperations(t *testing.T) {
	file, _ := generate(t, 10)
	p := start(t, nil, "--sandbox", "--sandbox-data", file, "--max-document", "4000", "--max-tokens", "500")
	repeat := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for _, test := range []struct{ name, within, beyond, code, says string }{
		{"aliases", "{ conversations { totals {" + repeat(30, " a%d: count") + " } } }", "{ conversations { totals {" + repeat(31, " a%d: count") + " } } }",
			"QUERY_TOO_COMPLEX", `"amount":31,"code":"QUERY_TOO_COMPLEX","limit":30`},
		{"root fields", "{" + repeat(20, " c%d: __typename") + " }", "{" + repeat(21, " c%d: __typename") + " }",
			"QUERY_TOO_COMPLEX", `"amount":21,"code":"QUERY_TOO_COMPLEX","limit":20`},
		{"directives", "{ conversations { totals {" + strings.Repeat(" ... @include(if: true) { count }", 30) + " } } }", "{ conversations { totals {" + strings.Repeat(" ... @include(if: true) { count }", 31) + " } } }",
			"QUERY_TOO_COMPLEX", `"amount":31,"code":"QUERY_TOO_COMPLEX","limit":30`},
		{"tokens", "{ conversations { totals {" + strings.Repeat(" count", 492) + " } } }", "{ conversations { totals {" + strings.Repeat(" count", 493) + " } } }",
			"QUERY_TOO_COMPLEX", `The document may have 500 tokens.`},
		{"bytes", "{ __typename } #" + strings.Repeat("x", 3984), "{ __typename } #" + strings.Repeat("x", 3985),
			"REQUEST_TOO_LARGE", `The document has 4001 bytes; 4000 are allowed.`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if answer, _ := p.traced(t, test.within); strings.Contains(answer, "errors") {
				t.Errorf("%.60s is refused: %s", test.within, answer)
			}
			answer, _ := p.traced(t, test.beyond)
			if !strings.Contains(answer, `"`+test.code+`"`) || !strings.Contains(answer, test.says) || strings.Contains(answer, `"data"`) || len(answer) > 2000 {
				t.Errorf("%.60s is answered with %s", test.beyond, answer)
			}
		})
	}
}
