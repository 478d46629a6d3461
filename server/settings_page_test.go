package main

import (
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the tables of docs/settings.md anew")

// asCode is what stands as code in a text of --help: flags, variables, headers, addresses and the like.
var asCode = regexp.MustCompile(`--[a-z-]+|/(?:healthz|readyz|metrics|purge|explore|debug/pprof/)|\b[a-z]+://[^\s,;]+|\bX-[A-Za-z-]+|\bname=value(?:,name=value)*|\btraceparent\b`)

// TestThePageOfSettingsIsWhatTheProgramKnows keeps the tables of docs/settings.md equal to the settings, in the order of --help.
func TestThePageOfSettingsIsWhatTheProgramKnows(t *testing.T) {
	const page, start = "../docs/settings.md", "<!-- The tables below are written by: go test ./server -run TestThePageOfSettings -update -->\n"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	head, tables, ok := strings.Cut(string(text), start)
	if !ok {
		t.Fatalf("%s lacks the line %s", page, start)
	}
	var want strings.Builder
	for _, s := range settings() {
		if s.section != "" {
			want.WriteString("\n## " + s.section + "\n\n| flag | variable | default | meaning |\n|---|---|---|---|\n")
		}
		cells := []string{s.flag, s.variable, s.fallback, asCode.ReplaceAllString(s.help, "`$0`")}
		if s.flag != "" {
			cells[0] = "`--" + s.flag + "`"
		}
		cells[1] = "`" + s.variable + "`"
		if s.fallback != "" {
			cells[2] = "`" + s.fallback + "`"
		}
		want.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
	if *update {
		if err := os.WriteFile(page, []byte(head+start+want.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if tables != want.String() {
		t.Errorf("the tables of %s are not those of the settings; write them by\n  go test ./server -run TestThePageOfSettings -update", page)
	}
}
