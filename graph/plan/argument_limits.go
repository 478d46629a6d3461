package plan

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// maxListLengths are the lists of arguments that have a bound of their own, by the names of arguments and of members of inputs.
// Lists of filters and of values count towards those of their operation.
var maxListLengths = map[string]int{"groupBy": 8, "aggregate": 100, "having": 20, "orderBy": 20, "path": 20}

const (
	// MaxConditions are those that the filters of an operation may have where nothing else is set.
	MaxConditions = 1000
	// MaxFilterValues are the values that lists in the filters of an operation may have where nothing else is set.
	MaxFilterValues = 100_000
	// maxLists are the bytes of lists in arguments that are no filters. They are read anew for each field that has them.
	maxLists = 200_000
	// maxArguments are the bytes of the values of an operation's arguments. One variable may stand in many places; what one
	// filter alone may have fits in here twice.
	maxArguments = 2 * query.MaxBody
)

// argumentSize is how much the arguments of an operation ask to be read. Arguments that mean the filter of a field before are
// read with it, and do not count.
type argumentSize struct {
	schema                    *ast.Schema
	conditions, values, bytes int
	lists                     int          // of the bytes, those of lists that are no filters
	err                       *model.Error // of the first list that is too long
	start                     [8]step      // of places; deeper ones have memory of their own
}

// field adds the arguments of a field. Those whose filter is another field's do without it.
func (e *argumentSize) field(f *Selected, variables map[string]any, sharesFilter bool) {
	if len(f.Definition.Arguments) == 0 {
		return
	}
	for _, definition := range f.Definition.Arguments {
		if definition.Name == "where" && sharesFilter {
			continue
		}
		before := e.bytes
		e.value(definition.Name, definition.Type, f.Argument(variables, definition.Name), append(e.start[:0], step{name: definition.Name}))
		if definition.Type.Elem != nil {
			e.lists += e.bytes - before
		}
	}
}

// place is the way to a value in the arguments. Those beneath one place share its memory: they are looked at one behind the other.
type place []step

// step leads to an argument or a member by its name, or to an element of a list.
type step struct {
	name  string // empty of an element
	index int
}

// String is the path: where.and[0].id.
func (p place) String() string {
	path := ""
	for i, s := range p {
		switch {
		case s.name == "":
			path = Indexed(path, s.index)
		case i > 0:
			path += "." + s.name
		default:
			path = s.name
		}
	}
	return path
}

// value adds a value of a type under the name of an argument or of a member.
func (e *argumentSize) value(name string, t *ast.Type, v any, at place) {
	if v == nil || e.bytes > maxArguments {
		return
	}
	if t.Elem == nil {
		e.single(t, v, at)
		return
	}
	list := graphql.CoerceList(v)
	most, ok := maxListLengths[name]
	if ok && len(list) > most && e.err == nil {
		e.err = model.TooMany(most, len(list), "%s has %d entries; %d are allowed.", "The list").At(at.String())
	}
	if ok && len(list) > most {
		return
	}
	for i, v := range list {
		if e.schema.Types[t.Elem.NamedType].Kind == ast.InputObject {
			e.single(t.Elem, v, append(at, step{index: i}))
		} else {
			e.size(v)
		}
	}
}

func (e *argumentSize) single(t *ast.Type, v any, at place) {
	definition := e.schema.Types[t.NamedType]
	members, ok := v.(map[string]any)
	if !ok || definition.Kind != ast.InputObject {
		e.size(v)
		return
	}
	e.bytes++
	for _, member := range definition.Fields {
		v, given := members[member.Name]
		if !given {
			continue
		}
		if strings.HasSuffix(definition.Name, "Filter") && member.Name != "path" {
			e.conditions++
			if member.Type.Elem != nil {
				e.values += len(graphql.CoerceList(v))
			}
		}
		e.value(member.Name, member.Type, v, append(at, step{name: member.Name}))
	}
}

// size adds the bytes of a value, as far as they may be.
func (e *argumentSize) size(v any) {
	e.bytes++
	switch v := v.(type) {
	case string:
		e.bytes += len(v)
	case json.Number:
		e.bytes += len(v)
	case []any:
		for i := 0; i < len(v) && e.bytes <= maxArguments; i++ {
			e.size(v[i])
		}
	case map[string]any:
		for name, v := range v {
			if e.bytes += len(name); e.bytes > maxArguments {
				return
			}
			e.size(v)
		}
	}
}

// exceeded is the error of what is more than may be, nil if nothing is.
func (e *argumentSize) exceeded(conditions, values int) *model.Error {
	switch {
	case e.err != nil:
		return e.err
	case e.conditions > conditions:
		return model.TooMany(conditions, e.conditions, "%s have %d conditions; %d are allowed.", "The filters of the operation").At("where")
	case e.values > values:
		return model.TooMany(values, e.values, "%s have %d values; %d are allowed.", "The lists in the filters of the operation").At("where")
	case e.lists > maxLists:
		return model.TooMany(maxLists, e.lists, "%s besides filters have %d bytes, with each variable counted wherever it stands; %d are allowed.", "The arguments of the operation")
	case e.bytes > maxArguments:
		return model.TooMany(maxArguments, e.bytes, "%s have more than %[3]d bytes, with each variable counted wherever it stands.", "The arguments of the operation")
	}
	return nil
}

// CheckArgumentLimits finds what of an operation's arguments is more than may be, and the field at whose arguments that is seen. It is
// looked at before any of them is read.
func CheckArgumentLimits(schema *ast.Schema, fields []*Selected, variables map[string]any, conditions, values int) (at []*Selected, err *model.Error) {
	e := argumentSize{schema: schema}
	for i, f := range fields {
		if at, err = e.fields(f, variables, f.SameFilter != i, conditions, values); err != nil {
			slices.Reverse(at)
			return at, err
		}
	}
	return nil, nil
}

// fields adds the arguments of a field and of those beneath it, up to the first that is more than may be: the way to it, from below.
func (e *argumentSize) fields(f *Selected, variables map[string]any, sharesFilter bool, conditions, values int) (way []*Selected, err *model.Error) {
	e.field(f, variables, sharesFilter)
	if err := e.exceeded(conditions, values); err != nil {
		return []*Selected{f}, err
	}
	for _, inner := range f.Beneath {
		if way, err := e.fields(inner, variables, false, conditions, values); err != nil {
			return append(way, f), err
		}
	}
	return nil, nil
}

// CheckFilterLimits is the error of a filter by itself that is more than may be, nil if it is not.
func CheckFilterLimits(schema *ast.Schema, filter map[string]any) *model.Error {
	e := argumentSize{schema: schema}
	e.value("where", ast.NamedType("ConversationWhere", nil), filter, place{{name: "where"}})
	return e.exceeded(MaxConditions, MaxFilterValues)
}
