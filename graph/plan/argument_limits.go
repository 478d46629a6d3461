package plan

import (
	"encoding/json"
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
}

// field adds the arguments of a field. Those whose filter is another field's do without it.
func (e *argumentSize) field(f *Selected, variables map[string]any, sharesFilter bool) {
	if len(f.Definition.Arguments) == 0 {
		return
	}
	args := f.ArgumentsWith(variables)
	for _, definition := range f.Definition.Arguments {
		if definition.Name == "where" && sharesFilter {
			continue
		}
		before := e.bytes
		e.value(definition.Name, definition.Type, args[definition.Name], definition.Name)
		if definition.Type.Elem != nil {
			e.lists += e.bytes - before
		}
	}
}

// value adds a value of a type under the name of an argument or of a member.
func (e *argumentSize) value(name string, t *ast.Type, v any, at string) {
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
		e.err = model.TooMany(most, len(list), "%s has %d entries; %d are allowed.", "The list").At(at)
	}
	if ok && len(list) > most {
		return
	}
	for i, v := range list {
		if e.schema.Types[t.Elem.NamedType].Kind == ast.InputObject {
			e.single(t.Elem, v, Indexed(at, i))
		} else {
			e.size(v)
		}
	}
}

func (e *argumentSize) single(t *ast.Type, v any, at string) {
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
		e.value(member.Name, member.Type, v, at+"."+member.Name)
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
	var look func(fields []*Selected, way []*Selected)
	look = func(fields []*Selected, way []*Selected) {
		for i, f := range fields {
			if err != nil {
				return
			}
			way := append(way[:len(way):len(way)], f)
			e.field(f, variables, len(way) == 1 && f.SameFilter != i)
			if err = e.exceeded(conditions, values); err != nil {
				at = way
				return
			}
			look(f.Beneath, way)
		}
	}
	look(fields, nil)
	return at, err
}

// CheckFilterLimits is the error of a filter by itself that is more than may be, nil if it is not.
func CheckFilterLimits(schema *ast.Schema, filter map[string]any) *model.Error {
	e := argumentSize{schema: schema}
	e.value("where", ast.NamedType("ConversationWhere", nil), filter, "where")
	return e.exceeded(MaxConditions, MaxFilterValues)
}
