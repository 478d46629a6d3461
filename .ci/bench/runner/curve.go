package main

import (
	"encoding/json"
	"fmt"
	"strings"

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

// with measures a load at a gateway of its own, over a stub with so many rows, or at the bare proxy.
func (b bench) with(rows int, proxy bool, l load) (result, error) {
	stub, err := b.start("stub", "-rows", fmt.Sprint(rows))
	if err != nil {
		return result{}, err
	}
	defer stub.stop()
	start := b.gateway
	if proxy {
		start = func(*process, ...string) (*process, error) { return b.start("proxy", "-upstream", stub.address) }
	}
	p, err := start(stub)
	if err != nil {
		return result{}, err
	}
	defer p.stop()
	status, text, err := ask("POST", p.address+"graphql", strings.ReplaceAll(l.body, "@", "0"))
	if err != nil || status != 200 || strings.Contains(string(text), `"errors"`) {
		return result{}, fmt.Errorf("%s answers %d %.300s %v", p.Path, status, text, err)
	}
	if _, err := b.drive(p, l, b.point/2); err != nil {
		return result{}, err
	}
	return b.drive(p, l, b.point)
}

// grow measures points of one line.
func grow(name string, xs []int, measure func(x int) (float64, error)) (line, error) {
	l := line{name: name}
	for _, x := range xs {
		y, err := measure(x)
		if err != nil {
			return l, fmt.Errorf("%s at %d: %w", name, x, err)
		}
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
			r, err := b.with(rows, proxy, load{body: request(data.Plain, false), connections: 2})
			return r.cpu, err
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
		r, err := b.with(100, false, load{body: string(body), connections: 2})
		return r.cpu, err
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
		r, err := b.with(12, false, load{body: string(body), connections: 2})
		return r.cpu, err
	})
	p.lines = []line{l}
	return p, err
}

func (b bench) byDistinct() (panel, error) {
	p := panel{title: "Different requests in turn", x: "requests", y: "requests/s"}
	l, err := grow("gateway", []int{1, 10, 100, 1000, 10_000, 100_000}, func(n int) (float64, error) {
		r, err := b.with(12, false, load{body: request(data.Plain, false), connections: 16, cycle: n})
		return r.perSecond, err
	})
	p.lines = []line{l}
	return p, err
}

func (b bench) byConnections() (panel, error) {
	p := panel{title: "Connections", x: "connections", y: "requests/s"}
	for cycle, name := range []string{"another each time", "the same request"} {
		l, err := grow(name, []int{1, 4, 16, 64, 256, 1000, 2000}, func(n int) (float64, error) {
			r, err := b.with(12, false, load{body: request(data.Plain, false), connections: n, cycle: cycle})
			return r.perSecond, err
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
