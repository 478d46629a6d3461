package graph

import (
	"context"
	"time"

	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/graph/write"
	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// previousPeriod is what a set, or each of its groups, is compared with.
type previousPeriod struct {
	plan *plan.PreviousPlan
	past *plan.Past
	at   time.Time // when the present is taken to be answered
	rows *query.Rows
}

// planPrevious plans the periods that a set is compared with, for the time when what is kept of the present was answered. Without that
// the present is answered by asking now.
func (c *conversationSet) planPrevious(ctx context.Context, plans []*plan.PreviousPlan, present *query.Query) ([]*previousPeriod, error) {
	at := c.operation.now
	if len(plans) > 0 && present != nil {
		if kept := c.operation.loader.KeptAt(ctx, *present); !kept.IsZero() {
			at = earlierOf(at, kept)
		}
	}
	periods := make([]*previousPeriod, len(plans))
	for i, p := range plans {
		past, err := p.At(at)
		if err != nil {
			return nil, err
		}
		periods[i] = &previousPeriod{plan: p, past: past, at: at}
	}
	return periods, nil
}

// loadWithPrevious loads queries of a field, the last of which are those of the periods that it is compared with. The first is for the
// present.
func (c *conversationSet) loadWithPrevious(ctx context.Context, planned error, plans []*plan.PreviousPlan, queries []*query.Query) ([]*previousPeriod, []*upstream.Answer, error) {
	var periods []*previousPeriod
	if planned == nil {
		periods, planned = c.planPrevious(ctx, plans, queries[0])
	}
	behind := queries[len(queries)-len(periods):]
	for i, p := range periods {
		behind[i] = p.plan.Asked(p.past)
	}
	answers, err := c.operation.load(ctx, c.notes, planned, queries...)
	return periods, answers, err
}

// readPrevious takes the answers of the queries of periods. Where the present was answered before it was taken to be, the period has to
// have ended earlier, too: if that is another question, it is asked.
func (c *conversationSet) readPrevious(ctx context.Context, periods []*previousPeriod, answers []*upstream.Answer, answered time.Time) error {
	if answered.IsZero() {
		answered = c.operation.now
	}
	answered = earlierOf(answered, c.operation.now)
	answers = answers[len(answers)-len(periods):]
	for i, p := range periods {
		p.rows = rowsOf(answers[i])
		if p.rows == nil || p.at.Equal(answered) {
			continue
		}
		past, err := p.plan.At(answered)
		if err != nil {
			return err
		}
		asked := past.Where.Digest() == p.past.Where.Digest()
		if p.past, p.at = past, answered; asked {
			continue
		}
		answer, err := c.operation.loadAlone(ctx, c.notes, *p.plan.Asked(past))
		if err != nil {
			return err
		}
		p.rows = answer.Rows
	}
	return nil
}

// answeredAt is when an answer was given; zero of a query that was not asked.
func answeredAt(a *upstream.Answer) time.Time {
	if a == nil {
		return time.Time{}
	}
	return a.At
}

func earlierOf(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// compare puts beside each group that is shown the one of each period that it is compared with.
func (g *groupsReader) compare(ctx context.Context, groups *write.Groups, periods []*previousPeriod) error {
	for _, p := range periods {
		rows, rest, err := g.rowsOfPeriod(ctx, p)
		if err != nil {
			return err
		}
		if err := groups.Compare(p.plan.Field, rows, rest); err != nil {
			return err
		}
	}
	return nil
}

// rowsOfPeriod are the groups of a period by the keys of the present, with those that top makes from a row on: the values of the present
// are kept.
func (g *groupsReader) rowsOfPeriod(ctx context.Context, p *previousPeriod) (*query.Rows, int, error) {
	if p.rows == nil {
		return nil, write.NoRest, nil
	}
	if p.rows.Partial() {
		whole := *p.plan.Groups
		whole.Query.Where = p.past.Where
		if merged := g.mergeDays(ctx, &whole); merged != nil {
			p.rows = merged
		}
	}
	rows, err := p.past.ToPresent(p.rows)
	if err != nil || g.plan.Top == nil || len(g.groupBy) == 0 {
		return rows, write.NoRest, err
	}
	top, err := write.SplitTop(p.plan.Groups, rows, g.ranked, g.kept, true)
	if err != nil {
		return nil, 0, err
	}
	rest, merged := top.Merge()
	if !merged {
		if rest, err = g.askRestOfPeriod(ctx, p); err != nil {
			return nil, 0, err
		}
	}
	return top.With(rest)
}

// askRestOfPeriod asks for the groups of the rest of a period, by excluding the values that the present keeps.
func (g *groupsReader) askRestOfPeriod(ctx context.Context, p *previousPeriod) (*query.Rows, error) {
	ranked, err := p.past.ToPast(g.ranked)
	if err != nil {
		return nil, err
	}
	all := *p.plan.Groups
	all.Query.Where = p.past.Where
	q, err := all.Top.AskedRest(&all, ranked, g.kept)
	if err != nil {
		return nil, err
	}
	rest, err := g.load(ctx, q)
	if err != nil {
		return nil, err
	}
	if len(q.GroupBy) == 0 && rest.Len() == 0 {
		return nil, nil
	}
	return p.past.ToPresent(rest)
}
