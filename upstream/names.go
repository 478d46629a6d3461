package upstream

import (
	"fmt"
	"slices"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// restrictToScope is a query with no rows but those that the caller may see. It fails with Forbidden as the scope's does, and for
// names of properties where the endpoint might list those of other rows, or the caller may read none.
func (s *Session) restrictToScope(q query.Query) (query.Query, error) {
	switch {
	case q.Names == "":
	case !s.scope.RowFilter.Everything() && !s.reader.options.TrustKeys:
		return query.Query{}, &query.Error{Failure: query.Forbidden, Message: "You may read only some of the conversations, and the endpoint might " +
			"list the property names of all. The operator of the gateway can vouch that it does not."}
	case s.scope.Limited && !slices.ContainsFunc(s.scope.Readable, func(p query.Property) bool { return p.Field == q.Names }):
		return query.Query{}, &query.Error{Failure: query.Forbidden, Message: fmt.Sprintf("You may not read %.100s.", q.Names)}
	}
	return s.scope.restrictToScope(q)
}

// withhold is an answer without the names of properties that the caller may not read.
func (s Scope) withhold(q query.Query, a *Answer) *Answer {
	if q.Names == "" || !s.Limited {
		return a
	}
	names := a.Column(query.PropertyName)
	var rows []int
	for row := range a.Len() {
		name, ok, err := names.Text(row)
		if err != nil || !ok {
			continue // What it names cannot be told.
		}
		of := query.Property{Field: q.Names, Path: []string{name}}
		if slices.ContainsFunc(s.Readable, func(p query.Property) bool { return p.Holds(of) }) {
			rows = append(rows, row)
		}
	}
	own := *a // Others may have the same one.
	own.Rows = a.Take([]query.Selection{query.PropertyName}, rows)
	return &own
}
