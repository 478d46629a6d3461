package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// testNow is a Thursday, so that weeks are cut at the end of the data too.
var testNow = time.Date(2026, 3, 12, 15, 30, 0, 0, time.UTC)

// served is a sandbox behind a real listener.
type served struct {
	*Sandbox
	url string
}

func serve(t testing.TB, o Options) served {
	t.Helper()
	s, err := New(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(func() {
		server.Close()
		if err := s.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return served{s, server.URL}
}

// answered is an answer of any status.
type answered struct {
	status int
	header http.Header
	body   []byte
}

func (s served) send(t testing.TB, key, body string) answered {
	t.Helper()
	return s.sendTo(t, "/query/conversations", key, body)
}

func (s served) sendTo(t testing.TB, path, key, body string) answered {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, s.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	return do(t, r)
}

func do(t testing.TB, r *http.Request) answered {
	t.Helper()
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answered{response.StatusCode, response.Header, body}
}

// page is a good answer. Numbers stay as they were written.
type page struct {
	Status string `json:"status"`
	Data   struct {
		Result   []map[string]any `json:"result"`
		Total    int              `json:"total"`
		PageSize int              `json:"pageSize"`
		Count    int              `json:"count"`
	} `json:"data"`
}

func (s served) query(t testing.TB, body string) page {
	t.Helper()
	a := s.send(t, ReadKey, body)
	if a.status != http.StatusOK {
		t.Fatalf("status %d for %s: %s", a.status, body, a.body)
	}
	in := json.NewDecoder(bytes.NewReader(a.body))
	in.UseNumber()
	in.DisallowUnknownFields()
	var p page
	if err := in.Decode(&p); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
	if p.Status != "ok" || p.Data.Count != len(p.Data.Result) || p.Data.PageSize == 0 || p.Data.Total < p.Data.Count {
		t.Fatalf("the frame of the answer does not hold: %s", a.body)
	}
	return p
}
