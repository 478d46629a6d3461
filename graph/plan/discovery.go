package plan

import (
	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// MaxNames are the names of properties that are listed at most.
const MaxNames = 1000

// ForPropertyKeys is the query for the names of a JSON field's properties.
func ForPropertyKeys(field query.Field, where query.Where) query.Query {
	return query.Query{Names: field, Where: where}
}

// ForPropertyValues plans the values of a property: groups by it, most frequent first. One more is planned for than is wanted, since
// the group of those without the property is one of them.
func ForPropertyValues(field query.Field, path []string, where query.Where, first int) (*GroupsPlan, error) {
	if first < 1 || first >= maxLimit {
		return nil, model.BadInput("Must be 1 to %d.", maxLimit-1).At("first")
	}
	key, err := property(field, path)
	if err != nil {
		return nil, err
	}
	count := query.Selection{Function: query.Count}
	return &GroupsPlan{
		Query:    query.Query{GroupBy: []query.Selection{key}, Select: []query.Selection{count}, Where: where},
		Order:    []OrderTerm{{By: count, Desc: true, NullsFirst: true}, {By: key}},
		Limit:    first + 1,
		Nodes:    true,
		Complete: true,
	}, nil
}
