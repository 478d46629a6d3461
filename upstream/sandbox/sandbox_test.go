package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestOptionsOutOfRangeAreErrors(t *testing.T) {
	for name, o := range map[string]Options{
		"Conversations": {Conversations: -1},
		"too many":      {Conversations: 1_000_001},
		"PageSize":      {PageSize: -1},
		"Latency":       {Latency: -1},
		"Faults":        {Faults: 1.1},
		"Now":           {Now: time.Unix(0, 0)},
	} {
		if s, err := New(context.Background(), o); err == nil {
			t.Errorf("%s: no error", name)
			_ = s.Close()
		}
	}
}

func TestBadDataIsAnErrorThatNamesTheLine(t *testing.T) {
	const good = `{"id":"a","userMessageCount":1,"firstMessageTime":"2026-01-05T09:12:44Z"}`
	line := func(members string) string { return strings.Replace(good, `"id":"a"`, `"id":"b",`+members, 1) }
	for name, test := range map[string]struct{ second, message string }{
		"no JSON":         {`{`, "line 3"},
		"unknown key":     {line(`"extra":1`), `"extra"`},
		"repeated key":    {line(`"id":"c"`), "duplicate"},
		"wrong type":      {line(`"projectId":1`), "projectId"},
		"other type":      {line(`"type":"chat"`), `"chat"`},
		"no object":       {line(`"properties":[1]`), "properties"},
		"no id":           {`{"userMessageCount":1,"firstMessageTime":"2026-01-05T09:12:44Z"}`, "id"},
		"no time":         {`{"id":"b","userMessageCount":1}`, "firstMessageTime"},
		"other time":      {`{"id":"b","userMessageCount":1,"firstMessageTime":"today"}`, `"today"`},
		"a fraction":      {`{"id":"b","userMessageCount":1.5,"firstMessageTime":"2026-01-05T09:12:44Z"}`, "userMessageCount"},
		"a repeated id":   {good, "line 1"},
		"a second object": {good + good, "line 3"},
		"a long line":     {strings.Repeat(" ", maxLine+1), "longer"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := New(context.Background(), Options{Data: strings.NewReader(good + "\n\n" + test.second)})
			if err == nil {
				_ = s.Close()
				t.Fatal("no error")
			}
			if !strings.Contains(err.Error(), "line 3") || !strings.Contains(err.Error(), test.message) {
				t.Errorf("the error %q does not name line 3 and %s", err, test.message)
			}
		})
	}
	broken := errors.New("broken")
	if _, err := New(context.Background(), Options{Data: iotest.ErrReader(broken)}); !errors.Is(err, broken) {
		t.Errorf("got %v, want the reader's error", err)
	}
	deep := line(`"properties":` + strings.Repeat(`{"a":`, 70) + "1" + strings.Repeat("}", 70))
	if _, err := New(context.Background(), Options{Data: strings.NewReader(deep)}); err == nil || !strings.Contains(err.Error(), "nested") {
		t.Errorf("got %v, want an error about nesting", err)
	}
}

func TestRowsAreReadAsTheyAreWritten(t *testing.T) {
	for _, c := range slices.Concat(oddRows(t), slices.Collect(Generate(7, 300, testNow))) {
		written, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var read Conversation
		if err := json.Unmarshal(written, &read); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c, read); diff != "" {
			t.Fatalf("%s (-written +read):\n%s", c.ID, diff)
		}
	}
}

func TestGeneratedRowsAreWhatIsServed(t *testing.T) {
	s := serve(t, Options{Seed: 3, Conversations: 200, Now: testNow})
	var got []string
	for _, row := range s.query(t, `{}`).Data.Result {
		text, err := json.Marshal(row)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(text))
	}
	var want []string
	for c := range Generate(3, 200, testNow) {
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		text, err = json.Marshal(refJSON(text)) // keys in the same order
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, string(text))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-generated +served):\n%s", diff)
	}
}

func TestGeneratedRowsDependOnNowByTheirTimesOnly(t *testing.T) {
	later := slices.Collect(Generate(1, 500, testNow.Add(1234*time.Hour)))
	for i, c := range slices.Collect(Generate(1, 500, testNow)) {
		c.FirstMessageTime = later[i].FirstMessageTime
		if diff := cmp.Diff(c, later[i]); diff != "" {
			t.Fatalf("row %d (-now +later):\n%s", i, diff)
		}
	}
	if other := slices.Collect(Generate(2, 1, testNow)); other[0].ID == later[0].ID {
		t.Error("two seeds give the same rows")
	}
}

