package graph

import (
	"encoding/json"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

const (
	// callCost is that of a call of the endpoint, in values of an answer.
	callCost = 100
	// groupsCost are the groups that a field without a limit counts for: how many there are is not known beforehand.
	groupsCost = 100
	// mostCost is as far as costs are counted: beyond what anyone allows, and before numbers end.
	mostCost = 1_000_000_000
)

// Cost is how much an operation asks for, judged before anything of it is resolved: 1 for each value of the answer, and
// 100 for each call of the endpoint. Lists count as long as `first` says, and groups as `limit` says, or as 100 where they
// have none, both from 1 to 1,000: what is beyond is a bad argument and no cost.
//
// Fields that are written with the same arguments, on sets that are, ask by one call and count one. Those that only mean
// the same count each. That an answer may have to be read in several parts is not known, and does not count.
func Cost(op *graphql.OperationContext) int {
	o := outlineOf(op)
	if o.costs {
		return o.cost
	}
	c := cost{variables: op.Variables, calls: make(map[call]bool)}
	return c.fields(o.fields, parsedSchema.Query, inSet{})
}

// cost adds up one operation.
type cost struct {
	variables map[string]any
	calls     map[call]bool
	varies    bool // whether other variables may make another cost
}

// call is what makes a call of the endpoint another one, as it is written.
type call struct{ kind, where, groupBy, arguments string }

// inSet is what the fields beneath conversations are to know of it.
type inSet struct {
	where, groupBy  string
	keys, aggregate int // how many
	rows            int // of the slice or the groups
}

func (c *cost) fields(fields []*selected, on *ast.Definition, s inSet) int {
	sum := 0
	for _, f := range fields {
		sum = min(sum+c.field(f, on, s), mostCost)
	}
	return sum
}

func (c *cost) field(f *selected, on *ast.Definition, s inSet) int {
	args := f.arguments(c.variables)
	c.varies = c.varies || f.vary("groupBy", "aggregate", "limit", "first")
	calls, times := 0, 1
	switch on.Name + "." + f.Name {
	case "Query.__schema", "Query.__type":
		return 0 // It asks nobody.
	case "Query.conversation":
		calls = c.call(call{kind: f.Name, arguments: written(f, "id")})
	case "Query.conversations":
		s = inSet{where: written(f, "where"), groupBy: written(f, "groupBy"), keys: length(args["groupBy"]), aggregate: length(args["aggregate"])}
	case "Conversations.totals", "ConversationConnection.totalCount": // which may take a call besides its slice's
		calls = c.call(call{kind: "totals", where: s.where})
	case "Conversations.groups":
		calls = c.call(call{f.Name, s.where, s.groupBy, written(f, "having", "orderBy", "limit")})
		s.rows = rowsOf(args["limit"], groupsCost)
	case "Conversations.list":
		calls = c.call(call{kind: f.Name, where: s.where, arguments: written(f, "orderBy", "first", "after")})
		s.rows = rowsOf(args["first"], defaultFirst)
	case "ConversationGroups.nodes", "ConversationConnection.nodes", "ConversationConnection.edges":
		times = s.rows
	case "ConversationKey.entries":
		times = s.keys
	case "ConversationTotals.values", "ConversationGroup.values":
		times = s.aggregate
	}
	each := 1
	if len(f.beneath) > 0 {
		each += c.fields(f.beneath, parsedSchema.Types[f.Definition.Type.Name()], s)
	}
	return min(calls+times*each, mostCost)
}

// call is the cost of a call, unless it is made anyway.
func (c *cost) call(which call) int {
	if c.calls[which] {
		return 0
	}
	c.calls[which] = true
	return callCost
}

// written are arguments as the document has them. Alike, they mean the same.
func written(f *selected, names ...string) string {
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
	var n int64
	switch v := argument.(type) {
	case nil:
		return otherwise
	case int64: // of a document
		n = v
	case int:
		n = int64(v)
	case json.Number: // of a variable
		n, _ = v.Int64()
	}
	return int(min(max(n, 1), maxLimit))
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
