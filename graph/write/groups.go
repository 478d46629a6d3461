package write

import (
	"strconv"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

func (t *Totals) compile(c compiler, field *plan.Selected) {
	c.rows = t.Rows
	only := c.apart()
	only.object(field, func(c compiler, f *plan.Selected) {
		groupCompiler{aggregate: t.Aggregate, compared: t.Previous}.metric(c, f)
	})
	c.cell(func(b []byte, _ int) []byte { return only.append(b, t.Row) })
}

func (g *Groups) compile(c compiler, field *plan.Selected) {
	c.rows = g.rows
	of := groupCompiler{g.groupBy, g.aggregate, g.Known, g.Previous}
	c.object(field, func(c compiler, f *plan.Selected) {
		switch f.Name {
		case "nodes":
			c.list(g.Shown, func(c compiler) {
				c.object(f, func(c compiler, f *plan.Selected) {
					if f.Name == "isOthers" {
						c.cell(func(b []byte, row int) []byte { return strconv.AppendBool(b, row >= g.rest) })
					} else {
						of.group(c, f)
					}
				})
			})
		case "totalCount":
			c.text(strconv.Itoa(g.totalCount))
		case "complete":
			c.text(strconv.FormatBool(g.complete))
		case "others":
			if g.Others == nil {
				c.text("null")
			} else {
				g.Others.compile(c, f)
			}
		}
	})
}

// groupCompiler compiles metrics and keys.
type groupCompiler struct {
	groupBy, aggregate []query.Selection
	known              query.Interval
	compared           Previous
}

func (g groupCompiler) group(c compiler, f *plan.Selected) {
	if f.Name == "key" {
		c.object(f, g.key)
		return
	}
	g.metric(c, f)
}

// metric adds a field of ConversationMetrics.
func (g groupCompiler) metric(c compiler, f *plan.Selected) {
	switch spec := f.Spec; {
	case spec.Column.Function != "":
		c.value(spec.Column)
	case spec.Function != "":
		c.object(f, func(c compiler, inner *plan.Selected) {
			s := c.columnOf(inner)
			function, _ := plan.FunctionOf(c.variables, f) // The plan has read it.
			s.Function, s.P = function.Function, function.P
			c.value(s)
		})
	case f.Name == "previous":
		g.previous(c, f)
	default:
		g.values(c, f)
	}
}

// key adds a field of ConversationKey.
func (g groupCompiler) key(c compiler, f *plan.Selected) {
	switch {
	case f.Name == "entries":
		c.elements(len(g.groupBy), func(c compiler, i int) {
			c.object(f, func(c compiler, f *plan.Selected) {
				if f.Name == "name" {
					c.quoted(g.groupBy[i].Key())
				} else {
					c.value(g.groupBy[i])
				}
			})
		})
	case f.Spec.Bucket:
		key, _ := plan.KeyOf(f, c.variables, g.groupBy) // The plan has read it.
		c.value(key)
	case f.Spec.Partial:
		g.partial(c)
	default:
		c.field(f)
	}
}

// partial adds whether what the buckets of a group have in common is not known in whole. A null is not one bucket.
func (g groupCompiler) partial(c compiler) {
	buckets := plan.Buckets(g.groupBy)
	c.cell(func(b []byte, row int) []byte {
		var bucket query.Interval
		for _, s := range buckets {
			start, ok, err := c.column(s).Time(row)
			if err != nil {
				return c.failed(b, err)
			}
			if ok {
				key, _ := s.TimeKey()
				bucket = bucket.Intersect(query.Interval{Since: start, Before: key.End(start)})
			}
		}
		return strconv.AppendBool(b, bucket != query.Interval{} && !bucket.Within(g.known))
	})
}

// values adds the metrics of the argument aggregate.
func (g groupCompiler) values(c compiler, f *plan.Selected) {
	c.elements(len(g.aggregate), func(c compiler, i int) {
		s := g.aggregate[i]
		c.object(f, func(c compiler, f *plan.Selected) {
			switch f.Name {
			case "function":
				c.quoted(model.Functions.Names[s.Function])
			case "field":
				if s.Field == "" {
					c.text("null")
				} else {
					c.quoted(model.Fields.Names[s.Field])
				}
			case "path":
				if s.Path == nil {
					c.text("null")
				} else {
					c.text(string(plan.EncodeStrings(s.Path)))
				}
			case "p":
				if s.Function != query.Percentile {
					c.text("null")
				} else {
					c.text(model.FormatNumber(s.P))
				}
			case "value":
				c.value(s)
			}
		})
	})
}
