// Command proxy is the bare proxy: net/http that decodes a request, makes one call of the endpoint that it knows from the
// start, decodes the rows, and encodes them as the schema has them. It is what somebody would write by hand for one query,
// with none of the gateway's checks.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"strings"
	"time"

	"bench/data"
)

// row is one of the endpoint's.
type row struct {
	IntegrationID string   `json:"integrationId"`
	Count         *int     `json:"count"`
	Avg           *float64 `json:"avg_userMessageCount"`
	Sum           *float64 `json:"sum_userMessageCount"`
	Min           *int     `json:"min_userMessageCount"`
	Max           *int     `json:"max_userMessageCount"`
	Projects      *int     `json:"countDistinct_projectId"`
	Organizations *int     `json:"countDistinct_organizationId"`
	Types         *int     `json:"count_type"`
}

type key struct {
	IntegrationID string `json:"integrationId"`
}

type number struct {
	UserMessageCount *float64 `json:"userMessageCount"`
}

type extreme struct {
	UserMessageCount *int `json:"userMessageCount"`
}

type counts struct {
	ProjectID      *int `json:"projectId,omitempty"`
	OrganizationID *int `json:"organizationId,omitempty"`
	Type           *int `json:"type,omitempty"`
}

// group is one of the schema's.
type group struct {
	Key           key      `json:"key"`
	Count         *int     `json:"count,omitempty"`
	Avg           *number  `json:"avg,omitempty"`
	Sum           *number  `json:"sum,omitempty"`
	Min           *extreme `json:"min,omitempty"`
	Max           *extreme `json:"max,omitempty"`
	CountDistinct *counts  `json:"countDistinct,omitempty"`
	CountOf       *counts  `json:"countOf,omitempty"`
}

type conversations struct {
	Groups struct {
		TotalCount int     `json:"totalCount"`
		Nodes      []group `json:"nodes"`
	} `json:"groups"`
}

func main() {
	_, dashboard, upstream := data.Flags()
	flag.Parse()
	columns := data.Plain
	if *dashboard {
		columns = data.Dashboard
	}
	query := queryOf(columns)
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConns: 4096, MaxIdleConnsPerHost: 4096, DisableCompression: true}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /graphql", func(w http.ResponseWriter, r *http.Request) {
		var request data.Request
		body, err := io.ReadAll(r.Body)
		if err != nil || json.Unmarshal(body, &request) != nil || request.Query == "" {
			http.Error(w, "no request", http.StatusBadRequest)
			return
		}
		call, _ := http.NewRequestWithContext(r.Context(), http.MethodPost, *upstream+"query/conversations", bytes.NewReader(query))
		call.Header.Set("Content-Type", "application/json")
		response, err := client.Do(call)
		if err != nil {
			http.Error(w, "no answer", http.StatusBadGateway)
			return
		}
		defer response.Body.Close()
		var rows struct {
			Status string
			Data   struct {
				Result []row
				Total  int
			}
		}
		text, err := io.ReadAll(response.Body)
		if err != nil || json.Unmarshal(text, &rows) != nil || rows.Status != "ok" {
			http.Error(w, "no rows", http.StatusBadGateway)
			return
		}
		fields := map[string]conversations{}
		if *dashboard {
			for i := range columns {
				fields[string(rune('a'+i))] = shape(rows.Data.Result, rows.Data.Total, func(r row) group { return metric(r, i) })
			}
		} else {
			fields["conversations"] = shape(rows.Data.Result, rows.Data.Total, func(r row) group {
				return group{Key: key{r.IntegrationID}, Count: r.Count, Avg: &number{r.Avg}}
			})
		}
		answer, err := json.Marshal(map[string]any{"data": fields})
		if err != nil {
			http.Error(w, "no answer", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write(answer)
	})
	data.Serve(mux)
}

func shape(rows []row, total int, of func(row) group) (c conversations) {
	c.Groups.TotalCount = total
	c.Groups.Nodes = make([]group, len(rows))
	for i, r := range rows {
		c.Groups.Nodes[i] = of(r)
	}
	return c
}

// metric is the group with the i-th metric of the dashboard.
func metric(r row, i int) group {
	g := group{Key: key{r.IntegrationID}}
	switch i {
	case 0:
		g.Count = r.Count
	case 1:
		g.Avg = &number{r.Avg}
	case 2:
		g.Sum = &number{r.Sum}
	case 3:
		g.Min = &extreme{r.Min}
	case 4:
		g.Max = &extreme{r.Max}
	case 5:
		g.CountDistinct = &counts{ProjectID: r.Projects}
	case 6:
		g.CountDistinct = &counts{OrganizationID: r.Organizations}
	default:
		g.CountOf = &counts{Type: r.Types}
	}
	return g
}

// queryOf is the query that selects columns.
func queryOf(columns []data.Column) []byte {
	var selected []map[string]string
	for _, c := range columns {
		function, field, _ := strings.Cut(c.Key, "_")
		s := map[string]string{"type": "aggregation", "aggregation": function}
		if field != "" {
			s["field"] = field
		}
		selected = append(selected, s)
	}
	query, _ := json.Marshal(map[string]any{"select": selected, "groupBy": []map[string]string{{"field": "integrationId"}}})
	return query
}
