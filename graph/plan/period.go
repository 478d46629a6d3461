package plan

import (
	"time"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/calendar"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// moving is a period of time that depends on now: a span that ends now or ended some time ago, or one of the calendar.
type moving struct {
	last, ago *model.Duration
	during    *model.CalendarPeriod
}

// count is how many bounds the period has. A span that ends now has no upper one.
func (m moving) count() int {
	if m.during == nil && m.ago == nil {
		return 1
	}
	return 2
}

// bounds are where the period begins and, if it has an upper bound, where it ends.
func (m moving) bounds(now time.Time) ([]time.Time, *model.Error) {
	if m.during != nil {
		return boundsOf(m.during, now)
	}
	start, end, err := m.last.Before(now, m.ago)
	if err != nil {
		return []time.Time{start, end}[:m.count()], err.At("last")
	}
	return []time.Time{start, end}[:m.count()], nil
}

// mostUnits are those of a calendar's period, and how far it may lie from now.
const mostUnits = 10_000

func boundsOf(p *model.CalendarPeriod, now time.Time) ([]time.Time, *model.Error) {
	none := make([]time.Time, 2)
	switch {
	case p.Offset < -mostUnits || p.Offset > mostUnits:
		return none, model.BadInput("Must be -10,000 to 10,000 units.").At("during.offset")
	case p.Count < 1 || p.Count > mostUnits:
		return none, model.BadInput("Must be 1 to 10,000 units.").At("during.count")
	}
	key := calendarKey(p.Unit, p.TimeZone, p.WeekStart)
	bounds := []time.Time{key.Shift(now, p.Offset), key.Shift(now, p.Offset+p.Count)}
	if bounds[0].Year() < 1 || bounds[1].Year() > 9999 {
		return none, model.BadInput("The period reaches beyond the years 1 to 9999. Lower the offset, or the count.").At("during")
	}
	return bounds, nil
}

// calendarKey is a unit of the calendar. The first day of a week counts for weeks alone.
func calendarKey(unit calendar.Unit, zone model.TimeZone, weekStart time.Weekday) calendar.Key {
	key := calendar.Key{Unit: unit, Zone: zone.Location, WeekStart: time.Monday}
	if unit == calendar.Week {
		key.WeekStart = weekStart
	}
	return key
}

// period adds the conditions of the periods that depend on now.
func (f *filter) period(in *model.TimeFilter) {
	last, hasLast := given(f.wherePlan, in.Last, f.at, "last")
	ago, hasAgo := given(f.wherePlan, in.Ago, f.at, "ago")
	if hasAgo && !hasLast {
		f.fail(model.BadInput("`ago` needs `last`, which says how long the time is: { last: \"P7D\", ago: \"P7D\" }."), f.at+".ago")
	}
	if hasLast {
		f.between(moving{last: last, ago: ago})
	}
	if during, ok := given(f.wherePlan, in.During, f.at, "during"); ok {
		f.between(moving{during: during})
	}
}

// between adds the bounds of a period: half open.
func (f *filter) between(m moving) {
	bounds, err := f.resolve(m)
	if err != nil {
		f.fail(err, f.at+"."+err.Input)
	}
	f.bounds, f.times.periods = append(f.bounds, bounds...), append(f.times.periods, m)
	for i, operator := range []query.Operator{query.Gte, query.Lt}[:len(bounds)] {
		f.add(query.Condition{Operator: operator, Value: encodeTime(bounds[i])})
		f.times.add(query.Condition{Field: f.field, Operator: operator, Value: encodeTime(bounds[i])})
	}
}
