package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Conversation is a row. Its JSON is the endpoint's: nine keys, null where a pointer
// or a document is nil, the time in UTC with milliseconds.
type Conversation struct {
	ID               string
	Type             *string // openai, support_ticket, support_copilot or null
	UserMessageCount int64
	OrganizationID   *string
	ProjectID        *string
	IntegrationID    *string
	FirstMessageTime time.Time
	Properties       json.RawMessage // an object, or nil for null
	UserProperties   json.RawMessage // an object, or nil for null
}

// wireConversation has the members in the order in which they are written.
type wireConversation struct {
	ID               *string        `json:"id"`
	Type             *string        `json:"type"`
	UserMessageCount *int64         `json:"userMessageCount"`
	OrganizationID   *string        `json:"organizationId"`
	ProjectID        *string        `json:"projectId"`
	IntegrationID    *string        `json:"integrationId"`
	FirstMessageTime *string        `json:"firstMessageTime"`
	Properties       jsontext.Value `json:"properties"`
	UserProperties   jsontext.Value `json:"userProperties"`
}

var conversationTypes = []string{"openai", "support_ticket", "support_copilot"}

// MarshalJSON writes the row as the endpoint does.
func (c Conversation) MarshalJSON() ([]byte, error) {
	when := formatInstant(c.FirstMessageTime.UnixMilli())
	return jsonv2.Marshal(wireConversation{
		ID:               &c.ID,
		Type:             c.Type,
		UserMessageCount: &c.UserMessageCount,
		OrganizationID:   c.OrganizationID,
		ProjectID:        c.ProjectID,
		IntegrationID:    c.IntegrationID,
		FirstMessageTime: &when,
		Properties:       jsontext.Value(c.Properties),
		UserProperties:   jsontext.Value(c.UserProperties),
	})
}

// UnmarshalJSON reads a row and is strict: an unknown or repeated key, a value of
// another type and a missing id, time or number of messages are errors. The keys
// that may be null may also be left out.
func (c *Conversation) UnmarshalJSON(data []byte) error {
	var w wireConversation
	if err := jsonv2.Unmarshal(data, &w, jsonv2.RejectUnknownMembers(true)); err != nil {
		return err
	}
	switch {
	case w.ID == nil || *w.ID == "":
		return fmt.Errorf("a conversation needs an id")
	case w.FirstMessageTime == nil:
		return fmt.Errorf("a conversation needs a firstMessageTime")
	case w.UserMessageCount == nil || *w.UserMessageCount < 0:
		return fmt.Errorf("a conversation needs a userMessageCount of 0 or more")
	case w.Type != nil && !slices.Contains(conversationTypes, *w.Type):
		return fmt.Errorf("type %q is none of %q", *w.Type, conversationTypes)
	}
	when, err := time.Parse(time.RFC3339Nano, *w.FirstMessageTime)
	if err != nil {
		return fmt.Errorf("firstMessageTime %q is no ISO 8601 time", *w.FirstMessageTime)
	}
	properties, err := document("properties", w.Properties)
	if err != nil {
		return err
	}
	userProperties, err := document("userProperties", w.UserProperties)
	if err != nil {
		return err
	}
	*c = Conversation{
		ID:               *w.ID,
		Type:             w.Type,
		UserMessageCount: *w.UserMessageCount,
		OrganizationID:   w.OrganizationID,
		ProjectID:        w.ProjectID,
		IntegrationID:    w.IntegrationID,
		FirstMessageTime: time.UnixMilli(when.UnixMilli()).UTC(),
		Properties:       properties,
		UserProperties:   userProperties,
	}
	return nil
}

func document(name string, raw jsontext.Value) (json.RawMessage, error) {
	switch raw.Kind() {
	case '{':
		return json.RawMessage(raw), nil
	case 'n', 0:
		return nil, nil
	default:
		return nil, fmt.Errorf("%s is neither an object nor null", name)
	}
}
