package graph

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/inkeep-gateway/gateway/graph/model"
)

// oneOf implements the directive @oneOf for values that come in variables; the library checks literals only.
func oneOf(ctx context.Context, obj any, next graphql.Resolver) (any, error) {
	members, _ := obj.(map[string]any)
	if len(members) != 1 {
		names := slices.Sorted(maps.Keys(members))
		return nil, model.BadInput("Give exactly one field here, not %d (%s).", len(names), strings.Join(names, ", "))
	}
	for name, value := range members {
		if value == nil {
			return nil, model.BadInput("`%s` must not be null.", name)
		}
	}
	return next(ctx)
}
