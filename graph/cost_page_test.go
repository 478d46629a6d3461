package graph_test

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var costLine = regexp.MustCompile("(?m)^\\| `(.*)` \\| (\\d+) \\| .* \\|$")

// With -update the page is written anew.
func TestThePageAboutCostSaysWhatOperationsCost(t *testing.T) {
	const name = "../docs/cost.md"
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	page := costLine.ReplaceAllStringFunc(string(text), func(line string) string {
		lines++
		m := costLine.FindStringSubmatch(line)
		have := strconv.Itoa(costOf(t, m[1], ""))
		if have != m[2] && !*update {
			t.Errorf("%s\ncosts %s, the page says %s", m[1], have, m[2])
		}
		return strings.Replace(line, "` | "+m[2]+" |", "` | "+have+" |", 1)
	})
	if lines < 15 {
		t.Errorf("the page has %d lines", lines)
	}
	if *update {
		if err := os.WriteFile(name, []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
