package plan

import (
	"fmt"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// maxWhereDepth is how deep a filter may be nested.
const maxWhereDepth = 20

// FilterPlan is a filter that was read and translated once, for all the sets of an operation that have it.
type FilterPlan struct {
	input   *model.ConversationWhere // nil for none
	Where   query.Where
	Bounds  []time.Time // that its `last`, `ago` and `during` came to
	written any         // the filter as the request has it: JSON, or a literal of GraphQL
	times   timeRange   // from when to when it means
	now     time.Time   // that it counts back from
	ranges
}

// ranges are what a filter says of the time of conversations.
type ranges struct {
	Interval    query.Interval // what its bounds come to that stand in no or and no not, also of a filter that finds nothing
	nestedBound string         // where in the arguments the first filter is with others; empty if there are none
}

// ForFilter translates a filter, which the request has as written: JSON, or a literal of GraphQL.
func ForFilter(w *model.ConversationWhere, written any, now time.Time) (*FilterPlan, error) {
	p := planningAt(now)
	where, err := p.plan(w)
	if err != nil {
		return nil, err
	}
	return &FilterPlan{input: w, Where: where, Bounds: p.bounds, times: p.times, now: now, ranges: p.ranges, written: written}, nil
}

// ForWhere translates a filter, and says to which bounds its `last`, `ago` and `during` came that depend on now, in the filter's
// order. Nil is no filter.
func ForWhere(w *model.ConversationWhere, now time.Time) (query.Where, []time.Time, error) {
	p := planningAt(now)
	where, err := p.plan(w)
	return where, p.bounds, err
}

func planningAt(now time.Time) *wherePlan {
	return &wherePlan{resolve: func(m moving) ([]time.Time, *model.Error) { return m.bounds(now) }}
}

// planWhereSince translates a filter whose `last`, `ago` and `during` have come to bounds before.
func planWhereSince(w *model.ConversationWhere, bounds []time.Time) (query.Where, error) {
	rest := bounds
	p := &wherePlan{resolve: func(m moving) (own []time.Time, _ *model.Error) {
		own, rest = rest[:m.count()], rest[m.count():]
		return own, nil
	}}
	return p.plan(w)
}

// wherePlan translates one filter. It keeps the first error; what it gives after that means nothing.
type wherePlan struct {
	resolve func(moving) ([]time.Time, *model.Error) // gives the bounds of the next period that depends on now
	bounds  []time.Time
	times   timeRange
	ranges
	within string // where the `or` or the `not` stands that is planned; empty outside of them
	err    *model.Error
}

func (p *wherePlan) plan(w *model.ConversationWhere) (query.Where, error) {
	if w == nil {
		return query.All(), nil
	}
	where := p.where(w, "where", "", 1)
	if p.err != nil {
		return query.Where{}, p.err
	}
	return where, nil
}

func (p *wherePlan) fail(e *model.Error, path string) {
	if p.err == nil {
		p.err = e.At(path)
	}
}

// where translates a filter, or its opposite if the filter stands beneath a `not`. The path of that `not` is notPath, which is empty
// where there is none. Two of them cancel out, so that no condition needs an opposite then.
func (p *wherePlan) where(w *model.ConversationWhere, path, notPath string, depth int) query.Where {
	if depth > maxWhereDepth {
		// What is deeper is not looked at.
		p.fail(&model.Error{Code: model.QueryTooComplex, Limit: maxWhereDepth, Amount: depth,
			Message: fmt.Sprintf("A filter may be nested %d deep.", maxWhereDepth)}, path)
		return query.Where{}
	}
	var terms []query.Where
	if list, ok := givenList(p, w.And, path, "and"); ok {
		terms = append(terms, join(notPath != "", p.each(list, path+".and", notPath, depth)))
	}
	if list, ok := givenList(p, w.Or, path, "or"); ok {
		outside := p.enter(path + ".or")
		terms = append(terms, join(notPath == "", p.each(list, path+".or", notPath, depth)))
		p.within = outside
	}
	if inner, ok := given(p, w.Not, path, "not"); ok {
		at := path + ".not"
		within := at
		if notPath != "" {
			within = ""
		}
		outside := p.enter(at)
		terms = append(terms, p.where(inner, at, within, depth+1))
		p.within = outside
	}
	ids := [...]struct {
		field  query.Field
		filter graphql.Omittable[*model.IDFilter]
	}{
		{query.ID, w.ID},
		{query.OrganizationID, w.OrganizationID},
		{query.ProjectID, w.ProjectID},
		{query.IntegrationID, w.IntegrationID},
	}
	for _, id := range ids {
		if f, ok := given(p, id.filter, path, string(id.field)); ok {
			terms = append(terms, p.opposite(p.id(id.field, f, path+"."+string(id.field)), notPath))
		}
	}
	if f, ok := given(p, w.UserMessageCount, path, "userMessageCount"); ok {
		terms = append(terms, p.opposite(p.int(query.UserMessageCount, f, path+".userMessageCount"), notPath))
	}
	if f, ok := given(p, w.FirstMessageTime, path, "firstMessageTime"); ok {
		at := path + ".firstMessageTime"
		own := p.time(query.FirstMessageTime, f, at)
		p.noteRange(own.Interval(), at)
		terms = append(terms, p.opposite(own, notPath))
	}
	if f, ok := given(p, w.Type, path, "type"); ok {
		terms = append(terms, p.opposite(p.conversationType(f, path+".type"), notPath))
	}
	if list, ok := givenList(p, w.Properties, path, "properties"); ok {
		terms = append(terms, p.opposite(p.properties(query.Properties, list, path+".properties"), notPath))
	}
	if list, ok := givenList(p, w.UserProperties, path, "userProperties"); ok {
		terms = append(terms, p.opposite(p.properties(query.UserProperties, list, path+".userProperties"), notPath))
	}
	if len(terms) == 0 {
		return p.all(nil, path)
	}
	return join(notPath != "", terms)
}

// enter begins an `or` or a `not`, and gives what it stands in.
func (p *wherePlan) enter(path string) (outside string) {
	outside, p.within = p.within, path
	return outside
}

// noteRange notes what the filter at a place says of the time of conversations.
func (p *wherePlan) noteRange(bounds query.Interval, at string) {
	switch {
	case p.within == "":
		p.Interval = p.Interval.Intersect(bounds)
	case p.nestedBound == "" && bounds != query.Interval{}:
		p.nestedBound = at
	}
}

func join(or bool, terms []query.Where) query.Where {
	if or {
		return query.Any(terms...)
	}
	return query.All(terms...)
}

// all requires every term. No terms are an error, lest an empty filter find everything.
func (p *wherePlan) all(terms []query.Where, path string) query.Where {
	if len(terms) == 0 {
		p.fail(model.BadInput("The filter is empty. To find everything, leave it out."), path)
	}
	return query.All(terms...)
}

func (p *wherePlan) each(list []model.ConversationWhere, path, notPath string, depth int) []query.Where {
	if len(list) == 0 {
		p.fail(model.BadInput("The list is empty. To find everything, leave it out."), path)
	}
	terms := make([]query.Where, len(list))
	for i := range list {
		terms[i] = p.where(&list[i], Indexed(path, i), notPath, depth+1)
	}
	return terms
}

// opposite is the opposite of a filter on one field if it stands beneath a `not`.
func (p *wherePlan) opposite(of query.Where, notPath string) query.Where {
	if notPath == "" {
		return of
	}
	negated, operator, ok := of.Not()
	if !ok {
		p.fail(model.BadInput("%s cannot be negated: the endpoint has no opposite of it.", operatorName(operator)), notPath)
	}
	return negated
}

func (p *wherePlan) properties(field query.Field, list []model.PropertyFilter, path string) query.Where {
	terms := make([]query.Where, len(list))
	for i := range list {
		terms[i] = p.property(field, &list[i], Indexed(path, i))
	}
	return p.all(terms, path)
}

// given is a member of an input object, if it was given. An explicit null is an error: it cannot be told from a variable
// that a program forgot to fill.
func given[T any](p *wherePlan, member graphql.Omittable[*T], at, name string) (*T, bool) {
	value, ok := member.ValueOK()
	if ok && value == nil {
		p.failNull(at + "." + name)
		return nil, false
	}
	return value, ok
}

// givenList is given for lists, and for JSON, which is one of bytes.
func givenList[L ~[]T, T any](p *wherePlan, member graphql.Omittable[L], at, name string) (L, bool) {
	value, ok := member.ValueOK()
	if ok && value == nil {
		p.failNull(at + "." + name)
		return nil, false
	}
	return value, ok
}

func (p *wherePlan) failNull(path string) {
	p.fail(model.BadInput("Null is not a filter. To find everything, leave it out; to find nulls, use isNull."), path)
}
