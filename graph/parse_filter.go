package graph

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Definitions is the schema, for those who read its input types. It must not be changed. (The generator takes a function by
// the name of a type, such as __Schema, for that of its values.)
func Definitions() *ast.Schema { return parsedSchema }

// ParseWhere reads a filter as the argument where takes it: an object of the input type ConversationWhere, with values as
// encoding/json decodes them, numbers as json.Number. A `last` in it counts back from now; moves says whether anything in it
// depends on now, so that the filter is another one later. It fails with a *model.Error, whose Input says where in the filter the error is, as in where.and[0].id; an empty filter is an error as well, and one of more
// than 1,000 conditions or 100,000 values in lists.
func ParseWhere(filter map[string]any, now time.Time) (where query.Where, moves bool, err error) {
	const name = "where"
	definition := parsedSchema.Types["ConversationWhere"]
	if err := plan.CheckFilterLimits(parsedSchema, filter); err != nil {
		return query.Where{}, false, err
	}
	values, err := validator.VariableValues(parsedSchema, &ast.OperationDefinition{VariableDefinitions: ast.VariableDefinitionList{
		{Variable: name, Type: ast.NonNullNamedType(definition.Name, nil), Definition: definition},
	}}, map[string]any{name: filter})
	if err != nil {
		return query.Where{}, false, filterError(err)
	}
	state := executableSchema{Directives: DirectiveRoot{OneOf: oneOf}}
	ctx := graphql.WithPathContext(context.Background(), graphql.NewPathWithField(name))
	input, err := newExecutionContext(nil, &state, nil).unmarshalInputConversationWhere(ctx, values[name])
	if err != nil {
		return query.Where{}, false, filterError(err)
	}
	where, bounds, err := plan.ForWhere(&input, now)
	return where, len(bounds) > 0, err
}

// filterError is an error of the library's about a filter as one of our own.
func filterError(err error) *model.Error {
	out := model.BadInput("The filter cannot be read.")
	var library *gqlerror.Error
	if errors.As(err, &library) {
		path := library.Path
		if len(path) > 0 && fmt.Sprint(path[0]) == "variable" {
			path = path[1:]
		}
		out.Message, out.Input = rephrase(library.Message), path.String()
	}
	var own *model.Error
	if errors.As(err, &own) {
		out.Message = own.Message
	}
	return out
}

// ParseField is the field of a conversation that a value of the enum ConversationField names. It fails with a *model.Error.
func ParseField(name string) (query.Field, error) { return model.Fields.Read(name) }
