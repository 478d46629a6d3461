// Package data is what the programs of the benchmark have in common: rows as the endpoint answers them, and as clients of
// the gateway see them.
package data

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
)

// Columns are the metrics of the plain query and of the dashboard: the key in a row of the endpoint, and the way to the
// metric in a group of the schema.
var (
	Plain     = []Column{{"count", "count"}, {"avg_userMessageCount", "avg.userMessageCount"}}
	Dashboard = []Column{
		{"count", "count"}, {"avg_userMessageCount", "avg.userMessageCount"}, {"sum_userMessageCount", "sum.userMessageCount"},
		{"min_userMessageCount", "min.userMessageCount"}, {"max_userMessageCount", "max.userMessageCount"},
		{"countDistinct_projectId", "countDistinct.projectId"}, {"countDistinct_organizationId", "countDistinct.organizationId"},
		{"count_type", "countOf.type"},
	}
)

// Column is a metric, by its key and by its way.
type Column struct{ Key, Way string }

// ID is the key of the i-th group.
func ID(i int) string { return fmt.Sprintf("integration-%06d-a1b2", i) }

// Value is a metric of the i-th group, as JSON.
func Value(key string, i int) string {
	count, average := 12+i%977, 3.25+float64(i%1000)*0.25
	switch function, _, _ := strings.Cut(key, "_"); function {
	case "avg":
		return strconv.FormatFloat(average, 'f', -1, 64)
	case "sum":
		return strconv.FormatFloat(average*float64(count), 'f', -1, 64)
	}
	return strconv.Itoa(count)
}

// Answer is the endpoint's answer with so many rows of these keys.
func Answer(keys []string, rows int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"status":"ok","data":{"result":[`)
	for i := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"integrationId":%q`, ID(i))
		for _, key := range keys {
			fmt.Fprintf(&b, `,%q:%s`, key, Value(key, i))
		}
		b.WriteByte('}')
	}
	fmt.Fprintf(&b, `],"total":%d,"pageSize":%d,"count":%d}}`, rows, max(rows, 1000), rows)
	return b.Bytes()
}

// Groups is the field groups of the schema, with so many groups of these columns.
func Groups(columns []Column, rows int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `{"groups":{"totalCount":%d,"nodes":[`, rows)
	for i := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"key":{"integrationId":%q}`, ID(i))
		for _, c := range columns {
			if outer, inner, nested := strings.Cut(c.Way, "."); nested {
				fmt.Fprintf(&b, `,%q:{%q:%s}`, outer, inner, Value(c.Key, i))
			} else {
				fmt.Fprintf(&b, `,%q:%s`, outer, Value(c.Key, i))
			}
		}
		b.WriteByte('}')
	}
	b.WriteString(`]}}`)
	return b.String()
}

// Request is what a client of GraphQL sends.
type Request struct {
	Query         string          `json:"query"`
	OperationName string          `json:"operationName"`
	Variables     json.RawMessage `json:"variables"`
}

// Serve says where it listens and answers until the process is ended.
func Serve(h http.Handler) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err == nil {
		fmt.Printf("at http://%s/\n", listener.Addr())
		err = http.Serve(listener, h)
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// Flags are those that all programs take.
func Flags() (rows *int, dashboard *bool, upstream *string) {
	rows = flag.Int("rows", 12, "rows of an answer")
	dashboard = flag.Bool("dashboard", false, "answer the dashboard")
	upstream = flag.String("upstream", "", "the stub's address")
	return rows, dashboard, upstream
}
