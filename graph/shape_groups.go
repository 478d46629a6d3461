package graph

import (
	"cmp"
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
// held groups back it answers only what is true all the same.
func shapeGroups(p *groupsPlan, rows *query.Rows) (*groups, error) {
	if rows == nil || len(p.query.GroupBy) == 0 {
		return shapeOnlyGroup(p, rows)
	}
	passing, err := filterGroups(p, rows)
	if err != nil {
		return nil, err
	}
	out := &groups{totalCount: len(passing), complete: !rows.Partial(), rows: rows, groupBy: p.query.GroupBy, aggregate: p.aggregate}
	if rows.Partial() {
		if p.totalCount && len(p.having) > 0 {
			return nil, incomplete(rows, "groups", "How many of all pass `having` cannot be told.")
		}
		out.totalCount = rows.Total
	}
	if !p.nodes {
		return out, nil
	}
	order, err := newOrdering(rows, p.order)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(passing, order.compare)
	if rows.Partial() {
		switch {
		case p.limit > 0 && !decided(p, rows, order, passing):
			return nil, incomplete(rows, "groups", "Which come first of all cannot be told.")
		case p.limit == 0 && !p.complete:
			return nil, incomplete(rows, "groups", "Select `complete` beside `nodes` to accept a part.")
		}
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
func filterGroups(p *groupsPlan, rows *query.Rows) ([]int, error) {
	columns := make([]*query.Column, len(p.having))
	for i, h := range p.having {
		columns[i] = rows.Column(h.metric)
	}
	passing := make([]int, 0, rows.Len())
next:
	for row := range rows.Len() {
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

func (h having) passes(x float64) bool {
	for _, test := range h.tests {
		if !test(x) {
			return false
		}
	}
	return true
}

// decided says whether the first groups of a part are the first of all: the endpoint was asked for an order that agrees
// with the plan's, its rows are seen to be in it, and the last row, behind which everything held back comes, is greater
// than the last group wanted.
func decided(p *groupsPlan, rows *query.Rows, order *ordering, passing []int) bool {
	if len(passing) < p.limit || len(p.pushable) == 0 {
		return false
	}
	pushed := order.prefix(len(p.pushable))
	for row := 1; row < rows.Len(); row++ {
		if pushed.compare(row-1, row) > 0 {
			return false
		}
	}
	return pushed.compare(passing[p.limit-1], rows.Len()-1) < 0
}

func incomplete(rows *query.Rows, of, why string) *Error {
	return &Error{Code: IncompleteResult, Message: "The endpoint gave " + formatNumber(float64(rows.Len())) + " of " +
		formatNumber(float64(rows.Total)) + " " + of + ". " + why}
}

// ordering compares rows by the values of an order's terms, which are read once.
type ordering struct{ terms []termValues }

// termValues are the values of one term. A value that is not there is null.
type termValues struct {
	term    orderTerm
	null    []bool
	compare func(a, b int) int
}

// newOrdering reads the values that rows are ordered by. It fails if one of them cannot be read.
func newOrdering(rows *query.Rows, order []orderTerm) (*ordering, error) {
	o := &ordering{terms: make([]termValues, len(order))}
	for i, term := range order {
		column := rows.Column(term.by)
		values := termValues{term: term, null: make([]bool, rows.Len())}
		var err error
		switch column.Kind() {
		case query.Number:
			values.compare, err = comparing(values.null, column.Number, cmp.Compare)
		case query.Time:
			values.compare, err = comparing(values.null, column.Time, compareTimes)
		case query.Text:
			values.compare, err = comparing(values.null, column.Text, cmp.Compare)
		default:
			values.compare, err = comparing(values.null, parsedJSON(column), orderJSON)
		}
		if err != nil {
			return nil, err
		}
		o.terms[i] = values
	}
	return o, nil
}

// comparing reads the values of all rows, notes which are null, and compares the others.
func comparing[T any](null []bool, read func(row int) (T, bool, error), compare func(a, b T) int) (func(a, b int) int, error) {
	values := make([]T, len(null))
	for row := range values {
		v, ok, err := read(row)
		if err != nil {
			return nil, err
		}
		values[row], null[row] = v, !ok
	}
	return func(a, b int) int { return compare(values[a], values[b]) }, nil
}

// prefix is the order of the first terms only.
func (o *ordering) prefix(n int) *ordering { return &ordering{o.terms[:n]} }

func (o *ordering) compare(a, b int) int {
	for _, t := range o.terms {
		var c int
		switch {
		case t.null[a] && t.null[b]:
		case t.null[a] || t.null[b]:
			if c = 1; t.null[a] == t.term.nullsFirst {
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
