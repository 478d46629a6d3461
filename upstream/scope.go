package upstream

import (
	"errors"
	"fmt"
	"slices"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Scope says on whose behalf is asked: with which access key, and what the caller may see. All of it is part of the
// identity of what is asked, so that no two scopes share an answer that one of them must not have.
type Scope struct {
	Key       string      // the access key, sent as a bearer token; without one nothing is asked
	Own       bool        // whether the key is the caller's own, who then is told that the endpoint refuses it
	RowFilter query.Where // the rows that the caller may see; the zero value means all of them

	// Caller tells the callers with one key apart, where one must not keep the others from the endpoint. It is no part of
	// what is asked.
	Caller string

	// Limited says that only what is Readable may be selected, grouped by, ordered by or compared with.
	Limited  bool
	Readable []query.Property
}

// restrictToScope adds the caller's row filter to a query. It fails with Forbidden if the query uses what the caller may not read:
// also a condition or an order tells of the values it compares.
func (s Scope) restrictToScope(q query.Query) (query.Query, error) {
	if s.Key == "" {
		return query.Query{}, &query.Error{Failure: query.Internal, Message: "The gateway has no API key for this request."}
	}
	if s.Limited {
		for _, p := range q.Uses() {
			if !slices.ContainsFunc(s.Readable, func(readable query.Property) bool { return readable.Holds(p) }) {
				return query.Query{}, &query.Error{Failure: query.Forbidden, Message: fmt.Sprintf("You may not read %.100s.", p)}
			}
		}
	}
	if !s.RowFilter.Everything() {
		q.Where = query.All(q.Where, s.RowFilter)
	}
	return q, nil
}

// redactDetail is an error without what the endpoint says of a query to whoever may not see everything: it may name a condition
// of the rows that he may see, or a value of one that he may not.
func (s Scope) redactDetail(err error) error {
	var e *query.Error
	if !errors.As(err, &e) || e.Detail == "" || s.RowFilter.Everything() && !s.Limited {
		return err
	}
	own := *e // Others may have the same one.
	own.Detail = ""
	return &own
}
