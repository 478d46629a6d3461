package main

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/VictoriaMetrics/metricsql"
	"github.com/goccy/go-yaml"

	"github.com/inkeep-gateway/gateway/server/telemetry"
)

// series are the metrics that a gateway shows: of each, its labels and their values.
type series map[string]map[string][]string

// shown reads them from the real exposition. Prometheus itself adds job and instance, and up.
func shown() series {
	all := series{"up": {}}
	sample := regexp.MustCompile(`^([a-z_]+)(?:\{(.*)\})? \S+$`)
	label := regexp.MustCompile(`([a-z_]+)="([^"]*)"`)
	for line := range strings.Lines(exposition(telemetry.New())) {
		match := sample.FindStringSubmatch(strings.TrimSpace(line))
		if match == nil {
			continue
		}
		if all[match[1]] == nil {
			all[match[1]] = map[string][]string{}
		}
		for _, pair := range label.FindAllStringSubmatch(match[2], -1) {
			all[match[1]][pair[1]] = append(all[match[1]][pair[1]], pair[2])
		}
	}
	return all
}

// ofPrometheus are the labels that a scrape adds.
func ofPrometheus(label string) bool { return label == "job" || label == "instance" }

// check reads an expression, says what in it there is not, and notes the metrics it has.
func (all series) check(t *testing.T, expression string, used map[string]bool) {
	t.Helper()
	parsed, err := metricsql.Parse(strings.ReplaceAll(expression, "$__rate_interval", "5m"))
	if err != nil {
		t.Errorf("%s: %v", expression, err)
		return
	}
	names := map[string]bool{}
	metricsql.VisitAll(parsed, func(e metricsql.Expr) {
		metric, ok := e.(*metricsql.MetricExpr)
		if !ok {
			return
		}
		for _, filters := range metric.LabelFilterss {
			name := filters[0].Value
			names[name], used[name] = true, true
			labels, ok := all[name]
			if !ok || filters[0].Label != "__name__" {
				t.Errorf("%s: there is no metric %s", expression, name)
				continue
			}
			for _, filter := range filters[1:] {
				if !ofPrometheus(filter.Label) {
					checkValues(t, expression, filter, labels[filter.Label])
				}
			}
		}
	})
	metricsql.VisitAll(parsed, func(e metricsql.Expr) {
		aggregate, ok := e.(*metricsql.AggrFuncExpr)
		if !ok {
			return
		}
		for _, label := range aggregate.Modifier.Args {
			found := ofPrometheus(label)
			for name := range names {
				found = found || all[name][label] != nil
			}
			if !found {
				t.Errorf("%s: there is no label %s", expression, label)
			}
		}
	})
}

// checkValues checks that each alternative of a filter is a value that there is.
func checkValues(t *testing.T, expression string, filter metricsql.LabelFilter, values []string) {
	t.Helper()
	alternatives := []string{regexp.QuoteMeta(filter.Value)}
	if filter.IsRegexp {
		alternatives = strings.Split(filter.Value, "|")
	}
	for _, alternative := range alternatives {
		pattern, err := regexp.Compile("^(?:" + alternative + ")$")
		found := false
		for _, value := range values {
			found = found || err == nil && pattern.MatchString(value)
		}
		if !found {
			t.Errorf("%s: no %s is %s", expression, filter.Label, alternative)
		}
	}
}

func TestTheDashboardShowsEveryMetricThatThereIs(t *testing.T) {
	text, err := os.ReadFile("../deploy/grafana/gateway.json")
	if err != nil {
		t.Fatal(err)
	}
	var dashboard struct {
		UID, Title string
		Panels     []struct {
			ID          int
			Type, Title string
			Datasource  struct{ UID string }
			GridPos     struct{ H, W, X, Y int }
			Targets     []struct{ Expr, LegendFormat string }
		}
	}
	if err := json.Unmarshal(text, &dashboard); err != nil || dashboard.UID == "" || dashboard.Title == "" {
		t.Fatal(err)
	}
	all, used, ids := shown(), map[string]bool{}, map[int]bool{}
	taken := map[[2]int]string{}
	for _, panel := range dashboard.Panels {
		if ids[panel.ID] || panel.Type != "row" && (len(panel.Targets) == 0 || panel.Datasource.UID != "${datasource}") {
			t.Errorf("the panel %q has an id of another, no query, or another source", panel.Title)
		}
		ids[panel.ID] = true
		for x := panel.GridPos.X; x < panel.GridPos.X+panel.GridPos.W; x++ {
			for y := panel.GridPos.Y; y < panel.GridPos.Y+panel.GridPos.H; y++ {
				if other, ok := taken[[2]int{x, y}]; ok || x >= 24 {
					t.Fatalf("the panel %q lies over %q", panel.Title, other)
				}
				taken[[2]int{x, y}] = panel.Title
			}
		}
		for _, target := range panel.Targets {
			all.check(t, target.Expr, used)
			if target.LegendFormat == "" {
				t.Errorf("the panel %q has a line without a name", panel.Title)
			}
		}
	}
	for name := range all {
		base := regexp.MustCompile(`_(bucket|sum|count)$`).ReplaceAllString(name, "")
		if strings.HasPrefix(name, "gateway_") && !used[name] && !used[base] && !used[base+"_bucket"] && !used[base+"_sum"] {
			t.Errorf("the dashboard does not show %s", name)
		}
	}
}

func TestTheAlertsAreOnWhatThereIs(t *testing.T) {
	text, err := os.ReadFile("../deploy/prometheus/alerts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For string
				Labels           struct{ Severity string }
				Annotations      struct{ Summary, Runbook string }
			}
		}
	}
	if err := yaml.UnmarshalWithOptions(text, &file, yaml.DisallowUnknownField()); err != nil || len(file.Groups) != 1 || len(file.Groups[0].Rules) < 6 {
		t.Fatalf("%v %+v", err, file)
	}
	all := shown()
	for _, rule := range file.Groups[0].Rules {
		all.check(t, rule.Expr, map[string]bool{})
		if rule.For == "" || rule.Labels.Severity == "" || !strings.HasSuffix(rule.Annotations.Summary, ".") || !strings.HasSuffix(rule.Annotations.Runbook, ".") {
			t.Errorf("%s lacks something: %+v", rule.Alert, rule)
		}
	}
}
