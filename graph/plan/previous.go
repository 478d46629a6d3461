package plan

import (
	"errors"
	"slices"
	"time"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/calendar"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// PreviousPlan is what a set, or each of its groups, is compared with: the same one period earlier.
//
// A range that has not ended is compared up to the same time of the period before, which is so long before the endpoint answered. When
// it will answer is not known yet when both are asked for side by side: then that is taken to be now, which is never later. Where the
// answer turns out to be an older one, which was kept, the past is planned again for the time of that answer. Equal questions are asked of
// both about equally often, as these times are whole seconds.
type PreviousPlan struct {
	Field  *Selected   // that the plan is for
	Groups *GroupsPlan // of the period, all of them: the present says which are shown. Its query has no filter yet

	filter  *FilterPlan
	groupBy []query.Selection // the keys of the set
	buckets []query.Selection // the keys that tell times; none of totals
	ago     *model.Duration   // nil: one period of the filter's
	whole   bool              // whether what has not ended is compared with all of the period before
}

// planPrevious plans the fields previous among those of a set or of its groups.
func planPrevious(variables map[string]any, fields []*Selected, filter *FilterPlan, groupBy, aggregate []query.Selection, grouped bool) ([]*PreviousPlan, error) {
	var plans []*PreviousPlan
	for _, f := range fields {
		if !f.Spec.previous {
			continue
		}
		p := &PreviousPlan{Field: f, Groups: &GroupsPlan{}, filter: filter, groupBy: groupBy}
		if grouped {
			p.Groups.Query.GroupBy, p.buckets = groupBy, groupBy
		}
		if v := f.Argument(variables, "ago"); v != nil {
			ago, err := model.UnmarshalDuration(v)
			if err != nil {
				return nil, at(err, "ago")
			}
			p.ago = &ago
		}
		var err error
		if p.whole, err = model.UnmarshalBoolean(f.Argument(variables, "wholePeriod")); err != nil {
			return nil, at(err, "wholePeriod")
		}
		if p.Groups.Query.Select, err = ForMetrics(variables, f.Beneath, aggregate); err != nil {
			return nil, err
		}
		if _, err := p.At(filter.now); err != nil {
			return nil, err
		}
		plans = append(plans, p)
	}
	return plans, nil
}

// Asked is the query for a past; nil if none of its metrics are wanted.
func (p *PreviousPlan) Asked(past *Past) *query.Query {
	if len(p.Groups.Query.Select) == 0 {
		return nil
	}
	q := p.Groups.Query
	q.Where = past.Where
	return &q
}

// keepTop has the query select what the rest is merged of that top makes.
func (p *PreviousPlan) keepTop(t *TopPlan) {
	g := p.Groups
	g.Top = &TopPlan{Key: t.Key, Others: t.Others}
	if len(g.Query.Select) > 0 {
		g.Query, g.Top.Merge = mergingRest(g.Query, t.Others)
	}
}

// at says of an error of an input where that is.
func at(err error, input string) error {
	if own := new(model.Error); errors.As(err, &own) {
		return own.At(input)
	}
	return err
}

// At is the set one period before it was answered at a time. It fails with BadUserInput where there is no such period, and where the
// groups do not line up with those of that period.
func (p *PreviousPlan) At(answered time.Time) (*Past, error) {
	if err := p.checkRange(); err != nil {
		return nil, err
	}
	zone, several := p.zone()
	s, period, err := p.shift(answered.Truncate(time.Second))
	if err != nil {
		return nil, err
	}
	if several && s.byWallClock() {
		return nil, model.BadInput("groupBy has several time zones, but days and longer units are counted back in one. Use one time zone, or hours: ago: \"PT24H\".").At("ago")
	}
	past := &Past{}
	if past.buckets, err = p.shiftBuckets(s, zone); err != nil {
		return nil, err
	}
	if past.Where, err = p.where(s, period, zone, answered); err != nil {
		return nil, err
	}
	return past, nil
}

// checkRange fails if the filter does not say from when on.
func (p *PreviousPlan) checkRange() *model.Error {
	times := p.filter.times
	switch {
	case p.filter.input == nil:
		return noRange().At("where")
	case times.other != "":
		return model.BadInput("With previous, where may bound the time only by last, during, gte, gt, lt and lte, and not inside `or` or `not`.").At(times.other)
	case p.filter.times.all.Since.IsZero():
		return noRange().At("where.firstMessageTime")
	}
	return nil
}

func noRange() *model.Error {
	return model.BadInput("A range without a beginning has no period before it. Bound the time: where: { firstMessageTime: { last: \"P30D\" } }.")
}

// zone is the time zone whose wall clock days are counted back by: the one that the filter and the keys use, UTC if they use none.
// There may be several.
func (p *PreviousPlan) zone() (zone *time.Location, several bool) {
	zones := p.filter.times.zones()
	for _, s := range p.groupBy {
		if key, ok := s.TimeKey(); ok {
			zones = append(zones, key.Zone)
		}
	}
	if len(zones) == 0 {
		return time.UTC, false
	}
	return zones[0], slices.ContainsFunc(zones, func(z *time.Location) bool { return z != zones[0] })
}

// shift is how much earlier the period is, and from when to when it is where that is not just so much earlier.
func (p *PreviousPlan) shift(answered time.Time) (s span, period *query.Interval, err *model.Error) {
	times, within := p.filter.times, p.filter.times.all
	switch {
	case p.ago != nil:
		s.months, s.days, s.clock = p.ago.Parts()
	case len(times.periods) == 0:
		end := within.Before
		if end.IsZero() {
			end = answered
		}
		if s.clock = end.Sub(within.Since).Round(time.Microsecond); s.clock <= 0 { // Without the nanosecond of gt and lte.
			return s, nil, model.BadInput("The range has no length. Say how much earlier the other period is: ago: \"P7D\".").At("ago")
		}
	case len(times.periods) > 1 || times.bounds > 0:
		return s, nil, model.BadInput("The time is bounded in several ways, so it is not clear which period came before. Say how much earlier the other period is: ago: \"P7D\".").At("ago")
	default:
		s, period, err = times.periods[0].previous(p.filter.now)
	}
	return s, period, err
}

// shiftBuckets finds how many buckets earlier so much earlier is, for each key. It fails where that is not a whole number, and of exact
// times.
func (p *PreviousPlan) shiftBuckets(s span, zone *time.Location) ([]bucketShift, *model.Error) {
	var shifts []bucketShift
	for _, of := range p.buckets {
		key, ok := of.TimeKey()
		switch {
		case !ok && of.Field == query.FirstMessageTime, ok && of.Field != query.FirstMessageTime:
			return nil, model.BadInput("Groups by %s cannot be compared with another period. Group by a bucket of time: { time: { unit: DAY } }.", of.Key()).At("ago")
		case !ok, key.Part != 0: // It is the same in all periods.
			continue
		}
		buckets, whole := p.elapsedAsDays(s, zone, key.Unit).buckets(key.Unit)
		if !whole {
			return nil, model.BadInput("Groups by %s can be compared only with those %s earlier. Write ago: %q.", of.Key(), fitting[key.Unit].spans, fitting[key.Unit].example).At("ago")
		}
		shifts = append(shifts, bucketShift{of, key, buckets})
	}
	return shifts, nil
}

// elapsedAsDays is the time that a range with two ends takes, as days if it is and the bucket's unit is: so many days earlier on the wall
// clock it has to be that time earlier.
func (p *PreviousPlan) elapsedAsDays(s span, zone *time.Location, unit calendar.Unit) span {
	const day = 24 * time.Hour
	if p.ago != nil || len(p.filter.times.periods) > 0 || unit == calendar.Hour || s.clock%day != 0 {
		return s
	}
	days := span{days: int(s.clock / day)}
	within := p.filter.times.all
	for _, end := range []time.Time{within.Since, within.Before} {
		if !end.IsZero() && !days.before(end, zone).Equal(s.before(end, zone)) {
			return s
		}
	}
	return days
}

// where is the filter of the period. Of a range that had not ended when it was answered the period ends as much earlier.
func (p *PreviousPlan) where(s span, period *query.Interval, zone *time.Location, answered time.Time) (query.Where, *model.Error) {
	now := p.filter.times.all
	was := query.Interval{Since: s.before(now.Since, zone)}
	switch {
	case period != nil:
		was = *period
	case !now.Before.IsZero():
		was.Before = s.before(now.Before, zone)
	}
	ended := !now.Before.IsZero() && !now.Before.After(answered)
	cut := s.before(answered.Truncate(time.Second), zone)
	cuts := was.Before.IsZero() || !ended && !p.whole && cut.Before(was.Before)
	if was.Since.Year() < 1 {
		return query.Where{}, model.BadInput("This reaches back before the year 1.").At("ago")
	}
	var terms []query.Where
	for _, w := range p.filter.Where.Conjuncts() {
		c, single := w.Condition()
		if !single || c.Field != query.FirstMessageTime {
			terms = append(terms, w)
			continue
		}
		if t, ok := query.ReadInstant(c.Value); ok && period == nil && (!cuts || !isUpper(c.Operator)) {
			terms = append(terms, timeIs(c.Operator, s.before(t, zone)))
		}
	}
	if period != nil {
		terms = append(terms, timeIs(query.Gte, was.Since))
	}
	switch {
	case cuts:
		terms = append(terms, timeIs(query.Lt, cut))
	case period != nil:
		terms = append(terms, timeIs(query.Lt, was.Before))
	}
	return query.All(terms...), nil
}

func timeIs(o query.Operator, t time.Time) query.Where {
	return query.If(query.Condition{Field: query.FirstMessageTime, Operator: o, Value: encodeTime(t)})
}
