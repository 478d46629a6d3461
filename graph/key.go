package graph

import (
	"time"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// ConversationKey reads the key of one group. The plan has seen to it that what is asked for is grouped by.
type ConversationKey struct{ group groupRow }

func (k *ConversationKey) text(f query.Field) (*string, error) {
	c, err := k.group.column(query.Selection{Field: f})
	if err != nil {
		return nil, err
	}
	return pointer(c.Text(k.group.row))
}

func (k *ConversationKey) json(s query.Selection) (JSON, error) {
	c, err := k.group.column(s)
	if err != nil {
		return nil, err
	}
	v, ok, err := c.JSON(k.group.row)
	return printed(string(v), ok, err)
}

// ConversationID is the identifier.
func (k *ConversationKey) ConversationID() (*string, error) { return k.text(query.ID) }

// UserMessageCount is the number of messages.
func (k *ConversationKey) UserMessageCount() (*int, error) {
	return pointer(k.group.int(query.Selection{Field: query.UserMessageCount}))
}

// OrganizationID is the organization.
func (k *ConversationKey) OrganizationID() (*string, error) { return k.text(query.OrganizationID) }

// ProjectID is the project.
func (k *ConversationKey) ProjectID() (*string, error) { return k.text(query.ProjectID) }

// IntegrationID is the integration.
func (k *ConversationKey) IntegrationID() (*string, error) { return k.text(query.IntegrationID) }

// FirstMessageTime is the exact time.
func (k *ConversationKey) FirstMessageTime() (*time.Time, error) {
	return pointer(k.group.time(query.Selection{Field: query.FirstMessageTime}))
}

// Type is the type, as the endpoint names it.
func (k *ConversationKey) Type() (*string, error) { return k.text(query.Type) }

// Properties are the properties as a whole.
func (k *ConversationKey) Properties() (JSON, error) {
	return k.json(query.Selection{Field: query.Properties})
}

// UserProperties are the user's properties as a whole.
func (k *ConversationKey) UserProperties() (JSON, error) {
	return k.json(query.Selection{Field: query.UserProperties})
}

// Time is the start of the bucket of a unit, or of the only bucket there is.
func (k *ConversationKey) Time(unit *query.TimeUnit, field *query.Field) (*time.Time, error) {
	return pointer(k.group.time(bucketKey(k.group.groupBy, unit, field)))
}

// bucketKey is the key that the field time reads, of those that are grouped by.
func bucketKey(groupBy []query.Selection, unit *query.TimeUnit, field *query.Field) query.Selection {
	key := query.Selection{Field: query.FirstMessageTime}
	if field != nil {
		key.Field = *field
	}
	for _, g := range groupBy {
		if g.Unit != "" && (unit == nil || g.Field == key.Field && *unit == g.Unit) {
			key = g
		}
	}
	return key
}

// Property is one property.
func (k *ConversationKey) Property(field query.Field, path []string) (JSON, error) {
	return k.json(query.Selection{Field: field, Path: path})
}

// Entries are all keys in groupBy's order.
func (k *ConversationKey) Entries() []*KeyEntry {
	entries := make([]*KeyEntry, len(k.group.groupBy))
	for i, s := range k.group.groupBy {
		entries[i] = &KeyEntry{k.group, s}
	}
	return entries
}
