package graph

import (
	"strconv"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

var (
	_ prepared = (*ConversationTotals)(nil)
	_ prepared = (*ConversationGroups)(nil)
)

func (t *ConversationTotals) prepare(variables map[string]any, field *selected) *program {
	c := groupCompiler{compiler{variables, t.rows, newProgram()}, nil, t.aggregate}
	only := groupCompiler{c.apart(), nil, t.aggregate}
	only.object(field, only.metric)
	c.unknown = only.unknown
	c.cell(func(b []byte, _ int) ([]byte, bool) { return only.append(b, t.row) })
	return c.program
}

func (g *ConversationGroups) prepare(variables map[string]any, field *selected) *program {
	c := groupCompiler{compiler{variables, g.rows, newProgram()}, g.groupBy, g.aggregate}
	c.object(field, func(f *selected) {
		switch f.Name {
		case "nodes":
			each := groupCompiler{c.apart(), c.groupBy, c.aggregate}
			each.object(f, each.group)
			c.list(each.program, g.shown)
		case "totalCount":
			c.text(strconv.Itoa(g.TotalCount))
		case "complete":
			c.text(strconv.FormatBool(g.Complete))
		default:
			c.unknown = true
		}
	})
	return c.program
}

// groupCompiler makes the programs of metrics and keys.
type groupCompiler struct {
	compiler
	groupBy, aggregate []query.Selection
}

func (c groupCompiler) group(f *selected) {
	if f.Name == "key" {
		c.object(f, c.key)
		return
	}
	c.metric(f)
}

// metric adds a field of ConversationMetrics.
func (c groupCompiler) metric(f *selected) {
	function, ok := metricFields[f.Name]
	switch {
	case f.Name == "count":
		c.count(query.Selection{Function: query.Count})
	case f.Name == "values":
		c.values(f)
	case ok:
		c.object(f, func(f *selected) { c.metricOf(function, f) })
	default:
		c.unknown = true
	}
}

// metricOf adds a function of what a field stands for.
func (c groupCompiler) metricOf(function query.Function, f *selected) {
	s, ok := c.selectionOf(f)
	c.unknown = c.unknown || !ok
	s.Function = function
	c.value(s)
}

// key adds a field of ConversationKey.
func (c groupCompiler) key(f *selected) {
	switch f.Name {
	case "entries":
		c.text("[")
		for i, s := range c.groupBy {
			c.element(i)
			c.object(f, func(f *selected) {
				switch f.Name {
				case "name":
					c.quoted(s.Key())
				case "value":
					c.value(s)
				default:
					c.unknown = true
				}
			})
		}
		c.text("]")
	case "time":
		c.bucket(f)
	default:
		c.fieldOf(f)
	}
}

// bucket adds the key time.
func (c groupCompiler) bucket(f *selected) {
	args := f.arguments(c.variables)
	var unit *query.TimeUnit
	var field *query.Field
	if v := args["unit"]; v != nil {
		u, err := units.read(v)
		c.unknown = c.unknown || err != nil
		unit = &u
	}
	if v := args["field"]; v != nil {
		name, err := fields.read(v)
		c.unknown = c.unknown || err != nil
		field = &name
	}
	c.time(bucketKey(c.groupBy, unit, field))
}

// values adds the metrics of the argument aggregate.
func (c groupCompiler) values(f *selected) {
	c.text("[")
	for i, s := range c.aggregate {
		c.element(i)
		c.object(f, func(f *selected) {
			switch f.Name {
			case "function":
				c.quoted(functions.names[s.Function])
			case "field":
				if s.Field == "" {
					c.text("null")
				} else {
					c.quoted(fields.names[s.Field])
				}
			case "path":
				if s.Path == nil {
					c.text("null")
				} else {
					c.text(string(encodeStrings(s.Path)))
				}
			case "value":
				c.value(s)
			default:
				c.unknown = true
			}
		})
	}
	c.text("]")
}

// element separates the elements of a list that every row has.
func (c groupCompiler) element(i int) {
	if i > 0 {
		c.text(",")
	}
}
