package write

import (
	"cmp"
	"context"
	"slices"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Groups are the groups of a set.
type Groups struct {
	totalCount int  // that pass having, before limit
	complete   bool // whether the endpoint held none back

	rows               *query.Rows
	Shown              []int // the rows of the groups, in order; noRow if there is none to the only one
	groupBy, aggregate []query.Selection
	rest               int            // the first row of the groups that top makes
	Known              query.Interval // the range of time of which the groups say everything: that of the filter, up to when the endpoint answered

	Behind []int   // the rows of the groups behind the limit, as far as there are rows of them
	Others *Totals // what these and those without rows come to; nil if there are none, or if that is not asked for

	Previous Previous
}

// Totals are the metrics over a whole set.
type Totals struct {
	Rows      *query.Rows // nil if no metric is asked for
	Row       int         // noRow if there is none
	Aggregate []query.Selection
	Previous  Previous
}

// ShapeGroups makes the groups of the rows of a plan's query; rows are nil if the plan asks nothing. Where the endpoint
// held groups back it answers only what is true all the same, by the order that was asked for, if any. The rows from rest on, if
// there are any, are groups that top makes: they come behind the others.
func ShapeGroups(ctx context.Context, p *plan.GroupsPlan, rows *query.Rows, pushed []plan.OrderTerm, rest int) (*Groups, error) {
	if rows == nil || len(p.Query.GroupBy) == 0 {
		return shapeOnlyGroup(p, rows)
	}
	passing, err := filterGroups(ctx, p, rows)
	if err != nil {
		return nil, err
	}
	omitted, err := findOmitted(ctx, p, rows, pushed)
	if err != nil {
		return nil, err
	}
	out := &Groups{totalCount: len(passing), complete: !rows.Partial(), rows: rows, groupBy: p.Query.GroupBy, aggregate: p.Aggregate, rest: rest}
	if omitted.mayPass {
		if p.TotalCount && len(p.Having) > 0 {
			return nil, Incomplete(rows, "groups", "How many of all pass `having` cannot be told. "+p.AdviceForPassing())
		}
		out.totalCount = rows.Total
	}
	if !p.Nodes {
		return out, nil
	}
	order, err := newOrdering(ctx, rows, p.Order)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(passing, func(a, b int) int {
		switch {
		case a < rest && b >= rest:
			return -1
		case a >= rest && b < rest:
			return 1
		}
		return order.compare(a, b)
	})
	if ctx.Err() != nil {
		return nil, model.TooLate(ctx)
	}
	switch {
	case !omitted.mayPass:
	case p.Limit > 0 && (len(passing) < p.Limit || !omitted.behind(passing[p.Limit-1])):
		return nil, Incomplete(rows, "groups", "Which come first of all cannot be told. "+p.AdviceForFirst())
	case p.Limit == 0 && !p.Complete:
		return nil, Incomplete(rows, "groups", "Select `complete` beside `nodes` to accept a part. "+p.AdviceForAll())
	}
	if p.Limit > 0 {
		shown := min(len(passing), p.Limit)
		passing, out.Behind = passing[:shown], passing[shown:]
	}
	out.Shown = passing
	return out, nil
}

// shapeOnlyGroup is the one group that everything is in without groupBy. It is there even if the set is empty.
func shapeOnlyGroup(p *plan.GroupsPlan, rows *query.Rows) (*Groups, error) {
	row := NoRow
	if rows != nil {
		var err error
		if row, err = OnlyRow(rows); err != nil {
			return nil, err
		}
	}
	out := &Groups{complete: true, rows: rows, aggregate: p.Aggregate, rest: NoRest}
	if err := checkHaving(p, rows); err != nil {
		return nil, err
	}
	for _, h := range p.Having {
		x, ok, err := numberAt(rows, row, h.Metric)
		if err != nil || !ok || !h.Passes(x) {
			return out, err
		}
	}
	out.totalCount = 1
	out.Shown = []int{row}
	return out, nil
}

// checkHaving fails if having compares a metric that cannot be computed.
func checkHaving(p *plan.GroupsPlan, rows *query.Rows) error {
	for _, h := range p.Having {
		if err := needed(rows, h.Metric, "`having` compares it, so that no group can be told to pass."); err != nil {
			return err
		}
	}
	return nil
}

// filterGroups are the rows that pass every having, in the endpoint's order.
func filterGroups(ctx context.Context, p *plan.GroupsPlan, rows *query.Rows) ([]int, error) {
	if err := checkHaving(p, rows); err != nil {
		return nil, err
	}
	columns := make([]*query.Column, len(p.Having))
	for i, h := range p.Having {
		columns[i] = rows.Column(h.Metric)
	}
	passing, ended := make([]int, 0, rows.Len()), ending{ctx: ctx}
next:
	for row := range rows.Len() {
		if ended.ended() {
			return nil, model.TooLate(ctx)
		}
		for i, h := range p.Having {
			x, ok, err := columns[i].Number(row)
			if err != nil {
				return nil, err
			}
			if !ok || !h.Passes(x) {
				continue next
			}
		}
		passing = append(passing, row)
	}
	return passing, nil
}

// Incomplete is the error of what cannot be told because the endpoint held rows back, with the reason.
func Incomplete(rows *query.Rows, of, why string) *model.Error {
	return &model.Error{Code: model.IncompleteResult, Message: "The endpoint gave " + model.FormatNumber(float64(rows.Len())) + " of " +
		model.FormatNumber(float64(rows.Total)) + " " + of + ". " + why}
}

// ordering compares rows by the values of an order's terms.
type ordering struct {
	terms  []termValues
	ending // of those who wait for the order; then rows are left as they are
}

// termValues are the values of one term. A value that is not there is null.
type termValues struct {
	term    plan.OrderTerm
	null    func(row int) bool
	compare func(a, b int) int
}

// newOrdering sees to it that the values that rows are ordered by can all be read. Only those of JSON are read into memory
// of their own, once for all the fields of an operation.
func newOrdering(ctx context.Context, rows *query.Rows, order []plan.OrderTerm) (*ordering, error) {
	o := &ordering{terms: make([]termValues, len(order)), ending: ending{ctx: ctx}}
	for i, term := range order {
		err := needed(rows, term.By, "`orderBy` orders by it, so that the groups have no order.")
		if err != nil {
			return nil, err
		}
		column := rows.Column(term.By)
		switch column.Kind() {
		case query.Number:
			o.terms[i], err = comparing(rows, column.Number, cmp.Compare)
		case query.Time:
			o.terms[i], err = comparing(rows, column.Time, compareTimes)
		case query.Text:
			o.terms[i], err = comparing(rows, column.Text, cmp.Compare)
		default:
			values := parsedOf(ctx).of(ctx, column, rows.Len())
			if term.AsNumbers {
				o.terms[i], err = comparing(rows, readAsNumbers(values, rows.Len()), compareAsNumbers(term.Desc))
			} else {
				o.terms[i], err = comparing(rows, values, orderJSON)
			}
		}
		if err != nil {
			return nil, err
		}
		if ctx.Err() != nil {
			return nil, model.TooLate(ctx)
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
type ending struct {
	ctx   context.Context
	calls int
	over  bool
}

func (e *ending) ended() bool {
	if e.calls++; e.calls%1000 == 0 && !e.over {
		e.over = e.ctx.Err() != nil
	}
	return e.over
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
			if c = 1; nullA == t.term.NullsFirst {
				c = -1
			}
		default:
			if c = t.compare(a, b); t.term.Desc {
				c = -c
			}
		}
		if c != 0 {
			return c
		}
	}
	return 0
}
