package graph

import (
	"cmp"
	"context"
	"slices"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// groups are the groups of a set.
type groups struct {
	totalCount int  // that pass having, before limit
	complete   bool // whether the endpoint held none back

	rows               *query.Rows
	shown              []int // the rows of the groups, in order; noRow if there is none to the only one
	groupBy, aggregate []query.Selection
}

// totals are the metrics over a whole set.
type totals struct {
	rows      *query.Rows // nil if no metric is asked for
	row       int         // noRow if there is none
	aggregate []query.Selection
}

// shapeGroups makes the groups of the rows of a plan's query; rows are nil if the plan asks nothing. Where the endpoint
// held groups back it answers only what is true all the same, by the order that was asked for, if any.
func shapeGroups(ctx context.Context, p *groupsPlan, rows *query.Rows, pushed []orderTerm) (*groups, error) {
	if rows == nil || len(p.query.GroupBy) == 0 {
		return shapeOnlyGroup(p, rows)
	}
	passing, err := filterGroups(ctx, p, rows)
	if err != nil {
		return nil, err
	}
	held, err := heldBack(ctx, p, rows, pushed)
	if err != nil {
		return nil, err
	}
	out := &groups{totalCount: len(passing), complete: !rows.Partial(), rows: rows, groupBy: p.query.GroupBy, aggregate: p.aggregate}
	if held.mayPass {
		if p.totalCount && len(p.having) > 0 {
			return nil, incomplete(rows, "groups", "How many of all pass `having` cannot be told. "+p.adviceForPassing())
		}
		out.totalCount = rows.Total
	}
	if !p.nodes {
		return out, nil
	}
	order, err := newOrdering(ctx, rows, p.order)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(passing, order.compare)
	if ctx.Err() != nil {
		return nil, tooLate(ctx)
	}
	switch {
	case !held.mayPass:
	case p.limit > 0 && (len(passing) < p.limit || !held.behind(passing[p.limit-1])):
		return nil, incomplete(rows, "groups", "Which come first of all cannot be told. "+p.adviceForFirst())
	case p.limit == 0 && !p.complete:
		return nil, incomplete(rows, "groups", "Select `complete` beside `nodes` to accept a part. "+p.adviceForAll())
	}
	if p.limit > 0 {
		passing = passing[:min(len(passing), p.limit)]
	}
	out.shown = passing
	return out, nil
}

// shapeOnlyGroup is the one group that everything is in without groupBy. It is there even if the set is empty.
func shapeOnlyGroup(p *groupsPlan, rows *query.Rows) (*groups, error) {
	row := noRow
	if rows != nil {
		var err error
		if row, err = onlyRow(rows); err != nil {
			return nil, err
		}
	}
	out := &groups{complete: true, rows: rows, aggregate: p.aggregate}
	for _, h := range p.having {
		x, ok, err := numberAt(rows, row, h.metric)
		if err != nil || !ok || !h.passes(x) {
			return out, err
		}
	}
	out.totalCount = 1
	out.shown = []int{row}
	return out, nil
}

// filterGroups are the rows that pass every having, in the endpoint's order.
func filterGroups(ctx context.Context, p *groupsPlan, rows *query.Rows) ([]int, error) {
	columns := make([]*query.Column, len(p.having))
	for i, h := range p.having {
		columns[i] = rows.Column(h.metric)
	}
	passing, ended := make([]int, 0, rows.Len()), ending(ctx)
next:
	for row := range rows.Len() {
		if ended() {
			return nil, tooLate(ctx)
		}
		for i, h := range p.having {
			x, ok, err := columns[i].Number(row)
			if err != nil {
				return nil, err
			}
			if !ok || !h.passes(x) {
				continue next
			}
		}
		passing = append(passing, row)
	}
	return passing, nil
}

func incomplete(rows *query.Rows, of, why string) *Error {
	return &Error{Code: IncompleteResult, Message: "The endpoint gave " + formatNumber(float64(rows.Len())) + " of " +
		formatNumber(float64(rows.Total)) + " " + of + ". " + why}
}

// ordering compares rows by the values of an order's terms.
type ordering struct {
	terms []termValues
	ended func() bool // whether nobody waits for the order any more; then rows are left as they are
}

// termValues are the values of one term. A value that is not there is null.
type termValues struct {
	term    orderTerm
	null    func(row int) bool
	compare func(a, b int) int
}

// newOrdering sees to it that the values that rows are ordered by can all be read. Only those of JSON are read into memory
// of their own, once for all the fields of an operation.
func newOrdering(ctx context.Context, rows *query.Rows, order []orderTerm) (*ordering, error) {
	o := &ordering{terms: make([]termValues, len(order)), ended: ending(ctx)}
	for i, term := range order {
		column := rows.Column(term.by)
		var err error
		switch column.Kind() {
		case query.Number:
			o.terms[i], err = comparing(rows, column.Number, cmp.Compare)
		case query.Time:
			o.terms[i], err = comparing(rows, column.Time, compareTimes)
		case query.Text:
			o.terms[i], err = comparing(rows, column.Text, cmp.Compare)
		default:
			o.terms[i], err = comparing(rows, parsedOf(ctx).of(ctx, column, rows.Len()), orderJSON)
		}
		if err != nil {
			return nil, err
		}
		if ctx.Err() != nil {
			return nil, tooLate(ctx)
		}
		o.terms[i].term = term
	}
	return o, nil
}

// comparing compares the values of rows. It fails if one of them cannot be read.
func comparing[T any](rows *query.Rows, read func(row int) (T, bool, error), compare func(a, b T) int) (termValues, error) {
	for row := range rows.Len() {
		if _, _, err := read(row); err != nil {
			return termValues{}, err
		}
	}
	return termValues{
		null: func(row int) bool {
			_, ok, _ := read(row)
			return !ok
		},
		compare: func(a, b int) int {
			x, _, _ := read(a)
			y, _, _ := read(b)
			return compare(x, y)
		},
	}, nil
}

// ending says whether a context has ended, at little cost: it looks at one call of a thousand, and remembers.
func ending(ctx context.Context) func() bool {
	calls, ended := 0, false
	return func() bool {
		if calls++; calls%1000 == 0 && !ended {
			ended = ctx.Err() != nil
		}
		return ended
	}
}

func (o *ordering) compare(a, b int) int {
	if o.ended() {
		return 0
	}
	for _, t := range o.terms {
		var c int
		switch nullA, nullB := t.null(a), t.null(b); {
		case nullA && nullB:
		case nullA || nullB:
			if c = 1; nullA == t.term.nullsFirst {
				c = -1
			}
		default:
			if c = t.compare(a, b); t.term.desc {
				c = -c
			}
		}
		if c != 0 {
			return c
		}
	}
	return 0
}