func TestGeneratedRowsHaveARhythmAndEveryKindOfValue(t *testing.T) {
	t.Parallel()
	counts := make(map[string]int)
	ids := make(map[string]bool)
	const n = 5_000
	for c := range Generate(0, n, testNow) {
		ids[c.ID] = true
		when := c.FirstMessageTime
		if when.After(testNow) || when.Before(testNow.Add(-generatedWindow)) || when.Nanosecond()%1e6 != 0 {
			t.Fatalf("%v is not within the window, or finer than milliseconds", when)
		}
		if c.UserMessageCount < 1 || c.UserMessageCount > 40 {
			t.Fatalf("%d messages", c.UserMessageCount)
		}
		switch {
		case when.Weekday() == time.Saturday || when.Weekday() == time.Sunday:
			counts["weekend"]++
		case when.Hour() >= 9 && when.Hour() < 18:
			counts["working hours"]++
		}
		name := func(of string, value *string) {
			if value == nil {
				counts[of+" null"]++
			} else {
				counts[of+" "+*value]++
			}
		}
		name("type", c.Type)
		name("integration", c.IntegrationID)
		name("project", c.ProjectID)
		name("organization", c.OrganizationID)
		for _, path := range [][]string{{}, {"plan"}, {"page", "path"}, {"page", "lang"}, {"score"}, {"tags"}, {"beta"}} {
			counts[fmt.Sprintf("properties%v %T", path, refAt(refJSON(c.Properties), path))]++
		}
		for _, path := range [][]string{{}, {"id"}, {"userId"}, {"identificationType"}, {"plan"}, {"supportAgentName"}, {"userType"}} {
			counts[fmt.Sprintf("userProperties%v %T", path, refAt(refJSON(c.UserProperties), path))]++
		}
	}
	if len(ids) != n {
		t.Errorf("%d ids for %d rows", len(ids), n)
	}
	if counts["working hours"] < n/2 || counts["weekend"] > n/5 {
		t.Errorf("no rhythm: %d in working hours, %d at weekends", counts["working hours"], counts["weekend"])
	}
	for _, kind := range []string{"type openai", "type support_ticket", "type support_copilot", "type null",
		"integration null", "project null", "organization null", "properties[] <nil>", "properties[plan] string",
		"properties[plan] <nil>", "properties[score] json.Number", "properties[tags] []interface {}", "properties[beta] bool",
		"userProperties[] <nil>", "userProperties[id] string", "userProperties[id] json.Number", "userProperties[userId] string",
		"userProperties[userId] json.Number", "userProperties[userId] <nil>", "userProperties[supportAgentName] string"} {
		if counts[kind] < n/1000 {
			t.Errorf("only %d rows with %s", counts[kind], kind)
		}
	}
	if t.Failed() {
		for _, k := range slices.Sorted(maps.Keys(counts)) {
			t.Log(k, counts[k])
		}
	}
}

func TestASandboxDescribesWhatItServes(t *testing.T) {
	s := serve(t, Options{Data: strings.NewReader(oddities)})
	want := Summary{
		Conversations: 6,
		First:         time.Date(2025, 12, 31, 23, 59, 59, 999e6, time.UTC),
		Last:          time.Date(2026, 2, 28, 12, 0, 0, 500e6, time.UTC),
		Organizations: []string{"o1", "o2"},
		Projects:      []string{"p1", "p2"},
		Integrations:  []string{"i1", "i10", "i2"},
	}
	if diff := cmp.Diff(want, s.Describe()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got, want := s.Describe().String(), "6 conversations from 2025-12-31 to 2026-02-28 in 2 organizations, 2 projects and 3 integrations"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := serve(t, Options{Data: strings.NewReader("")}).Describe().String(); got != "no conversations" {
		t.Errorf("got %q for no data", got)
	}
}

func TestTheRequestsContextCancelsTheQuery(t *testing.T) {
	s := serve(t, Options{Data: strings.NewReader(oddities)})
	// It would take minutes: every row is compared with every other many times over.
	slow := &statement{text: "SELECT count(*) FROM " + strings.Repeat("conversation, ", 13) + "conversation", columns: []column{{key: "count"}}}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := s.run(ctx, slow); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the deadline", err)
	}
	if got := s.query(t, `{}`); got.Data.Total != 6 {
		t.Errorf("%d rows after a cancelled query, want 6", got.Data.Total)
	}
}

func TestAClosedSandboxAnswersAnError(t *testing.T) {
	s, err := New(context.Background(), Options{Data: strings.NewReader(oddities)})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	defer server.Close()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	checkProblem(t, served{s, server.URL}.send(t, ReadKey, `{}`), http.StatusInternalServerError)
}
