package graph

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Conversation reads one conversation. The values are those that the plan asked for; each fails for itself.
type Conversation struct {
	rows *query.Rows
	row  int
}

func (c *Conversation) column(s query.Selection) (*query.Column, error) {
	return groupRow{rows: c.rows}.column(s)
}

func (c *Conversation) text(f query.Field) (*string, error) {
	column, err := c.column(query.Selection{Field: f})
	if err != nil {
		return nil, err
	}
	return pointer(column.Text(c.row))
}

func (c *Conversation) json(s query.Selection) (JSON, error) {
	column, err := c.column(s)
	if err != nil {
		return nil, err
	}
	v, ok, err := column.JSON(c.row)
	return printed(string(v), ok, err)
}

// wanted is a value that the schema promises.
func wanted[T any](v *T, err error, name query.Field) (T, error) {
	if err == nil && v == nil {
		err = invalidResponse("The endpoint answered %q with null.", name)
	}
	if err != nil {
		return *new(T), err
	}
	return *v, nil
}

// ID is the identifier.
func (c *Conversation) ID() (string, error) {
	v, err := c.text(query.ID)
	return wanted(v, err, query.ID)
}

// Type is the type, as the endpoint names it.
func (c *Conversation) Type() (*string, error) { return c.text(query.Type) }

// UserMessageCount is the number of messages.
func (c *Conversation) UserMessageCount() (int, error) {
	v, err := pointer(groupRow{rows: c.rows, row: c.row}.int(query.Selection{Field: query.UserMessageCount}))
	return wanted(v, err, query.UserMessageCount)
}

// OrganizationID is the organization.
func (c *Conversation) OrganizationID() (*string, error) { return c.text(query.OrganizationID) }

// ProjectID is the project.
func (c *Conversation) ProjectID() (*string, error) { return c.text(query.ProjectID) }

// IntegrationID is the integration.
func (c *Conversation) IntegrationID() (*string, error) { return c.text(query.IntegrationID) }

// FirstMessageTime is the time of the first message.
func (c *Conversation) FirstMessageTime() (time.Time, error) {
	v, err := pointer(groupRow{rows: c.rows, row: c.row}.time(query.Selection{Field: query.FirstMessageTime}))
	return wanted(v, err, query.FirstMessageTime)
}

// Properties are the properties as a whole.
func (c *Conversation) Properties() (JSON, error) {
	return c.json(query.Selection{Field: query.Properties})
}

// UserProperties are the user's properties.
func (c *Conversation) UserProperties() (*UserProperties, error) {
	all, err := c.json(query.Selection{Field: query.UserProperties})
	if err != nil || all == nil {
		return nil, err
	}
	members, err := objectMembers(jsontext.Value(all))
	if err != nil {
		return nil, invalidResponse("The endpoint answered %q with an object that cannot be read.", query.UserProperties)
	}
	return &UserProperties{all, members}, nil
}

// Property is one property, as the endpoint gives it.
func (c *Conversation) Property(field query.Field, path []string) (JSON, error) {
	return c.json(query.Selection{Field: field, Path: path})
}

// UserProperties are the properties of a user: the known ones, typed, and all.
type UserProperties struct {
	all     JSON
	members map[string]jsontext.Value
}

// text is a known property that is a string or, where numbers are told to occur, a number, taken by its digits.
func (u *UserProperties) text(name string, numbers bool) (*string, error) {
	v := u.members[name]
	switch {
	case v == nil || v.Kind() == 'n':
		return nil, nil
	case v.Kind() == '"':
		s, _ := stringOf(v)
		return &s, nil
	case numbers && v.Kind() == '0':
		s := string(v)
		return &s, nil
	}
	return nil, invalidResponse("The endpoint answered %q with %.60s, which is not a text.",
		string(query.UserProperties)+"."+name, v)
}

// Identifier is the property id.
func (u *UserProperties) Identifier() (*string, error) { return u.text("id", true) }

// IdentificationType is how the user was identified.
func (u *UserProperties) IdentificationType() (*string, error) {
	return u.text("identificationType", false)
}

// UserID is the property userId.
func (u *UserProperties) UserID() (*string, error) { return u.text("userId", true) }

// SupportAgentName is the support agent's name.
func (u *UserProperties) SupportAgentName() (*string, error) {
	return u.text("supportAgentName", false)
}

// SupportAgentEmail is the support agent's email address.
func (u *UserProperties) SupportAgentEmail() (*string, error) {
	return u.text("supportAgentEmail", false)
}

// UserType is what kind of user it is.
func (u *UserProperties) UserType() (*string, error) { return u.text("userType", false) }

// All are all properties.
func (u *UserProperties) All() JSON { return u.all }
