package write

import (
	"strconv"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

func (v *Conversation) compile(c compiler, field *plan.Selected) {
	c.rows = v.rows
	only := c.apart()
	only.object(field, compiler.conversation)
	c.cell(func(b []byte, _ int) []byte { return only.append(b, v.row) })
}

func (v *Connection) compile(c compiler, field *plan.Selected) {
	c.rows = v.rows
	rows := make([]int, v.shown)
	for i := range rows {
		rows[i] = i
	}
	c.object(field, func(c compiler, f *plan.Selected) {
		switch f.Name {
		case "nodes":
			c.list(rows, func(c compiler) { c.object(f, compiler.conversation) })
		case "edges":
			c.list(rows, func(c compiler) {
				c.object(f, func(c compiler, f *plan.Selected) {
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
			total, err := v.totalCount()
			c.known(strconv.Itoa(total), err)
		}
	})
}

// cursor adds the cursor of a row.
func (c compiler) cursor(v *Connection) {
	places := v.cursors()
	c.cell(func(b []byte, row int) []byte {
		written, err := places.Append(append(b, '"'), row)
		if err != nil {
			return c.failed(b, err)
		}
		return append(written, '"')
	})
}

func (v *Connection) pageInfo(c compiler, f *plan.Selected) {
	switch f.Name {
	case "hasNextPage":
		c.text(strconv.FormatBool(v.hasNextPage()))
	case "hasPreviousPage":
		c.text(strconv.FormatBool(v.plan.After)) // The one that the cursor is of precedes.
	case "startCursor":
		c.cursorAt(v, 0)
	case "endCursor":
		c.cursorAt(v, v.shown-1)
	}
}

// cursorAt adds the cursor of a row, or null of an empty slice.
func (c compiler) cursorAt(v *Connection, row int) {
	if v.shown == 0 {
		c.text("null")
		return
	}
	each := c.apart()
	each.cursor(v)
	c.cell(func(b []byte, _ int) []byte { return each.append(b, row) })
}

// known adds a text that was made already, or null with the error of making it.
func (c compiler) known(text string, err error) {
	if err == nil {
		c.text(text)
		return
	}
	c.cell(func(b []byte, _ int) []byte { return c.failed(b, err) })
}

// conversation adds a field of Conversation.
func (c compiler) conversation(f *plan.Selected) {
	if f.Name == "userProperties" {
		c.userProperties(f)
	} else {
		c.field(f)
	}
}

// userProperties adds the properties of a user: an object's members, which are read once for each row.
func (c compiler) userProperties(f *plan.Selected) {
	var user userProperties
	members := c.apart()
	members.object(f, func(c compiler, f *plan.Selected) {
		c.cell(func(b []byte, _ int) []byte {
			if f.Name == "all" {
				return append(b, user.all...)
			}
			text, ok, err := user.text(f.Name)
			switch {
			case err != nil:
				return c.failed(b, err)
			case !ok:
				return append(b, "null"...)
			}
			return model.AppendQuoted(b, text)
		})
	})
	column := c.column(query.Selection{Field: query.UserProperties})
	c.cell(func(b []byte, row int) []byte {
		all, ok, err := column.JSON(row)
		if err == nil && ok {
			user.all = all
			if user.members, err = model.ObjectMembers(all); err != nil {
				err = model.InvalidResponse("The endpoint answered %q with an object that cannot be read.", query.UserProperties)
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
