package graph_test

import (
	"encoding/json"
	"testing"
)

// TestTheSchemaTellsWhatItIs reads the schema's own description and the specifications of its scalars by introspection.
func TestTheSchemaTellsWhatItIs(t *testing.T) {
	f := newFront(t, answers())
	answer, _ := f.ask(t, `{ __schema { description queryType { name } subscriptionType { name } types { name specifiedByURL } } }`, "")
	var told struct {
		Data struct {
			Schema struct {
				Description                 string
				QueryType, SubscriptionType struct{ Name string }
				Types                       []struct{ Name, SpecifiedByURL string }
			} `json:"__schema"`
		}
	}
	if err := json.Unmarshal([]byte(answer), &told); err != nil {
		t.Fatal(err, answer)
	}
	schema := told.Data.Schema
	if schema.Description == "" || schema.QueryType.Name != "Query" || schema.SubscriptionType.Name != "Subscription" {
		t.Errorf("it is %.300s", answer)
	}
	want := map[string]string{
		"DateTime": "https://www.rfc-editor.org/rfc/rfc3339", "Duration": "https://www.iso.org/iso-8601-date-and-time-format.html",
		"TimeZone": "https://www.iana.org/time-zones", "JSON": "https://www.rfc-editor.org/rfc/rfc8259",
	}
	for _, told := range schema.Types {
		if told.SpecifiedByURL != want[told.Name] {
			t.Errorf("%s is specified by %q", told.Name, told.SpecifiedByURL)
		}
	}
}
