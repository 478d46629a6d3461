package graph

import (
	"strconv"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

func (v *Conversation) compile(c compiler, field *selected) {
	c.rows = v.rows
	only := c.apart()
	only.object(field, compiler.conversation)
	c.cell(func(b []byte, _ int) []byte { return only.append(b, v.row) })
}

func (v *ConversationConnection) compile(c compiler, field *selected) {
	c.rows = v.rows
	rows := make([]int, v.shown)
	for i := range rows {
		rows[i] = i
	}
	c.object(field, func(c compiler, f *selected) {
		switch f.Name {
		case "nodes":
			c.list(rows, func(c compiler) { c.object(f, compiler.conversation) })
		case "edges":
			c.list(rows, func(c compiler) {
				c.object(f, func(c compiler, f *selected) {
					if f.Name == "cursor" {
						c.cursor(v)
					} else {
						c.object(f, compiler.conversation)
					}
				})
			})
		case "pageInfo":
			c.object(f, v.pageInfo)
		case "totalCount":
			total, err := v.TotalCount()
			c.known(strconv.Itoa(total), err)
		}
	})
}

// cursor adds the cursor of a row.
func (c compiler) cursor(v *ConversationConnection) {
	places := v.plan.stamp.cursors(v.plan.order, v.rows)
	c.cell(func(b []byte, row int) []byte {
		written, err := places.append(append(b, '"'), row)
		if err != nil {
			return c.failed(b, err)
		}
		return append(written, '"')
	})
}

func (v *ConversationConnection) pageInfo(c compiler, f *selected) {
	switch i := v.PageInfo(); f.Name {
	case "hasNextPage":
		c.text(strconv.FormatBool(i.HasNextPage()))
	case "hasPreviousPage":
		c.text(strconv.FormatBool(i.HasPreviousPage()))
	case "startCursor":
		c.knownString(i.StartCursor())
	case "endCursor":
		c.knownString(i.EndCursor())
	}
}

// known adds a text that was made already, or null with the error of making it.
func (c compiler) known(text string, err error) {
	if err == nil {
		c.text(text)
		return
	}
	c.cell(func(b []byte, _ int) []byte { return c.failed(b, err) })
}

func (c compiler) knownString(s *string, err error) {
	text := "null"
	if s != nil {
		text = quote(*s)
	}
	c.known(text, err)
}

// conversation adds a field of Conversation.
func (c compiler) conversation(f *selected) {
	switch f.Name {
	case "id":
		c.string(query.Selection{Field: query.ID})
	case "userProperties":
		c.userProperties(f)
	default:
		c.value(c.selectionOf(f))
	}
}

// userProperties adds the properties of a user: an object's members, which are read once for each row.
func (c compiler) userProperties(f *selected) {
	var user UserProperties
	members := c.apart()
	text := func(c compiler, read func(*UserProperties) (*string, error)) {
		c.cell(func(b []byte, _ int) []byte {
			s, err := read(&user)
			switch {
			case err != nil:
				return c.failed(b, err)
			case s == nil:
				return append(b, "null"...)
			}
			return appendQuoted(b, *s)
		})
	}
	members.object(f, func(c compiler, f *selected) {
		switch f.Name {
		case "identifier":
			text(c, (*UserProperties).Identifier)
		case "identificationType":
			text(c, (*UserProperties).IdentificationType)
		case "userId":
			text(c, (*UserProperties).UserID)
		case "supportAgentName":
			text(c, (*UserProperties).SupportAgentName)
		case "supportAgentEmail":
			text(c, (*UserProperties).SupportAgentEmail)
		case "userType":
			text(c, (*UserProperties).UserType)
		case "all":
			c.cell(func(b []byte, _ int) []byte { return append(b, user.all...) })
		}
	})
	column := c.column(query.Selection{Field: query.UserProperties})
	c.cell(func(b []byte, row int) []byte {
		all, ok, err := column.JSON(row)
		if err == nil && ok {
			user.all = JSON(all)
			if user.members, err = objectMembers(all); err != nil {
				err = invalidResponse("The endpoint answered %q with an object that cannot be read.", query.UserProperties)
			}
		}
		switch {
		case err != nil:
			return c.failed(b, err)
		case !ok:
			return append(b, "null"...)
		}
		return members.append(b, row)
	})
}
