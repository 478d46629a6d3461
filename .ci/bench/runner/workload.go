package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"bench/data"
)

// workload is one row of the table.
type workload struct {
	name, about string
	rows        int
	latency     time.Duration // of the stub
	connections int
	dashboard   bool
	hot         bool   // whether all requests are equal
	baseline    string // the program that it is compared with
	wanted      string
	ratio       float64 // at least, of requests a second
	p99         float64 // at most, milliseconds; 0: any
	cpu         float64 // at most, milliseconds for a request; 0: any
	peak        float64 // at most, MiB; 0: any
	calls       bool    // whether a request has to be one call
}

var workloads = []workload{
	{name: "W1", about: "12 groups, another filter each time", rows: 12, connections: 16, baseline: "proxy", wanted: "≥ 0.8 ×", ratio: .8},
	{name: "W2", about: "the same, the endpoint takes 20 ms", rows: 12, latency: 20 * time.Millisecond, connections: 64, baseline: "proxy",
		wanted: "≥ 1.0 ×, p99 ≤ 27 ms", ratio: 1, p99: 27},
	{name: "W3", about: "a dashboard of 8 aliased groups, the endpoint takes 20 ms", rows: 12, latency: 20 * time.Millisecond, connections: 16,
		dashboard: true, baseline: "proxy", wanted: "≥ 1.0 ×, one call", ratio: 1, calls: true},
	{name: "W4", about: "10,000 groups, another filter each time", rows: 10_000, connections: 16, baseline: "proxy",
		wanted: "≥ 1.3 ×, CPU ≤ 20 ms, peak ≤ 110 MiB", ratio: 1.3, cpu: 20, peak: 110},
	{name: "W5", about: "12 groups, the same request each time", rows: 12, connections: 16, hot: true, baseline: "handler", wanted: "≥ 0.95 ×", ratio: .95},
	{name: "W5", about: "the same", rows: 12, connections: 64, hot: true, baseline: "handler", wanted: "≥ 0.95 ×", ratio: .95},
	{name: "W5", about: "10,000 groups, the same request each time", rows: 10_000, connections: 16, hot: true, baseline: "handler", wanted: "≥ 0.95 ×", ratio: .95},
	{name: "W5", about: "the same", rows: 10_000, connections: 64, hot: true, baseline: "handler", wanted: "≥ 0.95 ×", ratio: .95},
}

// request is a body that asks for groups of columns. Each @ in the filter is for another number.
func request(columns []data.Column, dashboard bool) string {
	selected := func(columns []data.Column) string {
		fields := []string{"key { integrationId }"}
		for _, c := range columns {
			outer, inner, nested := strings.Cut(c.Way, ".")
			if nested {
				outer += " { " + inner + " }"
			}
			fields = append(fields, outer)
		}
		return "conversations(where: $where, groupBy: [{ field: INTEGRATION_ID }]) { groups { totalCount nodes { " + strings.Join(fields, " ") + " } } }"
	}
	query := selected(columns)
	if dashboard {
		query = ""
		for i := range columns {
			query += string(rune('a'+i)) + ": " + selected(columns[i:i+1]) + " "
		}
	}
	body, _ := json.Marshal(map[string]any{
		"query":     "query Bench($where: ConversationWhere!) { " + query + " }",
		"variables": map[string]any{"where": map[string]any{"projectId": map[string]string{"neq": "project-@"}}},
	})
	return string(body)
}

// outcome is what a workload measured, medians of its rounds.
type outcome struct {
	workload
	gateway, guarded, baseline result
	gatewayPeak, baselinePeak  float64 // MiB
	ratio, guardedRatio        float64 // to the baseline
	calls                      float64 // of the endpoint for a request
}

