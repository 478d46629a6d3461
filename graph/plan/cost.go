package plan

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

const (
	// callCost is that of a call of the endpoint, in values of an answer.
	callCost = 100
	// groupsCost are the groups that a field without a limit counts for where they are not known beforehand (see estimate).
	groupsCost = 100
	// mostCost is as far as costs are counted: beyond what anyone allows, and before numbers end.
	mostCost = 1_000_000_000
)

// CostOf is the cost of fields of the root (see Cost) at a time, and whether other variables or another time may make another.
func CostOf(variables map[string]any, fields []*Selected, now time.Time) (sum int, varies bool) {
	c := cost{variables: variables, now: now, calls: make(map[call]int)}
	sum = c.fields(fields, inSet{})
	for _, calls := range c.calls {
		sum = min(sum+callCost*calls, mostCost)
	}
	return sum, c.varies
}

// ValuesOfGroups is how many values groups have, by how many there are.
func ValuesOfGroups(variables map[string]any, groups *Selected, keys, aggregate, rows int) int {
	return (&cost{variables: variables, calls: make(map[call]int)}).fields(groups.Beneath, inSet{keys: keys, aggregate: aggregate, rows: rows})
}

// cost adds up one operation.
type cost struct {
	variables map[string]any
	now       time.Time
	calls     map[call]int // how many it is read in
	estimates map[call]estimate
	varies    bool // whether other variables, or another time, may make another cost
}

// call is what makes a call of the endpoint another one, as it is written.
type call struct{ kind, where, groupBy, arguments string }

// inSet is what the fields beneath conversations are to know of it.
type inSet struct {
	where, groupBy  string
	keys, aggregate int // how many
	metrics         any // the argument aggregate
	rows            int // of the slice or the groups
	expected        estimate
}

func (c *cost) fields(fields []*Selected, s inSet) int {
	sum := 0
	for _, f := range fields {
		sum = min(sum+c.field(f, s), mostCost)
	}
	return sum
}

func (c *cost) field(f *Selected, s inSet) int {
	c.varies = c.varies || f.vary("groupBy", "aggregate", "having", "orderBy", "limit", "first", "top", "fill")
	spec := f.Spec
	if spec.free {
		return 0
	}
	if spec.set {
		groupBy, metrics := c.argument(f, "groupBy"), c.argument(f, "aggregate")
		s = inSet{where: f.printed.where, groupBy: f.printed.groupBy, keys: length(groupBy), aggregate: length(metrics), metrics: metrics}
		if keys, others := timeKeysOf(groupBy); len(keys) > 0 {
			s.expected = c.estimate(s, keys, others, c.argument(f, "where"))
			// The range may be another one by variables, or later.
			c.varies = c.varies || f.vary("where") || s.expected != estimate{}
		}
	}
	if spec.ungrouped {
		s.groupBy, s.expected = "", estimate{}
	}
	if spec.call != "" {
		c.call(spec, f, s)
	}
	if spec.previous { // The calls beneath are others than those of the present.
		s.where += " previous " + f.printed.previous
	}
	if c.argument(f, "top") != nil {
		c.calls[call{kind: "top", where: s.where, groupBy: s.groupBy, arguments: f.printed.top}] = 1
	}
	having, orderBy := c.argument(f, "having"), c.argument(f, "orderBy")
	if hasPercentile(having) || hasPercentile(orderBy) || spec.repeats == perAggregate && hasPercentile(s.metrics) {
		c.calls[distribution(s)] = max(1, s.expected.distribution)
	}
	if s.expected.buckets > 0 && (selectsBuckets(f) || asksBuckets(having) || asksBuckets(orderBy) || spec.repeats == perAggregate && asksBuckets(s.metrics)) {
		c.calls[call{kind: "buckets", where: s.where, groupBy: s.groupBy}] = s.expected.buckets
	}
	if spec.rowsDefault > 0 {
		wanted := c.argument(f, spec.rowsArgument)
		s.rows = rowsOf(wanted, spec.rowsDefault)
		if spec.callGroups && wanted == nil && s.expected.groups > 0 {
			s.rows = min(s.expected.groups, maxLimit)
		}
	}
	times := 1
	switch spec.repeats {
	case once:
	case perRow:
		times = s.rows
	case perKey:
		times = s.keys
	case perAggregate:
		times = s.aggregate
	}
	each := 1
	if len(f.Beneath) > 0 {
		each += c.fields(f.Beneath, s)
	}
	return min(times*each, mostCost)
}

// argument is the value of an argument; nil if it has none.
func (c *cost) argument(f *Selected, name string) any { return f.Argument(c.variables, name) }

// estimate estimates the groups of a set: once of those that are written alike, however large their filter is.
func (c *cost) estimate(s inSet, keys []query.Selection, others bool, where any) estimate {
	written := call{where: s.where, groupBy: s.groupBy}
	e, known := c.estimates[written]
	if !known {
		e = estimateGroups(keys, others, where, c.now)
		if c.estimates == nil {
			c.estimates = make(map[call]estimate)
		}
		c.estimates[written] = e
	}
	return e
}

// call counts the call of a field once, however many fields it answers.
func (c *cost) call(spec *FieldSpec, f *Selected, s inSet) {
	which := call{kind: spec.call, where: s.where, arguments: f.printed.call}
	if spec.callGroups {
		which.groupBy = s.groupBy
	}
	calls := 1
	if spec.pages != nil {
		calls = max(1, spec.pages(s.expected))
	}
	c.calls[which] = calls
}

// distribution is the call for what percentiles are computed of.
func distribution(s inSet) call {
	return call{kind: distributionCall, where: s.where, groupBy: s.groupBy}
}

// hasPercentile says whether a percentile is among values as arguments have them.
func hasPercentile(v any) bool {
	switch v := v.(type) {
	case []any:
		return slices.ContainsFunc(v, hasPercentile)
	case map[string]any:
		return v["function"] == "PERCENTILE" || hasPercentile(v["aggregate"])
	}
	return false
}

// PrintArguments are arguments as the document has them. Alike, they mean the same.
func PrintArguments(f *Selected, names ...string) string {
	text := ""
	for _, name := range names {
		if argument := f.Arguments.ForName(name); argument != nil {
			text += name + ":" + argument.Value.String() + " "
		}
	}
	return text
}

// rowsOf is how many rows an argument asks for.
func rowsOf(argument any, otherwise int) int {
	if argument == nil {
		return otherwise
	}
	return min(max(intOf(argument, 0), 1), maxLimit)
}

// intOf is an argument that is a whole number, or else another one.
func intOf(argument any, otherwise int) int {
	switch v := argument.(type) {
	case int64: // of a document
		return int(v)
	case int:
		return v
	case json.Number: // of a variable
		n, _ := v.Int64()
		return int(n)
	}
	return otherwise
}

// length is how many values an argument that is a list has. One value is a list of one.
func length(argument any) int {
	switch v := argument.(type) {
	case nil:
		return 0
	case []any:
		return len(v)
	}
	return 1
}
