package graph

import (
	"context"
	"errors"
	"time"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/graph/write"
	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// groupsReader makes groups of the answers of a plan's queries, and of others that these show to be needed.
type groupsReader struct {
	*conversationSet
	plan    *plan.GroupsPlan
	visible query.Interval // the range of time of the filter's conversations that the caller sees
	at      time.Time      // when the oldest of the answers was given; zero if nothing was asked

	ranked *query.Rows // the values of the key of top
	kept   []int       // the rows of those that are kept
}

// read makes groups of the answer of the plan's query, and of that for the values that top keeps.
func (g *groupsReader) read(ctx context.Context, answers []*upstream.Answer) (*write.Groups, error) {
	rows, rest := g.rows(answers[0]), write.NoRest
	if g.plan.Top != nil && rows != nil {
		var err error
		if rows, rest, err = g.keepTop(ctx, rows, g.rows(answers[1])); err != nil {
			return nil, err
		}
	}
	if g.plan.Fill != nil && rows != nil {
		var err error
		if rows, rest, err = g.fill(ctx, rows, rest); err != nil {
			return nil, err
		}
	}
	groups, rows, err := g.shape(ctx, g.plan, rows, rest)
	if err == nil && !groups.MergeOthers(g.plan) {
		err = g.askOthers(ctx, rows, groups)
	}
	if groups != nil {
		groups.Known = g.known()
	}
	return groups, err
}

// rows are those of an answer that the groups are made of; nil of a query that was not asked.
func (g *groupsReader) rows(a *upstream.Answer) *query.Rows {
	if a != nil && (g.at.IsZero() || a.At.Before(g.at)) {
		g.at = a.At
	}
	return rowsOf(a)
}

// known is the range of time of which the groups say everything: what the caller sees, up to when the endpoint answered.
func (g *groupsReader) known() query.Interval {
	return g.visible.Intersect(query.Interval{Before: g.at})
}

// load asks a query that the answers before show to be needed.
func (g *groupsReader) load(ctx context.Context, q query.Query) (*query.Rows, error) {
	answer, err := g.operation.loadAlone(ctx, g.notes, q)
	return g.rows(answer), err
}

// shape makes groups of rows. Where the endpoint held some back it is asked for the first of them in other orders, and then for
// all of them day by day.
func (g *groupsReader) shape(ctx context.Context, p *plan.GroupsPlan, rows *query.Rows, rest int) (*write.Groups, *query.Rows, error) {
	groups, err := write.ShapeGroups(ctx, p, rows, nil, rest)
	for _, order := range p.Orders(rows) {
		if rows, err = g.load(ctx, p.InOrder(order)); err != nil {
			return nil, nil, err
		}
		if groups, err = write.ShapeGroups(ctx, p, rows, order, rest); err == nil {
			break
		}
	}
	if incomplete := (*model.Error)(nil); errors.As(err, &incomplete) && incomplete.Code == model.IncompleteResult {
		if whole := g.mergeDays(ctx, p); whole != nil {
			groups, err = write.ShapeGroups(ctx, p, whole, nil, rest)
			rows = whole
		}
	}
	return groups, rows, err
}

// mergeDays is all groups, merged of those of each day; nil where they cannot be, where the endpoint holds some of these back, too,
// and where the days cannot be asked for: the caller may not be one who sees times.
func (g *groupsReader) mergeDays(ctx context.Context, p *plan.GroupsPlan) *query.Rows {
	q, merge, ok := p.ByDay()
	if !ok {
		return nil
	}
	days, err := g.load(ctx, q)
	if err != nil {
		return nil
	}
	rows, _ := merge.Apply(days)
	return rows
}

// keepTop keeps the groups of the first values of a key, which are ranked by rows of their own, or by the groups themselves. The
// groups of the rest begin at a row.
func (g *groupsReader) keepTop(ctx context.Context, rows, ranked *query.Rows) (_ *query.Rows, at int, err error) {
	if ranked == nil {
		ranked = rows
	}
	first, ranked, err := g.shape(ctx, g.plan.Top.Rank, ranked, write.NoRest)
	if err != nil {
		return nil, 0, err
	}
	g.ranked, g.kept = ranked, first.Shown
	top, err := write.SplitTop(g.plan, rows, ranked, first.Shown, false)
	if err != nil {
		return nil, 0, err
	}
	rest, merged := top.Merge()
	if !merged {
		q, err := g.plan.Top.AskedRest(g.plan, ranked, first.Shown)
		if err != nil {
			return nil, 0, err
		}
		if rest, err = g.load(ctx, q); err != nil {
			return nil, 0, err
		}
	}
	return top.With(rest)
}

// fill adds the groups that have no conversations. The groups of the rest begin at a row.
func (g *groupsReader) fill(ctx context.Context, rows *query.Rows, rest int) (*query.Rows, int, error) {
	filled, rest, err := write.Fill(g.plan, rows, rest, g.known())
	if err == nil && filled != rows {
		err = g.operation.answer.Take(ctx, int64(filled.Bytes()))
	}
	return filled, rest, err
}

// askOthers asks for what the groups behind the limit come to.
func (g *groupsReader) askOthers(ctx context.Context, rows *query.Rows, groups *write.Groups) error {
	if len(g.plan.Having) > 0 && rows.Partial() {
		return write.Incomplete(rows, "groups", "What the others that pass `having` come to cannot be told.")
	}
	q, err := g.plan.AskedOthers(rows, groups.Shown)
	if err != nil {
		return err
	}
	var others *query.Rows
	if len(q.Select) > 0 {
		if others, err = g.load(ctx, q); err != nil {
			return err
		}
	}
	return groups.SetOthers(g.plan, others)
}