// measure runs a workload: the gateway, the same for callers with a token and a policy, and the baseline in turns.
func (b bench) measure(w workload) (o outcome, err error) {
	o.workload = w
	stub, err := b.start("stub", "-rows", fmt.Sprint(w.rows), "-latency", w.latency.String())
	if err != nil {
		return o, err
	}
	defer stub.stop()
	gateway, err := b.gateway(stub.address)
	if err != nil {
		return o, err
	}
	defer gateway.stop()
	guarded, err := b.guarded(stub.address)
	if err != nil {
		return o, err
	}
	defer guarded.stop()
	baseline, err := b.beside(w, stub)
	if err != nil {
		return o, err
	}
	defer baseline.stop()

	columns := data.Plain
	if w.dashboard {
		columns = data.Dashboard
	}
	l := load{body: request(columns, w.dashboard), connections: w.connections}
	if w.hot {
		l.body = strings.ReplaceAll(l.body, "@", "0")
	}
	for _, p := range []*process{gateway, guarded} {
		for range 3 { // What is asked for again and again is kept by then.
			if err := equal(p, baseline, l.body); err != nil {
				return o, fmt.Errorf("%s: %w", w.name, err)
			}
		}
	}
	for _, p := range []*process{gateway, guarded, baseline} {
		if _, err := b.drive(p, l, b.warm); err != nil {
			return o, err
		}
	}
	var gateways, guardeds, baselines []result
	var ratios, guardedRatios []float64
	called, asked := 0, 0
	for range b.rounds {
		before := stub.calls()
		mine, err := b.drive(gateway, l, b.run)
		if err != nil {
			return o, err
		}
		called += stub.calls() - before
		asked += mine.requests
		others, err := b.drive(baseline, l, b.run)
		if err != nil {
			return o, err
		}
		withToken, err := b.drive(guarded, l, b.run)
		if err != nil {
			return o, err
		}
		gateways, guardeds, baselines = append(gateways, mine), append(guardeds, withToken), append(baselines, others)
		ratios, guardedRatios = append(ratios, mine.perSecond/others.perSecond), append(guardedRatios, withToken.perSecond/others.perSecond)
	}
	o.gateway, o.guarded, o.baseline, o.ratio, o.guardedRatio = medians(gateways), medians(guardeds), medians(baselines), median(ratios), median(guardedRatios)
	o.gatewayPeak, o.baselinePeak = gateway.memory("VmHWM"), baseline.memory("VmHWM")
	o.calls = float64(called) / float64(max(asked, 1))
	return o, nil
}

// underived is the gateway without derived answers, as what it is compared with: a loss of more than noise is what deriving costs where
// nothing follows from anything.
const underived = "--derive=false"

// besideUnderived is the workloads with the gateway itself as the baseline.
func besideUnderived() (all []workload) {
	for _, w := range workloads {
		w.baseline, w.wanted, w.ratio, w.p99, w.cpu, w.peak = underived, "≥ 0.95 ×", .95, 0, 0, 0
		all = append(all, w)
	}
	return all
}

// beside starts what a workload compares the gateway with.
func (b bench) beside(w workload, stub *process) (*process, error) {
	if w.baseline == underived {
		return b.gateway(stub.address, underived)
	}
	return b.start(w.baseline, "-rows", fmt.Sprint(w.rows), fmt.Sprintf("-dashboard=%t", w.dashboard), "-upstream", stub.address)
}

// equal fails unless both answer a request with the same bytes, so that both do the same.
func equal(a, b *process, body string) error {
	var answers [2]string
	for i, p := range []*process{a, b} {
		status, text, err := p.ask(http.MethodPost, "graphql", body)
		if err != nil || status != http.StatusOK {
			return fmt.Errorf("%s answers %d %.200s %v", p.Path, status, text, err)
		}
		answers[i] = string(text)
	}
	if answers[0] != answers[1] {
		return fmt.Errorf("the answers differ: %.400s\n%.400s", answers[0], answers[1])
	}
	return nil
}

func medians(all []result) (m result) {
	of := func(value func(result) float64) float64 {
		values := make([]float64, len(all))
		for i, r := range all {
			values[i] = value(r)
		}
		return median(values)
	}
	for _, r := range all {
		m.requests += r.requests
		m.errors += r.errors
	}
	m.perSecond = of(func(r result) float64 { return r.perSecond })
	m.p50 = of(func(r result) float64 { return r.p50 })
	m.p99 = of(func(r result) float64 { return r.p99 })
	m.cpu = of(func(r result) float64 { return r.cpu })
	return m
}

func median(values []float64) float64 {
	values = slices.Clone(values)
	slices.Sort(values)
	return cmp.Or((values[(len(values)-1)/2]+values[len(values)/2])/2, 0)
}

// missed is what of the wanted is not reached; empty if all is.
func (o outcome) missed() string {
	var all []string
	check := func(ok bool, what string) {
		if !ok {
			all = append(all, what)
		}
	}
	check(o.ratio >= o.workload.ratio, "rate")
	check(o.p99 == 0 || o.gateway.p99 <= o.p99, "p99")
	check(o.cpu == 0 || o.gateway.cpu <= o.cpu, "CPU")
	check(o.peak == 0 || o.gatewayPeak <= o.peak, "peak")
	check(!o.workload.calls || o.calls < 1.01 && o.calls > 0, "calls")
	check(o.gateway.errors+o.guarded.errors+o.baseline.errors == 0, fmt.Sprintf("%d, %d and %d requests failed", o.gateway.errors, o.guarded.errors, o.baseline.errors))
	return strings.Join(all, ", ")
}
