// Command runner measures the gateway: it starts the programs, has wrk send requests, and prints tables in Markdown.
package main

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"bench/data"
)

// bench says where things are and how long to measure.
type bench struct {
	built, load, docs string
	rounds            int
	warm, run, point  time.Duration
	pace, wallTime    time.Duration
}

func main() {
	b := bench{rounds: 3, warm: time.Second, run: 4 * time.Second, point: 2 * time.Second, wallTime: time.Minute}
	flag.StringVar(&b.built, "built", "", "where the programs are")
	flag.StringVar(&b.load, "load", "", "the script of wrk")
	flag.StringVar(&b.docs, "docs", "", "where the figures go")
	flag.DurationVar(&b.pace, "pace", 10*time.Second, "how long after a step of W7 the next begins, where they are not back to back; 0 leaves that out")
	quick := flag.Bool("quick", false, "measure for a second only")
	write := flag.Bool("write", false, "put the figures into the documentation")
	paired := flag.Bool("underived", false, "compare W1 to W5 with the gateway without derived answers")
	var wanted []string
	for rest := os.Args[1:]; ; {
		_ = flag.CommandLine.Parse(rest) // It exits if it fails.
		if flag.NArg() == 0 {
			break
		}
		wanted, rest = append(wanted, strings.ToLower(flag.Arg(0))), flag.Args()[1:]
	}
	for _, name := range wanted {
		if !slices.Contains([]string{"w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8", "curves"}, name) {
			fmt.Fprintf(os.Stderr, "there is no %s: W1 to W8 and curves are there\n", name)
			os.Exit(2)
		}
	}
	if *quick {
		b.rounds, b.run, b.point, b.pace, b.wallTime = 1, time.Second, time.Second, 0, 4*time.Second
	}
	if *paired {
		workloads = besideUnderived()
		if len(wanted) == 0 {
			wanted = []string{"w1", "w2", "w3", "w4", "w5"}
		}
		*write = false // The tables are those of the other comparison.
	}
	if err := b.all(wanted, *write); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// all measures what is wanted, or everything.
func (b bench) all(wanted []string, write bool) error {
	wants := func(name string) bool { return len(wanted) == 0 || slices.Contains(wanted, strings.ToLower(name)) }
	var text strings.Builder
	say := func(format string, a ...any) {
		fmt.Printf(format, a...)
		fmt.Fprintf(&text, format, a...)
	}
	head := false
	for _, w := range workloads {
		if !wants(w.name) {
			continue
		}
		if !head {
			head = true
			say("%s\n\n", machine())
			say("| | what | connections | requests/s | p50, p99 ms | CPU ms | peak MiB | calls | beside | requests/s | p50, p99 ms | CPU ms | peak MiB | ratio | wanted | | with a token: requests/s | p50, p99 ms | CPU ms | ratio |\n" +
				"|---|---|--:|--:|--:|--:|--:|--:|---|--:|--:|--:|--:|--:|---|---|--:|--:|--:|--:|\n")
		}
		o, err := b.measure(w)
		if err != nil {
			return err
		}
		reached := o.missed()
		if reached == "" {
			reached = "reached"
		} else {
			reached = "missed: " + reached
		}
		say("| %s | %s | %d | %.0f | %.2f, %.2f | %.3f | %.0f | %.2f | %s | %.0f | %.2f, %.2f | %.3f | %.0f | **%.2f** | %s | %s | %.0f | %.2f, %.2f | %.3f | %.2f |\n",
			w.name, w.about, w.connections, o.gateway.perSecond, o.gateway.p50, o.gateway.p99, o.gateway.cpu, o.gatewayPeak, o.calls,
			w.baseline, o.baseline.perSecond, o.baseline.p50, o.baseline.p99, o.baseline.cpu, o.baselinePeak, o.ratio, w.wanted, reached,
			o.guarded.perSecond, o.guarded.p50, o.guarded.p99, o.guarded.cpu, o.guardedRatio)
	}
	if wants("W6") {
		for _, w6 := range []struct {
			start func(endpoint string, arguments ...string) (*process, error)
			text  string
		}{
			{b.gateway, "\nW6: from its start to its first answer the gateway takes **%.0f ms** (wanted: ≤ 200); then, at rest and without the sandbox, it holds **%.0f MiB** (≤ 24).\n"},
			{b.guarded, "With a token and a policy it takes %.0f ms, and holds %.0f MiB.\n"},
		} {
			cold, rest, err := b.coldStart(w6.start)
			if err != nil {
				return err
			}
			say(w6.text, cold.Seconds()*1000, rest)
		}
	}
	if write && (head || wants("W6")) {
		if err := b.writeFigures("figures", text.String()); err != nil {
			return err
		}
	}
	if wants("W7") || wants("W8") {
		text.Reset()
		say("\n%s\n\n", machine())
		if err := b.sessions(wants("W7"), wants("W8"), say); err != nil {
			return err
		}
		if write {
			if err := b.writeFigures("sessions", strings.TrimPrefix(text.String(), "\n")); err != nil {
				return err
			}
		}
	}
	if !wants("curves") {
		return nil
	}
	panels, err := b.curves()
	if err != nil {
		return err
	}
	fmt.Print("\n", listing(panels))
	if !write {
		return nil
	}
	return os.WriteFile(filepath.Join(b.docs, "benchmarks.svg"), []byte(draw(panels)), 0o644)
}

// coldStart is how long it takes from the gateway's start to its first answer, and what it holds then, in MiB: medians of
// five.
func (b bench) coldStart(start func(endpoint string, arguments ...string) (*process, error)) (time.Duration, float64, error) {
	stub, err := b.start("stub")
	if err != nil {
		return 0, 0, err
	}
	defer stub.stop()
	body := strings.ReplaceAll(request(data.Plain, false), "@", "0")
	var times, sizes []float64
	for range 5 {
		begun := time.Now()
		gateway, err := start(stub.address)
		if err != nil {
			return 0, 0, err
		}
		status, answer, err := gateway.ask(http.MethodPost, "graphql", body)
		times = append(times, time.Since(begun).Seconds())
		time.Sleep(time.Second)
		sizes = append(sizes, gateway.memory("VmRSS"))
		gateway.stop()
		if err != nil || status != http.StatusOK {
			return 0, 0, fmt.Errorf("the gateway answers %d %s %v", status, answer, err)
		}
	}
	return time.Duration(median(times) * float64(time.Second)), median(sizes), nil
}

// machine says what was measured where.
func machine() string {
	cpu := "a processor without a name"
	info, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(info)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			cpu = strings.TrimSpace(value)
			break
		}
	}
	commit, _ := exec.Command("git", "rev-parse", "--short", "HEAD").Output()
	average, _ := os.ReadFile("/proc/loadavg")
	return fmt.Sprintf("Measured at %s by %s, with %d cores of %s that programs and generator share; %s; load before it %s.",
		strings.TrimSpace(string(commit)), "`.ci/bench/run`", runtime.NumCPU(), cpu, runtime.Version(), strings.Fields(string(average))[0])
}

// writeFigures puts figures between their marks.
func (b bench) writeFigures(mark, text string) error {
	begin, end := "<!-- "+mark+" -->\n", "<!-- /"+mark+" -->\n"
	name := filepath.Join(b.docs, "benchmarks.md")
	page, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	before, rest, ok := strings.Cut(string(page), begin)
	_, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		return fmt.Errorf("%s has no place for %s", name, mark)
	}
	return os.WriteFile(name, []byte(before+begin+text+end+after), 0o644)
}
