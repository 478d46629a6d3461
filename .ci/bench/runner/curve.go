package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"bench/data"
)

// panel is one picture: how something grows with something else.
type panel struct {
	title, x, y string
	lines       []line
}

type line struct {
	name   string
	points [][2]float64
}

// curves measures how the gateway grows.
func (b bench) curves() (all []panel, err error) {
	for _, measure := range []func() (panel, error){b.byRows, b.byMetrics, b.byConditions, b.byDistinct, b.byConnections} {
		p, err := measure()
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// at does something with a gateway of its own, over a stub with so many rows, or with the bare proxy.
func (b bench) at(rows int, proxy bool, body string, do func(*process) error) error {
	stub, err := b.start("stub", "-rows", fmt.Sprint(rows))
	if err != nil {
		return err
	}
	defer stub.stop()
	start := b.gateway
	if proxy {
		start = func(endpoint string, _ ...string) (*process, error) { return b.start("proxy", "-upstream", endpoint) }
	}
	p, err := start(stub.address)
	if err != nil {
		return err
	}
	defer p.stop()
	status, text, err := p.ask("POST", "graphql", strings.ReplaceAll(body, "@", "0"))
	if err != nil || status != 200 || strings.Contains(string(text), `"errors"`) {
		return fmt.Errorf("%s answers %d %.300s %v", p.Path, status, text, err)
	}
	return do(p)
}

// alone is the time, in milliseconds, that the program computes for one request of those that are sent one after the other.
func (b bench) alone(rows int, proxy bool, body string) (cpu float64, err error) {
	err = b.at(rows, proxy, body, func(p *process) error {
		sent := 0
		var before time.Duration
		for begun, warm := time.Now(), true; warm || sent < 5 || time.Since(begun) < b.point; sent++ {
			if warm && sent == 3 {
				begun, warm, sent, before = time.Now(), false, 0, p.cpu()
			}
			if _, _, err := p.ask("POST", "graphql", strings.ReplaceAll(body, "@", fmt.Sprint(time.Now().UnixNano()))); err != nil {
				return err
			}
		}
		cpu = float64((p.cpu() - before).Microseconds()) / 1000 / float64(sent)
		return nil
	})
	return cpu, err
}

// together is how many requests a second the gateway answers under a load, with 12 groups.
func (b bench) together(l load) (perSecond float64, err error) {
	err = b.at(12, false, l.body, func(p *process) error {
		if _, err := b.drive(p, l, b.point/2); err != nil {
			return err
		}
		r, err := b.drive(p, l, b.point)
		perSecond = r.perSecond
		return err
	})
	return perSecond, err
}

// grow measures points of one line.
func grow(name string, xs []int, measure func(x int) (float64, error)) (line, error) {
	l := line{name: name}
	for _, x := range xs {
		y, err := measure(x)
		if err != nil {
			return l, fmt.Errorf("%s at %d: %w", name, x, err)
		}
		fmt.Fprintf(os.Stderr, "%s, %d: %.4g\n", name, x, y)
		l.points = append(l.points, [2]float64{float64(x), y})
	}
	return l, nil
}

func (b bench) byRows() (panel, error) {
	p := panel{title: "Rows of an answer", x: "rows", y: "CPU ms a request"}
	for _, proxy := range []bool{false, true} {
		name := "gateway"
		if proxy {
			name = "bare proxy"
		}
		l, err := grow(name, []int{10, 100, 1000, 10_000, 100_000}, func(rows int) (float64, error) {
			return b.alone(rows, proxy, request(data.Plain, false))
		})
		if err != nil {
			return p, err
		}
		p.lines = append(p.lines, l)
	}
	return p, nil
}

func (b bench) byMetrics() (panel, error) {
	p := panel{title: "Metrics of each of 100 groups", x: "metrics", y: "CPU ms a request"}
	l, err := grow("gateway", []int{1, 2, 5, 10, 20, 40}, func(n int) (float64, error) {
		var aggregate []map[string]any
		for i := range n {
			aggregate = append(aggregate, map[string]any{"function": "AVG", "field": "PROPERTIES", "path": []string{fmt.Sprintf("m%d", i)}})
		}
		body, _ := json.Marshal(map[string]any{
			"query": `query Bench($where: ConversationWhere!, $aggregate: [ConversationAggregate!]) {
				conversations(where: $where, groupBy: [{ field: INTEGRATION_ID }], aggregate: $aggregate) { groups { nodes { key { integrationId } values { value } } } } }`,
			"variables": map[string]any{"aggregate": aggregate, "where": map[string]any{"projectId": map[string]string{"neq": "project-@"}}},
		})
		return b.alone(100, false, string(body))
	})
	p.lines = []line{l}
	return p, err
}

func (b bench) byConditions() (panel, error) {
	p := panel{title: "Conditions of a filter", x: "conditions", y: "CPU ms a request"}
	l, err := grow("gateway", []int{1, 10, 100, 1000}, func(n int) (float64, error) {
		conditions := []any{map[string]any{"projectId": map[string]string{"neq": "project-@"}}}
		for i := 1; i < n; i++ {
			conditions = append(conditions, map[string]any{"organizationId": map[string]string{"neq": fmt.Sprintf("organization-%d", i)}})
		}
		body, _ := json.Marshal(map[string]any{
			"query": `query Bench($where: ConversationWhere!) { conversations(where: $where, groupBy: [{ field: INTEGRATION_ID }]) {
				groups { nodes { key { integrationId } count } } } }`,
			"variables": map[string]any{"where": map[string]any{"and": conditions}},
		})
		return b.alone(12, false, string(body))
	})
	p.lines = []line{l}
	return p, err
}

func (b bench) byDistinct() (panel, error) {
	p := panel{title: "Different requests in turn", x: "requests", y: "requests/s"}
	l, err := grow("gateway", []int{1, 10, 100, 1000, 10_000, 100_000}, func(n int) (float64, error) {
		return b.together(load{body: request(data.Plain, false), connections: 16, cycle: n})
	})
	p.lines = []line{l}
	return p, err
}

func (b bench) byConnections() (panel, error) {
	p := panel{title: "Connections", x: "connections", y: "requests/s"}
	for cycle, name := range []string{"another each time", "the same request"} {
		l, err := grow(name, []int{1, 4, 16, 64, 256, 1000, 2000}, func(n int) (float64, error) {
			return b.together(load{body: request(data.Plain, false), connections: n, cycle: cycle})
		})
		if err != nil {
			return p, err
		}
		p.lines = append(p.lines, l)
	}
	return p, nil
}

// listing is the points as a table.
func listing(panels []panel) string {
	var b strings.Builder
	for _, p := range panels {
		for _, l := range p.lines {
			fmt.Fprintf(&b, "%s, %s, %s:", p.title, l.name, p.y)
			for _, point := range l.points {
				fmt.Fprintf(&b, "  %g: %.4g", point[0], point[1])
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}
