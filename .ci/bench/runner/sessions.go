package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// sessions measures what deriving saves: a session of one analyst, and a wall of viewers.
func (b bench) sessions(analyst, wall bool, say func(string, ...any)) error {
	say("| | what | | requests | that asked | calls | refreshes | kB of the endpoint | p50, p90 ms | wanted | |\n|---|---|---|--:|--:|--:|--:|--:|--:|---|---|\n")
	row := func(name, about string, measure func() ([contenders]account, error), wanted string, missed func(derived, asked account) string) error {
		all, err := measure()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		reached := ""
		if missed != nil {
			reached = "reached"
			if why := missed(all[0], all[1]); why != "" {
				reached = "missed: " + why
			}
		}
		for i, contender := range contenderNames {
			if i > 0 {
				name, about, wanted, reached = "", "", "", ""
			}
			a := all[i]
			say("| %s | %s | %s | %d | %d | %d | %d | %.0f | %.1f, %.1f | %s | %s |\n", name, about, contender, a.steps, a.asked, a.calls, a.refreshes,
				float64(a.bytes)/1000, a.p50, a.p90, wanted, reached)
		}
		return nil
	}
	walk := func(pace time.Duration) func() ([contenders]account, error) {
		return func() ([contenders]account, error) {
			return b.walk(session(), pace, func(format string, a ...any) { fmt.Fprintf(os.Stderr, format, a...) })
		}
	}
	if analyst {
		err := row("W7", "an analyst's session, the endpoint takes 300 ms", walk(0), "≤ 5 asked, ≤ 10 calls, p50 < 5 ms", func(derived, _ account) string {
			return missing(map[string]bool{"asked": derived.asked <= 5, "calls": derived.calls <= 10, "p50": derived.p50 < 5})
		})
		if err != nil {
			return err
		}
	}
	if analyst && b.pace > 0 {
		err := row("W7", fmt.Sprintf("the same, a step each %.0f s", b.pace.Seconds()), walk(b.pace), "", nil)
		if err != nil {
			return err
		}
	}
	if !wall {
		return nil
	}
	about := fmt.Sprintf("%d viewers of one dashboard who change one thing every %.0f s, for %.0f s", viewers, change.Seconds(), b.wallTime.Seconds())
	return row("W8", about, func() ([contenders]account, error) { return b.wall(b.wallTime) }, "≤ ⅓ of the calls", func(derived, asked account) string {
		return missing(map[string]bool{"calls": 3*(derived.calls+derived.refreshes) <= asked.calls+asked.refreshes})
	})
}

// missing lists what of the named is not so.
func missing(so map[string]bool) string {
	var all []string
	for name, is := range so {
		if !is {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}
