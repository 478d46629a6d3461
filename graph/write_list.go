package graph

import (
	"strconv"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

var (
	_ prepared = (*ConversationConnection)(nil)
	_ prepared = (*Conversation)(nil)
)

func (v *Conversation) prepare(variables map[string]any, field *selected) *program {
	if v == nil {
		return nil
	}
	c := compiler{variables, v.rows, newProgram()}
	only := c.apart()
	only.conversation(field)
	c.unknown = only.unknown
	c.cell(func(b []byte, _ int) ([]byte, bool) { return only.append(b, v.row) })
	return c.program
}

func (v *ConversationConnection) prepare(variables map[string]any, field *selected) *program {
	c := compiler{variables, v.rows, newProgram()}
	rows := make([]int, v.shown)
	for i := range rows {
		rows[i] = i
	}
	c.object(field, func(f *selected) {
		each := c.apart()
		switch f.Name {
		case "nodes":
			each.conversation(f)
			c.list(each.program, rows)
		case "edges":
			each.object(f, func(f *selected) { each.edge(v, f) })
			c.list(each.program, rows)
		case "pageInfo":
			c.pageInfo(v.PageInfo(), f)
		case "totalCount":
			total, err := v.TotalCount()
			c.unknown = c.unknown || err != nil
			c.text(strconv.Itoa(total))
		default:
			c.unknown = true
		}
	})
	return c.program
}

func (c compiler) edge(v *ConversationConnection, f *selected) {
	switch f.Name {
	case "cursor":
		places := v.plan.stamp.cursors(v.plan.order, v.rows)
		c.cell(func(b []byte, row int) ([]byte, bool) {
			b, err := places.append(append(b, '"'), row)
			return append(b, '"'), err == nil
		})
	case "node":
		c.conversation(f)
	default:
		c.unknown = true
	}
}

func (c compiler) pageInfo(i *PageInfo, f *selected) {
	c.object(f, func(f *selected) {
		switch f.Name {
		case "hasNextPage":
			c.text(strconv.FormatBool(i.HasNextPage()))
		case "hasPreviousPage":
			c.text(strconv.FormatBool(i.HasPreviousPage()))
		case "startCursor":
			c.known(i.StartCursor())
		case "endCursor":
			c.known(i.EndCursor())
		default:
			c.unknown = true
		}
	})
}

// known adds a string that was read already, or null.
func (c compiler) known(s *string, err error) {
	c.unknown = c.unknown || err != nil
	if s == nil {
		c.text("null")
	} else {
		c.quoted(*s)
	}
}

// conversation adds a conversation.
func (c compiler) conversation(f *selected) {
	c.object(f, func(f *selected) {
		switch f.Name {
		case "id":
			c.cell(promised(c.column(query.Selection{Field: query.ID}), (*query.Column).Text, appendQuoted))
		case "userMessageCount":
			c.cell(promised(c.column(query.Selection{Field: query.UserMessageCount}), (*query.Column).Int, appendInt))
		case "firstMessageTime":
			c.cell(promised(c.column(query.Selection{Field: query.FirstMessageTime}), (*query.Column).Time, appendTime))
		case "userProperties":
			c.userProperties(f)
		default:
			c.fieldOf(f)
		}
	})
}

// userProperties adds the properties of a user: an object's members, which are read once for each row.
func (c compiler) userProperties(f *selected) {
	var user UserProperties
	members := c.apart()
	text := func(read func(*UserProperties) (*string, error)) {
		members.cell(func(b []byte, _ int) ([]byte, bool) {
			s, err := read(&user)
			switch {
			case err != nil:
				return b, false
			case s == nil:
				return append(b, "null"...), true
			}
			return appendQuoted(b, *s), true
		})
	}
	members.object(f, func(f *selected) {
		switch f.Name {
		case "identifier":
			text((*UserProperties).Identifier)
		case "identificationType":
			text((*UserProperties).IdentificationType)
		case "userId":
			text((*UserProperties).UserID)
		case "supportAgentName":
			text((*UserProperties).SupportAgentName)
		case "supportAgentEmail":
			text((*UserProperties).SupportAgentEmail)
		case "userType":
			text((*UserProperties).UserType)
		case "all":
			members.cell(func(b []byte, _ int) ([]byte, bool) { return append(b, user.all...), true })
		default:
			members.unknown = true
		}
	})
	c.unknown = c.unknown || members.unknown
	column := c.column(query.Selection{Field: query.UserProperties})
	c.cell(func(b []byte, row int) ([]byte, bool) {
		if column == nil {
			return b, false
		}
		all, ok, err := column.JSON(row)
		if err != nil || !ok {
			return append(b, "null"...), err == nil
		}
		user.all = JSON(all)
		if user.members, err = objectMembers(all); err != nil {
			return b, false
		}
		return members.append(b, row)
	})
}
